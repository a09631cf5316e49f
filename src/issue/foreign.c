/* foreign - merge tags of other newsletter programs become ours.  See foreign.h. */
#include "issue/foreign.h"

#include "util/person_part.h"
#include "util/xalloc.h"

#include <string.h>

#define INSIDE_MAX 64 /* bytes between the brackets */

/* How each program writes its tags; the longer brackets come first. */
enum program { MAILCHIMP, LISTMONK, MAILJET, SENDINBLUE };

static const struct {
	const char *open, *close;
} brackets[] = {
	[MAILCHIMP] = { "*|", "|*" },
	[LISTMONK] = { "{{", "}}" },
	[MAILJET] = { "[[", "]]" },
	[SENDINBLUE] = { "[", "]" },
};

static const struct {
	enum program program;
	const char *inside, *ours;
} tags[] = {
	{ MAILCHIMP, "UNSUB", "{{ unsubscribe }}" },
	{ MAILCHIMP, "ARCHIVE", "{{ mirror }}" },
	{ MAILCHIMP, "EMAIL", "{{ contact.EMAIL }}" },
	{ MAILCHIMP, "MC:SUBJECT", "{{ issue.subject }}" },
	{ MAILCHIMP, "LIST:NAME", "{{ list.name }}" },
	{ MAILCHIMP, "LIST:ADDRESSLINE", "{{ list.postal_address }}" },
	{ MAILCHIMP, "CURRENT_YEAR", "{% now \"2006\" %}" },
	{ LISTMONK, "UnsubscribeURL", "{{ unsubscribe }}" },
	{ LISTMONK, "MessageURL", "{{ mirror }}" },
	{ LISTMONK, ".Subscriber.Email", "{{ contact.EMAIL }}" },
	{ LISTMONK, ".Campaign.Subject", "{{ issue.subject }}" },
	{ MAILJET, "UNSUB_LINK_DE", "{{ unsubscribe }}" },
	{ MAILJET, "UNSUB_LINK_EN", "{{ unsubscribe }}" },
	{ MAILJET, "UNSUB_LINK_ES", "{{ unsubscribe }}" },
	{ MAILJET, "UNSUB_LINK_FR", "{{ unsubscribe }}" },
	{ MAILJET, "UNSUB_LINK_IT", "{{ unsubscribe }}" },
	{ MAILJET, "PERMALINK", "{{ mirror }}" },
	{ SENDINBLUE, "UNSUBSCRIBE", "{{ unsubscribe }}" },
	{ SENDINBLUE, "MIRROR", "{{ mirror }}" },
};

/* What stands before the name of a field. */
static const char *const field_prefixes[] = {
	[MAILCHIMP] = "",
	[LISTMONK] = ".Subscriber.",
	[MAILJET] = NULL, /* written otherwise, with a default: hint.h speaks of it */
	[SENDINBLUE] = NULL,
};

/* The field of this name, or of the same part of a person's name; NULL: none. */
static const char *
find_field(const struct vocabulary *v, const char *name)
{
	enum person_part part = person_part(name);
	size_t i;

	for (i = 0; i < v->nfields; i++) {
		if (str_eq_ci(v->fields[i].name, name))
			return v->fields[i].name;
	}
	for (i = 0; i < v->nfields; i++) {
		if (part != PERSON_NONE && part != PERSON_OTHER_NAME &&
		    person_part(v->fields[i].name) == part)
			return v->fields[i].name;
	}
	return NULL;
}

/* What we write in the place of this program's tag; NULL: nothing means the same. */
static const char *
translation(
    enum program program, const char *inside, const struct vocabulary *v, struct arena *a)
{
	const char *prefix = field_prefixes[program], *field;

	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (tags[i].program == program && str_eq(tags[i].inside, inside))
			return tags[i].ours;
	}
	if (prefix == NULL || !str_starts(inside, prefix))
		return NULL;
	field = find_field(v, inside + strlen(prefix));
	return field != NULL ? arena_printf(a, "{{ contact.%s }}", field) : NULL;
}

static bool
begins(struct span text, const char *with)
{
	return text.n >= strlen(with) && memcmp(text.s, with, strlen(with)) == 0;
}

/* Is a tag at the start of text that has a translation?  Then it is in *change. */
static bool
translate_tag(struct span text, const struct vocabulary *v, struct foreign_change *change,
    struct arena *a)
{
	enum program p;
	struct span inside;
	const char *close;
	size_t open;

	for (p = MAILCHIMP; p <= SENDINBLUE; p++) {
		open = strlen(brackets[p].open);
		if (!begins(text, brackets[p].open))
			continue;
		inside = (struct span){ text.s + open, text.n - open };
		if (inside.n > INSIDE_MAX)
			inside.n = INSIDE_MAX;
		close = memmem(
		    inside.s, inside.n, brackets[p].close, strlen(brackets[p].close));
		if (close == NULL)
			continue;
		change->from.s = text.s;
		change->from.n = (size_t)(close - text.s) + strlen(brackets[p].close);
		inside.n = (size_t)(close - inside.s);
		inside = span_trim(inside);
		change->to = translation(p, arena_memdup(a, inside.s, inside.n), v, a);
		if (change->to != NULL)
			return true;
	}
	return false;
}

static void
add_change(struct foreign_change **changes, size_t n, struct foreign_change change,
    struct arena *a)
{
	struct foreign_change *more;

	/* Room grows at each power of two. */
	if ((n & (n - 1)) == 0) {
		more = arena_alloc(a, (n == 0 ? 1 : 2 * n) * sizeof(*more));
		if (n > 0)
			memcpy(more, *changes, n * sizeof(*more));
		*changes = more;
	}
	(*changes)[n] = change;
}

size_t
foreign_translate(struct buf *out, struct span text, const struct vocabulary *v,
    struct foreign_change **changes, struct arena *a)
{
	struct foreign_change change;
	size_t i = 0, n = 0, plain;

	*changes = NULL;
	while (i < text.n) {
		for (plain = i; i < text.n && strchr("*{[", text.s[i]) == NULL; i++)
			continue;
		buf_add(out, text.s + plain, i - plain);
		if (i == text.n)
			break;
		if (translate_tag(
			(struct span){ text.s + i, text.n - i }, v, &change, a)) {
			buf_adds(out, change.to);
			add_change(changes, n++, change, a);
			i += change.from.n;
		} else {
			buf_addc(out, text.s[i++]);
		}
	}
	return n;
}
