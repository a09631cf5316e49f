/* audience_saved - audience expressions with a name.  See audience_saved.h. */
#include "people/audience_saved.h"

#include "people/audience.h"
#include "people/audience_token.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

#define NEAR_MAX 100 /* names looked at for a near one */

int
audience_saved_name(const char **out, const char *name, struct arena *a, struct err *e)
{
	const char *word = arena_printf(a, "%s%s", name[0] == '@' ? "" : "@", name);
	struct audience_lexer l = { .text = span_of(word), .arena = a };
	struct audience_token t = { 0 };

	if (utf8_valid(word, l.text.n))
		t = audience_token_next(&l);
	if (t.type != AUDIENCE_TOKEN_SAVED || t.span.n < 2 || t.span.n != l.text.n ||
	    t.span.n > AUDIENCE_NAME_MAX + 1)
		return err_set(e, ERR_DATA,
		    "'%s' is no name for an audience: take 1 to %d letters, digits, "
		    "'-' or '_'",
		    name, AUDIENCE_NAME_MAX);
	*out = t.content;
	return 0;
}

static void
read_row(struct stmt *st, struct arena *a, struct audience_saved *out)
{
	out->name = arena_strdup(a, col_text(st, 0));
	out->expression = arena_strdup(a, col_text(st, 1));
	out->changed = col_int(st, 2);
}

static int
not_found(struct db *db, const char *name, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIENCE_SAVED_ROWS);
	const char *names[NEAR_MAX], *near;
	struct arena a = { 0 };
	size_t n = 0;
	int rc;

	while ((rc = stmt_step(st, e)) > 0 && n < ARRAY_LEN(names))
		names[n++] = arena_strdup(&a, col_text(st, 0));
	if (rc > 0)
		stmt_reset(st);
	near = str_near(name, names, n);
	if (near != NULL)
		err_set(e, ERR_NOTFOUND, "there is no '@%s'; did you mean '@%s'?", name,
		    near);
	else
		err_set(e, ERR_NOTFOUND,
		    "there is no '@%s': nlctl audience saved lists them", name);
	arena_release(&a);
	return -1;
}

/* 1: found; 0: there is none. */
static int
find(struct audience_saved *out, struct db *db, const char *name, struct arena *a,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIENCE_SAVED);
	int rc;

	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	if (rc > 0) {
		read_row(st, a, out);
		stmt_reset(st);
	}
	return rc;
}

int
audience_saved_get(struct audience_saved *out, struct db *db, const char *name,
    struct arena *a, struct err *e)
{
	int rc = find(out, db, name, a, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return not_found(db, name, e);
}

int
audience_save(struct db *db, const struct audience_saved *s, bool *replaced,
    struct arena *a, struct err *e)
{
	struct audience_text text = { .label = arena_printf(a, "@%s", s->name),
		.now = s->changed };
	struct audience_saved old;
	struct audience compiled;
	struct stmt *st;
	int rc = -1, known;

	if (db_begin(db, e) < 0)
		return -1;
	known = find(&old, db, s->name, a, e);
	if (known < 0)
		goto out;
	*replaced = known > 0;
	st = db_stmt(db, SQL_AUDIENCE_SAVE);
	bind_text(st, ":name", s->name);
	bind_text(st, ":expression", s->expression);
	bind_int(st, ":now", s->changed);
	/* Compiled as what uses it will see it: so a circle is found. */
	text.expression = text.label;
	if (stmt_run(st, e) == 0 && audience_compile(&compiled, db, &text, a, e) == 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

/* Does the text have "@name" in it? */
static bool
uses(const char *text, const char *name, struct arena *a)
{
	struct audience_lexer l = { .text = span_of(text), .arena = a };
	struct audience_token t;

	do {
		t = audience_token_next(&l);
		if (t.type == AUDIENCE_TOKEN_SAVED && str_eq_ci(t.content, name))
			return true;
	} while (t.type != AUDIENCE_TOKEN_END && t.type != AUDIENCE_TOKEN_UNCLOSED);
	return false;
}

bool
audience_names_field(const char *expression, const char *field, struct arena *a)
{
	struct audience_lexer l = { .text = span_of(expression), .arena = a };
	const char *full = arena_printf(a, "contact.%s", field);
	struct audience_token t;

	do {
		t = audience_token_next(&l);
		if (t.type == AUDIENCE_TOKEN_WORD &&
		    (audience_token_is(&t, field) || audience_token_is(&t, full)))
			return true;
	} while (t.type != AUDIENCE_TOKEN_END && t.type != AUDIENCE_TOKEN_UNCLOSED);
	return false;
}

static int
check_unused(struct db *db, const char *name, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIENCE_SAVED_ROWS);
	int rc;

	while ((rc = stmt_step(st, e)) > 0) {
		if (str_eq_ci(col_text(st, 0), name) || !uses(col_text(st, 1), name, a))
			continue;
		err_set(e, ERR_CONFLICT,
		    "'@%s' uses '@%s': change or drop that one first", col_text(st, 0),
		    name);
		stmt_reset(st);
		return -1;
	}
	return rc;
}

int
audience_saved_drop(struct db *db, const char *name, struct arena *a, struct err *e)
{
	struct audience_saved saved;
	struct stmt *st;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (audience_saved_get(&saved, db, name, a, e) < 0 ||
	    check_unused(db, saved.name, a, e) < 0)
		goto out;
	st = db_stmt(db, SQL_AUDIENCE_DROP);
	bind_text(st, ":name", name);
	if (stmt_run(st, e) == 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

int
audience_saved_each(struct db *db,
    int (*each)(void *arg, const struct audience_saved *s, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIENCE_SAVED_ROWS);
	int rc;

	while ((rc = stmt_step(st, e)) > 0) {
		struct audience_saved s = { col_text(st, 0), col_text(st, 1),
			col_int(st, 2) };

		if (each(arg, &s, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}
