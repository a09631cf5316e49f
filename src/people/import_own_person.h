/*
 * import_own_person - what an export of our own says of a person beyond their address
 * and fields: each subscription with its state, date, source and consent; what
 * keeps them from mail; aliases; events.  Reads no database.
 *
 * The JSON is that of a line of an export (export_format.h).  Between checking a
 * record and storing it, import_sort keeps these parts as such JSON.
 */
#ifndef PEOPLE_IMPORT_OWN_PERSON_H
#define PEOPLE_IMPORT_OWN_PERSON_H

#include "io/random.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "util/arena.h"
#include "util/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OWN_NO_LIST SIZE_MAX
#define OWN_NO_TIME INT64_MIN

/* Lists are indices of the names that own_person_read was given. */
struct own_subscription {
	size_t list;
	enum subscription_state state;
	int64_t since, paused_until, confirm_expires; /* UTC seconds */
	const char *source;
	const char *asked, *consent; /* JSON, "" for none */
	bool has_token;
	unsigned char token[UUID_SIZE];
};

struct own_event {
	int64_t at;
	const char *kind, *source;
	const char *issue;  /* its name, or "" */
	const char *detail; /* JSON object, or NULL */
	const char *named;  /* the same with the issue's name in it */
	size_t list;        /* or OWN_NO_LIST */
};

struct own_person {
	const char *language;
	enum suppression_reason reason; /* SUPPRESSION_NONE: nothing keeps them */
	int64_t suppressed_since;
	const char *suppressed_source;
	struct own_subscription *subscriptions;
	size_t nsubscriptions;
	const char **aliases; /* of unsubscribe links of a former system */
	size_t naliases;
	struct own_event *events;
	size_t nevents;
};

/*
 * Read the members of root that are ours; email, added, source and fields are the
 * caller's and may be there.  names: of all lists that the export defines.
 * Everything belongs to arena a.
 *
 * Fails with ERR_DATA that names the member, never a value.
 */
int own_person_read(struct own_person *out, const json_t *root, const char *const *names,
    size_t nnames, struct arena *a, struct err *e);

/* The same from text that own_person_text made: it cannot be wrong. */
void own_person_parse(struct own_person *out, const char *text, const char *const *names,
    size_t nnames, struct arena *a);
const char *own_person_text(const json_t *root, struct arena *a);

/* Has the object only members that are known?  Nothing is lost without a word:
 * ERR_DATA names what is not. */
int own_members(const json_t *object, const char *what, const char *const *known,
    size_t n, struct err *e);

/* A date as exports write them; ERR_DATA names the member. */
int own_time(int64_t *out, const json_t *v, const char *name, struct err *e);

#endif
