/* contact - a person: an address and what is known about them.  See contact.h. */
#include "people/contact.h"

#include "people/event.h"
#include "people/field_value.h"
#include "util/json.h"
#include "util/utf8.h"

#include <string.h>

int
assignment_parse(struct assignment *out, const char *text, struct arena *a, struct err *e)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		return err_set(e, ERR_USAGE, "'%s' is not FIELD=VALUE", text);
	out->name = arena_memdup(a, text, (size_t)(equals - text));
	out->value = arena_strdup(a, equals + 1);
	return 0;
}

/* 1, 0 when the statement has no row, or -1. */
static int
read_row(struct contact *out, struct stmt *st, struct arena *a, struct err *e)
{
	int rc = stmt_step(st, e);

	*out = (struct contact){ 0 };
	if (rc <= 0)
		return rc;
	out->id = col_int(st, 0);
	out->address = arena_strdup(a, col_text(st, 1));
	out->key = arena_strdup(a, col_text(st, 2));
	out->eai = col_int(st, 3) != 0;
	out->fields = arena_strdup(a, col_text(st, 4));
	out->language = arena_strdup(a, col_text(st, 5));
	out->added = col_int(st, 6);
	out->source = arena_strdup(a, col_text(st, 7));
	out->suppressed = arena_strdup(a, col_text(st, 8));
	stmt_reset(st);
	return 1;
}

int
contact_by_key(
    struct contact *out, struct db *db, const char *key, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_BY_KEY);

	bind_text(st, ":key", key);
	return read_row(out, st, a, e);
}

int
contact_by_id(
    struct contact *out, struct db *db, int64_t id, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_BY_NUMBER);
	int rc;

	bind_int(st, ":id", id);
	rc = read_row(out, st, a, e);
	if (rc == 0)
		return err_set(
		    e, ERR_NOTFOUND, "there is no contact number %lld", (long long)id);
	return rc < 0 ? -1 : 0;
}

int
contact_find(struct contact *out, struct db *db, const char *address, struct arena *a,
    struct err *e)
{
	struct address parsed;
	int rc;

	if (address_parse(&parsed, span_of(address), a, e) < 0)
		return err_ctx(e, "'%s'", address);
	rc = contact_by_key(out, db, parsed.key, a, e);
	if (rc == 0)
		return err_set(
		    e, ERR_NOTFOUND, "no contact has the address '%s'", parsed.display);
	return rc < 0 ? -1 : 0;
}

int
contact_add(struct db *db, const struct address *address, const char *fields_json,
    int64_t added, const char *source, int64_t *id, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_INSERT);

	bind_text(st, ":address", address->display);
	bind_text(st, ":key", address->key);
	bind_int(st, ":eai", address->eai);
	bind_text(st, ":fields", fields_json);
	bind_int(st, ":added", added);
	bind_text(st, ":source", source);
	if (stmt_run(st, e) < 0)
		return -1;
	*id = db_last_id(db);
	return 0;
}

static int
assign(
    struct field_values *v, const struct assignment *as, struct arena *a, struct err *e)
{
	struct span value = span_of(as->value);
	int i;

	if (str_eq_ci(as->name, "EMAIL"))
		return err_set(e, ERR_DATA,
		    "EMAIL is the address itself: 'nlctl rename' changes it");
	i = fields_need(v->fields, as->name, e);
	if (i < 0)
		return -1;
	if (!utf8_valid(value.s, value.n))
		return err_set(
		    e, ERR_DATA, "field '%s': this is not UTF-8 text", as->name);
	if (utf8_has_control(value))
		return err_set(
		    e, ERR_DATA, "field '%s': there is a control character", as->name);
	if (field_value_parse(&v->json[i], v->fields->items[i].type, value, a, e) < 0)
		return err_ctx(e, "field '%s'", as->name);
	return 0;
}

int
contact_assign(const char **out, struct db *db, const char *fields_json,
    const struct assignment *list, size_t n, struct arena *a, struct err *e)
{
	struct field_values v;
	struct fields f;
	struct buf b;
	size_t i;

	if (fields_load(&f, db, a, e) < 0)
		return -1;
	v = field_values_new(&f, a);
	if (field_values_read(&v, fields_json, a, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (assign(&v, &list[i], a, e) < 0)
			return -1;
	}
	buf_init(&b, FIELD_JSON_MAX);
	field_values_write(&v, &b);
	*out = arena_memdup(a, b.data, b.len);
	if (b.overflowed)
		err_set(e, ERR_DATA, "the fields together have over %u bytes",
		    FIELD_JSON_MAX);
	buf_release(&b);
	return e->kind != ERR_NONE ? -1 : 0;
}

/* {"fields":["PRENOM","VILLE"]}: what was set, never to what. */
static const char *
names_json(const struct assignment *list, size_t n, struct arena *a)
{
	const char *text;
	struct json j;
	struct buf b;
	size_t i;

	buf_init(&b, FIELD_JSON_MAX);
	json_init(&j, &b);
	json_open_object(&j);
	json_key(&j, "fields");
	json_open_array(&j);
	for (i = 0; i < n; i++)
		json_put_str(&j, list[i].name);
	json_close_array(&j);
	json_close_object(&j);
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

int
contact_store_fields(struct contact *c, struct db *db, const struct assignment *list,
    size_t n, int64_t now, const char *source, struct arena *a, bool *changed,
    struct err *e)
{
	const char *fields;
	struct event ev = {
		.at = now, .kind = "changed", .contact = c->id, .source = source
	};
	struct stmt *st;

	*changed = false;
	if (contact_assign(&fields, db, c->fields, list, n, a, e) < 0)
		return -1;
	if (str_eq(fields, c->fields))
		return 0;
	st = db_stmt(db, SQL_CONTACT_SET_FIELDS);
	bind_text(st, ":fields", fields);
	bind_int(st, ":id", c->id);
	ev.detail = names_json(list, n, a);
	if (stmt_run(st, e) < 0 || event_add(db, &ev, e) < 0)
		return -1;
	c->fields = fields;
	*changed = true;
	return 0;
}

int
contact_set_fields(struct contact *c, struct db *db, const struct assignment *list,
    size_t n, int64_t now, const char *source, struct arena *a, bool *changed,
    struct err *e)
{
	int64_t id = c->id;
	int rc;

	*changed = false;
	if (db_begin(db, e) < 0)
		return -1;
	/* Read again under the lock: somebody may have been quicker. */
	rc = contact_by_id(c, db, id, a, e);
	if (rc == 0)
		rc = contact_store_fields(c, db, list, n, now, source, a, changed, e);
	if (rc == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

int
contact_store_language(struct contact *c, struct db *db, const char *language,
    int64_t now, const char *source, struct err *e)
{
	struct event ev = { .at = now,
		.kind = "changed",
		.contact = c->id,
		.source = source,
		.detail = "{\"fields\":[\"language\"]}" };
	struct stmt *st = db_stmt(db, SQL_CONTACT_SET_LANGUAGE);

	if (str_eq(language, c->language))
		return 0;
	bind_text(st, ":language", language);
	bind_int(st, ":id", c->id);
	if (stmt_run(st, e) < 0 || event_add(db, &ev, e) < 0)
		return -1;
	c->language = language;
	return 0;
}
