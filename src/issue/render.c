/*
 * render - a parsed template and one copy's values become text.  See template.h.
 *
 * A walk over nodes whose static text is ready.  Memory is asked for only when
 * a filter, an escape or a number makes text, and kept for the next.
 */
#include "issue/eval.h"
#include "issue/node.h"
#include "issue/qp.h"
#include "issue/wire.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

#define TURNS_MAX 10000      /* of all loops together */
#define MADE_MAX (16u << 20) /* bytes that filters may make at a time */

struct render {
	struct eval ev;
	struct buf *out;
	struct pieces *pieces; /* quoted-printable, its own bytes are out; or NULL */
	size_t start;          /* of our result in pieces */
	size_t written;        /* bytes of it, before any encoding */
	size_t turns;
	size_t holding; /* with and for blocks whose variables may use the room */
	bool *holes;    /* of this copy, in the place of a result; NULL: not asked for */
	struct arena arena;          /* for what filters make */
	struct buf printed, escaped; /* of one value */
	struct err *err;
};

/* Count n more bytes; -1 past the limit. */
static int
count(struct render *r, size_t n)
{
	r->written += n;
	if (r->written > TEMPLATE_OUTPUT_MAX)
		return err_set(r->err, ERR_DATA,
		    "the result is longer than %u MiB; shorten the loops",
		    TEMPLATE_OUTPUT_MAX >> 20);
	return 0;
}

static int
add_static(struct render *r, const struct node *n)
{
	if (r->holes != NULL)
		return 0;
	if (count(r, n->plain.n) < 0)
		return -1;
	if (r->pieces == NULL) {
		buf_add(r->out, n->plain.s, n->plain.n);
		return 0;
	}
	qp_join(r->pieces, r->start);
	pieces_share(r->pieces, n->qp);
	return 0;
}

static int
add_span(struct render *r, struct span s)
{
	size_t from;

	if (s.n == 0)
		return 0;
	if (count(r, s.n) < 0)
		return -1;
	if (r->pieces == NULL) {
		buf_add(r->out, s.s, s.n);
		return 0;
	}
	qp_join(r->pieces, r->start);
	from = r->out->len;
	qp_encode(r->out, s);
	wire_assert((struct span){ r->out->data + from, r->out->len - from });
	return 0;
}

/* What is the same in any encoding. */
static int
add_ready(struct render *r, struct span s)
{
	if (count(r, s.n) < 0)
		return -1;
	if (r->pieces != NULL)
		qp_join(r->pieces, r->start);
	buf_add(r->out, s.s, s.n);
	return 0;
}

/* Nothing of the room is in use any more, unless a block holds a variable. */
static int
settle(struct render *r)
{
	if (r->ev.room.full)
		return err_set(r->err, ERR_DATA,
		    "the filters make more than %u MiB of text", MADE_MAX >> 20);
	if (r->holding == 0 && r->ev.room.left < MADE_MAX) {
		arena_reset(&r->arena);
		r->ev.room.left = MADE_MAX;
	}
	return 0;
}

static int
add_value(struct render *r, const struct value *v, bool escape)
{
	struct span s;

	if (v->ready)
		return add_ready(r, v->text);
	if (value_is_text(v)) {
		s = v->text;
	} else {
		buf_reset(&r->printed);
		value_print(v, &r->printed);
		s = (struct span){ r->printed.data, r->printed.len };
		if (r->printed.overflowed)
			return count(r, TEMPLATE_OUTPUT_MAX + 1u);
	}
	if (escape && !v->safe && html_needs_escape(s)) {
		buf_reset(&r->escaped);
		html_escape(s, &r->escaped);
		if (r->escaped.overflowed)
			return count(r, TEMPLATE_OUTPUT_MAX + 1u);
		s = (struct span){ r->escaped.data, r->escaped.len };
	}
	return add_span(r, s);
}

/* Nothing at all is shown; a 0 or a "no" is something. */
static bool
is_empty(const struct value *v)
{
	return v->type == VALUE_NONE || (value_is_text(v) && v->text.n == 0) ||
	    (v->type == VALUE_LIST && v->list.n == 0);
}

static int
mark_hole(struct render *r, const struct node *n)
{
	struct value v;

	if (n->hole == 0 || r->holes[n->hole - 1])
		return 0;
	v = eval(&r->ev, n->values);
	r->holes[n->hole - 1] = is_empty(&v);
	return settle(r);
}

static int
output(struct render *r, const struct node *n)
{
	const struct expr *e = n->values;
	struct value v;

	r->ev.room.escape = n->escape;
	v = eval(&r->ev, e);
	for (e = e->next; e != NULL; e = e->next) { /* firstof */
		if (value_true(&v))
			break;
		v = eval(&r->ev, e);
	}
	if (n->values->next != NULL && !value_true(&v))
		return settle(r);
	if (add_value(r, &v, n->escape) < 0)
		return -1;
	return settle(r);
}

static int nodes(struct render *r, const struct node *n);

static int
branch(struct render *r, const struct node *n)
{
	const struct branch *b;
	bool taken;

	for (b = n->branches; b != NULL; b = b->next) {
		taken = b->condition == NULL || eval_true(&r->ev, b->condition);
		if (settle(r) < 0)
			return -1;
		if (taken)
			return nodes(r, b->body);
	}
	return 0;
}

