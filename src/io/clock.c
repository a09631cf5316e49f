/* clock - what time it is.  See clock.h. */
#include "io/clock.h"

#include "util/str.h"

#include <stdlib.h>
#include <time.h>

void
clock_init(struct clock *c)
{
	const char *s = getenv("NLCTL_TEST_NOW");

	c->frozen = 0;
	if (s != NULL && str_to_int(s, 1, INT64_MAX, &c->frozen) < 0)
		c->frozen = 0;
}

int64_t
clock_now(const struct clock *c)
{
	return c->frozen != 0 ? c->frozen : (int64_t)time(NULL);
}

int64_t
clock_monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
clock_monotonic_ms(void)
{
	return clock_monotonic_us() / 1000;
}
