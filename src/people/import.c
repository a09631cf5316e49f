/* import - contacts from a CSV file, in one transaction.  See import.h. */
#include "people/import.h"

#include "io/file.h"
#include "people/import_apply.h"
#include "people/import_head.h"
#include "people/import_own.h"
#include "people/import_rejects.h"
#include "people/import_row.h"
#include "people/import_sort.h"
#include "people/list.h"
#include "util/csv.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_EVERY 1000 /* records */
#define PACKED_MAX (8u << 20)

struct importer {
	struct db *db;
	struct settings *settings;
	struct import_options options; /* source filled in */
	const struct import_callbacks *callbacks;
	struct arena *arena;
	struct import_summary *summary;
	int fd;
	off_t start;            /* where the file begins in fd */
	struct import_own *own; /* NULL: a file from elsewhere */
	struct import_head head;
	struct import_rows rows;
	struct import_sort *sort;
	struct import_rejects *rejects;
	int64_t default_list;
};

int
import_state_read(enum import_state *out, const char *name, struct err *e)
{
	static const struct {
		const char *name;
		enum import_state state;
	} names[] = { { "active", IMPORT_ACTIVE }, { "pending", IMPORT_PENDING },
		{ "unsubscribed", IMPORT_LEFT }, { "bounced", IMPORT_BOUNCED },
		{ "complained", IMPORT_COMPLAINED }, { "blocked", IMPORT_BLOCKED } };
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (str_eq_ci(name, names[i].name)) {
			*out = names[i].state;
			return 0;
		}
	}
	return err_set(e, ERR_USAGE,
	    "there is no status '%s': take active, pending, unsubscribed, bounced, "
	    "complained or blocked",
	    name);
}

/* What cannot be read twice is copied to where it can. */
static int
spool(struct importer *im, struct err *e)
{
	static const size_t size = 64 * 1024;
	struct csv_source source = csv_fd(&im->fd);
	struct buf chunk;
	int to = file_temporary(e), rc = 0;
	long got = 0;

	if (to < 0)
		return -1;
	buf_init(&chunk, size);
	while (rc == 0) {
		got = source.read(source.arg, buf_reserve(&chunk, size), size, e);
		if (got <= 0)
			break;
		if (file_put(to, (struct span){ chunk.data, (size_t)got }) < 0)
			rc = err_errno(e, ERR_IO, "cannot write a temporary file");
	}
	buf_release(&chunk);
	if (rc < 0 || got < 0) {
		close(to);
		return -1;
	}
	if (im->fd != STDIN_FILENO)
		close(im->fd);
	im->fd = to;
	im->start = 0;
	return 0;
}

static int
open_input(struct importer *im, struct err *e)
{
	im->fd = file_open(im->options.file, e);
	if (im->fd < 0)
		return -1;
	im->start = lseek(im->fd, 0, SEEK_CUR);
	return im->start < 0 ? spool(im, e) : 0;
}

static int
rewind_input(struct importer *im, struct err *e)
{
	if (lseek(im->fd, im->start, SEEK_SET) < 0)
		return err_errno(e, ERR_IO, "cannot read it again");
	return 0;
}

static int
read_head(struct importer *im, struct err *e)
{
	struct fields fields;
	struct csv *csv;
	int rc;

	if (fields_load(&fields, im->db, im->arena, e) < 0 || rewind_input(im, e) < 0)
		return -1;
	if (import_own_is(im->fd, im->start)) {
		im->own = import_own_new(&im->fd, &im->options);
		return import_own_head(im->own, &im->head, &fields, im->arena, e);
	}
	csv = csv_new(csv_fd(&im->fd), im->options.separator);
	rc = import_head_read(&im->head, csv, &fields, im->arena, e);
	csv_free(csv);
	return rc;
}

static int
reject(struct importer *im, const struct csv_record *r, const char *reason, struct err *e)
{
	const struct import_callbacks *cb = im->callbacks;

	im->summary->rejected++;
	if (cb->reject != NULL)
		cb->reject(cb->arg, r->line,
		    im->head.email < r->n ? r->fields[im->head.email].s : "", reason);
	return import_rejects_add(im->rejects, r, reason, e);
}

static void
tell_progress(
    const struct importer *im, enum import_phase phase, int64_t done, int64_t total)
{
	const struct import_callbacks *cb = im->callbacks;

	if (done % PROGRESS_EVERY == 0 && cb->progress != NULL)
		cb->progress(cb->arg, phase, done, total);
}

