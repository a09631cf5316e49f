/*
 * import_sort - records by their key, more of them than memory holds.
 *
 * Records with equal keys keep the order in which they were added.  Up to
 * IMPORT_SORT_MEMORY stay in memory; more go, sorted, to an unlinked temporary
 * file and are merged.
 */
#ifndef PEOPLE_IMPORT_SORT_H
#define PEOPLE_IMPORT_SORT_H

#include "util/err.h"
#include "util/str.h"

#include <stddef.h>

#define IMPORT_SORT_MEMORY (8u << 20)

struct import_sort;

/* memory: bytes of a run; 0 for IMPORT_SORT_MEMORY. */
struct import_sort *import_sort_new(size_t memory);
void import_sort_free(struct import_sort *s); /* NULL is accepted */

/* Copies both.  ERR_IO or ERR_SYSTEM: the temporary file. */
int import_sort_add(
    struct import_sort *s, struct span key, struct span payload, struct err *e);

/* After the last one. */
int import_sort_finish(struct import_sort *s, struct err *e);

/*
 * 1: the next record; 0: no more; -1.  Both are followed by a NUL and live until
 * the next call.
 */
int import_sort_next(
    struct import_sort *s, struct span *key, struct span *payload, struct err *e);

#endif
