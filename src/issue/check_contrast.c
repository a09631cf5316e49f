/* check_contrast - can the text be read: its colours, its size? */
#include "issue/check_private.h"
#include "issue/check_style.h"

#include <math.h>

#define PAIRS_MAX 64
#define SMALL 12.0      /* pixels */
#define NONE 3.0        /* smaller is not there to be read: check_hidden.c */
#define LARGE 24.0      /* WCAG's large text */
#define LARGE_BOLD 18.6 /* 14 points */
#define SAME 1.2        /* a contrast that is there to hide: check_hidden.c */

struct pair {
	struct css_colour colour, background;
	double needed;
	const GumboNode *first;
	size_t places;
};

struct looks {
	struct pair pairs[PAIRS_MAX];
	size_t npairs;
	const GumboNode *small;
	double smallest;
	size_t nsmall;
};

static bool
same(struct css_colour a, struct css_colour b)
{
	return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static double
needed(const struct style *s)
{
	bool large =
	    s->size < 0 || s->size >= LARGE || (s->bold && s->size >= LARGE_BOLD);

	return large ? 3.0 : 4.5;
}

static void
note_pair(struct looks *l, const struct style *s, const GumboNode *node)
{
	double contrast, need = needed(s);
	struct pair *p = l->pairs;

	if (!s->knows_colour || !s->knows_background)
		return;
	contrast = css_contrast(s->colour, s->background);
	if (contrast >= need || contrast < SAME)
		return;
	while (p < l->pairs + l->npairs &&
	    !(same(p->colour, s->colour) && same(p->background, s->background)))
		p++;
	if (p == l->pairs + PAIRS_MAX)
		return;
	if (p == l->pairs + l->npairs) {
		l->npairs++;
		*p = (struct pair){ s->colour, s->background, need, node, 0 };
	}
	p->places++;
}

static void
note_size(struct looks *l, const struct style *s, const GumboNode *node)
{
	if (s->size < NONE || s->size >= SMALL)
		return;
	if (l->nsmall++ == 0) {
		l->small = node;
		l->smallest = s->size;
	}
	l->smallest = fmin(l->smallest, s->size);
}

static const char *
places(struct check *c, size_t n)
{
	return n == 1 ? "" : arena_printf(c->arena, " (%zu places)", n);
}

static void
say(struct check *c, const struct looks *l)
{
	const struct pair *p;

	for (p = l->pairs; p < l->pairs + l->npairs; p++)
		check_say_node(c, FINDING_CONTRAST, p->first,
		    "#%02x%02x%02x on #%02x%02x%02x has a contrast of %.1f, and needs %.1f%s",
		    p->colour.red, p->colour.green, p->colour.blue, p->background.red,
		    p->background.green, p->background.blue,
		    floor(10 * css_contrast(p->colour, p->background)) / 10, p->needed,
		    places(c, p->places));
	if (l->nsmall > 0)
		check_say_node(c, FINDING_TEXT_SMALL, l->small, "text of %.0f pixels%s",
		    l->smallest, places(c, l->nsmall));
}

void
check_contrast(struct check *c)
{
	struct looks l = { .npairs = 0 };
	const struct style *style;
	const GumboNode *node;
	struct style_walk w;
	enum tree_step step;

	style_walk_begin(&w, &c->tree);
	while ((step = style_walk_next(&w, &node, &style)) != TREE_END) {
		if (node->type != GUMBO_NODE_TEXT || style->hidden ||
		    check_letters(span_of(node->v.text.text), 1) == 0)
			continue;
		note_pair(&l, style, node);
		note_size(&l, style, node);
	}
	style_walk_release(&w);
	say(c, &l);
}
