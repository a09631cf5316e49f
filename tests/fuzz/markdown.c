/*
 * A hostile Markdown issue: whatever it holds, setting it into the layout stays
 * within bounds; every merge tag in the HTML that its author wrote is there byte for
 * byte, Markdown makes none that nobody wrote, and no stand-in is left.
 */
#include "fuzz.h"

#include "issue/manuscript.h"
#include "issue/token.h"
#include "util/utf8.h"

#include <string.h>

#define NAME "issue.md"

static void
check_tags(const struct manuscript *m, const struct findings *f)
{
	struct span html = m->html.source;
	struct raw_tag t, own;
	struct origin at;
	size_t i = 0, from;

	while (tag_scan(html, &i, &t)) {
		at = findings_origin(f, (struct origin){ m->file, html, t.start });
		if (at.text.s != m->source.s)
			continue; /* of the layout */
		/* One that is not sound ends somewhere, and is refused. */
		from = at.offset;
		if (t.fault != TAG_SOUND || !tag_scan(m->source, &from, &own) ||
		    own.fault != TAG_SOUND)
			continue;
		hold(at.offset + (t.end - t.start) <= m->source.n);
		hold(memcmp(html.s + t.start, m->source.s + at.offset, t.end - t.start) ==
		    0);
	}
}

static void
check_places(struct span text, const struct findings *f)
{
	size_t lines = 1, i;

	for (i = 0; i < text.n; i++)
		lines += text.s[i] == '\n';
	for (i = 0; i < f->count; i++) {
		if (strcmp(f->list[i].file, NAME) == 0)
			hold(f->list[i].line <= lines);
		hold(utf8_valid(f->list[i].text, strlen(f->list[i].text)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = { (const char *)data, n };
	struct source source = { 0 };
	struct manuscript_layout layout = {
		.source = &source, .language = "en", .mirror = true
	};
	struct arena a = { 0 };
	struct findings f;
	struct manuscript m;

	findings_init(&f, &a);
	if (manuscript_read(&m, text, NAME, &a, &f) == 0 &&
	    manuscript_lay_out(&m, &layout, &a, &f) == 0) {
		hold(utf8_valid(m.html.source.s, m.html.source.n));
		hold(memmem(m.html.source.s, m.html.source.n, m.markdown.mask.mark,
			 strlen(m.markdown.mask.mark)) == NULL);
		/* A ":::" line that is refused takes its tags along, a {% verbatim %} too. */
		if (f.of[FINDING_MARKDOWN] == 0)
			check_tags(&m, &f);
	}
	check_places(text, &f);
	arena_release(&a);
	return 0;
}
