/* field_change - a field gets another name or type, or goes.  See field_change.h. */
#include "people/field_change.h"

#include "people/field_value.h"

#include <string.h>

#define BATCH 1000 /* contacts: contact_fields_after says so too */

/* How contact.fields is rewritten: read with one set of definitions, the value
 * of one field converted, written with another set of as many. */
struct rewrite {
	struct field_change *f;
	struct db *db;
	struct fields from, to;
	size_t field;
	const char *key; /* "NAME": as it stands in contact.fields */
	bool drop, convert;
	struct arena *keep, scratch; /* scratch: of one batch */
	struct buf out;
};

static void
count_unfit(struct rewrite *w, const char *why)
{
	struct field_change *f = w->f;
	size_t i;

	f->unfit++;
	for (i = 0; i < f->nreasons; i++) {
		if (str_eq(f->reasons[i].why, why)) {
			f->reasons[i].values++;
			return;
		}
	}
	if (f->nreasons < FIELD_UNFIT_MAX)
		f->reasons[f->nreasons++] =
		    (struct field_reason){ arena_strdup(w->keep, why), 1 };
}

/* "01000" and "+33…" can be read as numbers, but are codes: nothing would bring
 * back what they begin with. */
static bool
loses_its_begin(const char *text, enum field_type to)
{
	return to == FIELD_NUMBER &&
	    (text[0] == '+' || (text[0] == '0' && text[1] >= '0' && text[1] <= '9'));
}

/* The value in the new type; NULL where it has no meaning there. */
static void
retype_value(struct rewrite *w, const char **json)
{
	enum field_type to = w->to.items[w->field].type;
	const char *text = field_value_show(*json, &w->scratch);
	struct err why = { 0 };

	*json = NULL;
	if (loses_its_begin(text, to))
		count_unfit(w, "a number would lose the 0 or + that this begins with");
	else if (field_value_parse(json, to, span_of(text), &w->scratch, &why) < 0)
		count_unfit(w, why.msg);
}

static void
convert(struct rewrite *w, struct field_values *v)
{
	if (v->json[w->field] == NULL)
		return;
	w->f->values++;
	if (w->drop)
		v->json[w->field] = NULL;
	else if (w->convert)
		retype_value(w, &v->json[w->field]);
}

static int
rewrite_one(struct rewrite *w, int64_t id, const char *old, struct err *e)
{
	struct field_values v;
	struct stmt *st;

	/* Most of the time is spent on reading JSON: only where the field is. */
	if (strstr(old, w->key) == NULL)
		return 0;
	v = field_values_new(&w->from, &w->scratch);
	if (field_values_read(&v, old, &w->scratch, e) < 0)
		return err_ctx(e, "contact number %lld", (long long)id);
	convert(w, &v);
	v.fields = &w->to;
	buf_reset(&w->out);
	field_values_write(&v, &w->out);
	if (w->f->plan || str_eq(w->out.data, old))
		return 0;
	st = db_stmt(w->db, SQL_CONTACT_SET_FIELDS);
	bind_text(st, ":fields", w->out.data);
	bind_int(st, ":id", id);
	return stmt_run(st, e);
}

static int
last_contact(struct db *db, int64_t *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_LAST);

	return stmt_int(st, out, e);
}

/* All contacts, a thousand at a time: rows are not changed while a statement
 * walks over them. */
static int
rewrite_all(struct rewrite *w, struct err *e)
{
	struct row {
		int64_t id;
		const char *fields;
	} rows[BATCH];
	struct stmt *st;
	int64_t after = 0, last;
	size_t n, i;
	int rc;

	if (last_contact(w->db, &last, e) < 0)
		return -1;
	do {
		arena_reset(&w->scratch);
		st = db_stmt(w->db, SQL_CONTACT_FIELDS_AFTER);
		bind_int(st, ":after", after);
		for (n = 0; (rc = stmt_step(st, e)) > 0 && n < BATCH; n++) {
			rows[n].id = after = col_int(st, 0);
			rows[n].fields = arena_strdup(&w->scratch, col_text(st, 1));
		}
		for (i = 0; rc == 0 && i < n; i++)
			rc = rewrite_one(w, rows[i].id, rows[i].fields, e);
		if (w->f->progress != NULL)
			w->f->progress(w->f->arg, after, last);
	} while (rc == 0 && n > 0);
	return rc;
}

