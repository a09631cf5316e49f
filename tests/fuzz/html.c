/*
 * A hostile HTML issue: whatever it holds, reading it stays within bounds, what
 * is found lies in it, and its text alternative is UTF-8 in which every merge
 * tag is one of the author's.
 */
#include "fuzz.h"

#include "issue/html.h"
#include "issue/text.h"
#include "issue/token.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

#define TAGS_COMPARED 64 /* comparing each with each takes time */

/* Blanks may become others, and the "-" of a block tag is dropped. */
static size_t
bare(struct span tag, char *out)
{
	size_t i, n = 0;

	for (i = 0; i < tag.n; i++) {
		if (tag.s[i] != '-' && (unsigned char)tag.s[i] > ' ')
			out[n++] = tag.s[i];
	}
	return n;
}

static bool
is_authors(const struct mask *m, struct span tag)
{
	char *a = malloc(tag.n + 1), *b = malloc(m->source.n + 1);
	size_t na = bare(tag, a), i;
	bool found = tag.n == 9 && memcmp(tag.s, "{{ \"{\" }}", 9) == 0;

	for (i = 0; i < m->ntags && !found; i++) {
		size_t nb = bare(mask_source(m, &m->tags[i]), b);

		found = na == nb && memcmp(a, b, na) == 0;
	}
	free(a);
	free(b);
	return found;
}

static void
check_found(const struct html *h)
{
	size_t i;

	hold(utf8_valid(h->subject, strlen(h->subject)));
	hold(utf8_valid(h->preheader, strlen(h->preheader)));
	for (i = 0; i < h->nlinks; i++) {
		const struct html_link *l = &h->links[i];

		hold(l->offset < h->source.n && l->number == i + 1 && *l->name != '\0');
		hold(l->raw.s >= h->source.s &&
		    l->raw.s + l->raw.n <= h->source.s + h->source.n);
	}
	for (i = 0; i < h->nimages; i++)
		hold(h->images[i].offset < h->source.n);
}

/* Of a source with broken tags no text is made: the letter is refused before. */
static bool
is_sound(struct span source)
{
	struct raw_tag t;
	struct span word;
	size_t at = 0;
	bool verbatim = false;

	while (tag_scan(source, &at, &t)) {
		if (t.fault != TAG_SOUND)
			return false;
		/* The text drops the "-" of "-}}": with "%" before it another end appears,
		 * but no expression that parses has one there. */
		if (t.trim_after && t.end >= 4 &&
		    strchr("%}", source.s[t.end - 4]) != NULL)
			return false;
		word = tag_word((struct span){ source.s + t.start, t.end - t.start });
		if (t.kind == TAG_BLOCK && span_is(word, "verbatim"))
			verbatim = true;
		else if (t.kind == TAG_BLOCK && span_is(word, "endverbatim"))
			verbatim = false;
	}
	return !verbatim;
}

static void
check_text(const struct html *h, struct span text)
{
	struct tag t;
	size_t at = 0, count = 0;

	hold(utf8_valid(text.s, text.n));
	hold(text.n == 0 || text.s[text.n - 1] == '\n');
	if (!is_sound(h->source))
		return;
	while (template_next_tag(text, &at, &t) && count++ < TAGS_COMPARED)
		hold(is_authors(
		    &h->mask, (struct span){ text.s + t.start, t.end - t.start }));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct findings f;
	struct html h;

	findings_init(&f, &a);
	if (html_read(&h, (struct span){ (const char *)data, n }, "issue.html", &a, &f) ==
	    0) {
		check_found(&h);
		check_text(&h, text_of_html(&h, &a));
	} else {
		hold(f.errors > 0);
	}
	arena_release(&a);
	return 0;
}
