/*
 * pager - long text on a terminal, a page at a time; elsewhere as it is.
 */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include "cli/out.h"
#include "util/str.h"

/*
 * Show text through $PAGER, else less, when standard output is a terminal and
 * $PAGER is neither "" nor "cat"; harmless as out_raw makes it.  Whoever leaves the
 * pager early has seen enough: no error.  A pager that cannot be run is no reason
 * to show nothing.  Nothing with --json.
 */
void pager_show(struct out *o, struct span text);

#endif
