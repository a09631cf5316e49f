/*
 * import_parts - what a cell holds beside one value: "Name <address>", and a JSON
 * object, whose keys are columns of their own.  Reads no database.
 */
#ifndef PEOPLE_IMPORT_PARTS_H
#define PEOPLE_IMPORT_PARTS_H

#include "people/import_head.h"
#include "util/arena.h"
#include "util/csv.h"
#include "util/err.h"
#include "util/str.h"

#include <stddef.h>

/* The address in "Name <address>", "address ::: another"; otherwise all of it. */
struct span import_parts_address(struct span cell);

enum import_part_kind {
	IMPORT_PART_TEXT,
	IMPORT_PART_NUMBER,
	IMPORT_PART_LIST,  /* its items, ";" between them */
	IMPORT_PART_BROKEN /* the cell is no JSON object: no key, no value */
};

struct import_part {
	size_t parent;   /* which column */
	const char *key; /* of JSON, "a.b" for one in an object within; "" is a name */
	enum import_part_kind kind;
	struct span value; /* not empty */
};

/* Every part of a record, in arena a; -1 when each returns that. */
int import_parts_each(const struct import_head *h, const struct csv_record *r,
    struct arena *a, int (*each)(void *arg, const struct import_part *p, struct err *e),
    void *arg, struct err *e);

/* The column of this part; -1: none. */
int import_parts_column(const struct import_head *h, const struct import_part *p);

#endif