static int
loop(struct render *r, const struct node *n)
{
	struct value list;
	struct loop *l = &r->ev.loops[r->ev.nloops];
	int status = 0;
	size_t i;

	r->holding++;
	list = eval(&r->ev, n->value);
	if (list.type != VALUE_LIST || list.list.n == 0) {
		r->holding--;
		return settle(r) < 0 ? -1 : nodes(r, n->empty);
	}
	r->ev.nloops++;
	for (i = 0; i < list.list.n && status == 0; i++) {
		if (++r->turns > TURNS_MAX) {
			status = err_set(r->err, ERR_DATA,
			    "the loops take more than %d turns at '%.*s'", TURNS_MAX,
			    (int)n->tag.n, n->tag.s);
			break;
		}
		*l = (struct loop){ i, list.list.n };
		r->ev.locals[n->slot] =
		    list.list.items[n->reversed ? list.list.n - 1 - i : i];
		status = nodes(r, n->body);
	}
	r->ev.nloops--;
	r->holding--;
	return status < 0 ? -1 : settle(r);
}

static int
with(struct render *r, const struct node *n)
{
	int status;

	r->holding++;
	for (const struct assignment *a = n->assignments; a != NULL; a = a->next)
		r->ev.locals[a->slot] = eval(&r->ev, a->value);
	status = nodes(r, n->body);
	r->holding--;
	return status < 0 ? -1 : settle(r);
}

/* Drop white space between ">" and "<", and at both ends, in place. */
static struct span
without_space(char *s, size_t n)
{
	struct span in = span_trim((struct span){ s, n });
	size_t i, o = 0, from;

	for (i = 0; i < in.n; i++) {
		s[o++] = in.s[i];
		if (in.s[i] != '>')
			continue;
		from = i + 1;
		while (from < in.n &&
		    (in.s[from] == ' ' || (in.s[from] >= '\t' && in.s[from] <= '\r')))
			from++;
		if (from < in.n && in.s[from] == '<')
			i = from - 1;
	}
	return (struct span){ s, o };
}

/*
 * What is inside comes from tags and values, so it is rendered plain, and only what
 * is left of it encoded.  That costs more than ready spans: one reason more for
 * those who write spaceless to leave it out.
 */
static int
spaceless(struct render *r, const struct node *n)
{
	struct buf inside, *out = r->out;
	struct pieces *pieces = r->pieces;
	size_t written = r->written;
	int status;

	buf_init(&inside, TEMPLATE_OUTPUT_MAX);
	r->out = &inside;
	r->pieces = NULL;
	status = nodes(r, n->body);
	r->out = out;
	r->pieces = pieces;
	r->written = written;
	if (status == 0)
		status = add_span(r, without_space(inside.data, inside.len));
	buf_release(&inside);
	return status;
}

static int
nodes(struct render *r, const struct node *n)
{
	int status = 0;

	for (; n != NULL && status == 0; n = n->next) {
		switch (n->kind) {
		case NODE_TEXT:
			status = add_static(r, n);
			break;
		case NODE_OUTPUT:
			status = r->holes != NULL ? mark_hole(r, n) : output(r, n);
			break;
		case NODE_IF:
			status = branch(r, n);
			break;
		case NODE_FOR:
			status = loop(r, n);
			break;
		case NODE_WITH:
			status = with(r, n);
			break;
		case NODE_SPACELESS:
			status = spaceless(r, n);
			break;
		}
	}
	return status;
}

/* Into out, as text or, where pieces are given, whose own bytes out then is, as
 * quoted-printable. */
static int
render(const struct template *t, const struct bindings *b, struct buf *out,
    struct pieces *pieces, bool *holes, struct err *e)
{
	struct render r;
	int status;

	if (t->broken)
		BUG("rendering a template that has errors");
	if (pieces != NULL && !t->prepared)
		BUG("rendering a template that was not prepared");
	r.ev.bindings = b;
	r.ev.nloops = 0;
	r.arena = (struct arena){ 0 };
	r.ev.room = (struct filter_room){
		.arena = &r.arena, .left = MADE_MAX, .comma = t->comma, .lang = t->lang
	};
	r.out = out;
	r.pieces = pieces;
	r.start = pieces != NULL ? pieces_len(pieces) : 0;
	r.written = r.turns = r.holding = 0;
	r.holes = holes;
	r.err = e;
	buf_init(&r.printed, TEMPLATE_OUTPUT_MAX);
	buf_init(&r.escaped, TEMPLATE_OUTPUT_MAX);
	status = nodes(&r, t->nodes);
	if (status == 0 && out->overflowed)
		status =
		    err_set(e, ERR_DATA, "the result is longer than %zu bytes", out->max);
	buf_release(&r.printed);
	buf_release(&r.escaped);
	arena_release(&r.arena);
	return status;
}

static int
render_text(const struct template *t, const struct bindings *b, struct buf *out,
    bool *holes, struct err *e)
{
	size_t start = out->len;

	if (render(t, b, out, NULL, holes, e) == 0)
		return 0;
	buf_truncate(out, start);
	return -1;
}

int
template_render(
    const struct template *t, const struct bindings *b, struct buf *out, struct err *e)
{
	return render_text(t, b, out, NULL, e);
}

int
template_render_qp(
    const struct template *t, const struct bindings *b, struct pieces *out, struct err *e)
{
	struct pieces_place start = pieces_end(out);

	if (render(t, b, &out->own, out, NULL, e) == 0)
		return 0;
	pieces_truncate(out, start);
	return -1;
}

int
template_render_header(
    const struct template *t, const struct bindings *b, struct buf *out, struct err *e)
{
	size_t from = out->len;

	if (render_text(t, b, out, NULL, e) < 0)
		return -1;
	buf_truncate(out, from + utf8_blank_controls(out->data + from, out->len - from));
	return 0;
}

int
template_mark_holes(
    const struct template *t, const struct bindings *b, bool *marks, struct err *e)
{
	struct buf nothing;

	buf_init(&nothing, 0);
	return render_text(t, b, &nothing, marks, e);
}
