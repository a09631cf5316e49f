/*
 * export - everything that is known of people, as CSV or JSON Lines, without
 * loss: people/import takes it back.  Only reads.
 *
 * Their addresses, languages, fields, subscriptions in every state with date,
 * source and consent, what keeps them from mail, the aliases of their
 * unsubscribe links, and on request their events.  Not in it: what was sent,
 * settings, keys; and addresses that only a hash is kept of.
 *
 * People come in the order of their canonical address, all from one moment (a
 * read transaction).  Memory is that of one person.
 */
#ifndef PEOPLE_EXPORT_H
#define PEOPLE_EXPORT_H

#include "io/db.h"
#include "people/audience.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

enum export_format { EXPORT_CSV, EXPORT_JSONL };

/* ERR_USAGE names them: csv, jsonl. */
int export_format_read(enum export_format *out, const char *name, struct err *e);

/* Whom. */
struct export_filter {
	int64_t list; /* who is or was on it, and of their subscriptions, aliases and
	               * events only what belongs to it or to none; 0: everybody */
	const struct audience *where; /* NULL: no condition */
};

struct export_options {
	enum export_format format;
	struct export_filter filter;
	bool events;
};

struct export_callbacks {
	void *arg;
	/* Takes bytes: 0, or -1 to stop with its own error. */
	int (*write)(void *arg, struct span bytes, struct err *e);
	/* NULL, or told now and then how many of how many people are written. */
	void (*progress)(void *arg, int64_t done, int64_t total);
};

struct export_summary {
	int64_t people;
	/* What is not in it; 0 with a list or a condition. */
	int64_t nameless; /* suppressed addresses that only a hash is kept of */
	int64_t patterns; /* blocked domains */
};

/* Fails as the database, with what write failed with, or with ERR_DATA: somebody
 * has over EXPORT_RECORD_MAX, or a CSV would have over EXPORT_COLUMNS_MAX. */
int export_run(struct db *db, const struct export_options *o,
    const struct export_callbacks *cb, struct export_summary *out, struct err *e);

#endif
