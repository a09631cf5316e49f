/* preferences - what a person sees and changes by themselves.  See preferences.h. */
#include "delivery/preferences.h"

#include "delivery/leave.h"
#include "delivery/preferences_link.h"
#include "people/contact.h"
#include "people/field_value.h"
#include "people/optin.h"
#include "people/subscription.h"
#include "util/person_part.h"
#include "util/utf8.h"

#include <string.h>

/* Does the setting name this field? */
static bool
names(const char *setting, const char *field, struct arena *a)
{
	struct span part;

	while (setting_next_field(&setting, &part)) {
		if (str_eq_ci(arena_memdup(a, part.s, part.n), field))
			return true;
	}
	return false;
}

/* Does a list that they are on show this field? */
static int
is_shown(const struct preferences *p, struct settings *settings, const char *field,
    bool *shown, struct arena *a, struct err *e)
{
	const char *setting;
	size_t i;

	*shown = false;
	for (i = 0; i < p->nlists && !*shown; i++) {
		if (!p->lists[i].on)
			continue;
		if (setting_get(settings, p->lists[i].id, "preferences.fields", a,
			&setting, e) < 0)
			return -1;
		*shown = *setting != '\0' ? names(setting, field, a)
					  : person_part(field) != PERSON_NONE;
	}
	return 0;
}

static int
load_fields(struct preferences *out, struct db *db, struct settings *settings,
    const char *json, struct arena *a, struct err *e)
{
	struct field_values values;
	struct fields all;
	bool shown;
	size_t i;

	if (fields_load(&all, db, a, e) < 0)
		return -1;
	values = field_values_new(&all, a);
	if (field_values_read(&values, json, a, e) < 0)
		return -1;
	out->fields = arena_alloc(a, PREFERENCES_FIELDS_MAX * sizeof(*out->fields));
	for (i = 0; i < all.n && out->nfields < PREFERENCES_FIELDS_MAX; i++) {
		if (is_shown(out, settings, all.items[i].name, &shown, a, e) < 0)
			return -1;
		if (!shown)
			continue;
		out->fields[out->nfields++] = (struct preference_field){
			.name = all.items[i].name,
			.type = all.items[i].type,
			.value = values.json[i] != NULL
			    ? field_value_show(values.json[i], a)
			    : "",
		};
	}
	return 0;
}

/* Lists that they are on, or those of the issue alone, public ones, and those that they
 * have just left here. */
