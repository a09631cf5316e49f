/* csv - comma-separated values, a record at a time.  See csv.h. */
#include "util/csv.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64u << 10)
#define ENDED (-1)
#define BROKEN (-2)

struct csv {
	struct csv_source source;
	char separator;
	struct csv_limits limits;
	bool failed;
	size_t line; /* the one that pos is on */
	struct buf record;
	struct span *fields; /* limits.columns of them, as of starts */
	size_t *starts, nfields;
	size_t pos, len; /* of chunk */
	char chunk[CHUNK];
};

struct csv *
csv_new_within(struct csv_source source, char separator, const struct csv_limits *limits)
{
	struct csv *csv = xcalloc(1, sizeof(*csv));

	csv->source = source;
	csv->separator = separator;
	csv->limits = *limits;
	csv->line = 1;
	csv->fields = xcalloc(limits->columns, sizeof(*csv->fields));
	csv->starts = xcalloc(limits->columns, sizeof(*csv->starts));
	/* Each field has its NUL in there. */
	buf_init(&csv->record, limits->line + limits->columns);
	return csv;
}

struct csv *
csv_new(struct csv_source source, char separator)
{
	static const struct csv_limits usual = { CSV_LINE_MAX, CSV_FIELD_MAX,
		CSV_COLUMNS_MAX };

	return csv_new_within(source, separator, &usual);
}

void
csv_free(struct csv *csv)
{
	if (csv == NULL)
		return;
	buf_release(&csv->record);
	xfree(csv->fields);
	xfree(csv->starts);
	xfree(csv);
}

char
csv_separator(const struct csv *csv)
{
	return csv->separator;
}

/* Top up the chunk behind what is unread: 1, 0 at the end, -1. */
static int
fill(struct csv *csv, struct err *e)
{
	long got;

	if (csv->pos > 0) {
		memmove(csv->chunk, csv->chunk + csv->pos, csv->len - csv->pos);
		csv->len -= csv->pos;
		csv->pos = 0;
	}
	got =
	    csv->source.read(csv->source.arg, csv->chunk + csv->len, CHUNK - csv->len, e);
	if (got <= 0)
		return (int)got;
	csv->len += (size_t)got;
	return 1;
}

/* The next byte without taking it, or ENDED or BROKEN. */
static int
peek(struct csv *csv, struct err *e)
{
	int rc;

	if (csv->pos < csv->len)
		return (unsigned char)csv->chunk[csv->pos];
	rc = fill(csv, e);
	if (rc <= 0)
		return rc == 0 ? ENDED : BROKEN;
	return (unsigned char)csv->chunk[csv->pos];
}

/* What separates fields, judged by the unquoted part of the first line. */
static char
sniff(const char *s, size_t n)
{
	static const char candidates[] = ";\t,";
	size_t count[3] = { 0 }, i, best = 2;
	const char *c;
	bool quoted = false;

	for (i = 0; i < n && (quoted || (s[i] != '\n' && s[i] != '\r')); i++) {
		if (s[i] == '"')
			quoted = !quoted;
		c = s[i] != '\0' ? strchr(candidates, s[i]) : NULL;
		if (!quoted && c != NULL)
			count[c - candidates]++;
	}
	for (i = 3; i-- > 0;) {
		if (count[i] > 0 && count[i] >= count[best])
			best = i;
	}
	return candidates[best];
}

