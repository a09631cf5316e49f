/*
 * template - from text to tree.  See template.h; rendering is in render.c, the
 * tags of blocks in block.c.
 */
#include "issue/template.h"

#include "issue/block.h"
#include "issue/qp.h"
#include "issue/wire.h"

#include <string.h>

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The plain text [start, end), less the white space that the tags beside it eat. */
static void
add_text(struct parser *p, size_t start, size_t end, bool trim_start, bool trim_end)
{
	const char *s = p->scope.where.text.s;
	struct node *n;

	if (!p->verbatim)
		hint_text(&p->scope.where, start, end);
	while (trim_start && start < end && blank(s[start]))
		start++;
	while (trim_end && start < end && blank(s[end - 1]))
		end--;
	if (start == end)
		return;
	n = parser_add(p, NODE_TEXT);
	n->plain = (struct span){ s + start, end - start };
}

/* Say what is wrong with the marks of a tag; false: nothing is. */
static bool
faulty(struct parser *p, const struct raw_tag *t)
{
	const char *open = t->kind == TAG_OUTPUT ? "{{" : "{%";
	const char *close = t->kind == TAG_OUTPUT ? "}}" : "%}";

	switch (t->fault) {
	case TAG_SOUND:
		return false;
	case TAG_UNCLOSED:
		scope_error(&p->scope, t->start, "'%s' is never closed: '%s' is missing",
		    open, close);
		return true;
	case TAG_WRONG_CLOSE:
		scope_error(&p->scope, t->fault_at,
		    "a tag that begins with '%s' must end with '%s'", open, close);
		return true;
	case TAG_STRING:
		scope_error(&p->scope, t->fault_at,
		    "this quotation mark has no partner on its line");
		return true;
	case TAG_NO_ENDCOMMENT:
		scope_error(&p->scope, t->start,
		    "'{%% comment %%}' is never closed: '{%% endcomment %%}' is missing");
		return true;
	}
	return true;
}

static void
parse_output(struct parser *p, struct lexer *l)
{
	struct expr *e = expr_parse(&p->scope, l);
	struct node *n;

	if (e == NULL || !parser_at_end(p, l))
		return;
	if (e->type == VALUE_MAP) {
		scope_error(&p->scope, e->offset,
		    "this is a group of values and prints nothing; name one of them");
		return;
	}
	n = parser_add(p, NODE_OUTPUT);
	n->values = e;
	n->escape = p->escape;
}

static void
parse_tag(struct parser *p, const struct raw_tag *t)
{
	struct lexer l = { .text = p->scope.where.text,
		.at = t->body,
		.end = t->body_end,
		.arena = p->scope.arena };

	if (faulty(p, t) || t->kind == TAG_COMMENT)
		return;
	if (hint_tag(&p->scope.where, t->start, t->end, t->body, t->body_end))
		return;
	if (t->kind == TAG_OUTPUT)
		parse_output(p, &l);
	else
		block_parse(p, t, &l);
}

static void
parse(struct parser *p)
{
	struct span text = p->scope.where.text;
	struct raw_tag t = { 0 };
	size_t at = 0, from = 0;
	bool trim = false;

	while (tag_scan(text, &at, &t)) {
		add_text(p, from, t.start, trim, t.trim_before);
		parse_tag(p, &t);
		from = t.end;
		trim = t.trim_after;
	}
	add_text(p, from, text.n, trim, false);
	block_finish(p);
}

static const struct lang *
language_of(const struct vocabulary *v, struct arena *a)
{
	struct lang *l = arena_alloc(a, sizeof(*l));

	return v->language != NULL && lang_find(l, v->language) ? l : NULL;
}

void
template_parse(struct template **out, struct span text, const char *file,
    const struct vocabulary *v, enum escape escape, struct arena *a, struct findings *f)
{
	struct template *t = arena_alloc(a, sizeof(*t));
	struct parser p = { .tail = &t->nodes,
		.html = escape == ESCAPE_HTML,
		.escape = escape == ESCAPE_HTML };
	size_t errors = f->errors;

	p.scope.where = (struct hint_context){ text, file, v, f };
	p.scope.arena = a;
	p.scope.lang = language_of(v, a);
	p.scope.uses_field = arena_alloc(a, v->nfields * sizeof(bool));
	parse(&p);
	t->arena = a;
	t->comma = filter_decimal_comma(v->language);
	t->lang = p.scope.lang;
	t->broken = f->errors > errors;
	t->uses_field = p.scope.uses_field;
	t->nfields = v->nfields;
	memcpy(t->uses, p.scope.uses, sizeof(t->uses));
	*out = t;
}

static void
prepare(struct template *t, struct node *n, struct buf *b)
{
	struct branch *br;

	for (; n != NULL; n = n->next) {
		if (n->kind == NODE_TEXT) {
			buf_reset(b);
			qp_encode(b, n->plain);
			wire_assert((struct span){ b->data, b->len });
			n->qp = (struct span){ arena_memdup(t->arena, b->data, b->len),
				b->len };
		}
		for (br = n->branches; br != NULL; br = br->next)
			prepare(t, br->body, b);
		prepare(t, n->body, b);
		prepare(t, n->empty, b);
	}
}

void
template_prepare_qp(struct template *t)
{
	struct buf b;

	buf_init(&b, SIZE_MAX / 2);
	prepare(t, t->nodes, &b);
	buf_release(&b);
	t->prepared = true;
}

bool
template_is_plain(const struct template *t)
{
	return t->nodes == NULL ||
	    (t->nodes->kind == NODE_TEXT && t->nodes->next == NULL);
}

bool
template_uses(const struct template *t, enum name name)
{
	return t->uses[name];
}

bool
template_uses_field(const struct template *t, size_t field)
{
	return field < t->nfields && t->uses_field[field];
}

bool
template_has_tag(const char *text)
{
	struct raw_tag t;
	size_t at = 0;

	return tag_scan(span_of(text), &at, &t);
}

bool
template_next_tag(struct span text, size_t *at, struct tag *out)
{
	struct raw_tag t;

	if (!tag_scan(text, at, &t))
		return false;
	*out = (struct tag){ t.kind, t.start, t.end };
	return true;
}
