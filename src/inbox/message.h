/*
 * message - a mail that came in: whose token it carries, and whether a person wrote
 * it.  Pure.
 *
 * The header alone is read, and by GMime.  Nothing in a body has any power here: it
 * may quote the tokens of a forwarded message.
 */
#ifndef INBOX_MESSAGE_H
#define INBOX_MESSAGE_H

#include "util/arena.h"
#include "util/str.h"

#include <stddef.h>

#define MESSAGE_MAX 65536 /* octets that are looked at; the rest is not */
#define MESSAGE_TOKENS_MAX 4

enum message_origin {
	MESSAGE_WRITTEN,   /* by a person, as far as can be told */
	MESSAGE_AUTOMATIC, /* by a program (RFC 3834): never answered */
	MESSAGE_RETURNED   /* a report, or mail of a null sender (RFC 3464, RFC 5321) */
};

struct message {
	struct span bytes; /* looked at; the same whenever this mail is delivered */
	enum message_origin origin;
	/* What looks like a token, lower case: first of the addresses that it came to,
	 * then of the subject. */
	const char *tokens[MESSAGE_TOKENS_MAX];
	size_t ntokens;
};

/* Read what may be anything at all; strings are in a, bytes are borrowed. */
void message_read(struct message *out, struct span bytes, struct arena *a);

#endif
