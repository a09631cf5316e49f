/*
 * import_person - all records of one address in a file, put together.
 *
 * The first makes the person, later ones lay their values over it; the earliest
 * date stays, and the strongest state.  Reads no database.
 */
#ifndef PEOPLE_IMPORT_PERSON_H
#define PEOPLE_IMPORT_PERSON_H

#include "people/address.h"
#include "people/field_value.h"
#include "people/import_row.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "util/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_PERSON_ALIASES 64

/* How a record compares with those before it. */
enum import_echo {
	IMPORT_FIRST,
	IMPORT_ECHO, /* nothing new */
	IMPORT_NEWS,
	IMPORT_WISH /* would mail somebody who, as another one says, wants none */
};

struct own_person; /* import_own_person.h */

struct import_record {
	size_t line;
	enum import_echo echo;
};

struct import_person {
	struct address address;     /* as in the first record */
	enum import_state state;    /* the strongest */
	bool left;                  /* any record says so: then for all lists */
	int64_t since;              /* the earliest */
	const char *source;         /* of the first record that says one */
	struct field_values values; /* the last that are not empty */
	uint32_t lists[IMPORT_LISTS_MAX];
	size_t nlists;
	const char *aliases[IMPORT_PERSON_ALIASES];
	size_t naliases;
	struct own_person *own;     /* of an export: instead of the lists; else NULL */
	struct import_record *list; /* each record, in the order of the file */
	size_t records, size;
};

/* Would somebody of this state be mailed, once they have confirmed? */
bool import_wants_mail(enum import_state s);

/* Begin with the person of this record, before it is added.  Strings are kept in
 * arena a. */
void import_person_begin(struct import_person *p, const struct import_row *row,
    const struct fields *fields, struct arena *a);

void import_person_add(
    struct import_person *p, const struct import_row *row, struct arena *a);

/* Of a new contact: neither yes nor no is no, as nothing else is known. */
void import_person_default(struct import_person *p, const struct import_head *head);

/* What the person should be on a list, before what they are there. */
enum subscription_state import_person_wants(const struct import_person *p);

/* Why they get no mail, whatever they are on. */
enum suppression_reason import_person_reason(const struct import_person *p);

/* Is there more of them than a contact and subscriptions?  Its rows need the
 * contact's. */
bool import_person_has_more(const struct import_person *p);

/* How many records are of this kind. */
int64_t import_person_count(const struct import_person *p, enum import_echo echo);

#endif
