/*
 * field_change - a field gets another name or type, or goes, in all contacts.
 *
 * Writes the table field and rewrites contact.fields, in one transaction of its
 * own: all contacts or none.  A plan goes the same way and writes nothing.
 */
#ifndef PEOPLE_FIELD_CHANGE_H
#define PEOPLE_FIELD_CHANGE_H

#include "people/field.h"

#define FIELD_UNFIT_MAX 8 /* different reasons that are kept apart */

enum field_unfit {
	FIELD_UNFIT_REFUSE, /* nothing changes when a value has no meaning */
	FIELD_UNFIT_EMPTY   /* such a value is taken away */
};

struct field_change {
	/* Asked for. */
	bool plan; /* change nothing, and no unfit value is refused */
	enum field_unfit unfit_is;
	void (*progress)(void *arg, int64_t done, int64_t total); /* NULL: none */
	void *arg;

	/* What it came to.  No value of anybody is in it. */
	struct field before;  /* its definition as it was; name in the caller's arena */
	int64_t values;       /* that contacts have in this field */
	int64_t unfit;        /* of them: without a meaning in the new type */
	struct field_reason { /* why not, the first that were met */
		const char *why;
		int64_t values;
	} reasons[FIELD_UNFIT_MAX];
	size_t nreasons;
};

/*
 * Each fails with ERR_NOTFOUND when there is no field of this name, naming a near
 * one, and then nothing has changed.  field_rename: ERR_CONFLICT when the new name
 * is taken, ERR_DATA when it will not do.  field_retype: ERR_DATA when values are
 * unfit and that is refused.  Strings of the result are in arena a.
 */
int field_rename(struct field_change *f, struct db *db, const char *name, const char *to,
    struct arena *a, struct err *e);
int field_drop(struct field_change *f, struct db *db, const char *name, struct arena *a,
    struct err *e);
int field_retype(struct field_change *f, struct db *db, const char *name,
    enum field_type type, struct arena *a, struct err *e);

#endif
