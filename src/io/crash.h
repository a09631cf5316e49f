/*
 * crash - die at the n-th step, for tests of what a crash may do.
 *
 * With NLCTL_TEST_DIE_AT=n in the environment the process kills itself
 * (SIGKILL: nothing is cleaned up) at the n-th call of crash_step.
 */
#ifndef IO_CRASH_H
#define IO_CRASH_H

#include <stdint.h>

struct crash {
	int64_t steps_left; /* 0: never */
};

void crash_init(struct crash *c);
void crash_step(struct crash *c);

#endif
