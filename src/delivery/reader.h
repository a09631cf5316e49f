/*
 * reader - a contact as a letter sees them: the fields as a vocabulary, one
 * person's as values.  EMAIL is always among them, and the first.
 */
#ifndef DELIVERY_READER_H
#define DELIVERY_READER_H

#include "delivery/ledger.h"
#include "io/db.h"
#include "issue/template.h"
#include "people/field.h"
#include "util/arena.h"

#define READER_EMAIL 0 /* its place in the vocabulary */

struct reader {
	struct vocabulary vocabulary;
	struct fields fields;
	struct value *values;                 /* in the vocabulary's order */
	int first_name, last_name, full_name; /* places in values; -1: there is none */
};

/* Read the definitions of fields; they live in a. */
int reader_init(struct reader *r, struct db *db, struct arena *a, struct err *e);

/*
 * Set values to what d's contact has; texts live in scratch.  Fails with ERR_DATA
 * when that is damaged: another program may have written it.
 */
int reader_read(
    struct reader *r, const struct due *d, struct arena *scratch, struct err *e);

/* First and last name, or the full one, as the To field shows them; "" when there
 * is none. */
const char *reader_name(const struct reader *r, struct arena *scratch);

#endif
