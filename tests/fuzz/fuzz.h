/* fuzz - what all fuzz harnesses have: the function that the fuzzer calls, and a way to
 * say what must hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Else the input is kept as a crash. */
static inline void
hold(bool property)
{
	if (!property)
		abort();
}

#endif
