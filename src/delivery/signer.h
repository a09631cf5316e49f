/*
 * signer - threads that sign: RSA takes ten times as long as everything else that a
 * copy needs, so it is done on the other processors, while the loop of exchange.c
 * goes on.
 *
 * They see a message, the keys and nothing else: no database, no socket, no clock.  A
 * job belongs to the signer from signer_give until signer_wait; the caller keeps the
 * order of jobs, and how many there are.
 */
#ifndef DELIVERY_SIGNER_H
#define DELIVERY_SIGNER_H

#include "delivery/signing.h"
#include "util/buf.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SIGNER_THREADS_MAX 16

struct signer_job {
	struct buf *message; /* finished, not signed */
	int64_t now;         /* the time that the signatures give */
	struct err err;      /* out: kind ERR_NONE, or why it could not be signed */
	bool done;
	struct signer_job *next;
};

struct signer;

/* Start a thread a processor, at most max; signing is borrowed.  NULL where the
 * system allows none: then whoever calls signs by himself. */
struct signer *signer_new(const struct signing *signing, int max);

/* How many threads there are. */
int signer_threads(const struct signer *s);

/* Hand a job over: message and now are set, the rest is zero. */
void signer_give(struct signer *s, struct signer_job *job);

/* Wait until it is done. */
void signer_wait(struct signer *s, struct signer_job *job);

/* End the threads: what they are at they finish, what waits is left as it is.
 * NULL is accepted. */
void signer_free(struct signer *s);

#endif
