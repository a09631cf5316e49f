/* layout - the page that a Markdown issue is set into.  See layout.h. */
#include "issue/layout.h"

#include "issue/encoding.h"
#include "issue/filter.h"
#include "issue/html_mask.h"
#include "issue/markdown_html.h"
#include "issue/style.h"
#include "issue/template.h"
#include "util/embedded.h"
#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

#define OWN_LAYOUT "issue/layouts/letter.html"
#define OWN_NAME "built-in layout"
#define BLOCKS_MAX 32 /* block tags in block tags */
#define WORD_PREFIX "letter."
#define STYLE_BEGIN "<style data-nlctl=\"inline\">"
#define STYLE_END "</style>"

/* A block of the layout that is open. */
struct block {
	bool ours;         /* a question that is answered here */
	bool shown, outer; /* is what stands here shown, what stands round the block? */
	bool in_else;
};

/* The layout, in two passes: first tags are answered, then styles and content put
 * in their places. */
struct setter {
	const struct layout_issue *issue;
	struct arena *arena;
	struct findings *f;
	struct origin file;  /* of the layout; its offset is where we are */
	struct derived *out; /* of this pass */
	struct block blocks[BLOCKS_MAX];
	size_t nblocks;
	size_t contents; /* {{ content }} tags seen */
};

static void
complain(struct setter *s, size_t offset, const char *what)
{
	finding_add(s->f, FINDING_LAYOUT, s->file.file, s->file.text, offset, "%s", what);
}

static struct origin
here(const struct setter *s, size_t offset)
{
	return (struct origin){ s->file.file, s->file.text, offset };
}

static bool
shown(const struct setter *s)
{
	return s->nblocks == 0 || s->blocks[s->nblocks - 1].shown;
}

/* What stands in a tag, without its marks. */
static struct span
inner(struct span tag)
{
	size_t begin = 2, end = tag.n >= 4 ? tag.n - 2 : 2;

	if (begin < end && tag.s[begin] == '-')
		begin++;
	if (begin < end && tag.s[end - 1] == '-')
		end--;
	return span_trim((struct span){ tag.s + begin, end - begin });
}

/* Is this one of the questions that are answered here? */
static bool
question(const struct setter *s, struct span name, bool *answer)
{
	if (span_is(name, "preheader"))
		*answer = s->issue->preheader.text.n > 0;
	else if (span_is(name, "mirror"))
		*answer = s->issue->mirror;
	else if (span_is(name, "unsubscribe"))
		*answer = s->issue->unsubscribe;
	else if (span_is(name, "list.postal_address"))
		*answer = s->issue->postal_address;
	else
		return false;
	return true;
}

static void
copy(struct setter *s, size_t from, size_t to)
{
	if (shown(s))
		derived_copy(s->out, here(s, from), to - from);
}

static void
open_block(struct setter *s, const struct tag *t, struct span tag)
{
	struct span word = tag_word(tag), text = inner(tag);
	struct block b = { .outer = shown(s) };
	bool answer = true;

	if (s->nblocks == BLOCKS_MAX) {
		complain(s, t->start, "too many blocks within blocks");
		return;
	}
	if (span_is(word, "if") && text.n > 2)
		b.ours = question(
		    s, span_trim((struct span){ text.s + 2, text.n - 2 }), &answer);
	b.shown = b.outer && answer;
	if (!b.ours)
		copy(s, t->start, t->end);
	s->blocks[s->nblocks++] = b;
}

static void
middle_of_block(struct setter *s, const struct tag *t, struct span tag)
{
	struct block *b = s->nblocks > 0 ? &s->blocks[s->nblocks - 1] : NULL;

	if (b == NULL || !b->ours) {
		copy(s, t->start, t->end);
		return;
	}
	if (!span_is(tag_word(tag), "else") || b->in_else)
		complain(s, t->start,
		    "a question that the layout answers has one {% else %} and no more");
	b->in_else = true;
	b->shown = b->outer && !b->shown;
}

