/*
 * header_word - encoded words: text of any script in an ASCII header (RFC 2047).
 * Pure.
 */
#ifndef ISSUE_HEADER_WORD_H
#define ISSUE_HEADER_WORD_H

#include "util/buf.h"
#include "util/str.h"

/*
 * Append text (valid UTF-8, not empty) as encoded words, in Q or B, whichever
 * is shorter, folded; the line has column octets already.  Each word holds
 * whole characters, and of those in B only the last is padded; blanks between words are inside them, for those outside
 * are dropped on display (RFC 2047 §6.2).  Fit for a phrase too (§5 (3)).
 */
void header_word_add(struct buf *out, struct span text, size_t column);

#endif
