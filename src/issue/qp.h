/*
 * qp - quoted-printable, made to be put together from pieces (RFC 2045 §6.7).
 * Pure.
 *
 * A piece (a static span, a merged value) is encoded on its own, as if it
 * stood at column 0, and pieces are joined by a soft line break.  So a span is
 * encoded once for a million copies, and no line can ever begin with "." or
 * "From ": dot-stuffing has nothing to do.
 */
#ifndef ISSUE_QP_H
#define ISSUE_QP_H

#include "util/buf.h"
#include "util/pieces.h"
#include "util/str.h"

#define QP_LINE_MAX 76 /* octets, "=" of a soft break included */

/*
 * Append piece, encoded.  CR LF, CR and LF each become one hard CR LF.  Space
 * and TAB before a hard break or at the end of the piece are encoded, a "." or
 * "From " at the start of a line too.  A soft break never splits a code point.
 */
void qp_encode(struct buf *out, struct span piece);

/*
 * Make out ready for another piece: a soft break, unless nothing was written
 * since the offset start or the last bytes are CR LF.
 */
void qp_join(struct pieces *out, size_t start);

#endif
