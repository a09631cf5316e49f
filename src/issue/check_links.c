/* check_links - do the links lead where their readers think they do? */
#include "issue/check_private.h"
#include "issue/check_url.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PARTS_MAX 1000 /* ids that a "#part" is looked for in */

struct link {
	const GumboNode *node;
	const char *url, *words;
};

struct links {
	struct link *list;
	size_t n;
	const char *parts[PARTS_MAX]; /* borrowed from the tree */
	size_t nparts;
	bool too_many;
};

/* Services that hide an address behind a short one of theirs. */
static const char *const shorteners[] = { "bit.ly", "tinyurl.com", "goo.gl", "t.co",
	"ow.ly", "is.gd", "buff.ly", "cutt.ly", "rebrand.ly", "shorturl.at", "tiny.cc",
	"rb.gy", "lnkd.in", "urlz.fr", "urlr.me", "v.gd", "shorte.st", "adf.ly", "bl.ink",
	"t.ly", "qr.ae", "swll.to", "tinyurl.fr", "x.co", "snip.ly" };

/* What is wrong with an address, behind "the link to '…' ". */
static const struct {
	enum finding_code code;
	const char *what;
} faults[] = {
	[URL_EMPTY] = { FINDING_LINK_EMPTY, "leads nowhere" },
	[URL_RELATIVE] = { FINDING_LINK_RELATIVE, "has only part of an address" },
	[URL_SCHEME] = { FINDING_LINK_BROKEN, "does not begin as an address does" },
	[URL_HOST] = { FINDING_LINK_BROKEN, "names no server" },
	[URL_BLANK] = { FINDING_LINK_BROKEN, "has a blank in it: write %20" },
	[URL_MARKUP] = { FINDING_LINK_BROKEN,
	    "has HTML in it: its quotation mark is not closed" },
	[URL_BRACE] = { FINDING_LINK_BROKEN, "has half of a merge tag in it" },
	[URL_TWICE] = { FINDING_LINK_BROKEN, "begins twice" },
	[URL_TAG_WHOLE] = { FINDING_LINK_DOUBLED,
	    "has a tag that stands for a whole address already" },
	[URL_TAG_FIELD] = { FINDING_LINK_FIELD,
	    "is broken for whom the field has a whole address" },
	[URL_SCRIPT] = { FINDING_LINK_SCRIPT, "runs a program" },
	[URL_LOCAL] = { FINDING_LINK_LOCAL,
	    "works on your own machine or network alone" },
	[URL_NO_MAILBOX] = { FINDING_LINK_MAILBOX, "has no mail address in it" },
};

static bool
is_clone(const GumboNode *node)
{
	return (node->parse_flags &
		   (GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT |
		       GUMBO_INSERTION_ADOPTION_AGENCY_CLONED)) != 0;
}

static bool
is_link(const GumboNode *node)
{
	return (tree_is(node, GUMBO_TAG_A) || tree_is(node, GUMBO_TAG_AREA)) &&
	    check_has(node, "href") && !is_clone(node);
}

static void
add_part(struct links *l, const GumboNode *node)
{
	const char *part = tree_attribute(node, "id");

	if (*part == '\0' && tree_is(node, GUMBO_TAG_A))
		part = tree_attribute(node, "name");
	if (*part == '\0')
		return;
	if (l->nparts == PARTS_MAX)
		l->too_many = true;
	else
		l->parts[l->nparts++] = part;
}

static void
collect(struct check *c, struct links *l)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	size_t room = 0;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER || node->type != GUMBO_NODE_ELEMENT)
			continue;
		add_part(l, node);
		if (!is_link(node))
			continue;
		if (l->n == room) {
			room = room == 0 ? 64 : 2 * room;
			l->list = xrealloc(l->list, room, sizeof(*l->list));
		}
		l->list[l->n++] = (struct link){ node, check_attribute(c, node, "href"),
			check_words(c, node) };
	}
	tree_walk_release(&w);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The parts are sorted. */
