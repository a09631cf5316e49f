/*
 * preview_serve - an issue in the web browser while it is written: the page looks
 * again by itself when a file of the issue changes.
 */
#ifndef CLI_PREVIEW_SERVE_H
#define CLI_PREVIEW_SERVE_H

#include "cli/cmd.h"

/*
 * Answer at the address of --listen, else at a free port of this machine, until an
 * end is asked for.  What is wrong with the issue is shown in the page; only an issue
 * that is not there at the start is a failure.  The address has a secret in it: a
 * copy has a subscriber's data, and other people may be on this machine.
 */
int preview_serve(struct ctx *c, const struct args *a, struct err *e);

#endif