static void
close_block(struct setter *s, const struct tag *t)
{
	bool ours = s->nblocks > 0 && s->blocks[s->nblocks - 1].ours;

	if (s->nblocks > 0)
		s->nblocks--;
	if (!ours)
		copy(s, t->start, t->end);
}

/* The preheader as HTML: text is escaped, merge tags stay. */
static void
put_preheader(struct setter *s)
{
	struct origin at = s->issue->preheader;
	struct span text = at.text;
	struct buf b;
	struct tag tag;
	size_t from = 0;
	bool more;

	buf_init(&b, LAYOUT_BYTES_MAX);
	at.offset = 0;
	do {
		more = template_next_tag(text, &from, &tag);
		if (!more)
			tag.start = tag.end = text.n;
		for (; at.offset < tag.start; at.offset++) {
			buf_reset(&b);
			html_escape((struct span){ text.s + at.offset, 1 }, &b);
			derived_add(s->out, at, (struct span){ b.data, b.len });
		}
		derived_copy(s->out, at, tag.end - tag.start);
		at.offset = tag.end;
	} while (more);
	buf_release(&b);
}

static void
put_word(struct setter *s, size_t offset, struct span name)
{
	const char *key = arena_printf(
	    s->arena, WORD_PREFIX "%.*s", (int)(name.n < 40 ? name.n : 40), name.s);
	struct span text;

	if (lang_look_up(&s->issue->words, key, &text))
		derived_add(s->out, here(s, offset), text);
	else
		complain(s, offset,
		    "there is no such word: word.mirror, word.unsubscribe and word.why "
		    "are there");
}

static bool
right_to_left(const char *language)
{
	static const char *const codes[] = { "ar", "fa", "he", "ur", "yi" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(codes); i++) {
		if (strncasecmp(language, codes[i], 2) == 0 &&
		    (language[2] == '\0' || language[2] == '-' || language[2] == '_'))
			return true;
	}
	return false;
}

/* {{ NAME }}: ours, or of the merge language. */
static void
output(struct setter *s, const struct tag *t, struct span tag)
{
	struct span name = inner(tag), word = { name.s + 5, name.n - 5 };

	if (!shown(s))
		return;
	if (span_is(name, "content")) {
		if (s->contents++ == 0)
			copy(s, t->start, t->end); /* for the second pass */
		else if (s->contents == 2)
			complain(
			    s, t->start, "{{ content }} is there already: once is all");
	} else if (span_is(name, "preheader")) {
		put_preheader(s);
	} else if (span_is(name, "language")) {
		derived_adds(s->out, here(s, t->start), s->issue->language);
	} else if (span_is(name, "direction")) {
		derived_adds(s->out, here(s, t->start),
		    right_to_left(s->issue->language) ? "rtl" : "ltr");
	} else if (name.n > 5 && memcmp(name.s, "word.", 5) == 0) {
		put_word(s, t->start, word);
	} else {
		copy(s, t->start, t->end);
	}
}

static void
answer_tags(struct setter *s)
{
	struct span text = s->file.text, tag;
	struct tag t;
	size_t at = 0, done = 0;

	while (template_next_tag(text, &at, &t)) {
		copy(s, done, t.start);
		done = t.end;
		tag = (struct span){ text.s + t.start, t.end - t.start };
		if (t.kind == TAG_OUTPUT)
			output(s, &t, tag);
		else if (t.kind == TAG_COMMENT)
			continue;
		else if (tag_role(tag) == ROLE_OPENS)
			open_block(s, &t, tag);
		else if (tag_role(tag) == ROLE_MIDDLE)
			middle_of_block(s, &t, tag);
		else if (tag_role(tag) == ROLE_CLOSES)
			close_block(s, &t);
		else
			copy(s, t.start, t.end);
	}
	copy(s, done, text.n);
	if (s->nblocks > 0 && s->blocks[s->nblocks - 1].ours)
		finding_add_whole(s->f, FINDING_LAYOUT, s->file.file,
		    "an {%% if %%} is never closed: {%% endif %%} is missing");
	if (s->contents == 0)
		finding_add_whole(s->f, FINDING_LAYOUT, s->file.file,
		    "there is no {{ content }}: the issue would be nowhere in it");
}

