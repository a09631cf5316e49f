/* import - contacts from a CSV file, in one transaction.  See import.h. */
#include "people/import.h"

#include "io/file.h"
#include "people/import_apply.h"
#include "people/import_head.h"
#include "people/import_log.h"
#include "people/import_own.h"
#include "people/import_preset.h"
#include "people/import_rejects.h"
#include "people/import_report.h"
#include "people/import_row.h"
#include "people/import_sort.h"
#include "people/list.h"
#include "util/csv.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_EVERY 1000 /* records */
#define PACKED_MAX (8u << 20)
#define PEEK 64          /* bytes */
#define ALONE_MIN 100000 /* records: some 40 MB */

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
	struct import_log *log;
	struct import_report *report; /* NULL: nobody asks */
	int spool;           /* what cannot be read twice is copied to where it can; -1 */
	off_t copied, given; /* bytes of the file in there, and of them to the reader */
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

/* The next bytes of a pipe, into the copy. */
static long
copy_more(struct importer *im, void *data, size_t n, struct err *e)
{
	struct csv_source source = csv_fd(&im->fd);
	long got = source.read(source.arg, data, n, e);

	if (got <= 0)
		return got;
	if (file_put(im->spool, (struct span){ data, (size_t)got }) < 0)
		return err_errno(e, ERR_IO, "cannot write a temporary file");
	im->copied += got;
	return got;
}

/* Read, and keep a copy for the second time: only as far as it is needed, so that
 * a file that breaks a limit fills no disk. */
static long
read_and_copy(void *arg, void *data, size_t n, struct err *e)
{
	struct importer *im = arg;
	long got;

	if (im->given < im->copied) {
		got = pread(im->spool, data, n, im->given);
		if (got < 0)
			return err_errno(e, ERR_IO, "cannot read a temporary file");
	} else {
		got = copy_more(im, data, n, e);
	}
	if (got > 0)
		im->given += got;
	return got;
}

/* Where the file begins; of a pipe the first bytes are copied, enough to know an
 * export of our own. */
static int
find_start(struct importer *im, struct err *e)
{
	char text[PEEK];
	long got = 1;

	im->start = lseek(im->fd, 0, SEEK_CUR);
	if (im->start >= 0)
		return 0;
	im->spool = file_temporary(e);
	if (im->spool < 0)
		return -1;
	while (got > 0 && im->copied < PEEK)
		got = copy_more(im, text, PEEK - (size_t)im->copied, e);
	return got < 0 ? -1 : 0;
}

/* From now on the copy is what is read. */
static void
use_copy(struct importer *im)
{
	if (im->fd != STDIN_FILENO)
		close(im->fd);
	im->fd = im->spool;
	im->spool = -1;
	im->start = 0;
}

static int
rewind_input(struct importer *im, struct err *e)
{
	if (lseek(im->fd, im->start, SEEK_SET) < 0)
		return err_errno(e, ERR_IO, "cannot read it again");
	return 0;
}

/* In the files of some programs a line is one field: nothing separates. */
static char
separator_of(const struct import_options *o, struct err *e)
{
	const struct import_preset *p = NULL;

	if (o->separator == '\0' && o->from != NULL &&
	    import_preset_read(&p, o->from, e) == 0 && p->one_column)
		return CSV_LINES;
	return o->separator;
}

/* An export of our own is read once, but not from a pipe. */
static int
read_own_head(struct importer *im, const struct fields *fields, struct err *e)
{
	char chunk[16 * 1024];
	long got = im->spool >= 0 ? 1 : 0;

	while (got > 0)
		got = copy_more(im, chunk, sizeof(chunk), e);
	if (got < 0)
		return -1;
	if (im->spool >= 0)
		use_copy(im);
	if (rewind_input(im, e) < 0)
		return -1;
	im->own = import_own_new(&im->fd, &im->options);
	return import_own_head(im->own, &im->head, fields, im->arena, e);
}

static int
read_head(struct importer *im, struct err *e)
{
	struct fields fields;
	struct csv_source source = csv_fd(&im->fd);
	struct csv *csv;
	int rc;

	if (fields_load(&fields, im->db, im->arena, e) < 0)
		return -1;
	if (im->spool >= 0 ? import_own_is(im->spool, 0)
			   : import_own_is(im->fd, im->start))
		return read_own_head(im, &fields, e);
	if (im->spool >= 0)
		source = (struct csv_source){ read_and_copy, im };
	csv = csv_new(source, separator_of(&im->options, e));
	rc = import_head_read(&im->head, csv, &im->options, &fields, im->arena, e);
	csv_free(csv);
	if (rc == 0 && im->spool >= 0)
		use_copy(im);
	return rc;
}

static int
reject(struct importer *im, const struct csv_record *r, const char *reason, struct err *e)
{
	const struct import_callbacks *cb = im->callbacks;
	struct import_row_verdict row = { r->line, IMPORT_REJECT, "", reason };

	if (im->head.email < r->n)
		row.address = r->fields[im->head.email].s;
	im->summary->rejected++;
	if (cb->reject != NULL)
		cb->reject(cb->arg, r->line, row.address, reason);
	if (im->report != NULL && import_report_add(im->report, &row, e) < 0)
		return -1;
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

/* Nothing but separators and blanks, as spreadsheets write empty lines. */
static bool
is_blank(const struct csv_record *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (utf8_trim(r->fields[i]).n > 0)
			return false;
	}
	return true;
}

