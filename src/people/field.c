/* field - what is known about people besides their address.  See field.h. */
#include "people/field.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

static const char *const type_names[] = { "text", "number", "boolean", "date", "category",
	"multi" };

/* What they are called elsewhere. */
static const struct {
	const char *word;
	enum field_type type;
} other_names[] = {
	{ "string", FIELD_TEXT },
	{ "str", FIELD_TEXT },
	{ "varchar", FIELD_TEXT },
	{ "int", FIELD_NUMBER },
	{ "integer", FIELD_NUMBER },
	{ "float", FIELD_NUMBER },
	{ "decimal", FIELD_NUMBER },
	{ "numeric", FIELD_NUMBER },
	{ "bool", FIELD_BOOLEAN },
	{ "checkbox", FIELD_BOOLEAN },
	{ "flag", FIELD_BOOLEAN },
	{ "yesno", FIELD_BOOLEAN },
	{ "yes-no", FIELD_BOOLEAN },
	{ "yes-or-no", FIELD_BOOLEAN },
	{ "datetime", FIELD_DATE },
	{ "timestamp", FIELD_DATE },
	{ "day", FIELD_DATE },
	{ "enum", FIELD_CATEGORY },
	{ "choice", FIELD_CATEGORY },
	{ "select", FIELD_CATEGORY },
	{ "radio", FIELD_CATEGORY },
	{ "list", FIELD_MULTI },
	{ "array", FIELD_MULTI },
	{ "set", FIELD_MULTI },
	{ "tags", FIELD_MULTI },
	{ "multiple", FIELD_MULTI },
};

const char *
field_type_name(enum field_type t)
{
	return type_names[t];
}

/* The type that a person may have meant; NULL: nobody knows. */
static const char *
near_type(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(other_names); i++) {
		if (str_eq_ci(word, other_names[i].word))
			return field_type_name(other_names[i].type);
	}
	return str_near(word, type_names, ARRAY_LEN(type_names));
}

int
field_type_read(enum field_type *out, const char *name, struct err *e)
{
	const char *near;
	size_t i;

	for (i = 0; i < ARRAY_LEN(type_names); i++) {
		if (str_eq_ci(name, type_names[i])) {
			*out = (enum field_type)i;
			return 0;
		}
	}
	near = near_type(name);
	if (near != NULL)
		return err_set(e, ERR_USAGE, "there is no type '%s'; did you mean '%s'?",
		    name, near);
	return err_set(e, ERR_USAGE,
	    "there is no type '%s': take text, number, boolean, date, category or multi",
	    name);
}

const char *
field_make_name(struct span text, struct arena *a)
{
	struct span s = utf8_upper(a, utf8_unaccent(a, utf8_trim(text)));
	char *name = arena_alloc(a, s.n + 1);
	size_t i, n = 0;
	bool good;

	for (i = 0; i < s.n && n < FIELD_NAME_MAX; i++) {
		good =
		    (s.s[i] >= 'A' && s.s[i] <= 'Z') || (s.s[i] >= '0' && s.s[i] <= '9');
		if (good)
			name[n++] = s.s[i];
		else if (n > 0 && name[n - 1] != '_')
			name[n++] = '_';
	}
	while (n > 0 && name[n - 1] == '_')
		n--;
	name[n] = '\0';
	return name;
}

int
field_check_name(const char *name, struct err *e)
{
	struct arena a = { 0 };
	const char *near;
	size_t n = strlen(name);

	if (str_eq(name, "EMAIL"))
		return err_set(e, ERR_DATA,
		    "'EMAIL' is the address itself: take another name for a field");
	if (n > 0 && n <= FIELD_NAME_MAX &&
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == n)
		return 0;
	near = utf8_valid(name, n) ? field_make_name(span_of(name), &a) : "";
	err_set(e, ERR_DATA, "'%s' is no name for a field: take 1 to %d of A-Z 0-9 _%s%s",
	    name, FIELD_NAME_MAX, near[0] != '\0' ? ", such as " : "", near);
	arena_release(&a);
	return -1;
}

int
fields_load(struct fields *out, struct db *db, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_FIELD_ROWS);
	struct field *f;
	int rc;

	out->items = arena_alloc(a, FIELD_COUNT_MAX * sizeof(*out->items));
	out->n = 0;
	while ((rc = stmt_step(st, e)) > 0 && out->n < FIELD_COUNT_MAX) {
		f = &out->items[out->n++];
		f->id = col_int(st, 0);
		f->name = arena_strdup(a, col_text(st, 1));
		if (field_type_read(&f->type, col_text(st, 2), e) < 0) {
			rc = -1;
			break;
		}
	}
	if (rc != 0)
		stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
fields_find(const struct fields *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (str_eq_ci(f->items[i].name, name))
			return (int)i;
	}
	return -1;
}

int
fields_need(const struct fields *f, const char *name, struct err *e)
{
	const char *names[FIELD_COUNT_MAX], *near;
	int found = fields_find(f, name);
	size_t i;

	if (found >= 0)
		return found;
	for (i = 0; i < f->n; i++)
		names[i] = f->items[i].name;
	near = str_near(name, names, f->n);
	if (near != NULL)
		return err_set(e, ERR_NOTFOUND,
		    "there is no field '%s'; did you mean '%s'?", name, near);
	return err_set(e, ERR_NOTFOUND,
	    "there is no field '%s': 'nlctl field add %s TYPE' makes it", name, name);
}

int
field_add(struct db *db, const char *name, enum field_type type, struct err *e)
{
	struct arena a = { 0 };
	struct fields f;
	struct stmt *st;
	int rc = -1;

	if (field_check_name(name, e) < 0 || fields_load(&f, db, &a, e) < 0)
		goto out;
	if (fields_find(&f, name) >= 0) {
		err_set(e, ERR_CONFLICT, "there is a field '%s' already", name);
		goto out;
	}
	if (f.n >= FIELD_COUNT_MAX) {
		err_set(e, ERR_CONFLICT,
		    "there are %d fields, no more are allowed: "
		    "'nlctl field drop' those that nobody uses",
		    FIELD_COUNT_MAX);
		goto out;
	}
	st = db_stmt(db, SQL_FIELD_INSERT);
	bind_text(st, ":name", name);
	bind_text(st, ":type", field_type_name(type));
	rc = stmt_run(st, e);
out:
	arena_release(&a);
	return rc;
}

int
field_remove(struct db *db, const struct field *f, bool *used, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_FIELD_USED);

	bind_text(st, ":name", f->name);
	if (stmt_step(st, e) < 0)
		return -1;
	*used = col_int(st, 0) != 0;
	stmt_reset(st);
	if (*used)
		return 0;
	st = db_stmt(db, SQL_FIELD_DELETE);
	bind_int(st, ":id", f->id);
	return stmt_run(st, e);
}
