/*
 * fetch - what is behind the links that somebody else wrote.
 *
 * http and https alone, several at once and politely: two of a host at a time.
 * Nothing of this machine goes along: no cookies, no .netrc, no password, no
 * proxy of the environment.  Each address is looked at when it is connected to,
 * after the name was resolved and after each redirect, so that a name that
 * resolves to another one later gains nothing (io/ip.h says which are refused).
 * A server may be slow, endless or hostile: time, octets and redirects have limits.
 */
#ifndef IO_FETCH_H
#define IO_FETCH_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FETCH_REDIRECTS_MAX 5

enum fetch_result {
	FETCH_ANSWERED,    /* status says what */
	FETCH_NOT_WEB,     /* no URL of http or https, a redirect to such, no HTTP */
	FETCH_NO_NAME,     /* there is no such host */
	FETCH_PRIVATE,     /* leads to an address that is not of the internet */
	FETCH_CERTIFICATE, /* who answers does not prove to be the host */
	FETCH_REDIRECTS,   /* more than FETCH_REDIRECTS_MAX */
	FETCH_TOO_LARGE,   /* more octets than were allowed */
	FETCH_TOO_SLOW,    /* not done in time */
	FETCH_UNREACHABLE  /* no connection, or no answer that makes sense */
};

struct fetch {
	/* What is asked for. */
	const char *url;
	bool body; /* its content too: GET; without, HEAD, and GET where HEAD fails */

	/* What came back. */
	enum fetch_result result;
	const char *why;   /* in words, lower case; "" with FETCH_ANSWERED */
	int status;        /* of HTTP; 0 without an answer */
	const char *at;    /* the URL that it came to, after redirects */
	const char *type;  /* Content-Type without parameters, "" when it is not said */
	int64_t size;      /* of the content in octets, as it is said; -1: it is not */
	struct span bytes; /* with body; empty when it failed */
};

struct fetch_options {
	bool allow_private; /* also addresses that are not of the internet */
	size_t max;         /* octets of one body */
	int seconds;        /* for one request, its redirects and all */
	/* After each that is done; NULL: nobody wants to know. */
	void (*progress)(void *arg, size_t done, size_t n);
	void *arg;
};

/* Fetch all n.  What came back is in arena a. */
void fetch_all(
    struct fetch *fetches, size_t n, const struct fetch_options *o, struct arena *a);

#endif
