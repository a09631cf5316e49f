/* markdown - what md4c says of a text becomes a tree.  See markdown.h; what is made
 * of the tree then is in markdown_shape.c and markdown_form.c. */
#include "issue/markdown.h"

#include "issue/filter.h"
#include "issue/markdown_shape.h"
#include "util/xalloc.h"

#include <md4c.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FLAGS (MD_FLAG_TABLES | MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_STRIKETHROUGH)
#define ATTRIBUTE_MAX MARKDOWN_BYTES_MAX

enum stop { STOP_NOT, STOP_NODES, STOP_DEPTH };

struct reader {
	struct markdown *md;
	struct markdown_node *open; /* the innermost */
	size_t depth;
	size_t at; /* in the masked text: behind what was read last */
	/* Why we told md4c to stop; it does, but says nothing of it where it is in a
	 * quotation or list (0.4.8). */
	enum stop stop;
};

struct markdown_node *
markdown_node(struct markdown *m, enum markdown_kind kind, size_t offset)
{
	struct markdown_node *n = arena_alloc(m->arena, sizeof(*n));

	n->kind = kind;
	n->offset = offset;
	n->align = "";
	m->nnodes++;
	return n;
}

void
markdown_append(struct markdown_node *parent, struct markdown_node *node)
{
	node->parent = parent;
	node->next = NULL;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
}

void
markdown_complain(const struct markdown *m, const struct markdown_node *node,
    struct findings *f, const char *fmt, ...)
{
	struct origin at = markdown_mask_origin(&m->mask, node->offset);
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(f, FINDING_MARKDOWN, at.file, at.text, at.offset, "%s", text);
}

/* Is s part of the masked text? */
static bool
is_masked(const struct reader *r, const char *s)
{
	struct span text = r->md->mask.text.text;

	return s >= text.s && s < text.s + text.n;
}

static struct markdown_node *
add(struct reader *r, enum markdown_kind kind)
{
	struct markdown_node *n = markdown_node(r->md, kind, r->at);

	markdown_append(r->open, n);
	return n;
}

/* Whatever it is in and has no place yet begins where this text does. */
static void
place(struct reader *r, struct markdown_node *n)
{
	n->placed = true;
	for (struct markdown_node *p = n->parent; p != NULL && !p->placed;
	     p = p->parent) {
		p->offset = n->offset;
		p->placed = true;
	}
	r->at = n->offset + n->text.n;
}

/*
 * What md4c makes of a destination or title as HTML, in the arena: it may be a copy
 * with backslashes taken out, so it has no places of its own.  A brace here is none
 * of a merge tag, those are stand-ins; but it may have been written in a
 * {% verbatim %}, and be used outside.
 */
static struct span
attribute(struct reader *r, const MD_ATTRIBUTE *a, bool is_url)
{
	struct buf b;
	struct span part, whole;
	size_t i, j;

	if (a->text == NULL || a->size == 0)
		return (struct span){ "", 0 };
	buf_init(&b, ATTRIBUTE_MAX);
	for (i = 0; a->substr_offsets[i] < a->size; i++) {
		part = (struct span){ a->text + a->substr_offsets[i],
			a->substr_offsets[i + 1] - a->substr_offsets[i] };
		if (a->substr_types[i] == MD_TEXT_ENTITY) {
			buf_add(&b, part.s, part.n);
			continue;
		}
		for (j = 0; j < part.n; j++) {
			if (is_url && (part.s[j] == ' ' || part.s[j] == '\n'))
				buf_adds(&b, "%20");
			else if (part.s[j] == '{')
				buf_adds(&b, "&#123;");
			else
				html_escape((struct span){ part.s + j, 1 }, &b);
		}
	}
	whole = (struct span){ arena_memdup(r->md->arena, b.data, b.len), b.len };
	buf_release(&b);
	return whole;
}