/* The style sheet that is written into elements: [*begin, *end) with its tags. */
static bool
find_style(struct span text, size_t *begin, size_t *end)
{
	const char *p = memmem(text.s, text.n, STYLE_BEGIN, strlen(STYLE_BEGIN)), *q;

	if (p == NULL)
		return false;
	q = memmem(p, (size_t)(text.s + text.n - p), STYLE_END, strlen(STYLE_END));
	if (q == NULL)
		return false;
	*begin = (size_t)(p - text.s);
	*end = (size_t)(q - text.s) + strlen(STYLE_END);
	return true;
}

static void
read_style(struct setter *s, struct style *style, size_t begin, size_t end)
{
	size_t from = begin + strlen(STYLE_BEGIN), at;
	struct span css = { s->file.text.s + from, end - strlen(STYLE_END) - from };
	const char *wrong = style_read(style, css, &at);

	if (wrong != NULL)
		complain(s, from + at, wrong);
}

/* The tag {{ content }} of the first pass: [*begin, *end). */
static bool
find_content(struct span text, size_t *begin, size_t *end)
{
	struct tag t;
	size_t at = 0;

	while (template_next_tag(text, &at, &t)) {
		if (t.kind == TAG_OUTPUT &&
		    span_is(inner((struct span){ text.s + t.start, t.end - t.start }),
			"content")) {
			*begin = t.start;
			*end = t.end;
			return true;
		}
	}
	return false;
}

/* Copy [from, to) of what the first pass made, with the content where its tag is. */
static void
fill(struct setter *s, const struct style *style, size_t from, size_t to)
{
	struct span part = { s->file.text.s + from, to - from };
	size_t begin, end;

	/* A second one is in a tag that is broken, which will be said. */
	if (s->contents > 0 && find_content(part, &begin, &end)) {
		copy(s, from, from + begin);
		markdown_html(s->issue->content, style, s->issue->source, s->out);
		s->contents = 0;
		from += end;
	}
	copy(s, from, to);
}

/* What the first pass made, with styles and content. */
static void
fill_all(struct setter *s)
{
	struct style *style = arena_alloc(s->arena, sizeof(*style));
	struct span text = s->file.text;
	size_t begin = text.n, end = text.n;

	if (find_style(text, &begin, &end))
		read_style(s, style, begin, end);
	fill(s, style, 0, begin);
	fill(s, style, end, text.n);
	if (s->contents == 1)
		complain(s, begin, "{{ content }} may not stand in this style sheet");
}

/* The file of the layout, or ours. */
static int
choose(struct setter *s)
{
	const struct source_file *file = source_first(s->issue->source, SOURCE_LAYOUT);

	if (file == NULL) {
		s->file = (struct origin){ OWN_NAME, embedded(OWN_LAYOUT), 0 };
		return 0;
	}
	s->file = (struct origin){ file->name, file->bytes, 0 };
	if (file->bytes.n > LAYOUT_BYTES_MAX) {
		finding_add_whole(s->f, FINDING_TOO_BIG, file->name,
		    "%zu bytes, over the limit of %u for a layout", file->bytes.n,
		    LAYOUT_BYTES_MAX);
		return -1;
	}
	return encoding_check(&s->file.text, file->name, s->f);
}

int
layout_set(struct derived *out, const struct layout_issue *issue, struct arena *a,
    struct findings *f)
{
	struct setter s = { .issue = issue, .arena = a, .f = f };
	struct derived *answered = arena_alloc(a, sizeof(*answered));

	if (choose(&s) < 0)
		return -1;
	derived_init(answered, HTML_BYTES_MAX, a);
	s.out = answered;
	answer_tags(&s);
	derived_finish(answered);
	findings_derived(f, answered);
	s.file = (struct origin){ s.file.file, answered->text, 0 };
	s.nblocks = 0;
	derived_init(out, HTML_BYTES_MAX + 1, a);
	s.out = out;
	fill_all(&s);
	derived_finish(out);
	findings_derived(f, out);
	return 0;
}
