/*
 * mailer - a process of its own that sends the mail which a page has left in the ledger.
 *
 * No page waits for a relay, and none needs one: the message is stored before the page
 * is answered, so this is `nlctl run`, a little earlier than cron would have called it.
 */
#ifndef CLI_MAILER_H
#define CLI_MAILER_H

#include "io/child.h"

#include <stdbool.h>

struct mailer {
	const char *db_path; /* borrowed */
	bool wanted;         /* a message waits */
	struct child child;
};

void mailer_init(struct mailer *m, const char *db_path);

/*
 * Start it when it is wanted and none runs; one that runs may have looked before the
 * message was there, so another comes after it.  Returns the ms after which to call
 * again, -1: not before it is wanted.  It goes on when we end.
 */
int mailer_turn(struct mailer *m);

#endif
