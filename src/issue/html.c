/* html - what an HTML issue says of itself.  See html.h. */
#include "issue/html.h"

#include "issue/encoding.h"
#include "issue/html_picture.h"
#include "issue/html_tree.h"
#include "util/buf.h"
#include "util/utf8.h"

#include <string.h>
#include <strings.h>

#define SETTING_PREFIX "nlctl:"

struct reader {
	struct html *html;
	struct tree tree;
	struct arena *arena;
	struct buf text; /* scratch */
	const char *title;
	bool headed; /* html->head is known */
};

/*
 * A copy in the arena, without bytes that are no UTF-8: the author's text is, but
 * the parser makes some of a character reference past all limits (&#x99999999;).
 */
static const char *
keep(struct reader *r, struct span s)
{
	size_t i, n, end = 0;
	uint32_t c;
	char *copy = arena_memdup(r->arena, s.s, s.n);

	if (utf8_valid(s.s, s.n))
		return copy;
	for (i = 0; i < s.n; i += n) {
		n = utf8_next(s.s + i, s.n - i, &c);
		if (c != UTF8_BAD) {
			memcpy(copy + end, s.s + i, n);
			end += n;
		}
	}
	copy[end] = '\0';
	return copy;
}

/* A copy of what the parser made of an attribute, its merge tags restored. */
static const char *
restored(struct reader *r, const char *value)
{
	struct span s;

	buf_reset(&r->text);
	mask_restore(r->tree.mask, span_of(value), &r->text);
	s = span_trim((struct span){ r->text.data, r->text.len });
	return keep(r, s);
}

/* The text of a link without its merge tags: a name is the same for all. */
static const char *
static_text(struct reader *r, const GumboNode *node)
{
	struct span text;
	struct buf plain;
	struct tag tag;
	size_t at = 0, done = 0;
	const char *copy;

	buf_reset(&r->text);
	tree_text(&r->tree, node, false, &r->text);
	text = (struct span){ r->text.data, r->text.len };
	buf_init(&plain, HTML_BYTES_MAX);
	while (template_next_tag(text, &at, &tag)) {
		buf_add(&plain, text.s + done, tag.start - done);
		buf_addc(&plain, ' ');
		done = tag.end;
	}
	buf_add(&plain, text.s + done, text.n - done);
	copy = keep(r, (struct span){ plain.data, plain.len });
	buf_release(&plain);
	return copy;
}

static void
found_link(struct reader *r, const GumboNode *node)
{
	const GumboAttribute *href =
	    gumbo_get_attribute(&node->v.element.attributes, "href");
	struct html_link *l;

	if (href == NULL || *href->value == '\0')
		return;
	l = &r->html->links[r->html->nlinks++];
	l->number = (unsigned)r->html->nlinks;
	l->url = restored(r, href->value);
	l->offset = tree_offset(&r->tree, node);
	l->raw = tree_raw_value(&r->tree, href);
	l->name = restored(r, tree_attribute(node, "data-nlctl"));
	if (*l->name == '\0')
		l->name = utf8_slug(
		    r->arena, span_of(static_text(r, node)), HTML_LINK_NAME_MAX);
	if (*l->name == '\0')
		l->name = arena_printf(r->arena, "%u", l->number);
}

static void
found_image(struct reader *r, const GumboNode *node, const char *attribute)
{
	const GumboAttribute *src =
	    gumbo_get_attribute(&node->v.element.attributes, attribute);
	struct html_image *i;

	if (src == NULL || *src->value == '\0')
		return;
	i = &r->html->images[r->html->nimages++];
	i->src = restored(r, src->value);
	i->alt = restored(r, tree_attribute(node, "alt"));
	i->offset = tree_offset(&r->tree, node);
	i->raw = tree_raw_value(&r->tree, src);
}

static void
found_meta(struct reader *r, const GumboNode *node)
{
	const char *name = tree_attribute(node, "name");
	struct html_setting *s;

	if (strncasecmp(name, SETTING_PREFIX, strlen(SETTING_PREFIX)) != 0)
		return;
	s = &r->html->settings[r->html->nsettings++];
	s->key = keep(r, span_of(name + strlen(SETTING_PREFIX)));
	s->value = restored(r, tree_attribute(node, "content"));
	s->offset = tree_offset(&r->tree, node);
}

