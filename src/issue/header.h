/*
 * header - the one writer of header fields (RFC 5322 §2.2, §3; RFC 2047).  Pure.
 *
 * Each function appends one whole field, CR LF included: ASCII, folded only
 * where there is white space, at most 78 columns where that can be had and
 * never more than 998.  A value with a control character (CR, LF, NUL, …) is
 * refused with ERR_DATA: whoever merges data into one replaces them before.
 * On failure nothing is appended.
 */
#ifndef ISSUE_HEADER_H
#define ISSUE_HEADER_H

#include "util/buf.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

#define HEADER_LINE_MAX 998 /* octets without CR LF, RFC 5322 §2.1.1 */
#define HEADER_LINE_AIM 78
#define HEADER_WORD_MAX 75         /* an encoded word, RFC 2047 §2 */
#define HEADER_ENCODED_LINE_MAX 76 /* a line with one */

/* Free text: Subject and its like.  Encoded words where it is not plain ASCII. */
int header_text(struct buf *out, const char *name, const char *value, struct err *e);

/*
 * A mailbox: an atom, quoted or encoded display name ("": none) and an address,
 * which is ASCII (A-label domain).
 */
int header_mailbox(struct buf *out, const char *name, const char *display,
    const char *address, struct err *e);

/* A display name before something in angle brackets: List-Id (RFC 2919). */
int header_phrase(struct buf *out, const char *name, const char *display,
    const char *bracketed, struct err *e);

/* A value that has its final form: ASCII, folded at blanks. */
int header_raw(struct buf *out, const char *name, const char *value, struct err *e);

/* RFC 5322 §3.3, the machine's zone. */
int header_date(struct buf *out, const char *name, int64_t utc, struct err *e);

#endif
