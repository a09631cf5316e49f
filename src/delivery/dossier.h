/*
 * dossier - all that is stored on one person, from every table.  Only reads.
 *
 * The sections are a table of statements; what they find is handed to a sink a
 * value at a time, so that memory does not depend on how much there is.  No other
 * person's data is among it.  What schema.sql marks as personal is here:
 * tests/cli/dossier.t compares.
 */
#ifndef DELIVERY_DOSSIER_H
#define DELIVERY_DOSSIER_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Whose it is: perhaps no contact, but an address that is blocked, or that a test
 * copy went to. */
struct dossier_person {
	int64_t contact; /* 0: none */
	const char *address, *key;
};

/* Fails with ERR_DATA (no address) or ERR_NOTFOUND (nothing is stored on it). */
int dossier_find(struct db *db, const char *address, struct arena *a,
    struct dossier_person *out, struct err *e);

enum dossier_type {
	DOSSIER_NULL,
	DOSSIER_TEXT, /* may be any bytes */
	DOSSIER_NUMBER,
	DOSSIER_BOOL,
	DOSSIER_TIME, /* UTC seconds */
	DOSSIER_JSON
};

struct dossier_value {
	const char *name; /* as in JSON: "since" */
	enum dossier_type type;
	struct span text;
	int64_t number; /* of NUMBER, BOOL, TIME */
};

struct dossier_section {
	const char *name; /* as in JSON: "deliveries" */
	bool single;      /* one row at most */
	enum sql sql;
};

/* Called in turn; values live until the call returns. */
struct dossier_sink {
	void (*section)(void *arg, const struct dossier_section *s);
	void (*row)(void *arg);
	void (*value)(void *arg, const struct dossier_value *v);
	void (*row_end)(void *arg);
	void (*section_end)(void *arg, const struct dossier_section *s, int64_t rows);
	void *arg;
};

/* Everything, as of one moment. */
int dossier_write(struct db *db, const struct dossier_person *p,
    const struct dossier_sink *sink, struct err *e);

#endif
