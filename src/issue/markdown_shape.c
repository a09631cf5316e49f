/* markdown_shape - block tags find their places.  See markdown_shape.h. */
#include "issue/markdown_shape.h"

#include "issue/html_mask.h"
#include "issue/template.h"

#include <string.h>

#define QUOTED_MAX 80 /* bytes of a tag in a message */
#define OPEN_MAX 20   /* more levels of block tags are the template's to refuse */

struct opener {
	const struct markdown_node *container;
	const struct markdown_node *node;
	struct span tag;
};

struct balance {
	struct markdown *md;
	struct findings *f;
	struct opener open[OPEN_MAX];
	size_t nopen;
};

static bool
is_blank(struct span s)
{
	return span_trim(s).n == 0;
}

/* The next tag of a text of tags: its role; false at the end. */
static bool
next_tag(struct span text, size_t *at, struct span *tag, enum tag_role *role)
{
	struct tag t;

	if (!template_next_tag(text, at, &t))
		return false;
	*tag = (struct span){ text.s + t.start, t.end - t.start };
	*role = t.kind == TAG_COMMENT ? ROLE_INLINE : tag_role(*tag);
	return true;
}

/* How many blocks more are open behind these tags; *lowest: the fewest on the way. */
static int
depth_change(const struct markdown_node *tags, int *lowest)
{
	enum tag_role role;
	struct span tag;
	size_t at = 0;
	int depth = 0;

	*lowest = 0;
	while (next_tag(tags->standin->source, &at, &tag, &role)) {
		depth += role == ROLE_OPENS ? 1 : role == ROLE_CLOSES ? -1 : 0;
		if (depth < *lowest)
			*lowest = depth;
	}
	return depth;
}

/* What stands alone on its line as one of our comments; NULL: something else. */
static struct markdown_node *
line_node(struct markdown *m, const struct markdown_node *text)
{
	const struct standin *s = NULL;
	struct markdown_node *n;
	const char *mark;

	if (text->kind == MARKDOWN_HTML_TEXT)
		s = markdown_mask_line(&m->mask, text->text);
	if (s == NULL)
		return NULL;
	mark = memmem(text->text.s, text->text.n, m->mask.mark, strlen(m->mask.mark));
	n = markdown_node(m, s->kind == STANDIN_TAGS ? MARKDOWN_TAGS : MARKDOWN_FENCE,
	    text->offset + (size_t)(mark - text->text.s));
	n->standin = s;
	return n;
}

/* Put what an HTML block holds into to when it is nothing but lines of ours. */
static bool
unwrap_html(struct markdown *m, struct markdown_node *html, struct markdown_node *to)
{
	struct markdown_node *t, *n;

	for (t = html->first; t != NULL; t = t->next) {
		if (!is_blank(t->text) && markdown_mask_line(&m->mask, t->text) == NULL)
			return false;
	}
	for (t = html->first; t != NULL; t = t->next) {
		n = line_node(m, t);
		if (n != NULL)
			markdown_append(to, n);
	}
	return true;
}

/* A row that is nothing but a line of ours, as what it is; NULL: it is a row. */
static struct markdown_node *
unwrap_row(struct markdown *m, const struct markdown_node *row)
{
	const struct markdown_node *cell = row->first, *text;

	text = cell != NULL ? cell->first : NULL;
	if (text == NULL || text->next != NULL)
		return NULL;
	for (cell = cell->next; cell != NULL; cell = cell->next) {
		if (cell->first != NULL)
			return NULL;
	}
	return line_node(m, text);
}

/* Comments of ours among the children become nodes of ours. */
static void
unwrap(struct markdown *m, struct markdown_node *block)
{
	struct markdown_node *n = block->first, *next, *other;

	block->first = block->last = NULL;
	for (; n != NULL; n = next) {
		next = n->next;
		if (n->kind == MARKDOWN_HTML && unwrap_html(m, n, block))
			continue;
		other = n->kind == MARKDOWN_ROW ? unwrap_row(m, n) : NULL;
		markdown_append(block, other != NULL ? other : n);
	}
}

static bool
is_line(const struct markdown_node *n)
{
	return n->kind == MARKDOWN_TAGS || n->kind == MARKDOWN_FENCE;
}

/*
 * Without an empty line behind it, a table swallows the lines of ours that follow.
 * The first of them that ends what did not begin in the table, NULL for none;
 * *before is the row before it.
 */
static struct markdown_node *
swallowed(struct markdown_node *body, struct markdown_node **before)
{
	struct markdown_node *n, *previous = NULL, *found = NULL;
	int depth = 0, lowest, change;

	for (n = body->first; n != NULL; previous = n, n = n->next) {
		if (!is_line(n)) {
			found = NULL;
			continue;
		}
		change =
		    n->kind == MARKDOWN_FENCE ? (lowest = -1) : depth_change(n, &lowest);
		if (found == NULL && (n->kind == MARKDOWN_FENCE || depth + lowest < 0)) {
			found = n;
			*before = previous;
		}
		depth += change;
	}
	return found;
}

/* Put what a table has swallowed behind it. */
static void
release_swallowed(struct markdown_node *parent, struct markdown_node *table)
{
	struct markdown_node *body = table->last, *n, *before = NULL, *behind, *next;

	if (body == NULL || body->kind != MARKDOWN_TABLE_BODY)
		return;
	n = swallowed(body, &before);
	if (n == NULL)
		return;
	body->last = before;
	if (before != NULL)
		before->next = NULL;
	else
		body->first = NULL;
	for (behind = table; n != NULL; n = next, behind = behind->next) {
		next = n->next;
		n->parent = parent;
		n->next = behind->next;
		behind->next = n;
		if (parent->last == behind)
			parent->last = n;
	}
}

