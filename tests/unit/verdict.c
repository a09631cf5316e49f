/* verdict - every class of MAIL.md §2 and every row of §3.3. */
#include "delivery/verdict.h"
#include "tap.h"

#include <string.h>

static const char *const fates[] = { "sent", "deferred", "failed", "uncertain",
	"untried" };

/* What a reply means at a stage. */
static const struct {
	enum smtp_stage stage;
	int code;
	const char *status, *fate, *class;
} replies[] = {
	{ SMTP_DOT, 250, "2.0.0", "sent", "" },
	{ SMTP_DOT, 251, "", "sent", "" },
	{ SMTP_DOT, 451, "4.3.0", "deferred", "for now" },
	{ SMTP_DOT, 552, "5.3.4", "failed", "content" },
	{ SMTP_DOT, 554, "5.7.1", "failed", "policy" },
	{ SMTP_DOT, 554, "", "failed", "policy" },
	{ SMTP_DOT, 550, "5.6.0", "failed", "content" },
	{ SMTP_RCPT, 550, "5.1.1", "failed", "no such mailbox" },
	{ SMTP_RCPT, 550, "5.1.2", "failed", "no such mailbox" },
	{ SMTP_RCPT, 550, "5.1.3", "failed", "no such mailbox" },
	{ SMTP_RCPT, 550, "5.1.6", "failed", "no such mailbox" },
	{ SMTP_RCPT, 556, "5.1.10", "failed", "no such mailbox" },
	{ SMTP_RCPT, 550, "5.2.1", "failed", "no such mailbox" },
	{ SMTP_RCPT, 550, "", "failed", "for now" },
	{ SMTP_RCPT, 551, "", "failed", "for now" },
	{ SMTP_RCPT, 553, "", "failed", "for now" },
	{ SMTP_RCPT, 550, "5.1.16", "failed", "for now" },
	{ SMTP_RCPT, 550, "5.7.1", "failed", "policy" },
	{ SMTP_RCPT, 550, "5.7.515", "failed", "policy" },
	{ SMTP_RCPT, 552, "5.2.2", "failed", "mailbox full" },
	{ SMTP_RCPT, 452, "4.2.2", "deferred", "mailbox full" },
	{ SMTP_RCPT, 452, "", "deferred", "mailbox full" },
	{ SMTP_RCPT, 450, "4.2.0", "deferred", "for now" },
	{ SMTP_RCPT, 450, "4.2.1", "deferred", "too fast" },
	{ SMTP_RCPT, 450, "", "deferred", "for now" },
	{ SMTP_RCPT, 421, "", "deferred", "too fast" },
	{ SMTP_RCPT, 421, "4.7.28", "deferred", "too fast" },
	{ SMTP_RCPT, 530, "5.7.0", "untried", "our side" },
	{ SMTP_RCPT, 550, "5.1.8", "untried", "our side" },
	{ SMTP_RCPT, 553, "5.1.7", "untried", "our side" },
	{ SMTP_DATA, 451, "4.3.0", "deferred", "for now" },
	{ SMTP_DATA, 554, "5.5.1", "failed", "content" },
	{ SMTP_MAIL, 550, "", "untried", "our side" },
	{ SMTP_MAIL, 550, "5.7.1", "untried", "our side" },
	{ SMTP_MAIL, 530, "5.7.0", "untried", "our side" },
	{ SMTP_MAIL, 552, "5.3.4", "failed", "content" },
	{ SMTP_MAIL, 553, "5.6.7", "failed", "no SMTPUTF8" },
	{ SMTP_MAIL, 421, "4.3.0", "untried", "too fast" },
	{ SMTP_MAIL, 451, "4.7.1", "untried", "too fast" },
};

/* What becomes of a message without an answer. */
static const struct {
	enum smtp_outcome outcome;
	bool past_dot;
	const char *fate, *class;
} broken[] = {
	{ SMTP_LOST, false, "deferred", "network" },
	{ SMTP_LOST, true, "uncertain", "network" },
	{ SMTP_TIMED_OUT, false, "deferred", "network" },
	{ SMTP_TIMED_OUT, true, "uncertain", "network" },
	{ SMTP_GARBLED, false, "deferred", "network" },
	{ SMTP_GARBLED, true, "uncertain", "network" },
	{ SMTP_UNTRIED, false, "untried", "" },
	{ SMTP_DROPPED, false, "untried", "" },
	{ SMTP_NO_UTF8, false, "failed", "no SMTPUTF8" },
};

static void
delays(void)
{
	static const int minutes[] = { 5, 15, 30, 60, 120, 240, 240, 240 };
	int64_t low, high;
	size_t i;

	for (i = 0; i < LENGTH(minutes); i++) {
		low = verdict_delay((int)i + 1, 0);
		high = verdict_delay((int)i + 1, 1023);
		ok(low >= minutes[i] * 48 && low < minutes[i] * 60 &&
			high > minutes[i] * 60 && high <= minutes[i] * 72,
		    "try %zu comes after %d minutes, 20 %% more or less", i + 2,
		    minutes[i]);
	}
}

int
main(void)
{
	struct smtp_result r;
	struct verdict v;
	size_t i;

	for (i = 0; i < LENGTH(replies); i++) {
		r = (struct smtp_result){ .outcome = SMTP_REPLIED,
			.stage = replies[i].stage,
			.reply.code = replies[i].code };
		strncat(r.reply.status, replies[i].status, sizeof(r.reply.status) - 1);
		v = verdict_of(&r);
		is_str(fates[v.fate], replies[i].fate, "%s at %s, %d %s", replies[i].fate,
		    smtp_stage_name(r.stage), r.reply.code, r.reply.status);
		is_str(verdict_class_name(v.class), replies[i].class, "its class");
	}
	for (i = 0; i < LENGTH(broken); i++) {
		r = (struct smtp_result){ .outcome = broken[i].outcome,
			.past_dot = broken[i].past_dot };
		v = verdict_of(&r);
		is_str(fates[v.fate], broken[i].fate, "%s, outcome %d, %s the dot",
		    broken[i].fate, (int)r.outcome, r.past_dot ? "past" : "before");
		is_str(verdict_class_name(v.class), broken[i].class, "its class");
	}
	delays();
	return done_testing();
}
