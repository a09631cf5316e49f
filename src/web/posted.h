/*
 * posted - the fields of a form that was sent.  Pure.
 *
 * Both encodings that browsers and mail programs use: a mail program that
 * unsubscribes with one click (RFC 8058) may send either.  Fields are few and small;
 * a file that somebody sends along is a text like any other, or refused.
 */
#ifndef WEB_POSTED_H
#define WEB_POSTED_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define POSTED_FIELDS_MAX 96

struct posted {
	struct {
		const char *name, *value; /* UTF-8, no controls but line ends and tabs */
	} fields[POSTED_FIELDS_MAX];
	size_t n;
};

/*
 * Read a body of this Content-Type: application/x-www-form-urlencoded, or
 * multipart/form-data (RFC 7578).  Texts are in a.  Fails with ERR_DATA: another
 * type, a broken encoding, too many fields.
 */
int posted_read(struct posted *out, const char *type, struct span body, struct arena *a,
    struct err *e);

bool posted_has(const struct posted *p, const char *name);

/* The first field of that name; "": there is none, or it is empty. */
const char *posted_value(const struct posted *p, const char *name);

#endif
