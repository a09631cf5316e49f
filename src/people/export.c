/* export - everything that is known of people, without loss.  See export.h. */
#include "people/export_private.h"

#include <string.h>

#define FLUSH_AT (64u << 10)
#define PROGRESS_EVERY 1000 /* people */

int
export_format_read(enum export_format *out, const char *name, struct err *e)
{
	if (str_eq_ci(name, "csv"))
		*out = EXPORT_CSV;
	else if (str_eq_ci(name, "jsonl"))
		*out = EXPORT_JSONL;
	else
		return err_set(
		    e, ERR_USAGE, "there is no format '%s': take csv or jsonl", name);
	return 0;
}

static int
flush(struct exporter *x, struct err *e)
{
	const struct export_callbacks *cb = x->callbacks;

	if (x->out.len > 0 &&
	    cb->write(cb->arg, (struct span){ x->out.data, x->out.len }, e) < 0)
		return -1;
	buf_reset(&x->out);
	return 0;
}

static int
write_person(struct exporter *x, const struct export_person *p, struct err *e)
{
	int rc;

	arena_reset(&x->scratch);
	x->begun = x->out.len;
	rc = x->options->format == EXPORT_JSONL ? export_person_jsonl(x, p, e)
						: export_person_csv(x, p, e);
	if (rc < 0)
		return err_ctx(e, "'%s'", p->address);
	if (x->out.overflowed || x->out.len - x->begun > EXPORT_RECORD_MAX)
		return err_set(e, ERR_DATA,
		    "contact number %lld has over %u bytes: more than an import takes back",
		    (long long)p->id, EXPORT_RECORD_MAX);
	return x->out.len >= FLUSH_AT ? flush(x, e) : 0;
}

static int
count(struct exporter *x, enum sql sql, int64_t *out, struct err *e)
{
	struct stmt *st = db_stmt(x->db, sql);

	return stmt_int(st, out, e);
}

static int
read_lists(struct exporter *x, struct err *e)
{
	struct stmt *st = db_stmt(x->db, SQL_EXPORT_LISTS);
	struct export_list *more;
	size_t size = 0;
	int rc;

	bind_int(st, ":list", x->options->filter.list);
	while ((rc = stmt_step(st, e)) > 0) {
		if (x->nlists == size) {
			size = size == 0 ? 8 : 2 * size;
			more = arena_alloc(&x->arena, size * sizeof(*more));
			if (x->nlists > 0)
				memcpy(more, x->lists, x->nlists * sizeof(*more));
			x->lists = more;
		}
		x->lists[x->nlists++] = (struct export_list){ col_int(st, 0),
			arena_strdup(&x->arena, col_text(st, 1)) };
	}
	return rc;
}

static bool
everybody(const struct exporter *x)
{
	return x->options->filter.list == 0 && x->options->filter.where == NULL;
}

static int
begin(struct exporter *x, struct err *e)
{
	int64_t any;

	if (fields_load(&x->fields, x->db, &x->arena, e) < 0 || read_lists(x, e) < 0 ||
	    count(x, SQL_EXPORT_ANY_ALIAS, &any, e) < 0)
		return -1;
	x->any_alias = any != 0;
	if (everybody(x) &&
	    (count(x, SQL_EXPORT_NAMELESS, &x->summary->nameless, e) < 0 ||
		count(x, SQL_EXPORT_PATTERNS, &x->summary->patterns, e) < 0))
		return -1;
	if (x->options->format == EXPORT_JSONL)
		export_begin_jsonl(x);
	else if (EXPORT_COLUMNS + x->nlists + x->fields.n > EXPORT_COLUMNS_MAX)
		return err_set(e, ERR_DATA,
		    "there are too many lists for columns: take '--format jsonl'");
	else
		export_begin_csv(x);
	return 0;
}

static int
people(struct exporter *x, struct err *e)
{
	const struct export_callbacks *cb = x->callbacks;
	int64_t total = 0;
	struct stmt *st;
	int rc;

	if (cb->progress != NULL && count(x, SQL_EXPORT_NUMBER, &total, e) < 0)
		return -1;
	st = db_stmt_with(
	    x->db, SQL_EXPORT_CONTACTS, audience_where(x->options->filter.where));
	bind_int(st, ":list", x->options->filter.list);
	while ((rc = stmt_step(st, e)) > 0) {
		struct export_person p = { .id = col_int(st, 0),
			.address = col_text(st, 1),
			.language = col_text(st, 2),
			.added = col_int(st, 3),
			.source = col_text(st, 4),
			.fields = col_text(st, 5),
			.reason = col_text(st, 6),
			.since = col_int(st, 7),
			.why = col_text(st, 8) };

		if (write_person(x, &p, e) < 0)
			return -1;
		if (++x->summary->people % PROGRESS_EVERY == 0 && cb->progress != NULL)
			cb->progress(
			    cb->arg, x->summary->people, everybody(x) ? total : 0);
	}
	return rc;
}

int
export_run(struct db *db, const struct export_options *o,
    const struct export_callbacks *cb, struct export_summary *out, struct err *e)
{
	struct exporter x = { .db = db, .options = o, .callbacks = cb, .summary = out };
	int rc = -1;

	*out = (struct export_summary){ 0 };
	buf_init(&x.out, FLUSH_AT + 2 * EXPORT_RECORD_MAX);
	buf_init(&x.value, EXPORT_RECORD_MAX);
	buf_init(&x.guarded, 2 * EXPORT_RECORD_MAX);
	if (db_begin_read(db, e) == 0 && begin(&x, e) == 0 && people(&x, e) == 0)
		rc = flush(&x, e);
	db_rollback(db);
	buf_release(&x.guarded);
	buf_release(&x.value);
	buf_release(&x.out);
	arena_release(&x.scratch);
	arena_release(&x.arena);
	return rc;
}
