/*
 * dns_judge - what the DNS says of a domain that sends, read as receivers read it:
 * SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989), MX.
 *
 * Whoever asks gives the answers; nothing here asks.  Text is foreign: any ASCII.
 */
#ifndef DELIVERY_DNS_JUDGE_H
#define DELIVERY_DNS_JUDGE_H

#include "delivery/alignment.h"
#include "io/dns.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>

enum dns_verdict {
	DNS_UNKNOWN, /* it could not be asked */
	DNS_OK,
	DNS_MISSING,
	DNS_DIFFERS /* something else stands there, or it does harm */
};

/* advice: what to do, or to know; "" for nothing. */
struct dns_judgement {
	enum dns_verdict verdict;
	const char *advice;
};

/* "ok", "missing", "differs", "unknown". */
const char *dns_verdict_name(enum dns_verdict v);

/* Whether it lets the relay send nobody can tell who only knows the relay's name. */
struct dns_judgement dns_judge_spf(const struct dns_answer *answer, struct arena *a);

/* wanted: what dkim_key_record says of our key. */
struct dns_judgement dns_judge_dkim(
    const struct dns_answer *answer, const char *wanted, struct arena *a);

/* dkim, spf: how the signing domain and that of MAIL FROM are aligned with From;
 * a policy may ask for more than relaxed alignment. */
struct dns_judgement dns_judge_dmarc(const struct dns_answer *answer, enum alignment dkim,
    enum alignment spf, struct arena *a);

/* Does the domain take mail? */
struct dns_judgement dns_judge_mx(const struct dns_answer *answer);

/*
 * The next "name=value" of a list with ";" between (RFC 6376 §3.2), blanks around
 * both taken away.  What is none of that has the name "".  false: there is no more.
 */
bool dns_next_tag(struct span *rest, struct span *name, struct span *value);

#endif
