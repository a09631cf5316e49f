/*
 * when - a moment as a person types it: --at, --not-after.
 */
#ifndef CLI_WHEN_H
#define CLI_WHEN_H

#include "util/err.h"

#include <stdint.h>

/*
 * "2026-06-01 09:00", "01/06/2026 9:00", with an offset or "Z"; "09:00" (the
 * next one), "tomorrow 09:00", "+90min", "now".  Without an offset the local
 * zone is meant: a time that the change to summer time leaves out is the next
 * valid one, one that comes twice is the first.  Fails with ERR_USAGE, naming
 * option, also for a moment that is past.
 */
int when_read(
    const char *text, const char *option, int64_t now, int64_t *utc, struct err *e);

#define WHEN_TEXT_SIZE 96

/* "Mon 2026-06-01 09:00 CEST (in 3 days)": what was understood. */
void when_show(int64_t utc, int64_t now, char out[WHEN_TEXT_SIZE]);

#endif