/* Check one record and give it to the sorter. */
static int
read_record(struct importer *im, const struct csv_record *r, struct arena *scratch,
    struct buf *packed, struct err *e)
{
	struct import_row row;
	struct err why = { 0 };

	tell_progress(im, IMPORT_READING, ++im->summary->records, 0);
	arena_reset(scratch);
	if (import_row_read(&im->rows, &row, r, scratch, &why) < 0)
		return reject(im, r, why.msg, e);
	buf_reset(packed);
	import_row_pack(&row, im->head.fields.n, packed);
	if (packed->overflowed)
		return reject(im, r, "the record is too large", e);
	return import_sort_add(im->sort, span_of(row.address.key),
	    (struct span){ packed->data, packed->len }, e);
}

/* The same for an export of our own, whose records are never rejected. */
static int
read_own_records(struct importer *im, struct err *e)
{
	struct arena scratch = { 0 };
	struct import_row row;
	struct buf packed;
	int rc;

	/* The sorter's limit is for key and payload together. */
	buf_init(&packed, PACKED_MAX - ADDRESS_MAX);
	import_own_lists(im->own, &im->rows.lists, im->arena);
	while ((rc = import_own_next(im->own, &im->rows, &row, &scratch, e)) > 0) {
		tell_progress(im, IMPORT_READING, ++im->summary->records, 0);
		buf_reset(&packed);
		import_row_pack(&row, im->head.fields.n, &packed);
		if (packed.overflowed)
			rc = err_set(
			    e, ERR_DATA, "line %zu: the record is too large", row.line);
		else
			rc = import_sort_add(im->sort, span_of(row.address.key),
			    (struct span){ packed.data, packed.len }, e);
		arena_reset(&scratch);
		if (rc < 0)
			break;
	}
	buf_release(&packed);
	arena_release(&scratch);
	im->summary->warnings = im->rows.warnings;
	return rc < 0 ? -1 : import_sort_finish(im->sort, e);
}

static int
read_records(struct importer *im, struct err *e)
{
	struct arena scratch = { 0 };
	struct csv_record r;
	struct csv *csv;
	struct buf packed;
	int rc;

	if (im->own != NULL)
		return read_own_records(im, e);
	if (rewind_input(im, e) < 0)
		return -1;
	csv = csv_new(csv_fd(&im->fd), im->head.separator);
	buf_init(&packed, PACKED_MAX);
	rc = im->head.headless ? 1 : csv_next(csv, &r, e);
	while (rc > 0 && (rc = csv_next(csv, &r, e)) > 0) {
		if (read_record(im, &r, &scratch, &packed, e) < 0)
			rc = -1;
	}
	buf_release(&packed);
	arena_release(&scratch);
	csv_free(csv);
	im->summary->warnings = im->rows.warnings;
	return rc < 0 ? -1 : import_sort_finish(im->sort, e);
}

/* The new fields become definitions, unless somebody else defined some since. */
static int
define_fields(struct importer *im, struct err *e)
{
	struct fields *f = &im->head.fields, now;
	size_t i;

	if (fields_load(&now, im->db, im->arena, e) < 0)
		return -1;
	for (i = 0; i < now.n; i++) {
		if (now.n != im->head.nold ||
		    !str_eq(now.items[i].name, f->items[i].name) ||
		    now.items[i].type != f->items[i].type)
			return err_set(e, ERR_TEMP,
			    "fields were changed meanwhile: run the same command again");
	}
	for (i = im->head.nold; i < f->n; i++) {
		if (field_add(im->db, f->items[i].name, f->items[i].type, e) < 0)
			return -1;
	}
	return 0;
}

static int
make_lists(struct importer *im, struct err *e)
{
	struct import_lists *lists = &im->rows.lists;
	struct import_summary *s = im->summary;
	struct err none = { 0 };
	struct list l;
	size_t i, top = 0;

	for (i = 1; i < lists->n; i++) {
		if (lists->records[i] > lists->records[top])
			top = i;
	}
	if (lists->n > 0 && lists->records[top] > 0 &&
	    list_replace_automatic(
		im->db, lists->names[top], &s->default_list_changed, e) < 0)
		return -1;
	s->new_lists = arena_alloc(im->arena, (lists->n + 1) * sizeof(char *));
	for (i = 0; i < lists->n; i++) {
		if (lists->records[i] == 0)
			continue;
		err_clear(&none);
		if (list_find(&l, im->db, lists->names[i], im->arena, &none) < 0) {
			if (none.kind != ERR_NOTFOUND)
				return err_set(e, none.kind, "%s", none.msg);
			if (list_add(&l, im->db, lists->names[i], im->options.now,
				im->arena, e) < 0)
				return -1;
			s->new_lists[s->nnew_lists++] = l.name;
		}
		lists->ids[i] = l.id;
	}
	if (list_default(&l, im->db, im->settings, im->arena, e) < 0)
		return -1;
	s->default_list = l.name;
	im->default_list = l.id;
	return 0;
}

