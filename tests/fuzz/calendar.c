/*
 * calendar - any bytes as an event: what is read is written as lines that
 * RFC 5545 allows, between which nothing of the event has come.
 */
#include "fuzz.h"

#include "issue/calendar.h"

#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

static void
check(const struct buf *b)
{
	const char *s = b->data, *end;
	int begins = 0;

	if (!utf8_valid(b->data, b->len) || strlen(b->data) != b->len)
		abort();
	for (; *s != '\0'; s = end + 1) {
		end = strchr(s, '\n');
		if (end == NULL || end == s || end[-1] != '\r' || end - 1 - s > 75)
			abort();
		begins += strncmp(s, "BEGIN:", 6) == 0;
	}
	if (begins != 2)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct calendar about = { .issue = "june",
		.from_name = "Fuzz",
		.from_address = "fuzz@example.org",
		.now = 1780000000 };
	struct span value = { (const char *)data, size };
	struct calendar_event event;
	struct arena a = { 0 };
	struct err e = { 0 };
	struct buf b;

	if (!utf8_valid(value.s, value.n))
		return 0;
	buf_init(&b, 1 << 20);
	if (calendar_read(&event, value, &a, &e) == 0) {
		calendar_write(&about, &event, 1, &b);
		check(&b);
	}
	buf_release(&b);
	arena_release(&a);
	return 0;
}
