/*
 * site - the public pages: a request comes in as a value, a response goes out.
 *
 * Knows neither sockets nor CGI: cli/serve.c and cli/cgi.c are its doors.  GET and
 * HEAD change nothing that is stored, but that clicks are counted: scanners open every
 * link.  POST changes what its token is for, in one short transaction (db_begin …
 * db_commit), of which a busy door makes one for many of them.  Nothing needs a cookie:
 * the token in the address is the authority.
 */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "delivery/click_kept.h"
#include "delivery/mirror.h"
#include "io/clock.h"
#include "io/db.h"
#include "io/http.h"
#include "io/random.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"
#include "web/picture_shelf.h"

#include <stdbool.h>

#define SITE_BODY_MAX 65536 /* bytes of a request's body that a door lets in */

/* For another process that writes: as every command, and what nobody notices. */
#define SITE_PATIENCE_MS DB_PATIENCE_MS
#define SITE_CLICK_PATIENCE_MS 100
#define SITE_RETRY_SECONDS "30" /* who was told that it may pass */

struct page_shelf;

struct site {
	struct db *db; /* for writing where site_writes says so, else for reading */
	struct settings *settings;
	const struct clock *clock;
	struct random *random;
	struct mirror_shelf *shelf; /* of issues that were looked at */
	struct picture_shelf *pictures;
	struct page_shelf *pages;  /* NULL: for one visit, nothing is kept */
	struct click_kept *clicks; /* those that cannot be stored yet: the door does */
	bool *mail; /* set when a message was left in the ledger: the door has it sent */
	/* Called when an answer is final.  name is what the access log calls it
	 * ("unsubscribe"): no token, no address; trouble on our side is for the log of
	 * errors. */
	void (*done)(void *arg, const struct http_exchange *x, const char *name,
	    const struct err *trouble);
	void *arg;
};

/* Empty shelves of its own; the caller fills the rest, before or behind. */
void site_init_shelves(struct site *s);
void site_release_shelves(struct site *s);

/* May the answer change what is stored? */
bool site_writes(const struct http_request *r);

/*
 * Answer n requests that write, or one or more that read: each response is filled, with
 * texts of its arena or of the program; trouble on our side is answered with 500, or
 * 503 when it may pass.  Those that write are stored together, before the return: one
 * that fails harms no other, and where nothing can be stored all of them are told 503,
 * but who would only be counted.
 *
 * While another process writes, those that write are left as they are, to be asked again:
 * up to SITE_PATIENCE_MS, or SITE_CLICK_PATIENCE_MS who would only be counted.
 */
void site_answer(const struct site *s, struct http_exchange *const *all, size_t n);

#endif