static bool
is_list(const struct markdown_node *n)
{
	return n != NULL && (n->kind == MARKDOWN_BULLETS || n->kind == MARKDOWN_NUMBERS);
}

static bool
is_loop(const struct markdown_node *n)
{
	return n->kind == MARKDOWN_TAGS && span_is(tag_word(n->standin->source), "for");
}

/*
 * The last node of a run that begins with first and is one list to its author: lists
 * with block tags between them that begin and end in the run, or a loop around
 * lists.  NULL: there is no such run.  *list is its first list.
 */
static struct markdown_node *
list_run(struct markdown_node *first, struct markdown_node **list)
{
	struct markdown_node *n, *last = NULL;
	int depth = 0, lowest, change;
	bool more = is_loop(first);

	*list = is_list(first) ? first : first->next;
	if (!is_list(*list) || (first != *list && !more))
		return NULL;
	for (n = first; n != NULL && depth <= OPEN_MAX; n = n->next) {
		if (n->kind == MARKDOWN_TAGS) {
			change = depth_change(n, &lowest);
			if (depth + lowest < 0)
				break;
			depth += change;
		} else if (n->kind == (*list)->kind && n->mark == (*list)->mark) {
			more = more || n != *list;
		} else {
			break;
		}
		if (depth == 0 && more)
			last = n;
	}
	return last;
}

/* All nodes from first to last go into the list, which takes their place. */
static struct markdown_node *
join(struct markdown_node *first, struct markdown_node *last, struct markdown_node *list)
{
	struct markdown_node *n = first, *end = last->next, *next, *item, *after;
	struct markdown_node *items = list->first;

	list->first = list->last = NULL;
	for (; n != end; n = next) {
		next = n->next;
		if (n->kind == MARKDOWN_TAGS) {
			markdown_append(list, n);
			continue;
		}
		for (item = n == list ? items : n->first; item != NULL; item = after) {
			after = item->next;
			markdown_append(list, item);
		}
	}
	list->next = end;
	return list;
}

static void
join_lists(struct markdown_node *block)
{
	struct markdown_node *n, *last, *list, **at = &block->first;

	while ((n = *at) != NULL) {
		last = list_run(n, &list);
		if (last == NULL) {
			block->last = n;
			at = &n->next;
		} else {
			*at = join(n, last, list);
		}
	}
}

static void
shape(struct markdown *m, struct markdown_node *block, struct findings *f)
{
	struct markdown_node *n;

	if (block->kind >= MARKDOWN_EMPHASIS || block->kind == MARKDOWN_HTML)
		return;
	unwrap(m, block);
	for (n = block->first; n != NULL; n = n->next)
		shape(m, n, f);
	for (n = block->first; n != NULL; n = n->next) {
		if (n->kind == MARKDOWN_TABLE)
			release_swallowed(block, n);
	}
	join_lists(block);
	markdown_shape_forms(m, block, f);
}

/* How many bytes of a tag a message quotes: not a part of a character. */
static int
shown(struct span tag)
{
	size_t n = tag.n < QUOTED_MAX ? tag.n : QUOTED_MAX;

	while (n > 0 && n < tag.n && ((unsigned char)tag.s[n] & 0xC0) == 0x80)
		n--;
	return (int)n;
}

/* A tag that stands in node, which is in container. */
static void
balance_tag(struct balance *b, const struct markdown_node *node,
    const struct markdown_node *container, struct span tag, enum tag_role role)
{
	const struct opener *o;

	if (role == ROLE_INLINE)
		return;
	if (role == ROLE_OPENS) {
		if (b->nopen < OPEN_MAX)
			b->open[b->nopen] = (struct opener){ container, node, tag };
		b->nopen++;
		return;
	}
	if (b->nopen == 0)
		return; /* the template says so */
	o = b->nopen <= OPEN_MAX ? &b->open[b->nopen - 1] : NULL;
	if (o != NULL && o->container != container)
		markdown_complain(b->md, node, b->f,
		    "'%.*s' is not in the same paragraph, list or form as its '%.*s': give "
		    "each a line of its own, or keep both in one paragraph",
		    shown(tag), tag.s, shown(o->tag), o->tag.s);
	if (role == ROLE_CLOSES)
		b->nopen--;
}

static void
balance_text(struct balance *b, const struct markdown_node *n)
{
	const struct markdown_node *in =
	    n->parent->kind == MARKDOWN_HTML ? n->parent->parent : n->parent;
	struct markdown_node at = *n;
	const struct standin *s;
	struct span rest = n->text, tag;
	enum tag_role role;
	size_t begin, length, inner;

	while ((s = markdown_mask_next(&b->md->mask, rest, &begin, &length)) != NULL) {
		at.offset = n->offset + (size_t)(rest.s + begin - n->text.s);
		for (inner = 0; next_tag(s->source, &inner, &tag, &role);)
			balance_tag(b, &at, in, tag, role);
		rest.s += begin + length;
		rest.n -= begin + length;
	}
}

static void
balance(struct balance *b, const struct markdown_node *node)
{
	const struct markdown_node *n;
	enum tag_role role;
	struct span tag;
	size_t at;

	for (n = node->first; n != NULL; n = n->next) {
		if (n->kind == MARKDOWN_TAGS) {
			for (at = 0; next_tag(n->standin->source, &at, &tag, &role);)
				balance_tag(b, n, node, tag, role);
		} else if (n->kind >= MARKDOWN_TEXT) {
			balance_text(b, n);
		} else {
			balance(b, n);
		}
	}
}

void
markdown_shape(struct markdown *m, struct findings *f)
{
	struct balance b = { .md = m, .f = f };

	shape(m, m->root, f);
	balance(&b, m->root);
}
