/*
 * random - bytes and UUIDs that nobody can guess, or, with a seed, the same
 * ones each time (send --outbox --seed).
 *
 * No environment variable does that: whoever sets the variables of a sending
 * process (a web server, a CI job) would know everybody's unsubscribe token.
 */
#ifndef IO_RANDOM_H
#define IO_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UUID_SIZE 16      /* octets */
#define UUID_TEXT_SIZE 37 /* canonical lower-case text and its NUL */

struct random {
	bool seeded;
	uint64_t state;
	unsigned char pool[256]; /* of the kernel's bytes, the last `left` unused */
	size_t left;
};

/* The real thing. */
void random_init(struct random *r);

/* Predictable from here on: never for what is mailed to people. */
void random_seed(struct random *r, uint64_t seed);

/* Cannot fail: without the kernel's random source the process ends. */
void random_bytes(struct random *r, void *out, size_t n);

/* 0 to n - 1; n > 0.  For jitter, not for secrets. */
uint64_t random_below(struct random *r, uint64_t n);

/* A random UUID (RFC 9562 version 4). */
void random_uuid(struct random *r, unsigned char out[UUID_SIZE]);

void uuid_format(const unsigned char uuid[UUID_SIZE], char out[UUID_TEXT_SIZE]);

/* The 36-character form, either case; -1 when it is none. */
int uuid_read(const char *text, unsigned char out[UUID_SIZE]);

#endif
