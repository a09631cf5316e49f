/* check_images - are the pictures seen, by those too who do not load them? */
#include "issue/check_private.h"
#include "issue/check_url.h"

#include "issue/css.h"
#include "issue/picture.h"

#include <string.h>
#include <strings.h>

#define HEAVY (500u * 1000)      /* octets of one picture */
#define HEAVY_SUM (2000u * 1000) /* of all */
#define WORDS_MIN 100            /* letters that a mail with pictures needs */

struct images {
	size_t shown; /* pictures that are no tracking points or spacers */
	const GumboNode *first;
};

/* What files of pictures end with, and those that mail programs do not show. */
static const char *const shown[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg",
	NULL };
static const char *const unseen[] = { ".tif", ".tiff", ".bmp", ".heic", ".heif", ".psd",
	".pdf", NULL };

/* As wide as it is told, not as wide as it is. */
static bool
has_width(const GumboNode *node)
{
	struct span rest = span_of(tree_attribute(node, "style"));
	struct css_declaration d;

	if (check_has(node, "width") || check_has(node, "class"))
		return true;
	while (css_next_declaration(&rest, &d)) {
		if (css_is(d.name, "width") || css_is(d.name, "max-width"))
			return true;
	}
	return false;
}

/* One point wide: not there to be seen. */
static bool
is_point(const GumboNode *node)
{
	return str_eq(tree_attribute(node, "width"), "1") ||
	    str_eq(tree_attribute(node, "height"), "1") ||
	    str_eq(tree_attribute(node, "height"), "0");
}

static bool
ends_with(struct span s, const char *end)
{
	size_t n = strlen(end);

	return s.n > n && strncasecmp(s.s + s.n - n, end, n) == 0;
}

static bool
ends_with_any(struct span s, const char *const *ends)
{
	while (*ends != NULL && !ends_with(s, *ends))
		ends++;
	return *ends != NULL;
}

static void
check_format(struct check *c, const GumboNode *node, const char *src)
{
	struct span path = { src, strcspn(src, "?#") };

	if (ends_with(path, ".svg"))
		check_say_node(c, FINDING_IMAGE_FORMAT, node,
		    "'%s' is SVG, which Gmail and Outlook do not show",
		    check_short(c, path));
	else if (ends_with(path, ".webp") || ends_with(path, ".avif"))
		check_say_node(c, FINDING_IMAGE_FORMAT, node,
		    "'%s' is WebP or AVIF, which Outlook does not show",
		    check_short(c, path));
	else if (ends_with_any(path, unseen))
		check_say_node(c, FINDING_IMAGE_FORMAT, node,
		    "'%s' is of a format that hardly any mail program shows",
		    check_short(c, path));
}

static void
check_weight(struct check *c, const GumboNode *node, const char *src)
{
	const char *path = picture_path(src, c->arena);
	const struct source_file *file = c->facts->source != NULL && path != NULL
	    ? source_get(c->facts->source, SOURCE_PICTURE, path)
	    : NULL;

	if (file != NULL && file->size > HEAVY)
		check_say_node(c, FINDING_IMAGE_HEAVY, node, "'%s' has %zu KB",
		    check_short(c, span_of(src)), file->size / 1000);
}

/* Of all, each once: that is what a reader loads. */
static void
check_sum(struct check *c)
{
	const struct source *s = c->facts->source;
	size_t i, octets = 0;

	for (i = 0; s != NULL && i < s->count; i++) {
		if (s->files[i].role == SOURCE_PICTURE)
			octets += s->files[i].size;
	}
	if (octets > HEAVY_SUM)
		finding_add_whole(c->findings, FINDING_IMAGES_HEAVY, c->manuscript->file,
		    "its pictures have %zu KB together", octets / 1000);
}

