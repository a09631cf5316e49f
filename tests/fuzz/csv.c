/*
 * A hostile CSV file: whatever it holds, and in whatever pieces it comes, its
 * records are the same, within their bounds, and survive being written and read
 * again.
 *
 * The first byte says how large the pieces are, the rest is the file.
 */
#include "fuzz.h"

#include "util/buf.h"
#include "util/csv.h"
#include "util/utf8.h"

#include <string.h>

struct input {
	const uint8_t *data;
	size_t n, piece;
};

static long
read_piece(void *arg, void *data, size_t n, struct err *e)
{
	struct input *in = arg;

	(void)e;
	if (n > in->piece)
		n = in->piece;
	if (n > in->n)
		n = in->n;
	memcpy(data, in->data, n);
	in->data += n;
	in->n -= n;
	return (long)n;
}

/* All records as one text: fields end in NUL, records in 0x01 0x02. */
static int
read_all(struct input in, char *separator, struct buf *out)
{
	struct csv_source source = { read_piece, &in };
	struct csv *csv = csv_new(source, *separator);
	struct csv_record r;
	struct err e = { 0 };
	size_t line = 0;
	int rc;

	while ((rc = csv_next(csv, &r, &e)) > 0) {
		hold(r.n >= 1 && r.n <= CSV_COLUMNS_MAX && r.line > line);
		line = r.line;
		for (size_t i = 0; i < r.n; i++) {
			hold(r.fields[i].n <= CSV_FIELD_MAX);
			hold(strlen(r.fields[i].s) == r.fields[i].n);
			hold(utf8_valid(r.fields[i].s, r.fields[i].n));
			buf_add(out, r.fields[i].s, r.fields[i].n + 1);
		}
		buf_add(out, "\1\2", 2);
	}
	hold((rc < 0) == (e.kind == ERR_DATA) && e.msg[0] == (rc < 0 ? e.msg[0] : '\0'));
	*separator = csv_separator(csv);
	csv_free(csv);
	return rc;
}

/* What read_all gave, as a file again. */
static void
write_again(const struct buf *all, char separator, struct buf *out)
{
	const char *p = all->data, *end = p + all->len;
	bool first = true;
	size_t n;

	buf_adds(out, "\xEF\xBB\xBF");
	while (p < end) {
		if (p[0] == '\1' && p + 1 < end && p[1] == '\2') {
			buf_adds(out, "\r\n");
			first = true;
			p += 2;
			continue;
		}
		n = strlen(p);
		if (!first)
			buf_addc(out, separator);
		/* A line with nothing on it would be no record. */
		if (first && n == 0)
			buf_adds(out, "\"\"");
		else
			csv_write_field(out, (struct span){ p, n }, separator);
		first = false;
		p += n + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf whole, pieces, file, again;
	char separator = '\0', same = '\0';
	struct input in;
	int rc;

	if (n == 0)
		return 0;
	buf_init(&whole, 8u << 20);
	buf_init(&pieces, 8u << 20);
	buf_init(&file, 16u << 20);
	buf_init(&again, 8u << 20);
	in = (struct input){ data + 1, n - 1, n };
	rc = read_all(in, &separator, &whole);
	in.piece = (size_t)data[0] + 1;
	hold(read_all(in, &same, &pieces) == rc && same == separator);
	hold(whole.len == pieces.len && memcmp(whole.data, pieces.data, whole.len) == 0);
	/* A field may hold the mark of an end: then there is nothing to compare.  Lines
	 * as fields have no quotes: they cannot be written so. */
	if (rc == 0 && separator != CSV_LINES && memchr(data, '\1', n) == NULL) {
		write_again(&whole, separator, &file);
		in = (struct input){ (const uint8_t *)file.data, file.len, n };
		hold(read_all(in, &separator, &again) == 0);
		hold(whole.len == again.len &&
		    memcmp(whole.data, again.data, whole.len) == 0);
	}
	buf_release(&whole);
	buf_release(&pieces);
	buf_release(&file);
	buf_release(&again);
	return 0;
}
