/*
 * whom - whom an issue goes to, as typed: -l, --where, --exclude.  For the commands
 * that send or say who would be sent to.
 */
#ifndef CLI_WHOM_H
#define CLI_WHOM_H

#include "cli/cmd.h"
#include "delivery/recipients.h"

/*
 * Put into *r what the options say; what they do not say stays as it is in *r.
 * Without any list the default one is meant.  An empty value of --where or
 * --exclude takes away what was there.  conditions: the command has these two.
 *
 * Fails with ERR_NOTFOUND (a list) or ERR_DATA (an expression).
 */
int whom_read(struct recipients *r, struct ctx *c, const struct args *a, bool conditions,
    struct err *e);

#endif
