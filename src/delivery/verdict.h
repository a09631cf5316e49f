/*
 * verdict - what an SMTP result means for a delivery.  Pure: one table
 * (MAIL.md §2 and §3.3), and the waiting times of a retry.
 */
#ifndef DELIVERY_VERDICT_H
#define DELIVERY_VERDICT_H

#include "io/smtp.h"

#include <stdint.h>

#define VERDICT_EXPIRY (72 * 3600) /* seconds after the first attempt */

/* What becomes of the delivery. */
enum verdict_fate {
	FATE_SENT,
	FATE_DEFERRED, /* later, by itself */
	FATE_FAILED,
	FATE_UNCERTAIN, /* only a person or a later bounce can say */
	FATE_UNTRIED    /* nothing happened to it: as it was, no attempt counted */
};

/* Why, in the classes of MAIL.md §2: what to learn from it. */
enum verdict_class {
	CLASS_NONE,
	CLASS_HARD,    /* no such mailbox or domain */
	CLASS_FULL,    /* mailbox full */
	CLASS_SOFT,    /* anything that may pass */
	CLASS_RATE,    /* too fast */
	CLASS_POLICY,  /* they do not want us, whoever the reader is */
	CLASS_CONTENT, /* this message, not this reader */
	CLASS_OWN,     /* our side: sender, login, TLS; the run stops */
	CLASS_NETWORK, /* the connection, not an answer */
	CLASS_NO_UTF8  /* no SMTPUTF8 there */
};

struct verdict {
	enum verdict_fate fate;
	enum verdict_class class;
};

struct verdict verdict_of(const struct smtp_result *r);

const char *verdict_class_name(enum verdict_class class);

/*
 * Seconds until the next try after so many attempts (1: the first one failed):
 * 5, 15, 30, 60, 120, 240 min and 240 from then on, each up to 20 % more or
 * less as jitter says, 0 to 1023.
 */
int64_t verdict_delay(int attempts, unsigned jitter);

#endif
