/*
 * clock - what time it is.
 *
 * A value that is handed down, so that tests can stop it: NLCTL_TEST_NOW (UTC
 * seconds) freezes the calendar.  Deadlines use the monotonic clock, which
 * nothing stops.
 */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t frozen; /* UTC seconds; 0: running */
};

/* From the environment, or the real one. */
void clock_init(struct clock *c);

int64_t clock_now(const struct clock *c); /* UTC seconds */

int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

#endif
