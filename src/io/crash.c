/* crash - die at the n-th step, for tests.  See crash.h. */
#include "io/crash.h"

#include "util/str.h"

#include <signal.h>
#include <stdlib.h>

void
crash_init(struct crash *c)
{
	const char *s = getenv("NLCTL_TEST_DIE_AT");

	if (s == NULL || str_to_int(s, 1, INT64_MAX, &c->steps_left) < 0)
		c->steps_left = 0;
}

void
crash_step(struct crash *c)
{
	if (c->steps_left > 0 && --c->steps_left == 0)
		raise(SIGKILL);
}