static enum markdown_kind
block_kind(MD_BLOCKTYPE type)
{
	static const enum markdown_kind kinds[] = {
		[MD_BLOCK_DOC] = MARKDOWN_ROOT,
		[MD_BLOCK_QUOTE] = MARKDOWN_QUOTE,
		[MD_BLOCK_UL] = MARKDOWN_BULLETS,
		[MD_BLOCK_OL] = MARKDOWN_NUMBERS,
		[MD_BLOCK_LI] = MARKDOWN_ITEM,
		[MD_BLOCK_HR] = MARKDOWN_RULE,
		[MD_BLOCK_H] = MARKDOWN_HEADING,
		[MD_BLOCK_CODE] = MARKDOWN_CODE,
		[MD_BLOCK_HTML] = MARKDOWN_HTML,
		[MD_BLOCK_P] = MARKDOWN_PARAGRAPH,
		[MD_BLOCK_TABLE] = MARKDOWN_TABLE,
		[MD_BLOCK_THEAD] = MARKDOWN_TABLE_HEAD,
		[MD_BLOCK_TBODY] = MARKDOWN_TABLE_BODY,
		[MD_BLOCK_TR] = MARKDOWN_ROW,
		[MD_BLOCK_TH] = MARKDOWN_HEADER_CELL,
		[MD_BLOCK_TD] = MARKDOWN_CELL,
	};

	return kinds[type];
}

static const char *
alignment(MD_ALIGN align)
{
	switch (align) {
	case MD_ALIGN_LEFT:
		return "left";
	case MD_ALIGN_CENTER:
		return "center";
	case MD_ALIGN_RIGHT:
		return "right";
	case MD_ALIGN_DEFAULT:
		break;
	}
	return "";
}

static void
describe_block(struct markdown_node *n, void *detail)
{
	switch (n->kind) {
	case MARKDOWN_HEADING:
		n->number = ((MD_BLOCK_H_DETAIL *)detail)->level;
		break;
	case MARKDOWN_BULLETS:
		n->mark = ((MD_BLOCK_UL_DETAIL *)detail)->mark;
		break;
	case MARKDOWN_NUMBERS:
		n->mark = ((MD_BLOCK_OL_DETAIL *)detail)->mark_delimiter;
		n->number = ((MD_BLOCK_OL_DETAIL *)detail)->start;
		break;
	case MARKDOWN_HEADER_CELL:
	case MARKDOWN_CELL:
		n->align = alignment(((MD_BLOCK_TD_DETAIL *)detail)->align);
		break;
	default:
		break;
	}
}

static int
enter(struct reader *r, struct markdown_node *n)
{
	r->open = n;
	if (r->md->nnodes > MARKDOWN_NODES_MAX)
		r->stop = STOP_NODES;
	else if (++r->depth > MARKDOWN_DEPTH_MAX)
		r->stop = STOP_DEPTH;
	return (int)r->stop;
}

/* md4c 0.4.8 may leave a span that it never entered: no further than the block. */
static int
leave(struct reader *r, bool span)
{
	while (!span && r->open->kind >= MARKDOWN_EMPHASIS) {
		r->open = r->open->parent;
		r->depth--;
	}
	if (r->open->parent == NULL || (span && r->open->kind < MARKDOWN_EMPHASIS))
		return 0;
	r->open = r->open->parent;
	r->depth--;
	return 0;
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct reader *r = arg;
	struct markdown_node *n;

	if (type == MD_BLOCK_DOC)
		return 0;
	n = add(r, block_kind(type));
	describe_block(n, detail);
	return enter(r, n);
}

