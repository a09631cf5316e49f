/* import_undo - take an import back.  See import_undo.h. */
#include "people/import_undo.h"

#include "people/contact_image.h"
#include "people/event.h"
#include "people/field.h"
#include "people/list.h"
#include "util/date.h"
#include "util/xalloc.h"

#define PROGRESS_EVERY 1000

struct undo {
	struct db *db;
	const struct import_undo_options *options;
	const struct import_undo_callbacks *callbacks;
	struct import_undo_summary *summary;
	struct arena batch; /* of 1000 contacts */
	int64_t at, first_contact, last_contact, first_event, last_event;
	int64_t done, total;
	bool replaced; /* the default list */
	struct list_replaced was;
	const char *now;
};

/* A contact of a batch. */
struct item {
	int64_t id, contact;
	const char *address, *why, *before;
	int64_t after;
};

/* The row of the import; into *u unless that is NULL. */
static int
load(struct undo *u, const char **file, struct db *db, int64_t id, struct arena *a,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_IMPORT_GET);
	char day[DATE_TEXT_SIZE];
	int rc;

	bind_int(st, ":id", id);
	rc = stmt_step(st, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_NOTFOUND,
		    "there is no import %lld: 'nlctl imports' lists them", (long long)id);
	if (!col_is_null(st, 1)) {
		date_local(col_int(st, 1), day);
		stmt_reset(st);
		return err_set(e, ERR_CONFLICT, "import %lld was undone already, on %s",
		    (long long)id, day);
	}
	*file = arena_strdup(a, col_text(st, 2));
	if (u != NULL) {
		u->at = col_int(st, 0);
		u->first_contact = col_int(st, 3);
		u->last_contact = col_int(st, 4);
		u->first_event = col_int(st, 5);
		u->last_event = col_int(st, 6);
		u->replaced = !col_is_null(st, 7);
		u->was = (struct list_replaced){ .id = col_int(st, 7),
			.name = arena_strdup(a, col_text(st, 8)),
			.created = col_int(st, 9),
			.setting = arena_strdup(a, col_text(st, 10)) };
		u->now = arena_strdup(a, col_text(st, 11));
		u->total = col_int(st, 12) + u->last_contact - u->first_contact +
		    (u->first_contact > 0);
	}
	stmt_reset(st);
	return 0;
}

int
import_undo_file(
    const char **out, struct db *db, int64_t id, struct arena *a, struct err *e)
{
	return load(NULL, out, db, id, a, e);
}

static int
keep(struct undo *u, const char *kind, const char *name, const char *why, struct err *e)
{
	const struct import_undo_callbacks *cb = u->callbacks;

	u->summary->kept++;
	return cb->kept != NULL ? cb->kept(cb->arg, kind, name, why, e) : 0;
}

static void
tell_progress(struct undo *u)
{
	const struct import_undo_callbacks *cb = u->callbacks;

	if (++u->done % PROGRESS_EVERY == 0 && cb->progress != NULL)
		cb->progress(cb->arg, u->done, u->total);
}

static int
remove_events(struct undo *u, int64_t contact, struct err *e)
{
	struct stmt *st = db_stmt(u->db, SQL_IMPORT_EVENTS_REMOVE);

	bind_int(st, ":contact", contact);
	bind_int(st, ":first", u->first_event);
	bind_int(st, ":last", u->last_event);
	return stmt_run(st, e);
}

static int
restore_one(struct undo *u, const struct item *it, struct err *e)
{
	const char *now;

	if (it->why[0] != '\0')
		return keep(u, "contact", it->address, it->why, e);
	if (contact_image_take(&now, u->db, it->contact, &u->batch, e) < 0)
		return -1;
	if (contact_image_hash(now) != it->after)
		return keep(u, "contact", it->address, "changed since", e);
	u->summary->restored++;
	if (contact_image_restore(u->db, it->contact, it->before, e) < 0)
		return -1;
	return remove_events(u, it->contact, e);
}

static int
remove_one(struct undo *u, const struct item *it, struct err *e)
{
	if (it->why[0] != '\0')
		return event_store(u->db, it->contact, e) < 0
		    ? -1
		    : keep(u, "contact", it->address, it->why, e);
	u->summary->removed++;
	if (remove_events(u, it->contact, e) < 0)
		return -1;
	return contact_image_remove(u->db, it->contact, e);
}

/* The next contacts of the statement after number *after, each given to one(). */
static int
each_batch(struct undo *u, struct stmt *st, int64_t *after,
    int (*one)(struct undo *u, const struct item *it, struct err *e), struct err *e)
{
	struct item *items;
	size_t n = 0, i;
	int rc;

	arena_reset(&u->batch);
	items = arena_alloc(&u->batch, 1000 * sizeof(*items));
	while ((rc = stmt_step(st, e)) > 0) {
		items[n++] = (struct item){ .id = col_int(st, 0),
			.contact = col_int(st, 1),
			.address = arena_strdup(&u->batch, col_text(st, 2)),
			.why = arena_strdup(&u->batch, col_text(st, 3)),
			.before = arena_strdup(&u->batch, col_text(st, 4)),
			.after = col_int(st, 5) };
	}
	for (i = 0; rc == 0 && i < n; i++) {
		*after = items[i].id;
		rc = one(u, &items[i], e);
		tell_progress(u);
	}
	return rc < 0 ? -1 : (int)n;
}

