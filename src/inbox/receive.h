/*
 * receive - one mail comes in, and what it asks for is done.
 *
 * Its token is all the power that it has: that of a copy of an issue takes its reader
 * off the lists which the issue was sent to, that of a confirmation puts somebody on
 * one.  Who is said to have sent it counts for nothing.  An answer goes to the person
 * of the token, in their language, once, and never because a program wrote.
 *
 * The same mail may come again: an MTA that was told to try later, a mailbox that is
 * read twice.  Reads and writes the table mail_in, where each is known by a hash.
 * Mail that nothing could be made of is kept there for some days.
 */
#ifndef INBOX_RECEIVE_H
#define INBOX_RECEIVE_H

#include "io/db.h"
#include "io/random.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdint.h>

#define RECEIVE_KEPT_DAYS 30
#define RECEIVE_KEPT_MAX 1000 /* mails that nothing could be made of */

struct receive {
	struct db *db;
	struct settings *settings;
	struct random *random;
	int64_t now; /* UTC seconds */
};

/* What became of it; strings are in the arena. */
struct receipt {
	const char *verdict; /* unsubscribed, confirmed, … : see nlctl-receive(1) */
	const char *address; /* "": nobody's */
	const char *lists;   /* that it was about, ", " between them */
	const char *mute;    /* "", or why an answer that was due cannot be given */
};

/*
 * Take a mail, of which no more than MESSAGE_MAX octets are looked at.  Each step is a
 * transaction; after a failure the same mail may be taken again, and is then not
 * answered twice.
 */
int receive_message(struct receipt *out, const struct receive *r, struct span bytes,
    struct arena *a, struct err *e);

/* What a run does: mail that was kept long enough is removed. */
int receive_sweep(struct db *db, int64_t now, struct err *e);

#endif
