/*
 * checking - all that can be found in a draft, with what the list says of it: for
 * check and send.
 */
#ifndef CLI_CHECKING_H
#define CLI_CHECKING_H

#include "cli/cmd.h"
#include "cli/draft.h"

/* { 0 } is what is quick and needs nobody else. */
struct checking {
	bool nobody_is_wrong; /* that it has no readers now is a mistake */
	bool online;          /* follow its links */
	bool allow_private;   /* into the own network too */
	bool spam;            /* ask SpamAssassin */
};

/*
 * Look at what draft_load has read, also when it was not compiled for its mistakes:
 * adds to d->findings, and makes errors of what the setting check.errors of its list
 * names.  Fails with ERR_CONFIG when that names what is no code.
 */
int checking_look(
    struct draft *d, struct ctx *c, const struct checking *o, struct err *e);

/* The same without what needs a look at every reader. */
int checking_look_at_issue(struct draft *d, struct ctx *c, struct err *e);

/* Make errors of the findings with these codes; fails with ERR_CONFIG, naming what is
 * no code. */
int checking_harden(struct findings *f, const char *codes, struct err *e);

#endif
