/*
 * preferences - what a person sees and changes by themselves: what is known about them,
 * their language, their lists, a pause.
 *
 * Fields are those that the setting preferences.fields of their lists names, else those
 * that are parts of a name.  Nobody comes on a list by this alone: a list that they are
 * not on is shown, where it is public or they left it here less than a day ago, to those
 * who have just shown that the address is theirs; when they choose it, that is a
 * confirmed subscription.  Others, to whom a copy may have been passed on, see of their
 * lists those that its issue was sent to.
 *
 * A pause is one of all lists: one that is joined here meanwhile pauses like the others.
 * Who subscribes to a list elsewhere asked for its mail, and gets it.
 */
#ifndef DELIVERY_PREFERENCES_H
#define DELIVERY_PREFERENCES_H

#include "io/db.h"
#include "io/random.h"
#include "people/field.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PREFERENCES_FIELDS_MAX 24
#define PREFERENCES_LISTS_MAX 60
#define PREFERENCES_VALUE_MAX 1000            /* bytes of a field's value */
#define PREFERENCES_SOURCE "preferences page" /* what events of changes made here say */

struct preference_field {
	const char *name;
	enum field_type type;
	const char *value; /* as a person types it, "" for none */
};

struct preference_list {
	int64_t id;
	const char *name;
	bool on;
};

struct preferences {
	int64_t contact; /* 0: nobody's */
	int64_t issue;   /* of the guest */
	const char *address, *language;
	bool proven; /* of the guest, and they are not blocked */
	struct preference_field *fields;
	size_t nfields;
	struct preference_list *lists; /* the first ones, by name */
	size_t nlists;
	int64_t paused_until; /* UTC seconds; 0: not */
};

/* Whose they are, and how it is known. */
struct preferences_guest {
	int64_t contact;
	int64_t issue; /* whose token they have; 0: none's */
	bool proven;   /* they have just shown that the address is theirs */
};

/* What this guest sees; what is nobody's, or was forgotten, has nothing in it.  All of
 * it is in a. */
int preferences_load(struct preferences *out, struct db *db, struct settings *settings,
    const struct preferences_guest *g, int64_t now, struct arena *a, struct err *e);

/* What is to be as it says; all that is not in it stays. */
struct preferences_wish {
	const char **values;  /* one a field of what was shown; NULL: as it is */
	const char *language; /* a tag; NULL: as it is */
	const bool *on;       /* one a list of what was shown */
	bool leaves;          /* off every list, those too that were not shown */
	bool pauses;          /* paused_until is wished, 0 for no pause; else as it is */
	int64_t paused_until;
	struct random *random; /* for the record of a consent */
	int64_t now;
};

/*
 * Change it, in one transaction, with an event of what is different.  shown is what
 * preferences_load said when the wish was made.  1: done; 0: a value does not fit its
 * field, whose name is in *wrong, and nothing has changed; -1.
 */
int preferences_save(struct db *db, const struct preferences *shown,
    const struct preferences_wish *wish, const char **wrong, struct arena *a,
    struct err *e);

#endif
