/* mirror - an issue without its link to itself in a browser.  See mirror.h. */
#include "issue/mirror.h"

#include "issue/template.h"
#include "util/utf8.h"

#include <string.h>
#include <strings.h>

static bool
is_mirror(struct span tag)
{
	if (tag.n < 4 || memcmp(tag.s, "{{", 2) != 0 ||
	    memcmp(tag.s + tag.n - 2, "}}", 2) != 0)
		return false;
	tag = (struct span){ tag.s + 2, tag.n - 4 };
	if (tag.n > 0 && tag.s[0] == '-')
		tag = (struct span){ tag.s + 1, tag.n - 1 };
	if (tag.n > 0 && tag.s[tag.n - 1] == '-')
		tag.n--;
	return span_is(span_trim(tag), "mirror");
}

/* What looks like a blank in HTML. */
static const char *const blanks[] = { " ", "\t", "\r", "\n", "&nbsp;", "&#160;",
	"\xC2\xA0" };

/* Octets of the blanks that s begins with, or ends with. */
static size_t
blanks_of(struct span s, bool at_end)
{
	size_t all = 0, i, n;

	for (i = 0; i < sizeof(blanks) / sizeof(*blanks);) {
		n = strlen(blanks[i]);
		if (s.n - all >= n &&
		    memcmp(at_end ? s.s + s.n - all - n : s.s + all, blanks[i], n) == 0) {
			all += n;
			i = 0;
		} else {
			i++;
		}
	}
	return all;
}

/* Octets of a "|" with its blanks that s begins with, or ends with; 0: none. */
static size_t
separator_of(struct span s, bool at_end)
{
	size_t n = blanks_of(s, at_end);

	if (n == s.n || (at_end ? s.s[s.n - n - 1] : s.s[n]) != '|')
		return 0;
	n++;
	return n + blanks_of((struct span){ at_end ? s.s : s.s + n, s.n - n }, at_end);
}

/* Where the link that begins at start ends; 0: nowhere. */
static size_t
end_of_link(struct span text, size_t start)
{
	const char *close;
	size_t at;

	for (at = start; at + 4 <= text.n; at++) {
		if (strncasecmp(text.s + at, "</a", 3) != 0)
			continue;
		close = memchr(text.s + at, '>', text.n - at);
		return close != NULL ? (size_t)(close - text.s) + 1 : 0;
	}
	return 0;
}

void
mirror_drop_html(const struct html *h, struct edits *e)
{
	struct span text = h->source;
	size_t i, start, end, more;

	for (i = 0; i < h->nlinks; i++) {
		if (!is_mirror(span_trim(h->links[i].raw)))
			continue;
		start = h->links[i].offset;
		end = end_of_link(text, start);
		if (end == 0)
			continue;
		more = separator_of((struct span){ text.s + end, text.n - end }, false);
		end += more;
		if (more == 0)
			start -= separator_of((struct span){ text.s, start }, true);
		edits_add(e, (struct span){ text.s + start, end - start }, span_of(""));
	}
}

/* The part of the line [start, end) in which at lies, one " | " with it. */
static struct span
part_of_line(struct span text, size_t start, size_t end, size_t at)
{
	const char *bar;
	size_t from = start, to = end, i;

	for (i = start; i + 3 <= at; i++) {
		if (memcmp(text.s + i, " | ", 3) == 0)
			from = i;
	}
	bar = memmem(text.s + at, end - at, " | ", 3);
	if (bar != NULL)
		to = (size_t)(bar - text.s);
	if (bar != NULL && from == start)
		to += 3;
	else if (bar == NULL && from == start && to < text.n)
		to++; /* the whole line, and its end */
	return (struct span){ text.s + from, to - from };
}

void
mirror_drop_text(struct edits *e)
{
	struct span text = e->text;
	struct tag tag;
	const char *newline;
	size_t at = 0, start, end;

	while (template_next_tag(text, &at, &tag)) {
		if (!is_mirror((struct span){ text.s + tag.start, tag.end - tag.start }))
			continue;
		for (start = tag.start; start > 0 && text.s[start - 1] != '\n'; start--)
			;
		newline = memchr(text.s + tag.end, '\n', text.n - tag.end);
		end = newline != NULL ? (size_t)(newline - text.s) : text.n;
		edits_add(e, part_of_line(text, start, end, tag.start), span_of(""));
	}
}
