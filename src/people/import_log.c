/* import_log - what an import changed.  See import_log.h. */
#include "people/import_log.h"

#include "people/contact_image.h"
#include "people/event.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/xalloc.h"

#define MADE_MAX (1u << 20)

struct import_log {
	struct db *db;
	int64_t id;
	int64_t last_event; /* before the import */
	int64_t events;     /* reserved, for that of being imported; 0: they are rows */
	int64_t imported;   /* the first of them */
	int64_t first_contact, last_contact;
	int64_t current; /* whose image is in before; 0: nobody's */
	const char *before;
	struct arena arena; /* of one contact */
	int64_t changes;
	struct buf lists, fields, replaced; /* JSON, without its brackets */
};

static int
last_import(struct db *db, int64_t *out, struct err *e)
{
	return stmt_int(db_stmt(db, SQL_IMPORT_LAST), out, e);
}

int
import_log_new(struct import_log **out, struct db *db, int64_t events, struct err *e)
{
	struct import_log *log = xcalloc(1, sizeof(*log));

	*out = log;
	log->db = db;
	log->events = events;
	buf_init(&log->lists, MADE_MAX);
	buf_init(&log->fields, MADE_MAX);
	buf_init(&log->replaced, MADE_MAX);
	if (last_import(db, &log->id, e) < 0 || event_last(db, &log->last_event, e) < 0 ||
	    (events > 0 && event_reserve(db, events, &log->imported, e) < 0))
		return -1;
	log->id++;
	return 0;
}

void
import_log_free(struct import_log *log)
{
	if (log == NULL)
		return;
	arena_release(&log->arena);
	buf_release(&log->lists);
	buf_release(&log->fields);
	buf_release(&log->replaced);
	xfree(log);
}

static bool
is_added(const struct import_log *log, int64_t contact)
{
	return log->first_contact > 0 && contact >= log->first_contact;
}

int
import_log_before(struct import_log *log, int64_t contact, struct err *e)
{
	if (log->current == contact || is_added(log, contact))
		return 0;
	arena_reset(&log->arena);
	log->current = contact;
	return contact_image_take(&log->before, log->db, contact, &log->arena, e);
}

int
import_log_after(struct import_log *log, int64_t contact, struct err *e)
{
	const char *after;
	struct stmt *st;

	if (log->current != contact)
		return 0;
	log->current = 0;
	if (contact_image_take(&after, log->db, contact, &log->arena, e) < 0)
		return -1;
	st = db_stmt(log->db, SQL_IMPORT_CHANGE_ADD);
	bind_int(st, ":import", log->id);
	bind_int(st, ":contact", contact);
	bind_text(st, ":before", log->before);
	bind_int(st, ":after", contact_image_hash(after));
	log->changes++;
	return stmt_run(st, e);
}

void
import_log_added(struct import_log *log, int64_t contact)
{
	if (log->first_contact == 0)
		log->first_contact = contact;
	log->last_contact = contact;
}

static void
put_number(struct buf *b, int64_t number)
{
	buf_printf(b, "%s%lld", b->len > 0 ? "," : "", (long long)number);
}

void
import_log_list(struct import_log *log, int64_t list)
{
	put_number(&log->lists, list);
}

void
import_log_field(struct import_log *log, int64_t field)
{
	put_number(&log->fields, field);
}

void
import_log_default(
    struct import_log *log, const struct list_replaced *was, const char *now)
{
	struct json j;

	json_init(&j, &log->replaced);
	json_open_object(&j);
	json_key(&j, "list");
	json_put_int(&j, was->id);
	json_key(&j, "name");
	json_put_str(&j, was->name);
	json_key(&j, "created");
	json_put_int(&j, was->created);
	json_key(&j, "setting");
	json_put_str(&j, was->setting);
	json_key(&j, "now");
	json_put_str(&j, now);
	json_close_object(&j);
}

/* The names are those of import's own --json. */
static void
put_summary(struct buf *out, const struct import_summary *s)
{
	const struct {
		const char *name;
		int64_t n;
	} sums[] = { { "records", s->records }, { "added", s->added },
		{ "added_do_not_mail", s->added_silent }, { "updated", s->updated },
		{ "same", s->same }, { "sticky", s->sticky },
		{ "duplicate_same", s->twice_same },
		{ "duplicate_updated", s->twice_updated }, { "rejected", s->rejected } };
	struct json j;
	size_t i;

	json_init(&j, out);
	json_open_object(&j);
	for (i = 0; i < ARRAY_LEN(sums); i++) {
		json_key(&j, sums[i].name);
		json_put_int(&j, sums[i].n);
	}
	json_close_object(&j);
}

static bool
is_empty(const struct import_log *log)
{
	return log->changes == 0 && log->first_contact == 0 && log->lists.len == 0 &&
	    log->fields.len == 0 && log->replaced.len == 0;
}

/* The greatest number of an event of this import, be it a row or not. */
static int
last_number(const struct import_log *log, int64_t *out, struct err *e)
{
	int64_t imported = log->imported + log->last_contact - log->first_contact;

	if (event_last(log->db, out, e) < 0)
		return -1;
	if (log->events > 0 && log->first_contact > 0 && *out < imported)
		*out = imported;
	return 0;
}

int
import_log_write(struct import_log *log, const struct import_options *o,
    const struct import_summary *s, int64_t *id, struct err *e)
{
	struct buf summary, made;
	struct stmt *st;
	int64_t last_event;
	int rc;

	*id = 0;
	if (log->events > 0 && event_release(log->db, log->imported, log->events, e) < 0)
		return -1;
	if (is_empty(log))
		return 0;
	if (last_number(log, &last_event, e) < 0)
		return -1;
	buf_init(&summary, MADE_MAX);
	buf_init(&made, 4 * MADE_MAX);
	put_summary(&summary, s);
	buf_printf(&made, "{\"lists\":[%s],\"fields\":[%s],\"default\":%s}",
	    log->lists.data, log->fields.data,
	    log->replaced.len > 0 ? log->replaced.data : "null");
	st = db_stmt(log->db, SQL_IMPORT_ADD);
	bind_int(st, ":id", log->id);
	bind_int(st, ":now", o->now);
	bind_text(st, ":file", o->file);
	bind_text(st, ":summary", summary.data);
	bind_text(st, ":made", made.data);
	bind_int(st, ":first_contact", log->first_contact);
	bind_int(st, ":last_contact", log->last_contact);
	bind_int(st, ":first_event", log->last_event + 1);
	bind_int(st, ":last_event", last_event);
	if (log->events > 0)
		bind_int(st, ":imported", log->imported);
	rc = stmt_run(st, e);
	buf_release(&summary);
	buf_release(&made);
	*id = log->id;
	return rc < 0 ? -1 : event_store(log->db, log->last_contact, e);
}

int
import_log_each(struct db *db,
    int (*each)(void *arg, const struct import_logged *row, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_IMPORT_ROWS);
	int rc;

	while ((rc = stmt_step(st, e)) > 0) {
		struct import_logged row = { .id = col_int(st, 0),
			.at = col_int(st, 1),
			.undone = col_int(st, 2),
			.file = col_text(st, 3),
			.records = col_int(st, 4),
			.added = col_int(st, 5),
			.added_silent = col_int(st, 6),
			.updated = col_int(st, 7),
			.same = col_int(st, 8),
			.sticky = col_int(st, 9),
			.twice_same = col_int(st, 10),
			.twice_updated = col_int(st, 11),
			.rejected = col_int(st, 12) };

		if (each(arg, &row, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}
