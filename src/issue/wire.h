/*
 * wire - the last look at what a message is made of.  Pure.
 */
#ifndef ISSUE_WIRE_H
#define ISSUE_WIRE_H

#include "util/str.h"

/*
 * Assert what the sending relies on (MAIL.md §1) of a piece that begins a line:
 * every octet is printable ASCII, TAB, or part of CR LF; no line is over 998
 * octets or begins with "." or "From ".  Anything else is a bug of ours, and
 * mailing it would be worse than stopping: another program could take part of
 * one message for a second one.
 *
 * A message is made of such pieces alone, each on lines of its own, so they are
 * asserted where they come into being: a static span once, for all its copies.
 */
void wire_assert(struct span piece);

#endif