static void
check_alt(struct check *c, const GumboNode *node, const char *src)
{
	const char *alt = check_attribute(c, node, "alt");

	if (!check_has(node, "alt"))
		check_say_node(c, FINDING_IMAGE_ALT, node,
		    "the picture '%s' has no words in its place: no alt",
		    check_short(c, span_of(src)));
	else if (strstr(alt, "</") != NULL)
		check_say_node(c, FINDING_IMAGE_ALT, node,
		    "the alt of '%s' has HTML in it: its quotation mark is not closed",
		    check_short(c, span_of(src)));
	else if (strchr(alt, ' ') == NULL && ends_with_any(span_of(alt), shown))
		check_say_node(c, FINDING_IMAGE_ALT, node,
		    "the alt '%s' is the name of a file, which tells nobody what is to be "
		    "seen",
		    check_short(c, span_of(alt)));
}

static void
check_image(struct check *c, const GumboNode *node, struct images *all)
{
	const char *src = check_attribute(c, node, "src");

	if (*src == '\0') {
		check_say_node(
		    c, FINDING_IMAGE_EMPTY, node, "the picture has no address");
		return;
	}
	if (url_host(span_of(src)).n > 0 && url_fault(span_of(src)) == URL_LOCAL)
		check_say_node(c, FINDING_IMAGE_LOCAL, node,
		    "only your own machine or network knows '%s'",
		    check_short(c, span_of(src)));
	check_alt(c, node, src);
	check_format(c, node, src);
	check_weight(c, node, src);
	if (is_point(node))
		return;
	if (all->shown++ == 0)
		all->first = node;
	if (!has_width(node))
		check_say_node(c, FINDING_IMAGE_WIDTH, node,
		    "the picture '%s' does not say how wide it is",
		    check_short(c, span_of(src)));
}

/* What only Outlook reads stays as it is: from a path no picture can be had. */
static void
check_outlook(struct check *c, const GumboNode *comment)
{
	struct span rest = span_of(comment->v.text.text), src;
	size_t at;

	if (!str_starts(rest.s, "[if"))
		return;
	while ((at = check_find(rest, "src=\"")) < rest.n) {
		rest = (struct span){ rest.s + at + 5, rest.n - at - 5 };
		src = (struct span){ rest.s, strcspn(rest.s, "\"") };
		if (src.n > 0 && *src.s != '{' && memchr(src.s, ':', src.n) == NULL)
			check_say_node(c, FINDING_IMAGE_LOCAL, comment,
			    "in this comment, which Outlook reads, '%s' stays as it is",
			    check_short(c, src));
	}
}

/* A link of which nothing is left where pictures are not shown. */
static void
check_link(struct check *c, const GumboNode *link)
{
	struct tree_walk w = { 0 };
	const GumboNode *node, *image = NULL;
	enum tree_step step;

	if (*tree_attribute(link, "href") == '\0' ||
	    check_letters(span_of(check_words(c, link)), 1) > 0)
		return;
	tree_walk_begin(&w, &c->tree, link);
	while (image == NULL && (step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_ENTER && tree_is(node, GUMBO_TAG_IMG))
			image = node;
	}
	tree_walk_release(&w);
	if (image != NULL && check_has(image, "alt") &&
	    *tree_attribute(image, "alt") == '\0')
		check_say_node(c, FINDING_IMAGE_LINK_ALT, image,
		    "the picture is all that the link to '%s' has, and its alt is empty",
		    check_short(c, span_of(check_attribute(c, link, "href"))));
}

void
check_images(struct check *c)
{
	struct images all = { 0 };
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER)
			continue;
		if (tree_is(node, GUMBO_TAG_IMG))
			check_image(c, node, &all);
		else if (tree_is(node, GUMBO_TAG_A))
			check_link(c, node);
		else if (node->type == GUMBO_NODE_COMMENT)
			check_outlook(c, node);
	}
	tree_walk_release(&w);
	check_sum(c);
	if (all.shown > 0 && check_letters(c->text, WORDS_MIN) < WORDS_MIN)
		check_say_node(c, FINDING_IMAGES_ONLY, all.first,
		    "there is hardly a word beside the pictures");
}
