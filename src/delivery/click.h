/*
 * click - a link of a copy is followed, or the copy is opened.
 *
 * Owns the table click.  A copy has its links as "ID/NUMBER", by the short id of the
 * delivery (ids.h) and the number of the link: where it leads is what is stored of that
 * issue, never what somebody wrote into an address.  Who has seen such a link can make
 * no other, and can leave nobody's list with it.
 *
 * All are counted; those that no person made are marked: what the visitor says of
 * itself (web/agent.h), what comes before a person can have read the message, and a
 * program that follows one link after the other, with what it did before.
 */
#ifndef DELIVERY_CLICK_H
#define DELIVERY_CLICK_H

#include "delivery/issue.h"
#include "delivery/track.h"
#include "io/db.h"
#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define CLICK_AGENT_MAX 200   /* octets that are kept of a User-Agent */
#define CLICK_SOON_SECONDS 10 /* behind the moment in which the relay took the copy */
#define CLICK_BURST_SECONDS 5 /* in which so many links are not read */
#define CLICK_BURST_LINKS 3
#define CLICK_BURST_MOST 50    /* clicks of a copy that are looked at, the last ones */
#define CLICK_VISIT_SECONDS 60 /* for which it is known whose copy it was */

struct click_target {
	int64_t delivery, issue, list, contact;
	int64_t link;    /* 0: the copy is opened */
	const char *url; /* in the arena given; "" with link 0 */
	enum track_mode mode;
	bool early; /* the copy has not left, or only just */
};

/* 1: found; 0: no copy has this link; -1.  number NULL: the copy itself. */
int click_find(struct click_target *out, struct db *db, const char *id,
    const char *number, int64_t now, struct arena *a, struct err *e);

struct click {
	const char *agent; /* User-Agent; any bytes */
	bool machine;      /* it says so */
	bool anonymous;    /* whose copy it is may not be known, not for a moment */
	int64_t now;
};

/*
 * Count it, in a transaction of its own.  The contact is kept when the issue is sent
 * with TRACK_CONTACTS and the field that the setting track.consent names says yes.
 */
int click_record(struct db *db, struct settings *settings, const struct click_target *t,
    const struct click *c, struct err *e);

/* Forget whose copies they were that were followed more than a minute ago.  Where there
 * are none it needs no lock. */
int click_settle(struct db *db, int64_t now, struct err *e);

/* Of an issue: all, and those of people. */
struct click_sums {
	int64_t clicks, human_clicks, opens, human_opens;
};
int click_sum(struct click_sums *out, struct db *db, int64_t issue, struct err *e);

/* Each link of a stored issue, as it leads now. */
struct click_link {
	int64_t number, clicks, human_clicks;
	const char *name, *url;
	bool tracked; /* else it stands in the copies itself, and nothing is known */
};
int click_each_link(struct db *db, int64_t issue,
    int (*each)(void *arg, const struct click_link *link, struct err *e), void *arg,
    struct err *e);

/*
 * From now on the link of this name, or number, leads to url, in all copies that there
 * are; in a transaction of its own, with an event.  ERR_NOTFOUND: there is no such link,
 * or there are several of the name; ERR_CONFLICT: copies have the address itself.
 */
int click_mend(struct db *db, const struct issue *issue, const char *name,
    const char *url, int64_t now, struct err *e);

#endif
