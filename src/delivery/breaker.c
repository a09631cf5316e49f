/* breaker - is it us?  See breaker.h. */
#include "delivery/breaker.h"

#include <stddef.h>
#include <string.h>

static uint64_t
mix(uint64_t hash, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	return (hash ^ (unsigned char)c) * 0x100000001b3u; /* FNV-1a */
}

#define HASH_START 0xcbf29ce484222325u

static bool
ends_word(char c)
{
	return c == '\0' || strchr(" \t,;()[]\"", c) != NULL;
}

/* Words with an "@" (addresses) and digits (ids, times) say nothing of the cause. */
static uint64_t
hash_text(const char *s)
{
	uint64_t hash = HASH_START;
	size_t n, i;

	for (; *s != '\0'; s += n) {
		for (n = 0; !ends_word(s[n]); n++)
			continue;
		if (n == 0) {
			n = 1;
			continue;
		}
		if (memchr(s, '@', n) != NULL)
			continue;
		for (i = 0; i < n; i++) {
			if (s[i] < '0' || s[i] > '9')
				hash = mix(hash, s[i]);
		}
		hash = mix(hash, ' ');
	}
	return hash;
}

static uint64_t
hash_domain(const char *address)
{
	const char *s = strrchr(address, '@');
	uint64_t hash = HASH_START;

	for (s = s != NULL ? s + 1 : address; *s != '\0'; s++)
		hash = mix(hash, *s);
	return hash;
}

void
breaker_passed(struct breaker *b)
{
	b->last[b->seen++ % BREAKER_WINDOW] = (struct breaker_copy){ .failed = false };
}

void
breaker_failed(struct breaker *b, const char *address, const char *text)
{
	b->last[b->seen++ % BREAKER_WINDOW] = (struct breaker_copy){
		.failed = true, .text = hash_text(text), .domain = hash_domain(address)
	};
}

/* Refusals with the text of the i-th. */
static int
alike(const struct breaker *b, int n, int i)
{
	int count = 0, j;

	for (j = 0; j < n; j++)
		count += b->last[j].failed && b->last[j].text == b->last[i].text;
	return count;
}

/* Is the i-th the first refusal of its domain? */
static bool
is_new_domain(const struct breaker *b, int i)
{
	int j;

	for (j = 0; j < i; j++) {
		if (b->last[j].failed && b->last[j].domain == b->last[i].domain)
			return false;
	}
	return true;
}

static bool
is_many(int refusals, int n)
{
	return refusals >= BREAKER_REFUSALS && refusals * 100 >= BREAKER_PERCENT * n;
}

bool
breaker_is_tripped(const struct breaker *b)
{
	int n = b->seen < BREAKER_WINDOW ? (int)b->seen : BREAKER_WINDOW;
	int refusals = 0, domains = 0, i;

	for (i = 0; i < n; i++) {
		if (!b->last[i].failed)
			continue;
		refusals++;
		domains += is_new_domain(b, i);
		if (is_many(alike(b, n, i), n))
			return true;
	}
	return is_many(refusals, n) && domains >= BREAKER_DOMAINS;
}
