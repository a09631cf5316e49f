/*
 * A mail that comes in: whatever it is, reading it ends, and gives tokens that are some,
 * each once, and text that is terminated.
 */
#include "fuzz.h"

#include "inbox/message.h"
#include "io/random.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	unsigned char uuid[UUID_SIZE];
	struct arena a = { 0 };
	struct message m;
	size_t i, j;

	message_read(&m, (struct span){ (const char *)data, n }, &a);
	hold(m.ntokens <= MESSAGE_TOKENS_MAX && m.bytes.n <= MESSAGE_MAX);
	hold(m.origin >= MESSAGE_WRITTEN && m.origin <= MESSAGE_RETURNED);
	for (i = 0; i < m.ntokens; i++) {
		hold(uuid_read(m.tokens[i], uuid) == 0);
		for (j = 0; j < i; j++)
			hold(strcmp(m.tokens[i], m.tokens[j]) != 0);
	}
	arena_release(&a);
	return 0;
}
