/* front_matter - "key: value" lines at the top of an issue.  See front_matter.h. */
#include "issue/front_matter.h"

#include <string.h>

#define FENCE "---"
#define KEY_MAX 80 /* bytes */

struct reader {
	struct span text;
	const char *file;
	struct arena *arena;
	struct findings *f;
	struct front_matter *out;
	size_t room;
	const char *list; /* a key without a value: "- value" lines may follow */
	size_t list_offset, list_count;
};

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A line [start, end) without its line end; the next one begins at next. */
struct line {
	size_t start, end, next;
};

static struct line
line_at(struct span text, size_t at)
{
	const char *p = memchr(text.s + at, '\n', text.n - at);
	struct line l = { at, text.n, text.n };

	if (p != NULL) {
		l.end = (size_t)(p - text.s);
		l.next = l.end + 1;
	}
	while (l.end > l.start && (text.s[l.end - 1] == '\r' || blank(text.s[l.end - 1])))
		l.end--;
	return l;
}

static bool
is_fence(struct span text, struct line l)
{
	return span_is((struct span){ text.s + l.start, l.end - l.start }, FENCE);
}

bool
front_matter_begins(struct span text)
{
	return is_fence(text, line_at(text, 0));
}

static void
complain(struct reader *r, size_t offset, const char *what)
{
	finding_add(r->f, FINDING_FRONT_MATTER, r->file, r->text, offset, "%s", what);
}

static struct front_matter_entry *
add_entry(struct reader *r, const char *key, size_t offset)
{
	struct front_matter *m = r->out;
	struct front_matter_entry *more;

	if (m->nentries == r->room) {
		r->room = r->room == 0 ? 16 : 2 * r->room;
		more = arena_alloc(r->arena, r->room * sizeof(*more));
		if (m->nentries > 0)
			memcpy(more, m->entries, m->nentries * sizeof(*more));
		m->entries = more;
	}
	more = &m->entries[m->nentries++];
	*more = (struct front_matter_entry){ .key = key, .offset = offset };
	derived_init(&more->value, SIZE_MAX / 2, r->arena);
	return more;
}

/* The quoted value [at, end) without quotes and escapes; false, and said, when it
 * is no such value. */
static bool
unquote(struct reader *r, struct derived *value, size_t at, size_t end)
{
	const char *s = r->text.s;
	char quote = s[at];
	size_t i;

	for (i = at + 1; i < end; i++) {
		if (quote == '"' && s[i] == '\\') {
			if (i + 1 == end || (s[i + 1] != '"' && s[i + 1] != '\\')) {
				complain(r, i,
				    "in \"...\" only \\\" and \\\\ are escapes: write a "
				    "backslash as \\\\");
				return false;
			}
			i++;
		} else if (s[i] == quote) {
			if (quote == '"' || i + 1 == end || s[i + 1] != quote)
				break;
			i++;
		}
		derived_copy(value, (struct origin){ r->file, r->text, i }, 1);
	}
	if (i == end) {
		complain(r, at, "this quotation mark has no partner on its line");
		return false;
	}
	for (i++; i < end && blank(s[i]); i++)
		;
	if (i < end && s[i] != '#') {
		complain(r, i,
		    "there is more behind the quotation mark: put the whole value in "
		    "quotation marks, those in it as \\\"");
		return false;
	}
	return true;
}

static void
add_value(struct reader *r, const char *key, size_t offset, size_t at, size_t end)
{
	struct front_matter_entry *e;
	const char *s = r->text.s;
	bool sound = true;

	if (r->out->nentries == FRONT_MATTER_ENTRIES_MAX) {
		complain(
		    r, offset, "this is one line too many: 200 values are the limit");
		r->out->nentries++;
		return;
	}
	if (r->out->nentries > FRONT_MATTER_ENTRIES_MAX)
		return;
	if (end - at == 1 && (s[at] == '|' || s[at] == '>')) {
		complain(r, at, "a value stands on one line: write it behind the colon");
		return;
	}
	e = add_entry(r, key, offset);
	if (at < end && (s[at] == '"' || s[at] == '\''))
		sound = unquote(r, &e->value, at, end);
	else
		derived_copy(
		    &e->value, (struct origin){ r->file, r->text, at }, end - at);
	derived_finish(&e->value);
	if (!sound)
		r->out->nentries--;
}

/* A key that was waiting for "- value" lines and got none has no value. */
static void
end_list(struct reader *r)
{
	if (r->list != NULL && r->list_count == 0)
		add_value(r, r->list, r->list_offset, r->list_offset, r->list_offset);
	r->list = NULL;
	r->list_count = 0;
}

static bool
key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* "- value", perhaps indented, under a key without a value. */
static bool
read_item(struct reader *r, size_t at, size_t end)
{
	const char *s = r->text.s;

	if (r->list == NULL || s[at] != '-' || (at + 1 < end && !blank(s[at + 1])))
		return false;
	for (at++; at < end && blank(s[at]); at++)
		;
	r->list_count++;
	add_value(r, r->list, at < end ? at : at - 1, at, end);
	return true;
}

static void
read_pair(struct reader *r, size_t start, size_t end)
{
	const char *s = r->text.s, *key;
	size_t at = start, value;

	while (at < end && key_char(s[at]))
		at++;
	for (value = at; value < end && blank(s[value]); value++)
		;
	if (at == start || at - start > KEY_MAX || value == end || s[value] != ':' ||
	    (value + 1 < end && !blank(s[value + 1]))) {
		complain(
		    r, start, "this is no 'key: value': write a key, a colon, a blank");
		return;
	}
	key = arena_memdup(r->arena, s + start, at - start);
	for (value++; value < end && blank(s[value]); value++)
		;
	if (value < end) {
		add_value(r, key, start, value, end);
		return;
	}
	r->list = key;
	r->list_offset = start;
}

static void
read_line(struct reader *r, struct line l)
{
	const char *s = r->text.s;
	size_t at = l.start;

	while (at < l.end && blank(s[at]))
		at++;
	if (at == l.end || s[at] == '#' || read_item(r, at, l.end))
		return;
	end_list(r);
	if (at > l.start)
		complain(r, at,
		    "a value stands on one line, and a key at its beginning: take the "
		    "blanks away");
	else
		read_pair(r, at, l.end);
}

void
front_matter_read(struct front_matter *out, struct span text, const char *file,
    struct arena *a, struct findings *f)
{
	struct reader r = { .text = text, .file = file, .arena = a, .f = f, .out = out };
	struct line l = line_at(text, 0);
	size_t i;

	*out = (struct front_matter){ 0 };
	if (!is_fence(text, l))
		return;
	for (l = line_at(text, l.next); l.start < text.n && !is_fence(text, l);
	     l = line_at(text, l.next))
		read_line(&r, l);
	end_list(&r);
	out->end = l.next;
	if (l.start >= text.n)
		complain(&r, 0,
		    "this front matter has no end: write '---' alone on a line under it "
		    "(a rule at the top of a text needs an empty line above)");
	if (out->nentries > FRONT_MATTER_ENTRIES_MAX)
		out->nentries = FRONT_MATTER_ENTRIES_MAX;
	for (i = 0; i < out->nentries; i++)
		findings_derived(f, &out->entries[i].value);
}