static int
load_lists(struct preferences *out, struct db *db, struct settings *settings, int64_t now,
    struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_PREFERENCES_LISTS);
	struct preference_list l;
	bool public;
	int rc;

	out->lists = arena_alloc(a, PREFERENCES_LISTS_MAX * sizeof(*out->lists));
	bind_int(st, ":contact", out->contact);
	bind_int(st, ":issue", out->issue);
	bind_int(st, ":proven", out->proven);
	bind_text(st, ":source", PREFERENCES_SOURCE);
	bind_int(st, ":after", now - PREFERENCES_LINK_SECONDS);
	while ((rc = stmt_step(st, e)) > 0 && out->nlists < PREFERENCES_LISTS_MAX) {
		l = (struct preference_list){ col_int(st, 0),
			arena_strdup(a, col_text(st, 1)), col_int(st, 3) != 0 };
		if (setting_bool(settings, l.id, "public", &public, e) < 0) {
			stmt_reset(st);
			return -1;
		}
		if (!l.on && !public && !col_int(st, 4))
			continue;
		out->lists[out->nlists++] = l;
		if (l.on && col_int(st, 2) > now && col_int(st, 2) > out->paused_until)
			out->paused_until = col_int(st, 2);
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
preferences_load(struct preferences *out, struct db *db, struct settings *settings,
    const struct preferences_guest *g, int64_t now, struct arena *a, struct err *e)
{
	struct contact c;

	*out = (struct preferences){ .address = "", .language = "" };
	if (contact_by_id(&c, db, g->contact, a, e) < 0) {
		if (e->kind != ERR_NOTFOUND)
			return -1;
		err_clear(e);
		return 0;
	}
	out->contact = c.id;
	out->issue = g->issue;
	/* Whom we block comes on no list. */
	out->proven = g->proven && !str_eq(c.suppressed, "blocked");
	out->address = c.address;
	out->language = c.language;
	if (load_lists(out, db, settings, now, a, e) < 0)
		return -1;
	return load_fields(out, db, settings, c.fields, a, e);
}

/* The values that differ from what was shown.  1; 0: one of them does not fit. */
static int
read_values(const struct preferences *shown, const struct preferences_wish *wish,
    struct assignment *out, size_t *n, const char **wrong, struct arena *a)
{
	struct err fault = { 0 };
	const char *json;
	struct span value;
	size_t i;

	*n = 0;
	for (i = 0; i < shown->nfields; i++) {
		if (wish->values[i] == NULL ||
		    str_eq(wish->values[i], shown->fields[i].value))
			continue;
		value = span_of(wish->values[i]);
		*wrong = shown->fields[i].name;
		if (value.n > PREFERENCES_VALUE_MAX || !utf8_valid(value.s, value.n) ||
		    utf8_has_control(value) ||
		    field_value_parse(&json, shown->fields[i].type, value, a, &fault) < 0)
			return 0;
		out[(*n)++] = (struct assignment){ *wrong, wish->values[i] };
	}
	*wrong = "";
	return 1;
}

static int
leave(struct db *db, const struct preferences *shown, const struct preferences_wish *wish,
    struct err *e)
{
	struct leave_request r = { .contact = shown->contact,
		.issue = shown->issue,
		.source = PREFERENCES_SOURCE,
		.now = wish->now };
	size_t i;

	if (wish->leaves)
		return leave_within(db, &r, e);
	for (i = 0; i < shown->nlists; i++) {
		r.list = shown->lists[i].id;
		if (shown->lists[i].on && !wish->on[i] && leave_within(db, &r, e) < 0)
			return -1;
	}
	return 0;
}

/* One more list, as if the mail with the link had asked for it; a pause is one of all. */
static int
join(struct db *db, const struct preferences *shown, int64_t list,
    const struct preferences_wish *wish, struct arena *a, struct err *e)
{
	struct optin o = {
		.contact = shown->contact, .list = list, .expires = wish->now + 1
	};
	struct optin_asked asked = { .source = PREFERENCES_SOURCE, .wording = "" };
	struct pause_request paused = { .contact = shown->contact,
		.list = list,
		.until = shown->paused_until,
		.source = PREFERENCES_SOURCE,
		.now = wish->now };
	struct optin_confirmed confirmed;
	bool changed;

	if (optin_token(&o, db, wish->now, wish->random, e) < 0 ||
	    optin_await(db, &o, &asked, wish->now, e) < 0 ||
	    optin_confirm_within(
		&confirmed, db, o.token, PREFERENCES_SOURCE, wish->now, a, e) < 0)
		return -1;
	return wish->pauses || paused.until == 0
	    ? 0
	    : subscription_pause(db, &paused, &changed, e);
}

static int
join_all(struct db *db, const struct preferences *shown,
    const struct preferences_wish *wish, struct arena *a, struct err *e)
{
	size_t i;

	for (i = 0; i < shown->nlists; i++) {
		if (!shown->lists[i].on && wish->on[i] &&
		    join(db, shown, shown->lists[i].id, wish, a, e) < 0)
			return -1;
	}
	return 0;
}

/* What waits to be sent waits no more, or again. */
static int
pause(struct db *db, int64_t contact, const struct preferences_wish *wish, struct err *e)
{
	enum sql sql = wish->paused_until != 0 ? SQL_PAUSE_SKIP : SQL_PAUSE_UNSKIP;
	struct pause_request r = { .contact = contact,
		.until = wish->paused_until,
		.source = PREFERENCES_SOURCE,
		.now = wish->now };
	struct stmt *st;
	bool changed;

	if (subscription_pause(db, &r, &changed, e) < 0)
		return -1;
	if (!changed)
		return 0;
	st = db_stmt(db, sql);
	bind_int(st, ":contact", contact);
	bind_int(st, ":now", wish->now);
	return stmt_run(st, e);
}

/* In a transaction. */
static int
save(struct db *db, const struct preferences *shown, const struct assignment *list,
    size_t n, const struct preferences_wish *wish, struct arena *a, struct err *e)
{
	struct contact c;
	bool changed;

	if (contact_by_id(&c, db, shown->contact, a, e) < 0)
		return -1;
	if (wish->language != NULL &&
	    contact_store_language(
		&c, db, wish->language, wish->now, PREFERENCES_SOURCE, e) < 0)
		return -1;
	if (contact_store_fields(
		&c, db, list, n, wish->now, PREFERENCES_SOURCE, a, &changed, e) < 0 ||
	    leave(db, shown, wish, e) < 0 || join_all(db, shown, wish, a, e) < 0)
		return -1;
	return wish->pauses ? pause(db, shown->contact, wish, e) : 0;
}

int
preferences_save(struct db *db, const struct preferences *shown,
    const struct preferences_wish *wish, const char **wrong, struct arena *a,
    struct err *e)
{
	struct assignment list[PREFERENCES_FIELDS_MAX];
	int rc = -1;
	size_t n;

	if (read_values(shown, wish, list, &n, wrong, a) == 0)
		return 0;
	if (db_begin(db, e) < 0)
		return -1;
	if (save(db, shown, list, n, wish, a, e) == 0 && db_commit(db, e) == 0)
		rc = 1;
	db_rollback(db);
	return rc;
}