/* Check one record and give it to the sorter. */
static int
read_record(struct importer *im, const struct csv_record *r, struct arena *scratch,
    struct buf *packed, struct err *e)
{
	struct import_row row;
	struct err why;

	err_clear(&why);
	tell_progress(im, IMPORT_READING, ++im->summary->records, 0);
	arena_reset(scratch);
	if (import_row_read(&im->rows, &row, r, scratch, &why) < 0) {
		if (!is_blank(r))
			return reject(im, r, why.msg, e);
		im->summary->records--;
		return 0;
	}
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
		import_log_field(im->log, db_last_id(im->db));
	}
	return 0;
}

static int
make_lists(struct importer *im, struct err *e)
{
	struct import_lists *lists = &im->rows.lists;
	struct import_summary *s = im->summary;
	struct list_replaced was;
	struct err none = { 0 };
	struct list l;
	size_t i, top = 0;

	for (i = 1; i < lists->n; i++) {
		if (lists->records[i] > lists->records[top])
			top = i;
	}
	if (lists->n > 0 && lists->records[top] > 0 &&
	    list_replace_automatic(im->db, lists->names[top], &s->default_list_changed,
		&was, im->arena, e) < 0)
		return -1;
	if (s->default_list_changed)
		import_log_default(im->log, &was, lists->names[top]);
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
			import_log_list(im->log, l.id);
		}
		lists->ids[i] = l.id;
	}
	if (list_default(&l, im->db, im->settings, im->arena, e) < 0)
		return -1;
	s->default_list = l.name;
	im->default_list = l.id;
	return 0;
}

static int64_t
accepted(const struct importer *im)
{
	return im->summary->records - im->summary->rejected;
}

static int
apply_records(struct importer *im, struct err *e)
{
	int64_t done = 0, total = accepted(im);
	struct import_apply *ap;
	struct span key, packed;
	int rc;

	ap = import_apply_new(im->db, &im->head, &im->options, &im->rows.lists,
	    im->default_list, im->summary, im->log, im->report, e);
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
report_rows(struct importer *im, struct err *e)
{
	const struct import_callbacks *cb = im->callbacks;

	return im->report != NULL ? import_report_each(im->report, cb->row, cb->arg, e)
				  : 0;
}

/* A plan is no change, and a small import none that others have to wait for. */
static int
begin(struct importer *im, struct err *e)
{
	return !im->options.plan && accepted(im) >= ALONE_MIN ? db_begin_alone(im->db, e)
							      : db_begin(im->db, e);
}

static int
apply(struct importer *im, struct err *e)
{
	int64_t id = 0;
	int rc = -1;

	if (begin(im, e) < 0)
		return -1;
	if (import_log_new(&im->log, im->db, im->own != NULL ? 0 : accepted(im), e) < 0 ||
	    define_fields(im, e) < 0 || make_lists(im, e) < 0 ||
	    apply_records(im, e) < 0 ||
	    import_log_write(im->log, &im->options, im->summary, &id, e) < 0 ||
	    report_rows(im, e) < 0)
		goto out;
	rc = 0;
	if (!im->options.plan) {
		im->summary->id = id;
		if (import_rejects_commit(im->rejects, e) < 0 || db_commit(im->db, e) < 0)
			rc = -1;
	}
out:
	db_rollback(im->db);
	return rc;
}

static void
describe_columns(struct importer *im)
{
	static const char *const encodings[] = { "UTF-8", "UTF-8", "UTF-16",
		"Windows-1252" };
	static const char *const orders[] = { "dmy", "mdy", "ymd" };
	struct import_summary *s = im->summary;
	const struct import_head *h = &im->head;
	size_t i;

	s->separator = h->separator;
	s->encoding = encodings[h->encoding];
	s->from = h->preset != NULL ? h->preset->name : "";
	s->from_detected = h->preset != NULL && im->options.from == NULL;
	s->ncolumns = h->n;
	s->columns = arena_alloc(im->arena, h->n * sizeof(*s->columns));
	for (i = 0; i < h->n; i++) {
		const struct import_head_column *c = &h->columns[i];

		s->columns[i] = (struct import_column){ .heading = c->heading,
			.target = import_head_target(h, i),
			.is_new = c->is_new,
			.dates = c->order_doubtful ? orders[c->order] : "",
			.no_states = c->no_states };
		if (c->target == IMPORT_FIELD)
			s->columns[i].type = h->fields.items[c->field].type;
	}
}

static void
make_ready(struct importer *im)
{
	struct arena *a = im->arena;

	im->rows = (struct import_rows){ .head = &im->head,
		.options = &im->options,
		.callbacks = im->callbacks,
		.arena = a,
		.file_state =
		    import_preset_file_state(im->head.preset, im->options.file) };
	if (im->callbacks->row != NULL)
		im->report = import_report_new();
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
		.fd = -1,
		.spool = -1 };
	int rc = -1;

	*out = (struct import_summary){ .default_list = "", .encoding = "", .from = "" };
	if (o->list != NULL && list_check_name(o->list, e) < 0)
		return -1;
	im.fd = file_open(o->file, e);
	if (im.fd < 0)
		return -1;
	if (find_start(&im, e) < 0 || read_head(&im, e) < 0)
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
	import_report_free(im.report);
	import_log_free(im.log);
	if (im.spool >= 0)
		close(im.spool);
	if (im.fd > STDIN_FILENO)
		close(im.fd);
	return rc;
}