static int
restore_contacts(struct undo *u, struct err *e)
{
	struct stmt *st;
	int64_t after = 0;
	int n;

	do {
		st = db_stmt(u->db, SQL_IMPORT_CHANGES_AFTER);
		bind_int(st, ":import", u->options->id);
		bind_int(st, ":after", after);
		n = each_batch(u, st, &after, restore_one, e);
	} while (n > 0);
	return n;
}

static int
remove_contacts(struct undo *u, struct err *e)
{
	struct stmt *st;
	int64_t after = u->first_contact - 1;
	int n = 0;

	if (u->first_contact == 0)
		return 0;
	do {
		st = db_stmt(u->db, SQL_IMPORT_CONTACTS_AFTER);
		bind_int(st, ":after", after);
		bind_int(st, ":last_contact", u->last_contact);
		bind_int(st, ":at", u->at);
		bind_int(st, ":last", u->last_event);
		n = each_batch(u, st, &after, remove_one, e);
	} while (n > 0);
	return n;
}

/* Fields and lists: the numbers that the import noted under this name. */
static int
numbers(struct undo *u, const char *what, int64_t **out, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(u->db, SQL_IMPORT_MADE);
	int64_t *list = NULL, *more;
	size_t n = 0, size = 0, i;
	int rc;

	bind_int(st, ":id", u->options->id);
	bind_text(st, ":what", what);
	while ((rc = stmt_step(st, e)) > 0) {
		if (n == size) {
			size = size == 0 ? 16 : 2 * size;
			more = arena_alloc(a, size * sizeof(*more));
			for (i = 0; i < n; i++)
				more[i] = list[i];
			list = more;
		}
		list[n++] = col_int(st, 0);
	}
	*out = list;
	return rc < 0 ? -1 : (int)n;
}

/* Did somebody decide something about this list? */
static int
has_settings(struct undo *u, int64_t list, bool *out, struct err *e)
{
	struct stmt *st = db_stmt(u->db, SQL_LIST_HAS_SETTINGS);

	bind_int(st, ":id", list);
	if (stmt_step(st, e) < 0)
		return -1;
	*out = col_int(st, 0) != 0;
	stmt_reset(st);
	return 0;
}

static int
remove_lists(struct undo *u, struct arena *a, struct err *e)
{
	int64_t *ids;
	int n = numbers(u, "$.lists", &ids, a, e), i;
	struct list l;
	struct err why = { 0 };
	bool set;

	for (i = 0; i < n; i++) {
		err_clear(&why);
		if (list_by_id(&l, u->db, ids[i], a, &why) < 0) {
			if (why.kind == ERR_NOTFOUND)
				continue; /* somebody dropped it */
			return err_set(e, why.kind, "%s", why.msg);
		}
		if (has_settings(u, l.id, &set, e) < 0)
			return -1;
		if (!set && list_remove(u->db, &l, &why) == 0)
			continue;
		if (!set && why.kind != ERR_CONFLICT)
			return err_set(e, why.kind, "%s", why.msg);
		if (keep(u, "list", l.name, set ? "it has settings" : "in use", e) < 0)
			return -1;
	}
	return n < 0 ? -1 : 0;
}

static int
restore_default(struct undo *u, struct err *e)
{
	bool done;

	if (!u->replaced)
		return 0;
	if (list_restore_automatic(u->db, &u->was, u->now, &done, e) < 0)
		return -1;
	return done ? 0 : keep(u, "list", u->now, "in use", e);
}

static int
remove_fields(struct undo *u, struct arena *a, struct err *e)
{
	int64_t *ids;
	int n = numbers(u, "$.fields", &ids, a, e), i;
	struct fields f;
	size_t j;
	bool used;

	if (n <= 0)
		return n;
	if (fields_load(&f, u->db, a, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		for (j = 0; j < f.n && f.items[j].id != ids[i]; j++)
			continue;
		if (j == f.n)
			continue;
		if (field_remove(u->db, &f.items[j], &used, e) < 0)
			return -1;
		if (used && keep(u, "field", f.items[j].name, "in use", e) < 0)
			return -1;
	}
	return 0;
}

static int
mark(struct undo *u, struct err *e)
{
	struct stmt *st = db_stmt(u->db, SQL_IMPORT_CHANGES_REMOVE);

	bind_int(st, ":import", u->options->id);
	if (stmt_run(st, e) < 0)
		return -1;
	st = db_stmt(u->db, SQL_IMPORT_SET_UNDONE);
	bind_int(st, ":id", u->options->id);
	bind_int(st, ":now", u->options->now);
	return stmt_run(st, e);
}

int
import_undo(struct db *db, const struct import_undo_options *o,
    const struct import_undo_callbacks *cb, struct arena *a,
    struct import_undo_summary *out, struct err *e)
{
	struct undo u = { .db = db, .options = o, .callbacks = cb, .summary = out };
	int rc = -1;

	*out = (struct import_undo_summary){ .file = "" };
	if (db_begin(db, e) < 0)
		return -1;
	if (load(&u, &out->file, db, o->id, a, e) < 0 || restore_contacts(&u, e) < 0 ||
	    remove_contacts(&u, e) < 0 || restore_default(&u, e) < 0 ||
	    remove_lists(&u, a, e) < 0 || remove_fields(&u, a, e) < 0 || mark(&u, e) < 0)
		goto out;
	rc = o->plan ? 0 : db_commit(db, e);
out:
	db_rollback(db);
	arena_release(&u.batch);
	return rc;
}
