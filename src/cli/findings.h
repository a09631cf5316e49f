/*
 * findings - what is wrong with an issue, shown: in brief while something else is
 * done (send, preview), or as the answer itself (check).
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "cli/cmd.h"
#include "issue/finding.h"

/* On standard error, a line each; with -q the errors alone. */
void findings_complain(const struct ctx *c, const struct findings *f);

/* The errors alone. */
void findings_complain_errors(const struct ctx *c, const struct findings *f);

/*
 * On standard output, in the order of their places; for people with why and what
 * to do at the first of each code, and the sums at the end.
 */
void findings_show(const struct ctx *c, const char *issue, struct findings *f);

#endif
