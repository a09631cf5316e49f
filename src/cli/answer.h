/*
 * answer - whole answers that several commands give.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/out.h"

/* How many, alone: a line with the number, or {"count":…}. */
void answer_count(struct out *o, int64_t n);

/* What became of the thing called name: for programs alone, people typed it. */
void answer_outcome(struct out *o, const char *name, const char *outcome);

#endif
