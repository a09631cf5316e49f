/* html_limits - whether an HTML text may be given to the parser.  See html_limits.h. */
#include "issue/html_limits.h"

#include <string.h>
#include <strings.h>

#define ELEMENT_BYTES 256 /* what an element costs beside its attributes */
#define SAME_FORMATS 3    /* the parser keeps no more than three equal ones */

/* What is to know of an element. */
enum trait {
	T_FORMAT = 1,   /* opened anew in what follows while it is not closed */
	T_VOID = 2,     /* has no end tag */
	T_CLOSES_P = 4, /* ends an open paragraph */
	T_PARAGRAPH = 8,
	T_ITEM = 16,
	T_LIST = 32,
	T_TERM = 64, /* dt, dd */
	T_TERMS = 128,
	T_CELL = 256,
	T_CAPTION = 512, /* as a cell for formatting, but nothing implies its end */
	T_ROW = 1024,
	T_ROWS = 2048,
	T_TABLE = 4096,
	T_OPTION = 8192,
	T_SELECT = 16384,
	T_FOREIGN = 32768,
	T_ROOT = 65536
};

static const struct {
	const char *name;
	unsigned traits;
} known[] = {
	{ "a", T_FORMAT },
	{ "td", T_CELL },
	{ "tr", T_ROW },
	{ "p", T_PARAGRAPH | T_CLOSES_P },
	{ "br", T_VOID },
	{ "img", T_VOID },
	{ "table", T_TABLE | T_CLOSES_P },
	{ "div", T_CLOSES_P },
	{ "span", 0 },
	{ "b", T_FORMAT },
	{ "strong", T_FORMAT },
	{ "li", T_ITEM },
	{ "ul", T_LIST | T_CLOSES_P },
	{ "ol", T_LIST | T_CLOSES_P },
	{ "tbody", T_ROWS },
	{ "th", T_CELL },
	{ "em", T_FORMAT },
	{ "font", T_FORMAT },
	{ "i", T_FORMAT },
	{ "u", T_FORMAT },
	{ "s", T_FORMAT },
	{ "h1", T_CLOSES_P },
	{ "h2", T_CLOSES_P },
	{ "h3", T_CLOSES_P },
	{ "h4", T_CLOSES_P },
	{ "h5", T_CLOSES_P },
	{ "h6", T_CLOSES_P },
	{ "hr", T_VOID | T_CLOSES_P },
	{ "meta", T_VOID },
	{ "link", T_VOID },
	{ "center", T_CLOSES_P },
	{ "thead", T_ROWS },
	{ "tfoot", T_ROWS },
	{ "caption", T_CAPTION },
	{ "blockquote", T_CLOSES_P },
	{ "pre", T_CLOSES_P },
	{ "form", T_CLOSES_P },
	{ "address", T_CLOSES_P },
	{ "section", T_CLOSES_P },
	{ "article", T_CLOSES_P },
	{ "header", T_CLOSES_P },
	{ "footer", T_CLOSES_P },
	{ "dl", T_TERMS | T_CLOSES_P },
	{ "dt", T_TERM },
	{ "dd", T_TERM },
	{ "html", T_ROOT },
	{ "body", T_ROOT },
	{ "svg", T_FOREIGN },
	{ "math", T_FOREIGN },
	{ "select", T_SELECT },
	{ "option", T_OPTION },
	{ "optgroup", T_OPTION },
	{ "big", T_FORMAT },
	{ "small", T_FORMAT },
	{ "code", T_FORMAT },
	{ "tt", T_FORMAT },
	{ "nobr", T_FORMAT },
	{ "strike", T_FORMAT },
	{ "area", T_VOID },
	{ "base", T_VOID },
	{ "basefont", T_VOID },
	{ "bgsound", T_VOID },
	{ "col", T_VOID },
	{ "embed", T_VOID },
	{ "frame", T_VOID },
	{ "input", T_VOID },
	{ "keygen", T_VOID },
	{ "param", T_VOID },
	{ "source", T_VOID },
	{ "track", T_VOID },
	{ "wbr", T_VOID },
};

static unsigned
traits_of(struct span name)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strncasecmp(known[i].name, name.s, name.n) == 0 &&
		    known[i].name[name.n] == '\0')
			return known[i].traits;
	}
	return 0;
}

/* Names are compared by number: a collision would only blur a count. */
static uint32_t
number_of(struct span name)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.s[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c | 0x20u : c)) * 16777619u;
	}
	return h == 0 ? 1 : h;
}

void
limits_init(struct limits *l, struct span source, const char *file, struct findings *f)
{
	memset(l, 0, sizeof(*l));
	l->source = source;
	l->file = file;
	l->f = f;
}

static void
pop(struct limits *l)
{
	unsigned traits = l->open[--l->nopen].traits;

	if (traits & T_FOREIGN)
		l->foreign--;
	if ((traits & (T_CELL | T_CAPTION)) == 0)
		return;
	while (l->nformats > 0) {
		l->nformats--;
		if (l->formats[l->nformats].name == 0) {
			l->weight = l->formats[l->nformats].before;
			return;
		}
	}
}

