/*
 * dns_plan - every record that the mail of some lists needs in the DNS: what must
 * stand there, and what stands there today.
 *
 * SPF where MAIL FROM points, DKIM for each key, DMARC for From, MX for both.  Asks
 * nobody by itself: dns_plan_ask is given the one to ask (io/dns.h).
 */
#ifndef DELIVERY_DNS_PLAN_H
#define DELIVERY_DNS_PLAN_H

#include "delivery/dns_judge.h"
#include "delivery/issue.h"
#include "io/dns.h"
#include "people/setting.h"

#define DNS_PARENTS_MAX 3 /* domains above, where a DMARC policy may stand */

enum dns_purpose { DNS_SPF, DNS_DKIM, DNS_DMARC, DNS_MAIL };

struct dns_record {
	enum dns_purpose purpose;
	const char *name; /* A-labels, no dot at its end */
	enum dns_type type;
	const char *value;        /* what must stand there */
	bool exact;               /* as it is; else somebody must complete it */
	const char *what;         /* it is for, for a person */
	enum alignment dkim, spf; /* of DNS_DMARC */
	struct dns_answer answer; /* of dns_plan_ask */
	struct dns_answer parents[DNS_PARENTS_MAX]; /* of DNS_DMARC */
	struct dns_judgement today;
};

struct dns_plan {
	struct arena *arena; /* of all text */
	struct dns_record *records;
	size_t n;
	const char **remarks; /* about domains and relay, each a sentence */
	size_t nremarks;
};

/* { arena } is an empty plan; releases what is no text. */
void dns_plan_release(struct dns_plan *p);

/*
 * Add what a list needs; what is there already is not added again.  Fails with
 * ERR_CONFIG: no sender, or a key that cannot be read.
 */
int dns_plan_add(struct dns_plan *p, struct settings *settings,
    const struct issue_list *list, struct err *e);

/* Ask for each of them, and judge.  Without: today is DNS_UNKNOWN. */
void dns_plan_ask(struct dns_plan *p, struct dns *dns);

/* How many are judged so. */
size_t dns_plan_count(const struct dns_plan *p, enum dns_verdict v);

#endif
