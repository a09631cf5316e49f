/* twins - two contacts are one person.  See twins.h. */
#include "people/twins.h"

#include "people/event.h"
#include "people/field_value.h"
#include "people/old_address.h"

#include <string.h>

#define LISTS_MAX 1000 /* that one person is on */

int
twins_find(struct twins *t, struct db *db, const char *address, const char *into,
    struct arena *a, struct err *e)
{
	*t = (struct twins){ 0 };
	if (contact_find(&t->from, db, address, a, e) < 0 ||
	    contact_find(&t->into, db, into, a, e) < 0)
		return -1;
	if (t->from.id == t->into.id)
		return err_set(e, ERR_CONFLICT, "'%s' and '%s' are one contact already",
		    address, into);
	return 0;
}

bool
twins_takes(const struct twins_side *from, const struct twins_side *into)
{
	if (from->state == SUBSCRIPTION_LEFT && into->state != SUBSCRIPTION_LEFT)
		return into->since <= from->since ||
		    (into->state == SUBSCRIPTION_ACTIVE && !into->consent);
	if (from->state != SUBSCRIPTION_ACTIVE || into->state == SUBSCRIPTION_LEFT)
		return false;
	if (into->state == SUBSCRIPTION_PENDING)
		return true;
	return from->consent != into->consent ? from->consent : from->since < into->since;
}

/* What from has and into has not, in the order of the fields. */
static int
fill(struct twins *t, struct db *db, struct arena *a, struct err *e)
{
	struct field_values from, into;
	struct fields f;
	struct stmt *st;
	struct buf b;
	size_t i;
	int rc;

	if (fields_load(&f, db, a, e) < 0)
		return -1;
	from = field_values_new(&f, a);
	into = field_values_new(&f, a);
	if (field_values_read(&from, t->from.fields, a, e) < 0 ||
	    field_values_read(&into, t->into.fields, a, e) < 0)
		return -1;
	t->filled = arena_alloc(a, (f.n + 1) * sizeof(*t->filled));
	for (i = 0; i < f.n; i++) {
		if (into.json[i] != NULL || from.json[i] == NULL)
			continue;
		into.json[i] = from.json[i];
		t->filled[t->nfilled++] = f.items[i].name;
	}
	buf_init(&b, 2 * FIELD_JSON_MAX);
	field_values_write(&into, &b);
	st = db_stmt(db, SQL_TWINS_FILL);
	bind_text(st, ":fields", b.data);
	bind_text(st, ":language", t->from.language);
	bind_text(st, ":source", t->from.source);
	bind_int(st, ":added", t->from.added);
	bind_int(st, ":into", t->into.id);
	rc = stmt_run(st, e);
	if (rc == 0 && b.len > FIELD_JSON_MAX)
		rc = err_set(e, ERR_CONFLICT,
		    "the fields of the two together have over %u bytes: empty some first",
		    FIELD_JSON_MAX);
	buf_release(&b);
	return rc;
}

/* Read one row; *takes says whether from's subscription stays. */
static struct twins_list
read_list(struct stmt *st, bool *takes, struct arena *a)
{
	struct twins_list l = { .list = col_int(st, 0),
		.name = arena_strdup(a, col_text(st, 1)),
		.both = !col_is_null(st, 5) };
	struct twins_side from = { subscription_state_of(col_text(st, 2)), col_int(st, 3),
		col_int(st, 4) != 0 };
	struct twins_side into;

	l.from = l.result = from.state;
	*takes = true;
	if (!l.both)
		return l;
	into = (struct twins_side){ subscription_state_of(col_text(st, 5)),
		col_int(st, 6), col_int(st, 7) != 0 };
	l.into = into.state;
	*takes = twins_takes(&from, &into);
	l.result = *takes ? from.state : into.state;
	return l;
}

