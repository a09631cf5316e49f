/*
 * compose - an issue and a contact become a message: where people and issue
 * meet.
 *
 * Gives the letter its vocabulary (the fields there are), its identity (the
 * settings), and each copy its values, addresses, token and dates.
 */
#ifndef DELIVERY_COMPOSE_H
#define DELIVERY_COMPOSE_H

#include "delivery/issue.h"
#include "delivery/ledger.h"
#include "delivery/signing.h"
#include "io/clock.h"
#include "io/random.h"
#include "issue/letter.h"
#include "people/address.h"
#include "people/setting.h"

struct compose;

/* A page for everybody: what differs in it from a message.  "": nothing. */
struct compose_page {
	const char *mirror;      /* its own address */
	const char *leave;       /* where its links to leave, and to preferences, lead; in
				  * a text they name the first of the public pages */
	const char *pictures;    /* stands before the name of each; "": as in messages */
	const char *head, *body; /* HTML without merge tags, put first into those */
};

struct compose_options {
	struct db *db;
	struct settings *settings; /* of the issue (issue_settings.h), while compiling */
	const struct clock *clock;
	struct random *random;
	struct letter *letter; /* of letter_read, with the same findings */
	struct source *source; /* which it was read from */
	const char *name;      /* of the issue */
	const char *where;     /* who of its lists gets it; "": all */
	int64_t now;           /* UTC seconds: when it was made */
	const char *subject;   /* send --subject; "": the issue's own */
	const char *from;      /* the sender it was queued under; "": the setting's */
	const struct issue_list *list; /* whose name and settings it goes under */
	int64_t issue;                 /* that is stored; 0: none is */
	struct track track;            /* of one that is stored: its links are */
	/* To be looked at, not sent: fields that it names and that are gone have no value,
	 * and pictures are on the web where there is one. */
	bool on_web;
	const struct compose_page *page; /* with on_web; NULL: its reader's own copy */
};

/*
 * Compile the issue.  Findings go to f, in whose arena they and the letter
 * live.  Fails with ERR_DATA when the issue has mistakes (then f has errors) or
 * nobody's copy can be made (a subject of 9 KB), and with ERR_CONFIG when a setting is missing that every message needs.
 */
int compose_new(struct compose **out, const struct compose_options *o, struct findings *f,
    struct err *e);

/*
 * The same for an issue that is stored: letter, subject, sender and list are its own,
 * and what its file sets is laid above o's settings.  Its text lives in f's arena too.
 */
int compose_stored(struct compose **out, struct compose_options o,
    const struct issue *issue, struct findings *f, struct err *e);

/* NULL is accepted. */
void compose_free(struct compose *c);

const struct letter *compose_letter(const struct compose *c);

/* The address in From. */
const char *compose_sender(const struct compose *c);

/* What the names of its templates stand for in the copy for d, until the next call
 * about another. */
int compose_bind(
    struct compose *c, const struct due *d, struct bindings *out, struct err *e);

/*
 * With which keys its copies are signed.  Fails, as signing_load did, where they
 * cannot be: the letter may be looked at then, and not sent.
 */
int compose_signing(const struct compose *c, const struct signing **out, struct err *e);

/* The message for d, as it is sent, into out, which is empty. */
int compose_write(struct compose *c, const struct due *d, struct buf *out, struct err *e);

/* The same for whoever signs it later: last, over the very bytes.  It shares pieces with
 * the letter: c must outlive it. */
int compose_write_unsigned(
    struct compose *c, const struct due *d, struct pieces *out, struct err *e);

/* As compose_write, merged as d, but addressed to another and with its subject marked. */
int compose_write_test(struct compose *c, const struct due *d, const struct address *to,
    struct buf *out, struct err *e);

/* In the caller's transaction, for a copy of an issue that is not stored: its hosted
 * pictures are where the pages take them from. */
int compose_keep_pictures(const struct compose *c, int64_t now, struct err *e);

/* What d's reader sees in a browser, HTML or, of an issue that is a text, that; there is
 * no way to leave in it. */
int compose_write_page(struct compose *c, const struct due *d, struct buf *out,
    bool *is_html, struct err *e);

/* One part of it, decoded, as its reader gets it; the pictures of the issue are put into
 * the HTML, so that it can be looked at here. */
enum compose_part { COMPOSE_TEXT, COMPOSE_HTML, COMPOSE_SUBJECT, COMPOSE_PREHEADER };
int compose_write_part(struct compose *c, const struct due *d, enum compose_part part,
    struct buf *out, struct err *e);

#endif
