/* import_rejects - the file of refused records.  See import_rejects.h. */
#include "people/import_rejects.h"

#include "io/file.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLUSH_AT (64u << 10)
#define LINE "NLCTL_LINE"
#define REASON "NLCTL_REASON"

struct import_rejects {
	const char *path; /* borrowed */
	const struct import_head *head;
	struct arena arena;
	char *temporary; /* NULL: written in place */
	int fd;          /* -1 until the first record */
	struct buf out;
};

struct import_rejects *
import_rejects_new(const char *path, const struct import_head *head)
{
	struct import_rejects *r = xcalloc(1, sizeof(*r));

	r->path = path;
	r->head = head;
	r->fd = -1;
	buf_init(&r->out, 16u << 20);
	return r;
}

void
import_rejects_free(struct import_rejects *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0) {
		close(r->fd);
		if (r->temporary != NULL)
			unlink(r->temporary);
	}
	buf_release(&r->out);
	arena_release(&r->arena);
	xfree(r);
}

static int
fail(struct import_rejects *r, struct err *e)
{
	return err_errno(e, ERR_IO, "cannot write the rejects to '%s'", r->path);
}

static int
flush(struct import_rejects *r, struct err *e)
{
	if (file_put(r->fd, (struct span){ r->out.data, r->out.len }) < 0)
		return fail(r, e);
	buf_reset(&r->out);
	return 0;
}

/* That of the file; a comma where it had none. */
static char
separator_of(const struct import_rejects *r)
{
	return r->head->separator != CSV_LINES ? r->head->separator : ',';
}

/* Of an earlier file of rejects: these are written anew. */
static bool
is_ours(const struct import_rejects *r, size_t column)
{
	const char *heading;

	if (column >= r->head->width)
		return false;
	heading = r->head->columns[column].heading;
	return str_eq(heading, LINE) || str_eq(heading, REASON);
}

/* A device or a pipe takes what is written: a file must not take its place. */
static void
open_place(struct import_rejects *r)
{
	struct stat st;

	if (stat(r->path, &st) == 0 && !S_ISREG(st.st_mode)) {
		r->fd = open(r->path, O_WRONLY | O_CLOEXEC);
		return;
	}
	r->temporary = arena_printf(&r->arena, "%s.XXXXXX", r->path);
	r->fd = mkostemp(r->temporary, O_CLOEXEC);
}

static int
begin(struct import_rejects *r, struct err *e)
{
	char separator = separator_of(r);
	size_t i;

	open_place(r);
	if (r->fd < 0)
		return fail(r, e);
	buf_printf(&r->out, LINE "%c" REASON, separator);
	for (i = 0; i < r->head->width; i++) {
		if (is_ours(r, i))
			continue;
		buf_addc(&r->out, separator);
		csv_write_field(&r->out, span_of(r->head->columns[i].heading), separator);
	}
	buf_adds(&r->out, "\r\n");
	return 0;
}

int
import_rejects_add(struct import_rejects *r, const struct csv_record *record,
    const char *reason, struct err *e)
{
	char separator = separator_of(r);
	size_t i;

	if (r->path == NULL)
		return 0;
	if (r->fd < 0 && begin(r, e) < 0)
		return -1;
	buf_printf(&r->out, "%zu%c", record->line, separator);
	csv_write_field(&r->out, span_of(reason), separator);
	for (i = 0; i < record->n; i++) {
		if (is_ours(r, i))
			continue;
		buf_addc(&r->out, separator);
		csv_write_field(&r->out, record->fields[i], separator);
	}
	buf_adds(&r->out, "\r\n");
	return r->out.len >= FLUSH_AT ? flush(r, e) : 0;
}

int
import_rejects_commit(struct import_rejects *r, struct err *e)
{
	if (r->fd < 0)
		return 0;
	if (flush(r, e) < 0)
		return -1;
	if (r->temporary != NULL &&
	    (fsync(r->fd) < 0 || rename(r->temporary, r->path) < 0))
		return fail(r, e);
	close(r->fd);
	r->fd = -1;
	return 0;
}
