/*
 * header_param - a parameter of a MIME header field: name=value (RFC 2045 §5.1,
 * RFC 2231).  Pure.
 */
#ifndef ISSUE_HEADER_PARAM_H
#define ISSUE_HEADER_PARAM_H

#include "util/arena.h"
#include "util/buf.h"

/*
 * Append ";", a fold, and name with its value, which is UTF-8 without controls: as a
 * quoted string where it is plain and short, else percent-encoded as UTF-8, in as many
 * numbered pieces as it takes to keep lines short.  A piece holds whole characters.
 */
void header_param_add(struct buf *out, const char *name, const char *value);

/*
 * What value becomes for programs that know no RFC 2231: ASCII, without quotation
 * marks, short, with the extension that it has.
 */
const char *header_param_plain(const char *value, struct arena *a);

#endif
