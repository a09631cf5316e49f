/*
 * site - the public pages: a request comes in as a value, a response goes out.
 *
 * Knows neither sockets nor CGI: cli/serve.c and cli/cgi.c are its doors.  GET and
 * HEAD change nothing that is stored: scanners open every link.  POST changes what
 * its token is for, in one short transaction.  Nothing needs a cookie: the token in
 * the address is the authority.
 */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "delivery/mirror.h"
#include "io/clock.h"
#include "io/db.h"
#include "io/http.h"
#include "io/random.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>

#define SITE_BODY_MAX 65536 /* bytes of a request's body that a door lets in */

struct site {
	struct db *db; /* for writing where site_writes says so, else for reading */
	struct settings *settings;
	const struct clock *clock;
	struct random *random;
	struct mirror_shelf *shelf; /* of issues that were looked at */
};

/* May the answer change what is stored? */
bool site_writes(const struct http_request *r);

/*
 * Answer: *out is filled in every case, with texts of a or of the program.  The
 * return value is what the access log calls it ("unsubscribe"): no token, no address.
 * Trouble on our side is in e too, for the log of errors; then the answer is 500, or
 * 503 when it may pass.
 */
const char *site_answer(const struct site *s, const struct http_request *r,
    struct http_response *out, struct arena *a, struct err *e);

#endif
