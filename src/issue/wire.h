/*
 * wire - the last look at a finished message.  Pure.
 */
#ifndef ISSUE_WIRE_H
#define ISSUE_WIRE_H

#include "util/str.h"

/*
 * Assert what the sending relies on (MAIL.md §1): every octet is printable
 * ASCII, TAB, or part of CR LF; no line is over 998 octets or begins with "."
 * or "From "; the end is CR LF.  Anything else is a bug of ours, and mailing it
 * would be worse than stopping: another program could take part of one message
 * for a second one.
 */
void wire_assert(struct span message);

#endif
