/*
 * precheck - what can be known before sending, and needs more than the issue: its
 * readers, the settings, the network, other programs.  What needs the issue alone
 * is issue/check.h.
 *
 * One idea a file, precheck_WHAT.c; what they can say is in issue/finding_code.h.
 * Each adds to the findings and fails only when it could not look.  Only reads.
 */
#ifndef DELIVERY_PRECHECK_H
#define DELIVERY_PRECHECK_H

#include "delivery/compose.h"
#include "delivery/recipients.h"
#include "people/setting.h"

struct precheck {
	struct db *db;
	struct settings *settings; /* of the issue */
	const char *name;          /* of the issue */
	const struct source *source;
	const struct letter *letter;
	struct compose *compose; /* NULL: the issue has mistakes, there are no copies */
	const struct recipients *to;
	int64_t now;          /* UTC seconds */
	int64_t expect;       /* readers, once precheck_readers has counted them */
	bool nobody_is_wrong; /* it should have readers now */
	struct findings *findings;
	/* How far it is: done of total (0: nobody knows); NULL: nobody wants to know. */
	void (*progress)(void *arg, int64_t done, int64_t total);
	void *arg;
};

/*
 * Would anybody get it, and how many fewer than the issue before it; where copies
 * would have a hole because a field is empty (one pass over the readers, with one
 * of them in memory); was the same sent under another name.
 */
int precheck_readers(struct precheck *p, struct err *e);

/*
 * Do receivers believe the sender: From, MAIL FROM, DKIM; is there a relay, and are
 * the pages encrypted?  After precheck_readers: much mail is asked for more.
 */
int precheck_sender(struct precheck *p, struct err *e);

/* Are there settings that do nothing as they are, such as those about pages without
 * base-url? */
int precheck_settings(struct precheck *p, struct err *e);

/* Does the DNS have what receivers look for: SPF, DKIM, DMARC, MX (dns_plan.h)? */
int precheck_dns(struct precheck *p, struct err *e);

/*
 * What is behind its links and the pictures that are not its own: each address once,
 * 200 at the most, none with a merge tag in it.  allow_private: also addresses that
 * are not of the internet (io/fetch.h).
 */
void precheck_online(struct precheck *p, bool allow_private);

/*
 * What SpamAssassin makes of the copy for this reader.  That it is not installed, or
 * gives no answer, is a finding.
 */
int precheck_spam(struct precheck *p, const struct due *reader, struct err *e);

#endif
