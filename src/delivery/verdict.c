/* verdict - what an SMTP result means for a delivery.  See verdict.h. */
#include "delivery/verdict.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

/* Who a refusal speaks of.  The first row that fits decides. */
struct rule {
	const char *status; /* enhanced code, "X" stands for 4 or 5; "": none was given */
	int code;           /* 0: any */
	enum verdict_class class;
};

/*
 * Enhanced codes before three-digit ones.  5.7.8 and the sender's 5.1.7 and
 * 5.1.8 are our own doing; a bare 550 is soft, since "relaying denied" has no
 * enhanced code either.
 */
static const struct rule rules[] = {
	{ "X.7.8", 0, CLASS_OWN },
	{ "5.7.9", 0, CLASS_OWN },
	{ "5.7.11", 0, CLASS_OWN },
	{ "", 530, CLASS_OWN },
	{ "", 534, CLASS_OWN },
	{ "", 535, CLASS_OWN },
	{ "5.7.0", 530, CLASS_OWN },
	{ "X.1.7", 0, CLASS_OWN },
	{ "X.1.8", 0, CLASS_OWN },
	{ "5.1.1", 0, CLASS_HARD },
	{ "5.1.2", 0, CLASS_HARD },
	{ "5.1.3", 0, CLASS_HARD },
	{ "5.1.6", 0, CLASS_HARD },
	{ "5.1.10", 0, CLASS_HARD },
	{ "5.2.1", 0, CLASS_HARD },
	{ "X.2.2", 0, CLASS_FULL },
	{ "4.2.1", 0, CLASS_RATE },
	{ "4.7.28", 0, CLASS_RATE },
	{ "4.3.2", 421, CLASS_RATE },
	{ "5.2.3", 0, CLASS_CONTENT },
	{ "5.3.4", 0, CLASS_CONTENT },
	{ "5.6.7", 0, CLASS_NO_UTF8 },
	{ "5.6.9", 0, CLASS_NO_UTF8 },
	{ "X.6.*", 0, CLASS_CONTENT },
	{ "5.5.*", 0, CLASS_CONTENT },
	{ "5.7.*", 0, CLASS_POLICY },
	{ "", 421, CLASS_RATE },
	{ "", 452, CLASS_FULL },
	{ "", 552, CLASS_FULL },
	{ "", 554, CLASS_POLICY },
	{ "", 500, CLASS_CONTENT },
	{ "", 501, CLASS_CONTENT },
};

static bool
status_fits(const char *pattern, const char *status)
{
	size_t n = strlen(pattern);

	if (n == 0 || *status == '\0')
		return n == 0 && *status == '\0';
	if (pattern[0] != 'X' && pattern[0] != status[0])
		return false;
	if (pattern[n - 1] == '*')
		return strncmp(pattern + 1, status + 1, n - 2) == 0;
	return str_eq(pattern + 1, status + 1);
}

static enum verdict_class
class_of(const struct smtp_reply *reply)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rules); i++) {
		if (status_fits(rules[i].status, reply->status) &&
		    (rules[i].code == 0 || rules[i].code == reply->code))
			return rules[i].class;
	}
	return reply->code == 421 ? CLASS_RATE : CLASS_SOFT;
}

/*
 * A refused MAIL FROM is our fault, unless it speaks of this message or of load:
 * "later" at MAIL is said to the connection (too many messages in a session), the
 * reader was not even named.
 */
static enum verdict_class
class_at_mail(const struct smtp_reply *reply)
{
	enum verdict_class class = class_of(reply);
	bool too_large = reply->code == 552 || str_eq(reply->status, "5.3.4") ||
	    str_eq(reply->status, "5.2.3");

	if (reply->code < 500)
		return class == CLASS_OWN ? CLASS_OWN : CLASS_RATE;
	if (too_large)
		return CLASS_CONTENT;
	return class == CLASS_NO_UTF8 ? CLASS_NO_UTF8 : CLASS_OWN;
}

static struct verdict
verdict_of_reply(const struct smtp_result *r)
{
	struct verdict v = { FATE_FAILED, CLASS_NONE };

	if (r->stage == SMTP_DOT && r->reply.code / 100 == 2)
		return (struct verdict){ FATE_SENT, CLASS_NONE };
	v.class = r->stage == SMTP_MAIL ? class_at_mail(&r->reply) : class_of(&r->reply);
	if (v.class == CLASS_OWN || (r->stage == SMTP_MAIL && r->reply.code < 500))
		v.fate = FATE_UNTRIED;
	else if (r->reply.code < 500)
		v.fate = FATE_DEFERRED;
	return v;
}

struct verdict
verdict_of(const struct smtp_result *r)
{
	switch (r->outcome) {
	case SMTP_REPLIED:
		return verdict_of_reply(r);
	case SMTP_NO_UTF8:
		return (struct verdict){ FATE_FAILED, CLASS_NO_UTF8 };
	case SMTP_UNTRIED:
	case SMTP_DROPPED:
		return (struct verdict){ FATE_UNTRIED, CLASS_NONE };
	case SMTP_LOST:
	case SMTP_TIMED_OUT:
	case SMTP_GARBLED:
		if (r->past_dot)
			return (struct verdict){ FATE_UNCERTAIN, CLASS_NETWORK };
		return (struct verdict){ FATE_DEFERRED, CLASS_NETWORK };
	case SMTP_UNFIT: /* of a connection, never of a message */
		break;
	}
	BUG("outcome %d", (int)r->outcome);
}

const char *verdict_class_name(enum verdict_class class)
{
	static const char *const names[] = { "", "no such mailbox", "mailbox full",
		"for now", "too fast", "policy", "content", "our side", "network",
		"no SMTPUTF8" };

	return names[class];
}

int64_t
verdict_delay(int attempts, unsigned jitter)
{
	static const int minutes[] = { 5, 15, 30, 60, 120, 240 };
	size_t i = attempts < 1 ? 0 : (size_t)attempts - 1;
	int64_t seconds;

	if (i >= ARRAY_LEN(minutes))
		i = ARRAY_LEN(minutes) - 1;
	seconds = minutes[i] * 60;
	return seconds + seconds * ((int64_t)(jitter & 1023) - 512) / 2560;
}