/* Close the nearest open element of that kind, and what is in it, unless a barrier
 * stands before. */
static void
close_nearest(struct limits *l, unsigned kind, unsigned barrier)
{
	size_t i;

	for (i = l->nopen; i-- > 0;) {
		if (l->open[i].traits & barrier)
			return;
		if ((l->open[i].traits & kind) == 0)
			continue;
		while (l->nopen > i)
			pop(l);
		return;
	}
}

/* End tags that HTML lets authors leave out. */
static void
close_implied(struct limits *l, unsigned traits)
{
	static const unsigned rules[][2] = {
		{ T_ITEM, T_LIST | T_TABLE },
		{ T_TERM, T_TERMS | T_TABLE },
		{ T_CELL, T_TABLE },
		{ T_ROW, T_TABLE },
		{ T_ROWS, T_TABLE },
		{ T_OPTION, T_SELECT },
	};
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (traits & rules[i][0])
			close_nearest(l, rules[i][0], rules[i][1]);
	}
	if (l->nopen > 0 && (traits & T_CLOSES_P) &&
	    (l->open[l->nopen - 1].traits & T_PARAGRAPH))
		pop(l);
}

static size_t
weight_of(struct span text)
{
	return ELEMENT_BYTES + 2 * text.n;
}

static void
drop_format(struct limits *l, size_t i)
{
	l->weight -= weight_of(l->formats[i].text);
	memmove(&l->formats[i], &l->formats[i + 1],
	    (l->nformats - i - 1) * sizeof(*l->formats));
	l->nformats--;
}

static int
open_format(struct limits *l, uint32_t name, struct span text)
{
	size_t i, same = 0, first = 0;

	for (i = l->nformats; i-- > 0 && l->formats[i].name != 0;) {
		if (l->formats[i].name == name && l->formats[i].text.n == text.n &&
		    memcmp(l->formats[i].text.s, text.s, text.n) == 0) {
			same++;
			first = i;
		}
	}
	if (same == SAME_FORMATS)
		drop_format(l, first);
	if (l->nformats == LIMITS_FORMAT)
		return -1;
	l->formats[l->nformats++] = (struct open_format){ .name = name, .text = text };
	l->weight += weight_of(text);
	return 0;
}

static void
close_format(struct limits *l, uint32_t name)
{
	size_t i;

	for (i = l->nformats; i-- > 0 && l->formats[i].name != 0;) {
		if (l->formats[i].name == name) {
			drop_format(l, i);
			return;
		}
	}
}

static int
push(struct limits *l, uint32_t name, unsigned traits)
{
	if (l->nopen == HTML_DEPTH_MAX)
		return -1;
	if (traits & (T_CELL | T_CAPTION)) {
		if (l->nformats == LIMITS_FORMAT)
			return -1;
		l->formats[l->nformats++] = (struct open_format){ .before = l->weight };
		l->weight = 0;
	}
	if (traits & T_FOREIGN)
		l->foreign++;
	l->open[l->nopen++] = (struct open_element){ name, traits };
	return 0;
}

static int
refuse(struct limits *l, const struct html_tag *tag, const char *what)
{
	finding_add(l->f, FINDING_TOO_BIG, l->file, l->source, tag->offset, "%s", what);
	return -1;
}

static int
opened(struct limits *l, const struct html_tag *tag, uint32_t name)
{
	unsigned traits = traits_of(tag->name);

	/* Each further one is merged into the first, attribute by attribute. */
	if ((traits & T_ROOT) && ++l->roots > 2 * HTML_ROOTS_MAX)
		return refuse(
		    l, tag, "over 20 <html> and <body> tags: one of each will do");
	close_implied(l, traits);
	if ((traits & T_VOID) || (l->foreign > 0 && tag->self_closing))
		return 0;
	if ((traits & T_FORMAT) && open_format(l, name, tag->text) < 0)
		return refuse(l, tag,
		    "over 500 formatting tags (a, b, font, ...) are open: is an end tag "
		    "missing?");
	if (push(l, name, traits) < 0)
		return refuse(
		    l, tag, "over 500 elements are open: is an end tag missing?");
	return 0;
}

int
limits_tag(struct limits *l, const struct html_tag *tag)
{
	uint32_t name = number_of(tag->name);
	size_t i;

	if (tag->attributes > HTML_ATTRIBUTES_MAX)
		return refuse(
		    l, tag, "a tag with over 200 attributes: is a quote missing?");
	l->cloned += l->weight;
	if (l->cloned > HTML_CLONES_MAX)
		return refuse(l, tag,
		    "too many formatting tags (a, b, font, ...) are never closed");
	if (!tag->closes)
		return opened(l, tag, name);
	close_format(l, name);
	for (i = l->nopen; i-- > 0;) {
		if (l->open[i].name != name)
			continue;
		while (l->nopen > i)
			pop(l);
		break;
	}
	return 0;
}
