/* import_report - what is done with each record.  See import_report.h. */
#include "people/import_report.h"

#include "people/import_sort.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <string.h>

#define VERDICT_MAX (64u << 10) /* bytes; what is longer is cut */

struct import_report {
	struct import_sort *sort;
	struct buf packed;
};

const char *
import_verdict_name(enum import_verdict v)
{
	static const char *const names[] = { "add", "update", "same", "sticky",
		"reject" };

	return names[v];
}

struct import_report *
import_report_new(void)
{
	struct import_report *r = xcalloc(1, sizeof(*r));

	r->sort = import_sort_new(0);
	buf_init(&r->packed, 2 * VERDICT_MAX + 16);
	return r;
}

void
import_report_free(struct import_report *r)
{
	if (r == NULL)
		return;
	import_sort_free(r->sort);
	buf_release(&r->packed);
	xfree(r);
}

static void
put_text(struct buf *out, const char *s)
{
	buf_add(out, s, strnlen(s, VERDICT_MAX));
	buf_addc(out, '\0');
}

int
import_report_add(
    struct import_report *r, const struct import_row_verdict *row, struct err *e)
{
	char key[sizeof(uint64_t)];
	size_t i;

	/* The greatest byte first: keys are compared as text. */
	for (i = 0; i < sizeof(key); i++)
		key[i] = (char)((uint64_t)row->line >> (8 * (sizeof(key) - 1 - i)));
	buf_reset(&r->packed);
	buf_addc(&r->packed, (char)row->verdict);
	put_text(&r->packed, row->address);
	put_text(&r->packed, row->reason);
	return import_sort_add(r->sort, (struct span){ key, sizeof(key) },
	    (struct span){ r->packed.data, r->packed.len }, e);
}

int
import_report_each(struct import_report *r,
    int (*each)(void *arg, const struct import_row_verdict *row, struct err *e),
    void *arg, struct err *e)
{
	struct import_row_verdict row;
	struct span key, packed;
	size_t i;
	int rc;

	if (import_sort_finish(r->sort, e) < 0)
		return -1;
	while ((rc = import_sort_next(r->sort, &key, &packed, e)) > 0) {
		row.line = 0;
		for (i = 0; i < key.n; i++)
			row.line = row.line << 8 | (unsigned char)key.s[i];
		row.verdict = (enum import_verdict)packed.s[0];
		row.address = packed.s + 1;
		row.reason = row.address + strlen(row.address) + 1;
		if (each(arg, &row, e) < 0)
			return -1;
	}
	return rc;
}