static bool
has_part(const struct links *l, const char *part)
{
	return l->too_many || str_eq_ci(part, "top") || strchr(part, '{') != NULL ||
	    bsearch(&part, l->parts, l->nparts, sizeof(*l->parts), by_name) != NULL;
}

/* "www.example.org/x", "https://example.org": the host that a text shows. */
static struct span
shown_host(const char *words)
{
	struct span none = { words, 0 }, host;
	size_t i, dots = 0;

	if (strchr(words, ' ') != NULL || strchr(words, '@') != NULL ||
	    strchr(words, '{') != NULL)
		return none;
	host = url_host(span_of(words));
	if (host.n > 0)
		return host_bare(host);
	if (!str_starts(words, "www."))
		return none;
	host = (struct span){ words, strcspn(words, "/?#:") };
	for (i = 0; i < host.n; i++)
		dots += host.s[i] == '.';
	return dots >= 2 ? host_bare(host) : none;
}

static bool
host_is_below(struct span a, struct span b)
{
	return a.n >= b.n && strncasecmp(a.s + a.n - b.n, b.s, b.n) == 0 &&
	    (a.n == b.n || a.s[a.n - b.n - 1] == '.');
}

static void
check_disguise(struct check *c, const struct link *l)
{
	struct span shown = shown_host(l->words);
	struct span host = host_bare(url_host(span_of(l->url)));

	if (shown.n > 0 && host.n > 0 && !host_is_below(shown, host) &&
	    !host_is_below(host, shown))
		check_say_node(c, FINDING_LINK_DISGUISED, l->node,
		    "the text shows '%s', and the link leads to '%s'",
		    check_short(c, span_of(l->words)), check_short(c, host));
}

static void
check_host(struct check *c, const struct link *l)
{
	struct span host = host_bare(url_host(span_of(l->url)));
	size_t i;

	for (i = 0; i < ARRAY_LEN(shorteners); i++) {
		if (host_is(host, shorteners[i]))
			check_say_node(c, FINDING_LINK_SHORTENED, l->node,
			    "'%s' hides where it leads", check_short(c, span_of(l->url)));
	}
	if (host.n > 0 && str_starts(l->url, "http://"))
		check_say_node(c, FINDING_LINK_INSECURE, l->node,
		    "'%s' is http, not https", check_short(c, span_of(l->url)));
}

static void
check_one(struct check *c, const struct links *all, const struct link *l)
{
	enum url_fault fault = url_fault(span_of(l->url));

	if (fault != URL_SOUND) {
		check_say_node(c, faults[fault].code, l->node, "the link to '%s' %s",
		    check_short(c, span_of(l->url)), faults[fault].what);
		return;
	}
	if (l->url[0] == '#' && !has_part(all, l->url + 1)) {
		check_say_node(c, FINDING_LINK_PART, l->node,
		    "there is no part '%s' that the link leads to",
		    check_short(c, span_of(l->url)));
		return;
	}
	check_disguise(c, l);
	check_host(c, l);
}

/* Is there the author's </a>, before the next link begins?  Where block tags choose
 * between two beginnings, one end is for both. */
static bool
is_closed(const struct check *c, const struct link *l)
{
	struct span s = c->source;
	const char *end;
	size_t i;

	for (i = tree_offset(&c->tree, l->node) + 2; i + 4 <= s.n; i++) {
		if (memcmp(s.s + i, "{%", 2) == 0 ||
		    (strncasecmp(s.s + i, "</a", 3) == 0 &&
			!isalnum((unsigned char)s.s[i + 3])))
			return true;
		if (strncasecmp(s.s + i, "<a", 2) == 0 &&
		    isspace((unsigned char)s.s[i + 2]))
			return false;
		if (memcmp(s.s + i, "<!--", 4) != 0)
			continue;
		end = memmem(s.s + i, s.n - i, "-->", 3);
		if (end == NULL)
			return true;
		i = (size_t)(end - s.s) + 2;
	}
	return false;
}

