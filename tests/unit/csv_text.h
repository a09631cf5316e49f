/* csv_text - bytes in memory as a file for csv, in pieces of any size. */
#ifndef TESTS_CSV_TEXT_H
#define TESTS_CSV_TEXT_H

#include "util/csv.h"

#include <string.h>

struct text {
	const char *s;
	size_t n, piece;
};

static long
read_text(void *arg, void *data, size_t n, struct err *e)
{
	struct text *t = arg;

	(void)e;
	if (n > t->n)
		n = t->n;
	if (n > t->piece)
		n = t->piece;
	memcpy(data, t->s, n);
	t->s += n;
	t->n -= n;
	return (long)n;
}

#endif