/* The longer pause of the two is kept, and the subscription that lost goes. */
static int
settle(
    struct twins *t, struct db *db, const struct twins_list *l, bool takes, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_TWINS_PAUSE);

	bind_int(st, ":from", t->from.id);
	bind_int(st, ":into", t->into.id);
	bind_int(st, ":list", l->list);
	if (stmt_run(st, e) < 0)
		return -1;
	st = db_stmt(db, SQL_TWINS_DROP_SUBSCRIPTION);
	bind_int(st, ":contact", takes ? t->into.id : t->from.id);
	bind_int(st, ":list", l->list);
	return stmt_run(st, e);
}

static int
take_all(struct db *db, enum sql id, const struct twins *t, struct err *e)
{
	struct stmt *st = db_stmt(db, id);

	bind_int(st, ":from", t->from.id);
	bind_int(st, ":into", t->into.id);
	return stmt_run(st, e);
}

static int
unite_subscriptions(struct twins *t, struct db *db, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_TWINS_SUBSCRIPTIONS);
	bool takes[LISTS_MAX];
	size_t i;
	int rc;

	t->lists = arena_alloc(a, LISTS_MAX * sizeof(*t->lists));
	bind_int(st, ":from", t->from.id);
	bind_int(st, ":into", t->into.id);
	while ((rc = stmt_step(st, e)) > 0) {
		if (t->nlists == LISTS_MAX) {
			stmt_reset(st);
			return err_set(
			    e, ERR_IO, "a contact is on over %d lists", LISTS_MAX);
		}
		t->lists[t->nlists] = read_list(st, &takes[t->nlists], a);
		t->nlists++;
	}
	if (rc < 0)
		return -1;
	for (i = 0; i < t->nlists; i++) {
		if (t->lists[i].both && settle(t, db, &t->lists[i], takes[i], e) < 0)
			return -1;
	}
	return take_all(db, SQL_TWINS_TAKE_SUBSCRIPTIONS, t, e);
}

static int
unite_suppressions(struct twins *t, struct db *db, int64_t now, struct err *e)
{
	struct suppression_moved moved = {
		.from = t->from.id, .to = t->into.id, .key = t->into.key, .now = now
	};
	struct suppression *s;
	int rc;

	if (suppression_open(&s, db, e) < 0)
		return -1;
	rc = suppression_move(s, &moved, &t->suppressed, e);
	if (rc == 0)
		rc =
		    old_address_keep_out(s, db, t->into.id, t->from.key, "merge", now, e);
	suppression_close(s);
	return rc;
}

static int
bury(struct twins *t, struct db *db, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_TWINS_EMPTY_BEFORE_IMAGES);

	/* What an import changed of somebody who is no more cannot be undone; the row
	 * stays to say so. */
	bind_int(st, ":from", t->from.id);
	if (stmt_run(st, e) < 0 || take_all(db, SQL_TWINS_BURY, t, e) < 0)
		return -1;
	return take_all(db, SQL_TWINS_FORWARD, t, e);
}

int
twins_unite(struct twins *t, struct db *db, int64_t now, struct arena *a, struct err *e)
{
	struct event ev = {
		.at = now, .kind = "merged", .contact = t->into.id, .source = "merge"
	};

	if (fill(t, db, a, e) < 0 || unite_subscriptions(t, db, a, e) < 0 ||
	    unite_suppressions(t, db, now, e) < 0 || event_store(db, t->from.id, e) < 0 ||
	    take_all(db, SQL_TWINS_TAKE_EVENTS, t, e) < 0)
		return -1;
	t->events = db_changes(db);
	if (take_all(db, SQL_TWINS_TAKE_ALIASES, t, e) < 0 || bury(t, db, e) < 0)
		return -1;
	return event_add(db, &ev, e);
}

int
twins_spare(struct db *db, int64_t *id, struct err *e)
{
	if (stmt_run(db_stmt(db, SQL_TWINS_SPARE), e) < 0)
		return -1;
	*id = db_last_id(db);
	return 0;
}

int
twins_drop_spare(struct db *db, int64_t id, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_TWINS_DROP_SPARE);

	bind_int(st, ":spare", id);
	return stmt_run(st, e);
}