static int
apply_records(struct importer *im, struct err *e)
{
	int64_t done = 0, total = im->summary->records - im->summary->rejected;
	struct import_apply *ap;
	struct span key, packed;
	int rc;

	ap = import_apply_new(im->db, &im->head, &im->options, &im->rows.lists,
	    im->default_list, im->summary, e);
	if (ap == NULL)
		return -1;
	while ((rc = import_sort_next(im->sort, &key, &packed, e)) > 0) {
		if (import_apply_row(ap, key, packed, e) < 0) {
			rc = -1;
			break;
		}
		tell_progress(im, IMPORT_STORING, ++done, total);
	}
	if (rc == 0)
		rc = import_apply_finish(ap, e);
	import_apply_free(ap);
	return rc;
}

static int
apply(struct importer *im, struct err *e)
{
	int rc = -1;

	if (db_begin(im->db, e) < 0)
		return -1;
	if (define_fields(im, e) < 0 || make_lists(im, e) < 0 || apply_records(im, e) < 0)
		goto out;
	rc = 0;
	if (!im->options.plan &&
	    (import_rejects_commit(im->rejects, e) < 0 || db_commit(im->db, e) < 0))
		rc = -1;
out:
	db_rollback(im->db);
	return rc;
}

static void
describe_columns(struct importer *im)
{
	struct import_summary *s = im->summary;
	const struct import_head *h = &im->head;
	size_t i;

	s->separator = h->separator;
	s->ncolumns = h->n;
	s->columns = arena_alloc(im->arena, h->n * sizeof(*s->columns));
	for (i = 0; i < h->n; i++) {
		s->columns[i].heading = h->columns[i].heading;
		s->columns[i].target = import_head_target(h, i);
		s->columns[i].is_new = h->columns[i].is_new;
		if (h->columns[i].target == IMPORT_FIELD)
			s->columns[i].type = h->fields.items[h->columns[i].field].type;
	}
}

static void
make_ready(struct importer *im)
{
	struct arena *a = im->arena;

	im->rows = (struct import_rows){ .head = &im->head,
		.options = &im->options,
		.callbacks = im->callbacks,
		.arena = a };
	im->rows.lists.names = arena_alloc(a, IMPORT_LISTS_MAX * sizeof(char *));
	im->rows.lists.records = arena_alloc(a, IMPORT_LISTS_MAX * sizeof(int64_t));
	im->rows.lists.ids = arena_alloc(a, IMPORT_LISTS_MAX * sizeof(int64_t));
	im->sort = import_sort_new(0);
	im->rejects = import_rejects_new(im->options.rejects, &im->head);
}

int
import_run(struct db *db, struct settings *settings, const struct import_options *o,
    const struct import_callbacks *cb, struct arena *a, struct import_summary *out,
    struct err *e)
{
	struct importer im = { .db = db,
		.settings = settings,
		.options = *o,
		.callbacks = cb,
		.arena = a,
		.summary = out,
		.fd = -1 };
	int rc = -1;

	*out = (struct import_summary){ .default_list = "" };
	if (o->list != NULL && list_check_name(o->list, e) < 0)
		return -1;
	if (open_input(&im, e) < 0)
		return -1;
	if (read_head(&im, e) < 0)
		goto out;
	if (o->source == NULL)
		im.options.source = arena_printf(a, "import %s", o->file);
	describe_columns(&im);
	make_ready(&im);
	if (read_records(&im, e) == 0)
		rc = apply(&im, e);
out:
	if (rc < 0)
		err_ctx(e, "'%s'", o->file);
	import_own_free(im.own);
	import_sort_free(im.sort);
	import_rejects_free(im.rejects);
	if (im.fd > STDIN_FILENO)
		close(im.fd);
	return rc;
}
