/*
 * check - what a careful reviewer would say of an issue before it is sent.  Pure.
 *
 * Only what can be known of the issue itself; what needs its readers, the DNS or
 * the network is delivery/precheck.h.  A wrong alarm is worse than a miss: who is
 * warned of nothing reads no warning.
 *
 * One idea a file, check_WHAT.c; the table of them is in check.c, and what they
 * can say in finding_code.c.
 */
#ifndef ISSUE_CHECK_H
#define ISSUE_CHECK_H

#include "issue/finding.h"
#include "issue/manuscript.h"
#include "issue/source.h"

#include <stdbool.h>

/* What is known of an issue beside the manuscript.  Strings are "" where absent. */
struct check_facts {
	const char *subject; /* as it is sent: a template */
	const char *from_name, *list_name, *postal_address;
	const char *track;    /* "counts", "contacts": what of clicks is known */
	bool consent;         /* some may have agreed that it is known who clicks */
	const char *language; /* of the list, where it was said */
	const struct source *source; /* the files that it is made of; NULL: not known */
};

/* Look at what was read; findings go to f. */
void check_issue(
    const struct manuscript *m, const struct check_facts *facts, struct findings *f);

#endif
