/* nlctl status - how an issue stands, or what needs you.  See nlctl-status(1). */
#include "cli/cmd.h"
#include "cli/sending.h"
#include "delivery/click.h"
#include "delivery/issue.h"
#include "delivery/mirror.h"
#include "delivery/notice.h"
#include "util/str.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "watch", NULL, "stay, and show how it goes, until it is sent" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_status = {
	.name = "status",
	.synopsis = "[ISSUE]\n--watch ISSUE",
	.options = options,
	.summary = "Show how an issue stands, or what is running and what needs you",
	.argmax = 1,
	.needs = CMD_DB_READ,
	.run = run,
};

static int
print_reason(void *arg, const struct issue_reason *r, struct err *e)
{
	struct out *out = arg;

	(void)e;
	out_record_begin(out);
	out_int(out, "copies", r->copies);
	out_text(out, "state", r->state);
	out_text_or_null(out, "reason", r->reason);
	if (r->code != 0)
		out_int(out, "code", r->code);
	else
		out_null(out, "code");
	out_text_or_null(out, "status", r->status);
	out_text_or_null(out, "reply", r->reply);
	out_record_end(out);
	return 0;
}

/* What is recorded of its readers. */
static int
print_clicks(struct ctx *c, const struct issue *issue, struct err *e)
{
	struct click_sums sums;

	if (issue->track.mode == TRACK_NONE)
		return 0;
	if (click_sum(&sums, c->db, issue->id, e) < 0)
		return -1;
	out_int(c->out, "clicks", sums.human_clicks);
	out_int(c->out, "clicks_raw", sums.clicks);
	if (issue->track.opens) {
		out_int(c->out, "opens", sums.human_opens);
		out_int(c->out, "opens_raw", sums.opens);
	}
	return 0;
}

static int
print_issue(struct ctx *c, const struct issue *issue, struct err *e)
{
	const char *page;
	int64_t due;
	int i;

	if (issue_next_due(c->db, issue->id, &due, e) < 0 ||
	    mirror_public(c->db, c->settings, issue->id, c->arena, &page, e) < 0)
		return -1;
	out_record_begin(c->out);
	out_text(c->out, "issue", issue->name);
	out_text(c->out, "subject", issue->subject);
	out_text(c->out, "state", issue->state);
	out_time(c->out, "created", issue->created);
	if (issue->departs != 0)
		out_time(c->out, "departs", issue->departs);
	if (issue->finished != 0)
		out_time(c->out, "finished", issue->finished);
	if (*page != '\0')
		out_text(c->out, "page", page);
	if (issue->where[0] != '\0')
		out_text(c->out, "where", issue->where);
	out_int(c->out, "audience", issue->audience);
	for (i = 0; i < DELIVERY_STATES; i++)
		out_int(c->out, delivery_state_names[i], issue->count[i]);
	if (print_clicks(c, issue, e) < 0)
		return -1;
	if (due != 0)
		out_time(c->out, "next_try", due);
	out_list_begin(c->out, "why");
	if (issue_reasons(c->db, issue->id, print_reason, c->out, e) < 0)
		return -1;
	out_list_end(c->out);
	out_record_end(c->out);
	return 0;
}

struct summary {
	struct ctx *c;
	int shown;
};

/* Without an issue: those with work left or with something for a person to decide. */
static int
print_if_open(void *arg, const struct issue *issue, struct err *e)
{
	struct summary *s = arg;
	struct advice advice;

	(void)e;
	if (str_eq(issue->state, "finished") && issue->count[DELIVERY_UNCERTAIN] == 0)
		return 0;
	if (str_eq(issue->state, "cancelled") && issue->count[DELIVERY_UNCERTAIN] == 0)
		return 0;
	sending_print(s->c, issue);
	if (sending_advice(issue, s->c->arena, &advice))
		say(s->c, "%s: %s", advice.why, advice.what);
	s->shown++;
	return 0;
}

/* Look on until nobody is left to be mailed, or somebody ends it. */
static int
watch(struct ctx *c, struct issue *issue, struct err *e)
{
	struct arena a = { 0 };
	struct issue now = *issue;
	int rc = 0;

	while (
	    rc == 0 && (str_eq(now.state, "departing") || str_eq(now.state, "sending"))) {
		sending_look(c, &now);
		arena_reset(&a);
		rc = issue_refresh(c->db, &a, &now, e);
	}
	arena_release(&a);
	progress_clear(c->progress);
	return rc == 0 ? issue_refresh(c->db, c->arena, issue, e) : -1;
}

static int
show_one(struct ctx *c, const char *name, bool stay, struct err *e)
{
	struct issue issue;

	if (issue_get(c->db, name, c->arena, &issue, e) < 0 ||
	    (stay && watch(c, &issue, e) < 0))
		return -1;
	return print_issue(c, &issue, e);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct summary s = { .c = c };
	int64_t waiting;

	if (a->count > 0)
		return show_one(c, args_at(a, 0), args_has(a, "watch"), e);
	if (args_has(a, "watch"))
		return err_set(e, ERR_USAGE,
		    "which issue is to be watched? nlctl status lists those with work left");
	if (issue_each(c->db, false, c->arena, print_if_open, &s, e) < 0 ||
	    notice_count_waiting(c->db, clock_now(&c->clock), &waiting, e) < 0)
		return -1;
	if (waiting > 0)
		say(c, "single messages that wait: %lld; 'nlctl run' sends them",
		    (long long)waiting);
	else if (s.shown == 0)
		say(c,
		    "nothing is running, nothing needs you; nlctl issues lists what was sent");
	return 0;
}