static int
by_words(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	int order = strcasecmp(x->words, y->words);

	if (order != 0)
		return order;
	if (x->node->v.element.start_pos.offset != y->node->v.element.start_pos.offset)
		return x->node->v.element.start_pos.offset <
			y->node->v.element.start_pos.offset
		    ? -1
		    : 1;
	return 0;
}

/* The places of {% else %} and the like, between which a reader sees one side. */
static size_t
find_middles(struct check *c, size_t **out)
{
	const struct mask *m = &c->html->mask;
	size_t i, n = 0;

	*out = arena_alloc(c->arena, (m->ntags + 1) * sizeof(**out));
	for (i = 0; i < m->ntags; i++) {
		if (m->tags[i].kind == TAG_BLOCK &&
		    tag_role(mask_source(m, &m->tags[i])) == ROLE_MIDDLE)
			(*out)[n++] = m->tags[i].start;
	}
	return n;
}

static bool
has_between(const size_t *places, size_t n, size_t from, size_t to)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (places[middle] < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && places[low] < to;
}

static bool
leads_elsewhere(const struct link *a, const struct link *b)
{
	return !str_eq(a->url, b->url) && url_host(span_of(a->url)).n > 0 &&
	    url_host(span_of(b->url)).n > 0;
}

/* Said once of each text, at the first link that leads elsewhere. */
static void
check_same_words(struct check *c, struct links *l)
{
	size_t i, first = 0, *middles, n = find_middles(c, &middles);
	bool said = false;

	if (l->n > 1)
		qsort(l->list, l->n, sizeof(*l->list), by_words);
	for (i = 1; i < l->n; i++) {
		const struct link *a = &l->list[first], *b = &l->list[i];

		if (strcasecmp(a->words, b->words) != 0) {
			first = i;
			said = false;
		} else if (!said && *a->words != '\0' && leads_elsewhere(a, b) &&
		    !has_between(middles, n, tree_offset(&c->tree, a->node),
			tree_offset(&c->tree, b->node))) {
			said = true;
			check_say_node(c, FINDING_LINK_SAME_WORDS, b->node,
			    "'%s' leads here to '%s', and further up to '%s'",
			    check_short(c, span_of(b->words)),
			    check_short(c, span_of(b->url)),
			    check_short(c, span_of(a->url)));
		}
	}
}

/* "[words](https://example.org/a b)": no link in Markdown, and none in HTML. */
static void
check_markdown_link(struct check *c, struct span text, size_t offset)
{
	const char *at = memmem(text.s, text.n, "](", 2);
	struct span rest;

	if (at == NULL || memchr(text.s, '[', (size_t)(at - text.s)) == NULL)
		return;
	rest = (struct span){ at + 2, text.n - (size_t)(at + 2 - text.s) };
	/* The address is a link of its own where bare addresses are. */
	if (rest.n == 0 || memmem(rest.s, rest.n, "://", 3) != NULL)
		check_say(c, FINDING_LINK_BROKEN, offset + (size_t)(at - text.s),
		    "here '](' stands in the text: what is between ( and ) is no "
		    "address for Markdown; write %%20 for a blank");
}

void
check_links(struct check *c)
{
	struct links l = { 0 };
	size_t i;

	collect(c, &l);
	qsort(l.parts, l.nparts, sizeof(*l.parts), by_name);
	for (i = 0; i < l.n; i++) {
		check_one(c, &l, &l.list[i]);
		if (tree_is(l.list[i].node, GUMBO_TAG_A) && !is_closed(c, &l.list[i]) &&
		    !(i + 1 < l.n && str_eq(l.list[i].url, l.list[i + 1].url)))
			check_say_node(c, FINDING_LINK_UNCLOSED, l.list[i].node,
			    "the link to '%s' has no </a>",
			    check_short(c, span_of(l.list[i].url)));
	}
	check_each_text(c, check_markdown_link);
	check_same_words(c, &l);
	xfree(l.list);
}