static int
begin(struct csv *csv, struct err *e)
{
	int rc;

	/* The whole first line, or as much of it as a chunk holds. */
	while (csv->len < CHUNK) {
		rc = fill(csv, e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			break;
	}
	if (csv->len >= 2 &&
	    (memcmp(csv->chunk, "\xFF\xFE", 2) == 0 ||
		memcmp(csv->chunk, "\xFE\xFF", 2) == 0))
		return err_set(
		    e, ERR_DATA, "the file is UTF-16 text: save it as 'CSV UTF-8' first");
	if (csv->len >= 3 && memcmp(csv->chunk, "\xEF\xBB\xBF", 3) == 0)
		csv->pos = 3;
	if (csv->separator == '\0')
		csv->separator = sniff(csv->chunk + csv->pos, csv->len - csv->pos);
	return 0;
}

/* Take the bytes of the chunk that mean nothing here into the record. */
static void
take_plain(struct csv *csv, bool quoted)
{
	size_t i = csv->pos;
	const char *s = csv->chunk;

	if (quoted) {
		while (i < csv->len && s[i] != '"' && s[i] != '\n' && s[i] != '\r' &&
		    s[i] != '\0')
			i++;
	} else {
		while (i < csv->len && s[i] != csv->separator && s[i] != '\n' &&
		    s[i] != '\r' && s[i] != '\0')
			i++;
	}
	buf_add(&csv->record, s + csv->pos, i - csv->pos);
	csv->pos = i;
}

/* Take the line end that begins at pos; in a quoted field it is kept as it is. */
static int
take_line_end(struct csv *csv, bool keep, struct err *e)
{
	char c = csv->chunk[csv->pos++];

	csv->line++;
	if (keep)
		buf_addc(&csv->record, c);
	if (c == '\n')
		return 0;
	switch (peek(csv, e)) {
	case '\n':
		csv->pos++;
		if (keep)
			buf_addc(&csv->record, '\n');
		return 0;
	case BROKEN:
		return -1;
	}
	return 0;
}

static int
check_size(struct csv *csv, size_t line, size_t start, struct err *e)
{
	const struct csv_limits *max = &csv->limits;

	if (csv->record.overflowed || csv->record.len > max->line + csv->nfields)
		return err_set(e, ERR_DATA,
		    "line %zu: the record has over %zu bytes: is a quote not closed?",
		    line, max->line);
	if (csv->record.len - start > max->field)
		return err_set(e, ERR_DATA,
		    "line %zu: field %zu has over %zu bytes: is a quote not closed?",
		    line, csv->nfields + 1, max->field);
	return 0;
}

/* The inside of a quoted field, from behind its quote to behind the other. */
static int
read_quoted(struct csv *csv, size_t line, size_t start, struct err *e)
{
	size_t opened = csv->line;

	for (;;) {
		switch (peek(csv, e)) {
		case BROKEN:
			return -1;
		case ENDED:
			return err_set(e, ERR_DATA,
			    "line %zu: the quote (\") that opens here is never closed",
			    opened);
		case '\0':
			return err_set(e, ERR_DATA, "line %zu: a NUL byte", csv->line);
		case '\n':
		case '\r':
			if (take_line_end(csv, true, e) < 0)
				return -1;
			break;
		case '"':
			csv->pos++;
			if (peek(csv, e) != '"')
				return 0;
			csv->pos++;
			buf_addc(&csv->record, '"');
			break;
		default:
			take_plain(csv, true);
		}
		if (check_size(csv, line, start, e) < 0)
			return -1;
	}
}

enum field_end { FIELD_BROKEN = -1, FIELD_MORE, FIELD_LAST };

static enum field_end
read_field(struct csv *csv, size_t line, size_t start, struct err *e)
{
	int c = peek(csv, e);

	if (c == '"') {
		csv->pos++;
		if (read_quoted(csv, line, start, e) < 0)
			return FIELD_BROKEN;
	}
	for (;;) {
		c = peek(csv, e);
		if (c == BROKEN)
			return FIELD_BROKEN;
		if (c == ENDED)
			return FIELD_LAST;
		if (c == '\n' || c == '\r')
			return take_line_end(csv, false, e) < 0 ? FIELD_BROKEN
								: FIELD_LAST;
		if (c == '\0') {
			err_set(e, ERR_DATA, "line %zu: a NUL byte", csv->line);
			return FIELD_BROKEN;
		}
		if (c == csv->separator) {
			csv->pos++;
			return FIELD_MORE;
		}
		take_plain(csv, false);
		if (check_size(csv, line, start, e) < 0)
			return FIELD_BROKEN;
	}
}

static int
read_record(struct csv *csv, size_t line, struct err *e)
{
	enum field_end end;

	buf_reset(&csv->record);
	csv->nfields = 0;
	do {
		if (csv->nfields == csv->limits.columns)
			return err_set(e, ERR_DATA, "line %zu: over %zu fields", line,
			    csv->limits.columns);
		csv->starts[csv->nfields] = csv->record.len;
		end = read_field(csv, line, csv->record.len, e);
		if (end == FIELD_BROKEN)
			return -1;
		csv->nfields++;
		buf_addc(&csv->record, '\0');
	} while (end == FIELD_MORE);
	if (csv->record.overflowed)
		return check_size(csv, line, 0, e);
	return 0;
}

static void
set_fields(struct csv *csv)
{
	size_t i, end;

	for (i = 0; i < csv->nfields; i++) {
		end = i + 1 < csv->nfields ? csv->starts[i + 1] : csv->record.len;
		csv->fields[i].s = csv->record.data + csv->starts[i];
		csv->fields[i].n = end - csv->starts[i] - 1;
	}
}

static int
next_record(struct csv *csv, struct csv_record *out, struct err *e)
{
	size_t line;
	int c;

	if (csv->len == 0 && csv->line == 1 && begin(csv, e) < 0)
		return -1;
	for (;;) {
		c = peek(csv, e);
		if (c < 0)
			return c == ENDED ? 0 : -1;
		if (c != '\n' && c != '\r')
			break;
		if (take_line_end(csv, false, e) < 0)
			return -1;
	}
	line = csv->line;
	if (read_record(csv, line, e) < 0)
		return -1;
	if (!utf8_valid(csv->record.data, csv->record.len))
		return err_set(e, ERR_DATA,
		    "line %zu: this is not UTF-8 text: save the file as 'CSV UTF-8' first",
		    line);
	set_fields(csv);
	*out = (struct csv_record){ line, csv->nfields, csv->fields };
	return 1;
}

int
csv_next(struct csv *csv, struct csv_record *out, struct err *e)
{
	int rc;

	if (csv->failed)
		return err_set(e, ERR_DATA, "the file was not readable to its end");
	rc = next_record(csv, out, e);
	csv->failed = rc < 0;
	return rc;
}

static long
read_fd(void *arg, void *data, size_t n, struct err *e)
{
	ssize_t got;

	do
		got = read(*(const int *)arg, data, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_errno(e, ERR_IO, "cannot read");
	return (long)got;
}

struct csv_source
csv_fd(int *fd)
{
	return (struct csv_source){ read_fd, fd };
}

void
csv_write_field(struct buf *out, struct span field, char separator)
{
	size_t i;
	bool quote = false;

	for (i = 0; i < field.n && !quote; i++)
		quote = field.s[i] == '"' || field.s[i] == '\n' || field.s[i] == '\r' ||
		    field.s[i] == separator;
	if (!quote) {
		buf_add(out, field.s, field.n);
		return;
	}
	buf_addc(out, '"');
	for (i = 0; i < field.n; i++) {
		if (field.s[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, field.s[i]);
	}
	buf_addc(out, '"');
}