static void
found_title(struct reader *r, const GumboNode *node)
{
	if (r->title != NULL || node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
		return;
	buf_reset(&r->text);
	tree_text(&r->tree, node, true, &r->text);
	r->title = keep(r, (struct span){ r->text.data, r->text.len });
	r->html->subject_offset = tree_offset(&r->tree, node);
}

static void
found_element(struct reader *r, const GumboNode *node)
{
	switch (node->v.element.tag) {
	case GUMBO_TAG_HTML:
		r->html->language = restored(r, tree_attribute(node, "lang"));
		break;
	case GUMBO_TAG_TITLE:
		found_title(r, node);
		break;
	case GUMBO_TAG_META:
		found_meta(r, node);
		break;
	case GUMBO_TAG_A:
	case GUMBO_TAG_AREA:
		/* A clone that the parser made of an unclosed link is no other link. */
		if ((node->parse_flags &
			(GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT |
			    GUMBO_INSERTION_ADOPTION_AGENCY_CLONED)) == 0)
			found_link(r, node);
		break;
	case GUMBO_TAG_IMG:
		found_image(r, node, "src");
		break;
	case GUMBO_TAG_BODY:
	case GUMBO_TAG_TABLE:
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		found_image(r, node, "background");
		break;
	default:
		break;
	}
}

/*
 * Behind the tags <html> and <head> where they are written, else before the first
 * element that is: it comes behind the doctype, and what is put there is in the head.
 */
static void
note_beginnings(struct reader *r, const GumboNode *node)
{
	size_t n = node->v.element.original_tag.length, at = tree_offset(&r->tree, node);
	bool is_html = tree_is(node, GUMBO_TAG_HTML);

	if (n == 0)
		return;
	if (!r->headed)
		r->html->head = is_html || tree_is(node, GUMBO_TAG_HEAD) ? at + n : at;
	r->headed |= !is_html;
	if (tree_is(node, GUMBO_TAG_BODY))
		r->html->body = at + n;
}

/* Make room for all there can be: counted, not guessed. */
static void
reserve(struct reader *r)
{
	struct tree_walk w = { 0 };
	size_t n = 1;
	const GumboNode *node;
	enum tree_step step;

	tree_walk_begin(&w, &r->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && node->type == GUMBO_NODE_ELEMENT)
			n += *tree_attribute(node, "href") != '\0' ||
			    *tree_attribute(node, "src") != '\0' ||
			    *tree_attribute(node, "background") != '\0' ||
			    *tree_attribute(node, "name") != '\0';
	}
	tree_walk_release(&w);
	r->html->links = arena_alloc(r->arena, n * sizeof(*r->html->links));
	r->html->images = arena_alloc(r->arena, n * sizeof(*r->html->images));
	r->html->settings = arena_alloc(r->arena, n * sizeof(*r->html->settings));
}

static void
read_tree(struct reader *r)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	reserve(r);
	tree_walk_begin(&w, &r->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER || node->type != GUMBO_NODE_ELEMENT)
			continue;
		note_beginnings(r, node);
		found_element(r, node);
	}
	tree_walk_release(&w);
	buf_reset(&r->text);
	tree_preheader(&r->tree, &r->text);
	r->html->preheader = keep(r, (struct span){ r->text.data, r->text.len });
}

int
html_read(struct html *out, struct span text, const char *file, struct arena *a,
    struct findings *f)
{
	struct reader r = { .html = out, .arena = a };

	*out = (struct html){
		.subject = "", .language = "", .preheader = "", .body = SIZE_MAX
	};
	if (text.n == 0)
		text.s = "";
	if (encoding_check(&text, file, f) < 0)
		return -1;
	out->source = text;
	if (mask_make(&out->mask, text, file, a, f) < 0)
		return -1;
	buf_init(&r.text, HTML_BYTES_MAX);
	tree_open(&r.tree, &out->mask);
	read_tree(&r);
	html_find_pictures(out, &r.tree, a);
	if (out->npictures > HTML_PICTURES_MAX)
		finding_add(f, FINDING_TOO_BIG, file, text,
		    (size_t)(out->pictures[--out->npictures].raw.s - text.s),
		    "over %d addresses of pictures", HTML_PICTURES_MAX);
	tree_close(&r.tree);
	buf_release(&r.text);
	if (r.title != NULL)
		out->subject = r.title;
	return 0;
}
