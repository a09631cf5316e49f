/* random - bytes and UUIDs that nobody can guess.  See random.h. */
#include "io/random.h"

#include "util/xalloc.h"

#include <string.h>
#include <sys/random.h>
#include <uuid/uuid.h>

void
random_init(struct random *r)
{
	*r = (struct random){ 0 };
}

void
random_seed(struct random *r, uint64_t seed)
{
	*r = (struct random){ .seeded = true, .state = seed };
}

/* splitmix64 (Steele, Lea, Flood 2014): even seeds in a row give unlike streams. */
static uint64_t
next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void
fill(struct random *r)
{
	uint64_t word;
	size_t i;

	r->left = sizeof(r->pool);
	if (!r->seeded) {
		if (getrandom(r->pool, r->left, 0) != (ssize_t)r->left)
			BUG("the kernel has no random bytes");
		return;
	}
	for (i = 0; i < r->left; i += sizeof(word)) {
		word = next(r);
		memcpy(r->pool + i, &word, sizeof(word));
	}
}

void
random_bytes(struct random *r, void *out, size_t n)
{
	unsigned char *p = out;
	size_t take;

	for (; n > 0; p += take, n -= take) {
		if (r->left == 0)
			fill(r);
		take = n < r->left ? n : r->left;
		memcpy(p, r->pool + sizeof(r->pool) - r->left, take);
		/* What was given out is nowhere else. */
		explicit_bzero(r->pool + sizeof(r->pool) - r->left, take);
		r->left -= take;
	}
}

uint64_t
random_below(struct random *r, uint64_t n)
{
	uint64_t word;

	random_bytes(r, &word, sizeof(word));
	return word % n;
}

void
random_uuid(struct random *r, unsigned char out[UUID_SIZE])
{
	random_bytes(r, out, UUID_SIZE);
	out[6] = (unsigned char)((out[6] & 0x0f) | 0x40);
	out[8] = (unsigned char)((out[8] & 0x3f) | 0x80);
}

void
uuid_format(const unsigned char uuid[UUID_SIZE], char out[UUID_TEXT_SIZE])
{
	uuid_unparse_lower(uuid, out);
}

int
uuid_read(const char *text, unsigned char out[UUID_SIZE])
{
	return uuid_parse(text, out);
}
