/* field - what is known about people besides their address.  See field.h. */
#include "people/field.h"

#include "people/field_value.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

static const char *const type_names[] = { "text", "number", "boolean", "date", "category",
	"multi" };

const char *
field_type_name(enum field_type t)
{
	return type_names[t];
}

int
field_type_read(enum field_type *out, const char *name, struct err *e)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(type_names); i++) {
		if (str_eq_ci(name, type_names[i])) {
			*out = (enum field_type)i;
			return 0;
		}
	}
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
		    "there is no field '%s'; did you mean '%s'", name, near);
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

/* How contact.fields is rewritten: read with one set of definitions, the value
 * of one field converted, written with another set of as many. */
struct rewrite {
	const struct fields *from, *to;
	size_t field;
	bool drop, convert;
	int64_t bad; /* values without a meaning in the new type */
};

static void
convert(struct rewrite *w, struct field_values *v, struct arena *a)
{
	const char *old = v->json[w->field];
	struct err ignored = { 0 };

	if (old == NULL)
		return;
	if (w->drop) {
		v->json[w->field] = NULL;
	} else if (w->convert) {
		if (field_value_parse(&v->json[w->field], w->to->items[w->field].type,
			span_of(field_value_show(old, a)), a, &ignored) < 0)
			w->bad++;
	}
}

static int
rewrite_one(struct rewrite *w, struct db *db, int64_t id, const char *old,
    struct buf *out, struct arena *a, struct err *e)
{
	struct field_values v = field_values_new(w->from, a);
	struct stmt *st;

	if (field_values_read(&v, old, a, e) < 0)
		return -1;
	convert(w, &v, a);
	v.fields = w->to;
	buf_reset(out);
	field_values_write(&v, out);
	if (str_eq(out->data, old))
		return 0;
	st = db_stmt(db, SQL_CONTACT_SET_FIELDS);
	bind_text(st, ":fields", out->data);
	bind_int(st, ":id", id);
	return stmt_run(st, e);
}

/* All contacts, a thousand at a time: rows are not changed while a statement
 * walks over them. */
static int
rewrite_all(struct rewrite *w, struct db *db, struct err *e)
{
	struct arena a = { 0 };
	struct row {
		int64_t id;
		const char *fields;
	} rows[1000];
	struct stmt *st;
	struct buf out;
	int64_t after = 0;
	size_t n, i;
	int rc;

	buf_init(&out, FIELD_JSON_MAX);
	do {
		arena_reset(&a);
		st = db_stmt(db, SQL_CONTACT_FIELDS_AFTER);
		bind_int(st, ":after", after);
		for (n = 0; (rc = stmt_step(st, e)) > 0 && n < ARRAY_LEN(rows); n++) {
			rows[n].id = after = col_int(st, 0);
			rows[n].fields = arena_strdup(&a, col_text(st, 1));
		}
		for (i = 0; rc == 0 && i < n; i++)
			rc = rewrite_one(w, db, rows[i].id, rows[i].fields, &out, &a, e);
	} while (rc == 0 && n > 0);
	buf_release(&out);
	arena_release(&a);
	return rc;
}

/* The definitions now, a copy of them to change, and the place of name. */
static int
begin_change(struct rewrite *w, struct fields from[2], struct db *db, const char *name,
    struct arena *a, struct err *e)
{
	int i;

	if (db_begin(db, e) < 0 || fields_load(&from[0], db, a, e) < 0)
		return -1;
	i = fields_need(&from[0], name, e);
	if (i < 0)
		return -1;
	from[1] = from[0];
	from[1].items = arena_alloc(a, from[0].n * sizeof(struct field));
	memcpy(from[1].items, from[0].items, from[0].n * sizeof(struct field));
	*w = (struct rewrite){ .from = &from[0], .to = &from[1], .field = (size_t)i };
	return 0;
}

static int
end_change(struct rewrite *w, struct db *db, struct stmt *st, struct err *e)
{
	bind_int(st, ":id", w->from->items[w->field].id);
	if (stmt_run(st, e) < 0 || rewrite_all(w, db, e) < 0)
		return -1;
	if (w->bad > 0)
		return err_set(e, ERR_DATA,
		    "field '%s' stays %s: %lld values are no %s; change them first",
		    w->from->items[w->field].name,
		    field_type_name(w->from->items[w->field].type), (long long)w->bad,
		    field_type_name(w->to->items[w->field].type));
	return db_commit(db, e);
}

int
field_rename(struct db *db, const char *name, const char *to, struct err *e)
{
	struct arena a = { 0 };
	struct fields f[2];
	struct rewrite w;
	struct stmt *st;
	int rc = -1, taken;

	if (field_check_name(to, e) < 0 || begin_change(&w, f, db, name, &a, e) < 0)
		goto out;
	taken = fields_find(&f[0], to);
	if (taken >= 0 && (size_t)taken != w.field) {
		err_set(e, ERR_CONFLICT, "there is a field '%s' already", to);
		goto out;
	}
	f[1].items[w.field].name = to;
	st = db_stmt(db, SQL_FIELD_SET_NAME);
	bind_text(st, ":name", to);
	rc = end_change(&w, db, st, e);
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}

int
field_drop(struct db *db, const char *name, struct err *e)
{
	struct arena a = { 0 };
	struct fields f[2];
	struct rewrite w;
	int rc = -1;

	if (begin_change(&w, f, db, name, &a, e) == 0) {
		w.drop = true;
		rc = end_change(&w, db, db_stmt(db, SQL_FIELD_DELETE), e);
	}
	db_rollback(db);
	arena_release(&a);
	return rc;
}

int
field_retype(struct db *db, const char *name, enum field_type type, struct err *e)
{
	struct arena a = { 0 };
	struct fields f[2];
	struct rewrite w;
	struct stmt *st;
	int rc = -1;

	if (begin_change(&w, f, db, name, &a, e) == 0) {
		w.convert = true;
		f[1].items[w.field].type = type;
		st = db_stmt(db, SQL_FIELD_SET_TYPE);
		bind_text(st, ":type", field_type_name(type));
		rc = end_change(&w, db, st, e);
	}
	db_rollback(db);
	arena_release(&a);
	return rc;
}
