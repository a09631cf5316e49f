/*
 * dns - questions to the DNS (c-ares): all at once, and no longer than one waits.
 *
 * Asks the servers of the system, or one that is named: tests have their own.  Names
 * are asked as they stand, without the search domains of this machine.
 */
#ifndef IO_DNS_H
#define IO_DNS_H

#include "util/arena.h"
#include "util/err.h"

#include <stddef.h>

#define DNS_WAIT_MS 5000 /* for all questions together */

enum dns_type {
	DNS_TXT, /* a value is the text, its strings joined (RFC 7208 §3.3) */
	DNS_MX   /* a value is "PREFERENCE HOST" */
};

enum dns_state {
	DNS_FAILED, /* nobody answered, or not in time: why says it */
	DNS_NONE,   /* there is no such name, or no record of this type */
	DNS_FOUND
};

/* Values are printable ASCII: any other byte became a '?'. */
struct dns_answer {
	enum dns_state state;
	const char **values;
	size_t n;
	const char *why; /* of DNS_FAILED, for a person */
};

struct dns;

/* server "": the system's; else ADDRESS or ADDRESS:PORT, [ADDRESS]:PORT for IPv6.
 * Fails with ERR_CONFIG (no such address) or ERR_SYSTEM. */
int dns_open(struct dns **out, const char *server, struct err *e);
void dns_close(struct dns *d); /* NULL is accepted */

/* Ask; the answer is there after dns_wait, its text in arena a. */
void dns_ask(struct dns *d, const char *name, enum dns_type type,
    struct dns_answer *answer, struct arena *a);

/* Until all is answered, or ms have gone: what is open then has failed. */
void dns_wait(struct dns *d, int ms);

#endif
