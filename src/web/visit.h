/*
 * visit - one request that is being answered: what every page works with.
 *
 * A page is a function that looks at the visit and fills v->out; when it fails
 * (-1 and an error), web/site.c answers for it that there is trouble.
 */
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include "io/http.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/lang.h"
#include "web/path.h"
#include "web/site.h"

struct visit {
	const struct site *site;
	const struct http_request *request;
	const char
	    *path[PATH_PARTS_MAX]; /* its parts; the first says which page, "" for "/" */
	int nparts;
	const char *base; /* the path of base-url, without a "/" at its end: "" */
	int64_t list;     /* that the page is about: page_about */
	struct lang lang; /* what the page speaks */
	bool lang_asked;  /* the browser asks for that one */
	struct http_response *out;
	struct err failure;  /* a page could not be made: there is trouble, after all */
	struct err warning;  /* what the log should say though there is an answer */
	bool unstored;       /* nothing can be stored now, not even a click */
	struct arena *arena; /* of this visit */
};

int unsubscribe_visit(struct visit *v, struct err *e);
int preferences_visit(struct visit *v, struct err *e);
int confirm_visit(struct visit *v, struct err *e);
int subscribe_visit(struct visit *v, struct err *e);
int mirror_visit(struct visit *v, struct err *e);
int picture_visit(struct visit *v, struct err *e);
int archive_visit(struct visit *v, struct err *e);
int robots_visit(struct visit *v, struct err *e);
int logo_visit(struct visit *v, struct err *e);
int click_visit(struct visit *v, struct err *e);
int open_visit(struct visit *v, struct err *e);
int home_visit(struct visit *v, struct err *e);
int health_visit(struct visit *v, struct err *e);

#endif