/* The definitions now, a copy of them to change, and the place of name. */
static int
begin(struct rewrite *w, struct field_change *f, struct db *db, const char *name,
    struct arena *a, struct err *e)
{
	size_t size;
	int i;

	*w = (struct rewrite){ .f = f, .db = db, .keep = a };
	buf_init(&w->out, FIELD_JSON_MAX);
	f->values = f->unfit = 0;
	f->nreasons = 0;
	if ((f->plan ? db_begin_read(db, e) : db_begin(db, e)) < 0 ||
	    fields_load(&w->from, db, a, e) < 0)
		return -1;
	i = fields_need(&w->from, name, e);
	if (i < 0)
		return -1;
	size = w->from.n * sizeof(struct field);
	w->to = (struct fields){ arena_alloc(a, size), w->from.n };
	memcpy(w->to.items, w->from.items, size);
	w->field = (size_t)i;
	f->before = w->from.items[i];
	w->key = arena_printf(a, "\"%s\":", f->before.name);
	return 0;
}

static int
refuse_unfit(const struct rewrite *w, struct err *e)
{
	const struct field_change *f = w->f;

	return err_set(e, ERR_DATA,
	    "field '%s' stays %s: of %lld values %lld are no %s (%s): change them first, "
	    "or empty them with --empty",
	    f->before.name, field_type_name(f->before.type), (long long)f->values,
	    (long long)f->unfit, field_type_name(w->to.items[w->field].type),
	    f->reasons[0].why);
}

/* st changes the definition; then the contacts follow. */
static int
finish(struct rewrite *w, struct stmt *st, struct err *e)
{
	bind_int(st, ":id", w->f->before.id);
	if (w->f->plan)
		stmt_reset(st);
	else if (stmt_run(st, e) < 0)
		return -1;
	if (rewrite_all(w, e) < 0)
		return -1;
	if (w->f->plan)
		return 0;
	if (w->f->unfit > 0 && w->f->unfit_is == FIELD_UNFIT_REFUSE)
		return refuse_unfit(w, e);
	return db_commit(w->db, e);
}

static void
end(struct rewrite *w)
{
	db_rollback(w->db);
	buf_release(&w->out);
	arena_release(&w->scratch);
}

int
field_rename(struct field_change *f, struct db *db, const char *name, const char *to,
    struct arena *a, struct err *e)
{
	struct rewrite w;
	struct stmt *st;
	int rc = -1, taken;

	if (field_check_name(to, e) < 0)
		return -1;
	if (begin(&w, f, db, name, a, e) < 0)
		goto out;
	taken = fields_find(&w.from, to);
	if (taken >= 0 && (size_t)taken != w.field) {
		err_set(e, ERR_CONFLICT, "there is a field '%s' already", to);
		goto out;
	}
	w.to.items[w.field].name = to;
	st = db_stmt(db, SQL_FIELD_SET_NAME);
	bind_text(st, ":name", to);
	rc = finish(&w, st, e);
out:
	end(&w);
	return rc;
}

int
field_drop(struct field_change *f, struct db *db, const char *name, struct arena *a,
    struct err *e)
{
	struct rewrite w;
	int rc = -1;

	if (begin(&w, f, db, name, a, e) == 0) {
		w.drop = true;
		rc = finish(&w, db_stmt(db, SQL_FIELD_DELETE), e);
	}
	end(&w);
	return rc;
}

int
field_retype(struct field_change *f, struct db *db, const char *name,
    enum field_type type, struct arena *a, struct err *e)
{
	struct rewrite w;
	struct stmt *st;
	int rc = -1;

	if (begin(&w, f, db, name, a, e) == 0) {
		w.convert = true;
		w.to.items[w.field].type = type;
		st = db_stmt(db, SQL_FIELD_SET_TYPE);
		bind_text(st, ":type", field_type_name(type));
		rc = finish(&w, st, e);
	}
	end(&w);
	return rc;
}
