/* web_address - the addresses of the web in a plain text.  See web_address.h. */
#include "issue/web_address.h"

#include "issue/check_url.h"
#include "issue/html_mask.h"
#include "util/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void
find_tag(struct web_addresses *w)
{
	if (!template_next_tag(w->text, &w->scanned, &w->tag))
		w->tag.start = SIZE_MAX;
}

void
web_addresses_init(struct web_addresses *w, struct span text)
{
	*w = (struct web_addresses){ .text = text };
	find_tag(w);
}

static struct span
tag_text(const struct web_addresses *w)
{
	return (struct span){ w->text.s + w->tag.start, w->tag.end - w->tag.start };
}

/* Step over the merge tag that starts here, if one does. */
static bool
step_over(struct web_addresses *w)
{
	if (w->at != w->tag.start)
		return false;
	w->verbatim =
	    w->tag.kind == TAG_BLOCK && span_is(tag_word(tag_text(w)), "verbatim");
	w->at = w->tag.end;
	find_tag(w);
	return true;
}

/* Does a tag start here that an address does not go beyond? */
static bool
at_end_of_block(const struct web_addresses *w)
{
	enum tag_role role;

	if (w->at != w->tag.start || w->tag.kind != TAG_BLOCK)
		return false;
	role = tag_role(tag_text(w));
	return role == ROLE_MIDDLE || role == ROLE_CLOSES;
}

static bool
begins(const struct web_addresses *w)
{
	struct span rest = { w->text.s + w->at, w->text.n - w->at };

	return !w->verbatim && rest.n > 4 && strncasecmp(rest.s, "http", 4) == 0 &&
	    (w->at == 0 || !isalnum((unsigned char)w->text.s[w->at - 1]));
}

/* Beyond ASCII an address has letters: what is punctuation there is not in it. */
static bool
is_outside(uint32_t c)
{
	return c <= ' ' || c == '<' || c == '>' || c == '"' || c == UTF8_BAD ||
	    utf8_is_blank(c) || (c >= 0x7F && c < 0xC0) || (c >= 0x2000 && c < 0x2070) ||
	    (c >= 0x3000 && c < 0x3040);
}

/* How many more ")" than "(" there are; below 0: fewer. */
static long
closed(struct span s)
{
	long n = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		n += s.s[i] == ')' ? 1 : s.s[i] == '(' ? -1 : 0;
	return n;
}

/* Without the marks that end a sentence, a ")" where none was opened among them; its
 * first n bytes are kept. */
static struct span
without_marks(struct span s, size_t n)
{
	long excess = closed(s);

	while (s.n > n && strchr(".,;:!?)]}'", s.s[s.n - 1]) != NULL) {
		if (s.s[s.n - 1] == ')' && excess-- <= 0)
			break;
		s.n--;
	}
	return s;
}

static struct span
take(struct web_addresses *w)
{
	size_t start = w->at, kept = start, n;
	uint32_t c;

	while (w->at < w->text.n && !at_end_of_block(w)) {
		if (step_over(w)) {
			kept = w->at;
			continue;
		}
		n = utf8_next(w->text.s + w->at, w->text.n - w->at, &c);
		if (is_outside(c))
			break;
		w->at += n;
	}
	return without_marks(
	    (struct span){ w->text.s + start, w->at - start }, kept - start);
}

bool
web_addresses_next(struct web_addresses *w, struct span *out)
{
	while (w->at < w->text.n) {
		if (step_over(w))
			continue;
		if (!begins(w)) {
			w->at++;
			continue;
		}
		*out = take(w);
		if (url_host(*out).n > 0)
			return true;
	}
	return false;
}
