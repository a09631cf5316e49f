/* optin_held - what was typed into a form, kept until the person confirms.  See
 * optin_held.h. */
#include "people/optin_held.h"

void
optin_held_write(const struct optin_held *h, struct json *j)
{
	size_t i;

	if (h->nfields > 0) {
		json_key(j, "fields");
		json_open_object(j);
		for (i = 0; i < h->nfields; i++) {
			json_key(j, h->fields[i].name);
			json_put_str(j, h->fields[i].value);
		}
		json_close_object(j);
	}
	if (h->language != NULL) {
		json_key(j, "language");
		json_put_str(j, h->language);
	}
}

/* 1: the contact may have it; 0: not any more; -1. */
static int
fits(struct db *db, const struct assignment *field, struct arena *a, struct err *e)
{
	struct err fault = { 0 };
	const char *json;

	if (contact_assign(&json, db, "{}", field, 1, a, &fault) == 0)
		return 1;
	if (fault.kind == ERR_DATA || fault.kind == ERR_NOTFOUND)
		return 0;
	*e = fault;
	return -1;
}

/* Their number, or -1. */
static int
read_fields(struct db *db, int64_t contact, int64_t list,
    struct assignment out[FIELD_COUNT_MAX], struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_HELD_FIELDS);
	int n = 0, rc;

	bind_int(st, ":contact", contact);
	bind_int(st, ":list", list);
	bind_int(st, ":limit", FIELD_COUNT_MAX);
	while ((rc = stmt_step(st, e)) > 0)
		out[n++] = (struct assignment){ arena_strdup(a, col_text(st, 0)),
			arena_strdup(a, col_text(st, 1)) };
	return rc < 0 ? -1 : n;
}

static int
set_fields(struct db *db, int64_t contact, int64_t list, const char *source, int64_t now,
    struct arena *a, struct err *e)
{
	struct assignment *fields = arena_alloc(a, FIELD_COUNT_MAX * sizeof(*fields));
	struct contact c;
	int n = read_fields(db, contact, list, fields, a, e), i, rc;
	size_t fit = 0;
	bool changed;

	for (i = 0; i < n; i++) {
		rc = fits(db, &fields[i], a, e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			fields[fit++] = fields[i];
	}
	if (fit == 0)
		return n < 0 ? -1 : 0;
	if (contact_by_id(&c, db, contact, a, e) < 0)
		return -1;
	return contact_store_fields(&c, db, fields, fit, now, source, a, &changed, e);
}

int
optin_held_set(struct db *db, int64_t contact, int64_t list, const char *source,
    int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_OPTIN_HELD_LANGUAGE);
	struct arena a = { 0 };
	int rc;

	bind_int(st, ":contact", contact);
	bind_int(st, ":list", list);
	rc = stmt_run(st, e);
	if (rc == 0)
		rc = set_fields(db, contact, list, source, now, &a, e);
	arena_release(&a);
	return rc;
}
