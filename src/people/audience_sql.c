/* audience_sql - the tree of an audience expression as SQL.  See audience_sql.h. */
#include "people/audience_sql.h"

#include "util/buf.h"
#include "util/xalloc.h"

#include <string.h>

#define SQL_MAX (256u << 10) /* bytes; the limits of audience_tree.h need less */

/* What has been put together so far. */
struct writer {
	struct buf text;
	struct db_value *values;
	size_t n;
};

static void write_node(struct writer *w, const struct audience_node *n);

/*
 * Copy text up to its next hole, and take a value for each "?" on the way.
 * Returns what is behind the hole; NULL: the text ended.
 */
static const char *
copy(struct writer *w, const char *text, const struct db_value **values)
{
	const char *s;

	for (s = text; *s != '\0'; s++) {
		if (s[0] == '{' && s[1] == '}')
			break;
		if (*s == '?') {
			w->values = xrealloc(w->values, w->n + 1, sizeof(*w->values));
			w->values[w->n++] = *(*values)++;
		}
		if (*s != '\n')
			buf_addc(&w->text, *s);
		else
			buf_addc(&w->text, ' ');
	}
	return *s != '\0' ? s + 2 : NULL;
}

static void
write_operand(struct writer *w, const struct audience_operand *o)
{
	const struct db_value *values = o->values;
	const char *rest = copy(w, db_part(o->part), &values);

	if (rest == NULL)
		return;
	write_operand(w, o->of);
	copy(w, rest, &values);
}

static void
write_test(struct writer *w, const struct audience_node *n)
{
	const struct db_value *values = n->values;
	const char *rest = db_part(n->part);
	size_t i;

	for (i = 0; (rest = copy(w, rest, &values)) != NULL; i++)
		write_operand(w, n->operands[i]);
}

/* first and its next ones, with a part between them. */
static void
write_chain(struct writer *w, enum sql_part between, const struct audience_node *first)
{
	const char *rest = copy(w, db_part(PART_AUDIENCE_GROUP), NULL);
	const struct audience_node *n;

	for (n = first; n != NULL; n = n->next) {
		if (n != first)
			copy(w, db_part(between), NULL);
		write_node(w, n);
	}
	copy(w, rest, NULL);
}

static void
write_node(struct writer *w, const struct audience_node *n)
{
	const char *rest;

	switch (n->kind) {
	case AUDIENCE_ALL:
		write_chain(w, PART_AUDIENCE_AND, n->first);
		break;
	case AUDIENCE_ANY:
		write_chain(w, PART_AUDIENCE_OR, n->first);
		break;
	case AUDIENCE_SAVED:
		write_node(w, n->first);
		break;
	case AUDIENCE_NOT:
		rest = copy(w, db_part(PART_AUDIENCE_NOT), NULL);
		write_node(w, n->first);
		copy(w, rest, NULL);
		break;
	case AUDIENCE_TEST:
		write_test(w, n);
		break;
	}
}

struct db_piece
audience_sql(enum sql_part outer, const struct audience_node *n,
    const struct audience_operand *value, struct arena *a)
{
	struct writer w = { 0 };
	struct db_piece piece;
	struct db_value *values;
	const char *rest;

	buf_init(&w.text, SQL_MAX);
	rest = copy(&w, db_part(outer), NULL);
	write_node(&w, n);
	copy(&w, rest, NULL);
	if (value != NULL) {
		rest = copy(&w, db_part(outer), NULL);
		write_operand(&w, value);
		copy(&w, rest, NULL);
	}
	if (w.text.overflowed)
		BUG("an audience expression within its limits made too much SQL");
	values = arena_alloc(a, (w.n + 1) * sizeof(*values));
	if (w.n > 0)
		memcpy(values, w.values, w.n * sizeof(*values));
	piece.text = arena_memdup(a, w.text.data, w.text.len);
	piece.values = values;
	piece.n = w.n;
	buf_release(&w.text);
	xfree(w.values);
	return piece;
}
