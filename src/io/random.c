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
	r->seeded = true;
	r->state = seed;
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

void
random_bytes(struct random *r, void *out, size_t n)
{
	unsigned char *p = out;
	uint64_t word;
	size_t take;

	if (!r->seeded) {
		while (n > 0) {
			take = n < 256 ? n : 256;
			if (getrandom(p, take, 0) != (ssize_t)take)
				BUG("the kernel has no random bytes");
			p += take;
			n -= take;
		}
		return;
	}
	for (; n > 0; p += take, n -= take) {
		word = next(r);
		take = n < sizeof(word) ? n : sizeof(word);
		memcpy(p, &word, take);
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
	if (!r->seeded) {
		uuid_generate_random(out);
		return;
	}
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
