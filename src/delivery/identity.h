/*
 * identity - who a list's mail comes from and how to leave it: the settings
 * that every message needs, read and checked once.
 */
#ifndef DELIVERY_IDENTITY_H
#define DELIVERY_IDENTITY_H

#include "delivery/issue.h"
#include "issue/letter.h"
#include "people/setting.h"
#include "util/arena.h"

struct leaving {
	const char *base_url;    /* without a final "/"; "": no web pages */
	const char *archive_url; /* the same for the output of archive */
	const char *address;     /* list-address, ASCII, may hold "*"; "": none */
	bool one_click;          /* base_url is https, or on this machine (RFC 8058) */
};

/*
 * from: the sender of an issue that was queued under one; "": the setting.
 * Fails with ERR_CONFIG, naming the settings: no From, neither base-url nor
 * list-address (nobody could leave).
 */
int identity_load(struct identity *out, struct leaving *leaving,
    struct settings *settings, const struct issue_list *list, const char *from,
    struct arena *a, struct err *e);

/* Addresses to leave by, for one token in its canonical text. */
const char *leaving_url(const struct leaving *l, const char *token, struct arena *a);
const char *leaving_mailto(const struct leaving *l, const char *token, struct arena *a);

/* The page of somebody's preferences, by what opens it; "" without base-url. */
const char *leaving_preferences(
    const struct leaving *l, const char *key, struct arena *a);

/* The address to confirm by, of the web or, without base-url, a mailto. */
const char *leaving_confirm(const struct leaving *l, const char *token, struct arena *a);

/*
 * Without base-url: where an answer goes that is itself the confirmation.  The token is
 * in the address or, where list-address has no "*", in the name before it, which mail
 * programs keep.  False with base-url: the way is a link then, and an answer a mail to
 * people.
 */
struct leaving_reply {
	const char *name, *address;
};
bool leaving_confirm_reply(struct leaving_reply *out, const struct leaving *l,
    const char *token, struct arena *a);

#endif