/* An image has perhaps no text; its address, as a rule the author's, is its place. */
static void
place_image(struct reader *r, struct markdown_node *n, const MD_ATTRIBUTE *src)
{
	if (src->text == NULL || !is_masked(r, src->text))
		return;
	n->offset = (size_t)(src->text - r->md->mask.text.text.s);
	place(r, n);
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	(void)detail;
	return type == MD_BLOCK_DOC ? 0 : leave(arg, false);
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct reader *r = arg;
	struct markdown_node *n;

	switch (type) {
	case MD_SPAN_EM:
		return enter(r, add(r, MARKDOWN_EMPHASIS));
	case MD_SPAN_STRONG:
		return enter(r, add(r, MARKDOWN_STRONG));
	case MD_SPAN_DEL:
		return enter(r, add(r, MARKDOWN_STRUCK));
	case MD_SPAN_CODE:
		return enter(r, add(r, MARKDOWN_CODE_SPAN));
	case MD_SPAN_A:
		n = add(r, MARKDOWN_LINK);
		n->url = attribute(r, &((MD_SPAN_A_DETAIL *)detail)->href, true);
		n->title = attribute(r, &((MD_SPAN_A_DETAIL *)detail)->title, false);
		return enter(r, n);
	case MD_SPAN_IMG:
		n = add(r, MARKDOWN_IMAGE);
		/* A name of a file, which may have blanks. */
		n->url = attribute(r, &((MD_SPAN_IMG_DETAIL *)detail)->src, false);
		n->title = attribute(r, &((MD_SPAN_IMG_DETAIL *)detail)->title, false);
		place_image(r, n, &((MD_SPAN_IMG_DETAIL *)detail)->src);
		return enter(r, n);
	default:
		BUG("md4c's span %d, which was not asked for", (int)type);
	}
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
	(void)type;
	(void)detail;
	return leave(arg, true);
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE n, void *arg)
{
	static const enum markdown_kind kinds[] = {
		[MD_TEXT_NORMAL] = MARKDOWN_TEXT,
		[MD_TEXT_NULLCHAR] = MARKDOWN_TEXT,
		[MD_TEXT_BR] = MARKDOWN_BREAK,
		[MD_TEXT_SOFTBR] = MARKDOWN_LINE,
		[MD_TEXT_ENTITY] = MARKDOWN_ENTITY,
		[MD_TEXT_CODE] = MARKDOWN_CODE_TEXT,
		[MD_TEXT_HTML] = MARKDOWN_HTML_TEXT,
	};
	struct reader *r = arg;
	struct markdown_node *node;

	if (r->md->nnodes > MARKDOWN_NODES_MAX)
		return (int)(r->stop = STOP_NODES);
	node = add(r, kinds[type]);
	/* What is not of the text, a blank or a line end, is md4c's own constant. */
	node->text = (struct span){ s, n };
	if (is_masked(r, s)) {
		node->offset = (size_t)(s - r->md->mask.text.text.s);
		place(r, node);
	}
	return 0;
}

static int
refuse(const struct markdown *m, enum stop stop, struct findings *f)
{
	const char *file = m->mask.author.file;

	if (stop == STOP_DEPTH)
		finding_add_whole(f, FINDING_TOO_BIG, file,
		    "quotations, lists and emphasis are over %d deep",
		    MARKDOWN_DEPTH_MAX);
	else
		finding_add_whole(f, FINDING_TOO_BIG, file,
		    "paragraphs, words in bold, cells and their like are over %d",
		    MARKDOWN_NODES_MAX);
	return -1;
}

int
markdown_read(
    struct markdown *out, struct origin author, struct arena *a, struct findings *f)
{
	static const MD_PARSER parser = {
		.flags = FLAGS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = text,
	};
	struct reader r = { .md = out };

	*out = (struct markdown){ .arena = a };
	if (author.text.n - author.offset > MARKDOWN_BYTES_MAX) {
		finding_add_whole(f, FINDING_TOO_BIG, author.file,
		    "%zu bytes, over the limit of %u", author.text.n - author.offset,
		    MARKDOWN_BYTES_MAX);
		return -1;
	}
	markdown_mask_make(&out->mask, author, a);
	out->root = markdown_node(out, MARKDOWN_ROOT, 0);
	r.open = out->root;
	if (md_parse(out->mask.text.text.s, (MD_SIZE)out->mask.text.text.n, &parser, &r) <
	    0)
		BUG("md4c: out of memory");
	if (r.stop != STOP_NOT)
		return refuse(out, r.stop, f);
	markdown_shape(out, f);
	return 0;
}
