/*
 * address - a mail address: is it one, and when are two the same?  Pure.
 *
 * The grammar is the strict one of SMTP (RFC 5321 section 4.1.2, RFC 6531 for
 * letters outside ASCII): a dot-atom or a quoted string, one "@", a domain name.
 * No comments, no address literals, no source routes, no display names, no blanks
 * or line ends, not even around it: who reads cells or forms trims them.  Whatever
 * passes here can stand between the angle brackets of MAIL and RCPT.
 */
#ifndef PEOPLE_ADDRESS_H
#define PEOPLE_ADDRESS_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>

#define ADDRESS_LOCAL_MAX 64 /* octets, RFC 5321 section 4.5.3.1.1 */
#define ADDRESS_MAX 254      /* octets: a path of 256 without its <> */

struct address {
	const char
	    *display;    /* composed (NFC), lower case, an IDN as its owner writes it */
	const char *key; /* the same for all spellings: lower case, A-label domain;
	                      * this is what SMTP gets */
	const char *domain; /* in key, behind the "@" */
	const char *doubt;  /* "", or why it looks like a typing error: no dot in the
	                      * domain, a number at its end */
	bool eai;           /* non-ASCII local part: can be sent only with SMTPUTF8 */
};

/*
 * Read text; the strings are in arena a.  Local parts are lower-cased: RFC 5321 lets their case matter, no mailbox does.
 *
 * Fails with ERR_DATA and the reason without the address: "there is no '@'".
 */
int address_parse(struct address *out, struct span text, struct arena *a, struct err *e);

/* A domain alone, in its A-label form, lower case; fails as address_parse. */
int address_domain(const char **out, struct span text, struct arena *a, struct err *e);

#endif
