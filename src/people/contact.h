/*
 * contact - a person: an address and what is known about them.
 *
 * Reads and writes the table contact.  Which lists they are on is subscription;
 * whether they may be mailed at all is suppression.
 */
#ifndef PEOPLE_CONTACT_H
#define PEOPLE_CONTACT_H

#include "io/db.h"
#include "people/address.h"
#include "people/field.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct contact {
	int64_t id;
	const char *address, *key;
	bool eai;
	const char *fields; /* JSON object */
	const char *language;
	int64_t added; /* UTC seconds */
	const char *source;
	const char *suppressed; /* "", or why nothing may be mailed: bounced, … */
};

/* FIELD=VALUE of a command line; an empty value takes the field away. */
struct assignment {
	const char *name, *value;
};

/* Cut "FIELD=VALUE"; ERR_USAGE when there is no "=". */
int assignment_parse(
    struct assignment *out, const char *text, struct arena *a, struct err *e);

/* Whose address is it, in any spelling?  ERR_DATA: it is no address;
 * ERR_NOTFOUND: nobody's. */
int contact_find(struct contact *out, struct db *db, const char *address, struct arena *a,
    struct err *e);

/* By the key of a parsed address: 1, 0 (nobody's) or -1. */
int contact_by_key(
    struct contact *out, struct db *db, const char *key, struct arena *a, struct err *e);
int contact_by_id(
    struct contact *out, struct db *db, int64_t id, struct arena *a, struct err *e);

/* Add one; the caller knows that the key is free and holds a transaction. */
int contact_add(struct db *db, const struct address *address, const char *fields_json,
    int64_t added, const char *source, int64_t *id, struct err *e);

/* contact.fields with the assignments made, checked against the definitions:
 * ERR_NOTFOUND (no such field, near ones named) or ERR_DATA (another type). */
int contact_assign(const char **out, struct db *db, const char *fields_json,
    const struct assignment *list, size_t n, struct arena *a, struct err *e);

/*
 * Set fields, with an event; *changed says whether anything was different.  c is
 * up to date afterwards.  contact_store_fields is for callers that hold a
 * transaction, contact_set_fields makes its own.
 */
int contact_store_fields(struct contact *c, struct db *db, const struct assignment *list,
    size_t n, int64_t now, const char *source, struct arena *a, bool *changed,
    struct err *e);
int contact_set_fields(struct contact *c, struct db *db, const struct assignment *list,
    size_t n, int64_t now, const char *source, struct arena *a, bool *changed,
    struct err *e);

/* The same for the language, a tag such as "fr", in a transaction of the caller. */
int contact_store_language(struct contact *c, struct db *db, const char *language,
    int64_t now, const char *source, struct err *e);

#endif
