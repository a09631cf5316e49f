/* header_name - names of mail header fields.  See header_name.h. */
#include "util/header_name.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

/* Fields of issue/letter.c, and those that only others may write. */
static const char *const ours[] = { "auto-submitted", "bcc", "cc", "content-id",
	"content-transfer-encoding", "content-type", "date", "dkim-signature",
	"feedback-id", "from", "list-archive", "list-help", "list-id", "list-owner",
	"list-post", "list-subscribe", "list-unsubscribe", "list-unsubscribe-post",
	"message-id", "mime-version", "precedence", "received", "reply-to", "resent-bcc",
	"resent-from", "return-path", "sender", "subject", "to" };

/* All fields that begin so: of MIME, and of those who pass mail on. */
static const char *const our_families[] = { "arc-", "content-", "resent-" };

bool
header_name_is_valid(const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; i < n; i++) {
		if (name[i] <= ' ' || name[i] > '~' || name[i] == ':')
			return false;
	}
	return n > 0 && n <= HEADER_NAME_MAX;
}

bool
header_name_is_ours(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(ours); i++) {
		if (str_eq_ci(name, ours[i]))
			return true;
	}
	for (i = 0; i < ARRAY_LEN(our_families); i++) {
		if (strncasecmp(name, our_families[i], strlen(our_families[i])) == 0)
			return true;
	}
	return false;
}
