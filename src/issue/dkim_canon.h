/*
 * dkim_canon - the form of a message that a DKIM signature is made over: relaxed
 * canonicalisation (RFC 6376 §3.4.2, §3.4.4), which a relay that folds a field anew
 * or drops a blank does not break.  Pure.
 *
 * Reads any bytes; only CR LF ends a line.
 */
#ifndef ISSUE_DKIM_CANON_H
#define ISSUE_DKIM_CANON_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>

/*
 * The next header field of a message, continuation lines and line end with it;
 * *rest begins behind it.  false: the header is over, and *rest is the body.
 */
bool dkim_canon_next(struct span *rest, struct span *field);

/* The name of a field, as it is written; empty where it has none. */
struct span dkim_canon_name(struct span field);

/* Append the canonical form of a field to out, without its line end. */
void dkim_canon_field(struct span field, struct buf *out);

/* Hand the canonical form of a body to take, in pieces and without copying it:
 * most of them are as long as the body has nothing to change. */
void dkim_canon_body(
    struct span body, void (*take)(void *arg, struct span piece), void *arg);

#endif
