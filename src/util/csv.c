/* csv - comma-separated values, a record at a time.  See csv.h. */
#include "util/csv.h"

#include "util/charset.h"
#include "util/csv_sniff.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64u << 10)
#define CHARACTER_MAX 4 /* bytes */
#define ENDED (-1)
#define BROKEN (-2)

struct csv {
	struct csv_source source;
	char separator;
	struct csv_limits limits;
	bool failed;
	bool cr_ends; /* the first line ended in CR alone: others may */
	size_t line;  /* the one that pos is on */
	enum csv_encoding encoding;
	size_t decided;  /* the line that told the encoding; 0: the byte order mark */
	bool big_endian; /* of UTF-16 */
	struct buf undecoded; /* UTF-16 as it was read */
	struct buf record, decoded;
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
	buf_init(&csv->decoded, limits->line + limits->columns);
	buf_init(&csv->undecoded, 2 * CHUNK);
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
	buf_release(&csv->decoded);
	buf_release(&csv->undecoded);
	xfree(csv->fields);
	xfree(csv->starts);
	xfree(csv);
}

char
csv_separator(const struct csv *csv)
{
	return csv->separator;
}

enum csv_encoding
csv_encoding(const struct csv *csv)
{
	return csv->encoding;
}

/* The same as the source's read, for UTF-16: as UTF-8. */
static long
read_utf16(struct csv *csv, char *to, size_t n, struct err *e)
{
	struct buf *raw = &csv->undecoded;
	size_t used, made;
	long got;

	for (;;) {
		made = charset_utf16(
		    csv->big_endian, false, raw->data, raw->len, &used, to, n);
		buf_consume(raw, used);
		if (made > 0)
			return (long)made;
		got =
		    csv->source.read(csv->source.arg, buf_reserve(raw, CHUNK), CHUNK, e);
		if (got < 0)
			return got;
		if (got == 0)
			break;
		raw->len += (size_t)got;
	}
	made = charset_utf16(csv->big_endian, true, raw->data, raw->len, &used, to, n);
	buf_consume(raw, used);
	return (long)made;
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
	if (csv->encoding == CSV_UTF16)
		got = read_utf16(csv, csv->chunk + csv->len, CHUNK - csv->len, e);
	else
		got = csv->source.read(
		    csv->source.arg, csv->chunk + csv->len, CHUNK - csv->len, e);
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

/* The whole first line, or as much of it as a chunk holds. */
static int
fill_first(struct csv *csv, struct err *e)
{
	int rc = 1;

	while (rc > 0 && CHUNK - csv->len >= CHARACTER_MAX)
		rc = fill(csv, e);
	return rc < 0 ? -1 : 0;
}

static bool
begins(const struct csv *csv, const char *bytes, size_t n)
{
	return csv->len >= n && memcmp(csv->chunk, bytes, n) == 0;
}

static int
begin(struct csv *csv, struct err *e)
{
	struct csv_start start;

	if (fill_first(csv, e) < 0)
		return -1;
	if (begins(csv, "PK\3\4", 4))
		return err_set(e, ERR_DATA,
		    "the file is a spreadsheet or a ZIP archive: save it as 'CSV UTF-8', or "
		    "unpack it, first");
	if (begins(csv, "\xFF\xFE", 2) || begins(csv, "\xFE\xFF", 2)) {
		csv->encoding = CSV_UTF16;
		csv->big_endian = begins(csv, "\xFE\xFF", 2);
		buf_add(&csv->undecoded, csv->chunk + 2, csv->len - 2);
		csv->len = 0;
		if (fill_first(csv, e) < 0)
			return -1;
	} else if (begins(csv, "\xEF\xBB\xBF", 3)) {
		csv->encoding = CSV_UTF8;
		csv->pos = 3;
	}
	csv_sniff(&start, csv->chunk + csv->pos, csv->len - csv->pos);
	csv->pos += start.hint;
	csv->line += start.hint > 0;
	csv->cr_ends = start.cr_ends;
	if (csv->separator == '\0')
		csv->separator = start.separator;
	return 0;
}

/* A line end, or what no text holds. */
static bool
may_end(char c)
{
	return (unsigned char)c <= '\r' && (c == '\n' || c == '\r' || c == '\0');
}

/* Take the bytes of the chunk that mean nothing here into the record. */
static void
take_plain(struct csv *csv, bool quoted)
{
	size_t i = csv->pos, len = csv->len;
	const char *s = csv->chunk;
	char mark = quoted ? '"' : csv->separator;

	while (i < len && s[i] != mark && !may_end(s[i]))
		i++;
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

/* Is the record, the field in it that begins at start, too large?  opened is the
 * line of the quote that the field is in; 0: none. */
static int
check_size(struct csv *csv, size_t line, size_t start, size_t opened, struct err *e)
{
	bool record =
	    csv->record.overflowed || csv->record.len > csv->limits.line + csv->nfields;

	if (!record && csv->record.len - start <= csv->limits.field)
		return 0;
	if (opened > 0)
		return err_set(e, ERR_DATA,
		    "line %zu: the quote (\") that opens here is not closed: field %zu has "
		    "over %zu bytes",
		    opened, csv->nfields + 1, csv->limits.field);
	if (record)
		return err_set(e, ERR_DATA, "line %zu: the record has over %zu bytes",
		    line, csv->limits.line);
	return err_set(e, ERR_DATA, "line %zu: field %zu has over %zu bytes", line,
	    csv->nfields + 1, csv->limits.field);
}

static int
refuse_nul(const struct csv *csv, struct err *e)
{
	return err_set(e, ERR_DATA,
	    "line %zu: a NUL byte: this is no text, or UTF-16 without a byte order mark",
	    csv->line);
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
			return refuse_nul(csv, e);
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
		if (check_size(csv, line, start, opened, e) < 0)
			return -1;
	}
}

enum field_end { FIELD_BROKEN = -1, FIELD_MORE, FIELD_LAST };

/* Behind a closing quote: blanks, then the end of the field. */
static int
skip_to_end(struct csv *csv, struct err *e)
{
	int c;

	for (;;) {
		c = peek(csv, e);
		if (c == BROKEN)
			return -1;
		if (c == ENDED || c == '\n' || c == '\r' || c == csv->separator)
			return 0;
		if (c != ' ' && c != '\t')
			return err_set(e, ERR_DATA,
			    "line %zu: text behind the closing quote (\") of field %zu: "
			    "quotes within a field are doubled",
			    csv->line, csv->nfields + 1);
		csv->pos++;
	}
}

/* In a file whose lines end otherwise, a CR alone is a byte like others: 1, 0, -1. */
static int
is_stray_cr(struct csv *csv, struct err *e)
{
	if (csv->cr_ends)
		return 0;
	if (csv->pos + 1 == csv->len && fill(csv, e) < 0)
		return -1;
	return csv->pos + 1 < csv->len && csv->chunk[csv->pos + 1] != '\n';
}

static enum field_end
read_field(struct csv *csv, size_t line, size_t start, struct err *e)
{
	int c = peek(csv, e), stray;

	if (c == '"' && csv->separator != CSV_LINES) {
		csv->pos++;
		if (read_quoted(csv, line, start, e) < 0 || skip_to_end(csv, e) < 0)
			return FIELD_BROKEN;
	}
	for (;;) {
		c = peek(csv, e);
		if (c == BROKEN)
			return FIELD_BROKEN;
		if (c == ENDED)
			return FIELD_LAST;
		stray = c == '\r' ? is_stray_cr(csv, e) : 0;
		if (stray < 0)
			return FIELD_BROKEN;
		if (c == '\n' || (c == '\r' && !stray))
			return take_line_end(csv, false, e) < 0 ? FIELD_BROKEN
								: FIELD_LAST;
		if (c == '\0') {
			refuse_nul(csv, e);
			return FIELD_BROKEN;
		}
		if (c == csv->separator) {
			csv->pos++;
			return FIELD_MORE;
		}
		if (stray)
			buf_addc(&csv->record, csv->chunk[csv->pos++]);
		else
			take_plain(csv, false);
		if (check_size(csv, line, start, 0, e) < 0)
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
		return check_size(csv, line, 0, 0, e);
	return 0;
}

static void
set_fields(struct csv *csv, const struct buf *from)
{
	size_t i, end;

	for (i = 0; i < csv->nfields; i++) {
		end = i + 1 < csv->nfields ? csv->starts[i + 1] : from->len;
		csv->fields[i].s = from->data + csv->starts[i];
		csv->fields[i].n = end - csv->starts[i] - 1;
	}
}

static int
refuse_mixture(const struct csv *csv, size_t line, bool utf8, struct err *e)
{
	if (csv->decided == 0)
		return err_set(e, ERR_DATA,
		    "line %zu: this is not the Unicode text that the file began as: save "
		    "it as 'CSV UTF-8' first",
		    line);
	return err_set(e, ERR_DATA,
	    "line %zu: this is %s, but line %zu is %s: a file has one encoding, save all "
	    "of it as 'CSV UTF-8' first",
	    line, utf8 ? "UTF-8" : "not UTF-8", csv->decided, utf8 ? "not" : "UTF-8");
}

/* Have all fields in UTF-8. */
static int
decode(struct csv *csv, size_t line, struct err *e)
{
	struct span *f;
	size_t i;
	bool utf8;

	buf_reset(&csv->decoded);
	for (i = 0; i < csv->nfields; i++) {
		f = &csv->fields[i];
		csv->starts[i] = csv->decoded.len;
		if (!utf8_is_ascii(*f)) {
			utf8 = utf8_valid(f->s, f->n);
			if (csv->encoding == CSV_ASCII) {
				csv->encoding = utf8 ? CSV_UTF8 : CSV_WINDOWS_1252;
				csv->decided = line;
			}
			if (utf8 == (csv->encoding == CSV_WINDOWS_1252))
				return refuse_mixture(csv, line, utf8, e);
			if (!utf8 && charset_windows_1252(*f, &csv->decoded) < 0)
				return err_set(e, ERR_DATA,
				    "line %zu: this is neither UTF-8 nor Windows-1252 "
				    "text: save the file as 'CSV UTF-8' first",
				    line);
		} else {
			utf8 = true;
		}
		if (utf8)
			buf_add(&csv->decoded, f->s, f->n);
		if (csv->decoded.len - csv->starts[i] > csv->limits.field ||
		    csv->decoded.len > csv->limits.line + i)
			return err_set(e, ERR_DATA,
			    "line %zu: field %zu has over %zu bytes, or the record over %zu",
			    line, i + 1, csv->limits.field, csv->limits.line);
		buf_addc(&csv->decoded, '\0');
	}
	set_fields(csv, &csv->decoded);
	return 0;
}

/* Most records need nothing done: they are ASCII, or UTF-8 as it was expected. */
static int
check_encoding(struct csv *csv, size_t line, struct err *e)
{
	struct span all = { csv->record.data, csv->record.len };
	bool unicode = csv->encoding == CSV_UTF8 || csv->encoding == CSV_UTF16;

	if (unicode ? utf8_valid(all.s, all.n) : utf8_is_ascii(all))
		return 0;
	return decode(csv, line, e);
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
	set_fields(csv, &csv->record);
	if (check_encoding(csv, line, e) < 0)
		return -1;
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
	/* Blanks at an end are quoted: spreadsheets drop them otherwise.  So is what
	 * csv_sniff would take for a hint on the first line. */
	bool quote =
	    (field.n > 0 && (field.s[0] == ' ' || field.s[field.n - 1] == ' ')) ||
	    (field.n >= 4 && memcmp(field.s, "sep=", 4) == 0);

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
