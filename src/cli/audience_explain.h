/*
 * audience_explain - why one person would get an issue, or would not, in words.
 */
#ifndef CLI_AUDIENCE_EXPLAIN_H
#define CLI_AUDIENCE_EXPLAIN_H

#include "cli/cmd.h"
#include "delivery/recipients.h"

/* Print it.  Fails with ERR_DATA (no address) or ERR_NOTFOUND (nobody's). */
int audience_explain_print(
    struct ctx *c, const struct recipients *r, const char *email, struct err *e);

#endif
