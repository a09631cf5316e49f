/* sending - what is seen while mail goes out.  See sending.h. */
#include "cli/sending.h"

#include "delivery/notice.h"
#include "delivery/send.h"
#include "util/str.h"

#include <stdio.h>
#include <unistd.h>

#define LOOK_US 300000 /* between two looks at another sender's work */

struct watch {
	struct ctx *c;
	int64_t total; /* copies to decide in this run; 0: nobody knows */
};

/* count: copies by their states; total 0: nobody knows. */
static void
show_counts(struct ctx *c, const char *doing, const int64_t *count, int64_t total)
{
	int64_t done = 0;
	char text[128];
	int i;

	for (i = DELIVERY_SENT; i < DELIVERY_STATES; i++)
		done += count[i];
	snprintf(text, sizeof(text), "%s (%lld deferred, %lld failed)", doing,
	    (long long)count[DELIVERY_DEFERRED], (long long)count[DELIVERY_FAILED]);
	progress_update(c->progress, done, total, text);
}

static void
show_progress(void *arg, const struct tally *t)
{
	struct watch *w = arg;

	show_counts(w->c, "sending", t->count, w->total);
}

void
sending_look(struct ctx *c, const struct issue *issue)
{
	show_counts(c, issue->state, issue->count, issue->audience);
	usleep(LOOK_US);
}

void
sending_print(struct ctx *c, const struct issue *issue)
{
	int i;

	out_record_begin(c->out);
	out_text(c->out, "issue", issue->name);
	out_text(c->out, "subject", issue->subject);
	out_text(c->out, "state", issue->state);
	if (issue->departs != 0)
		out_time(c->out, "departs", issue->departs);
	out_int(c->out, "audience", issue->audience);
	for (i = 0; i < DELIVERY_STATES; i++)
		out_int(c->out, delivery_state_names[i], issue->count[i]);
	out_record_end(c->out);
}

bool
sending_advice(const struct issue *issue, struct arena *a, struct advice *out)
{
	int64_t waiting = issue->count[DELIVERY_QUEUED] + issue->count[DELIVERY_DEFERRED];
	const char *how = NULL;

	if (issue->count[DELIVERY_UNCERTAIN] > 0) {
		out->why = arena_printf(a, "%lld may or may not have arrived",
		    (long long)issue->count[DELIVERY_UNCERTAIN]);
		how = "retry --uncertain";
	} else if (str_eq(issue->state, "paused")) {
		out->why = "paused";
		how = "resume";
	} else if (str_eq(issue->state, "held")) {
		out->why = "it did not depart by itself";
		how = "resume";
	} else if (str_eq(issue->state, "departing")) {
		out->why = "it is departing";
		how = "send";
	} else if (str_eq(issue->state, "sending") && waiting > 0) {
		out->why = "not all out";
		how = "send";
	}
	if (how == NULL)
		return false;
	out->what = arena_printf(a, "nlctl %s '%s'", how, issue->name);
	return true;
}

/* Copies in this state now that were not before. */
static int64_t
more(const struct issue *issue, const struct issue *before, enum delivery_state state)
{
	int64_t n = issue->count[state] - before->count[state];

	return n > 0 ? n : 0;
}

/* What a run did decides its end, not what earlier ones left. */
static int
verdict_of_run(const struct issue *issue, const struct issue *before, struct err *e)
{
	int64_t failed = more(issue, before, DELIVERY_FAILED);
	int64_t uncertain = more(issue, before, DELIVERY_UNCERTAIN);

	if (failed > 0 || uncertain > 0)
		return err_set(e, ERR_NO,
		    "issue '%s': %lld failed, %lld uncertain; nlctl status '%s' says why",
		    issue->name, (long long)failed, (long long)uncertain, issue->name);
	if (issue->count[DELIVERY_DEFERRED] > 0)
		return err_set(e, ERR_TEMP,
		    "issue '%s': %lld wait for a later try: nlctl run (from cron) goes on",
		    issue->name, (long long)issue->count[DELIVERY_DEFERRED]);
	return 0;
}

/* Copies of other issues that we found in doubt are no outcome of this one. */
static void
tell_of_others(struct ctx *c, const struct sender *s, int64_t uncertain)
{
	int64_t ours = uncertain - s->tally.count[DELIVERY_UNCERTAIN];

	if (s->recovered > ours)
		warn(c,
		    "a sender that was killed left %lld uncertain elsewhere: nlctl "
		    "status says where",
		    (long long)(s->recovered - ours));
}

/* Look on while another process sends, until the issue is done or the lock is
 * ours.  1: we are the sender; 0: it is done; -1.  Says whether there was another. */
static int
follow(struct ctx *c, struct sender *s, const struct issue *issue, bool *another,
    struct err *e)
{
	struct arena a = { 0 };
	struct issue now;
	long holder;
	int rc;

	*another = false;
	while ((rc = sender_lock(s, &holder, e)) == 0) {
		if (!*another)
			say(c, "process %ld is sending; issue '%s' is queued", holder,
			    issue->name);
		*another = true;
		now = *issue;
		if (issue_refresh(c->db, &a, &now, e) < 0) {
			rc = -1;
			break;
		}
		if (!str_eq(now.state, "sending"))
			break;
		sending_look(c, &now);
		arena_reset(&a);
	}
	progress_clear(c->progress);
	arena_release(&a);
	return rc;
}

int
sending_issue(struct ctx *c, struct issue *issue, struct err *e)
{
	struct watch w = { .c = c,
		.total =
		    issue->count[DELIVERY_QUEUED] + issue->count[DELIVERY_DEFERRED] };
	struct issue before = *issue;
	struct sender s;
	struct err fault = { 0 };
	bool another;
	int rc;

	sender_init(&s, c->db, c->settings, &c->clock, &c->random);
	s.progress = show_progress;
	s.progress_arg = &w;
	rc = follow(c, &s, issue, &another, &fault);
	/* Nobody knows when the other one began: all that is there counts as its work. */
	if (another)
		before = (struct issue){ 0 };
	if (rc > 0 && str_eq(issue->state, "paused"))
		rc = err_set(&fault, ERR_CONFLICT,
		    "issue '%s' is paused: nlctl resume '%s' lets it go on", issue->name,
		    issue->name);
	if (rc > 0)
		rc = sender_send(&s, issue->id, &fault);
	if (rc >= 0)
		rc = sender_leave(&s, &fault);
	progress_clear(c->progress);
	sender_release(&s);
	if (issue_refresh(c->db, c->arena, issue, e) < 0)
		return -1;
	sending_print(c, issue);
	tell_of_others(c, &s, more(issue, &before, DELIVERY_UNCERTAIN));
	if (rc < 0)
		return err_set(e, fault.kind, "%s", fault.msg);
	return verdict_of_run(issue, &before, e);
}

/* 1: sent by us; 0: another process is at it; -1.  told: it was said already. */
static int
send_waiting(struct ctx *c, bool told, struct err *e)
{
	struct sender s;
	long holder;
	int rc;

	sender_init(&s, c->db, c->settings, &c->clock, &c->random);
	rc = sender_lock(&s, &holder, e);
	if (rc > 0)
		rc = sender_send_notices(&s, e) < 0 ? -1 : 1;
	else if (rc == 0 && !told)
		say(c, "process %ld is sending and takes them along", holder);
	if (rc > 0 && sender_leave(&s, e) < 0)
		rc = -1;
	sender_release(&s);
	return rc;
}

int
sending_waiting(struct ctx *c, struct err *e)
{
	return send_waiting(c, false, e) < 0 ? -1 : 0;
}

/* Are any of these not decided yet?  1, 0 or -1. */
static int
any_waits(struct ctx *c, const int64_t *ids, int n, struct err *e)
{
	struct notice_state state;
	int i;

	for (i = 0; i < n; i++) {
		if (notice_get_state(c->db, ids[i], c->arena, &state, e) < 0)
			return -1;
		if (str_eq(state.state, "queued") || str_eq(state.state, "sending"))
			return 1;
	}
	return 0;
}

/* Send them, or look on until another process has, as if we had. */
static int
send_or_follow(struct ctx *c, const int64_t *ids, int n, struct err *e)
{
	bool told = false;
	int rc;

	while ((rc = send_waiting(c, told, e)) == 0) {
		rc = any_waits(c, ids, n, e);
		if (rc <= 0)
			return rc;
		told = true;
		usleep(LOOK_US);
	}
	return rc < 0 ? -1 : 0;
}

int
sending_notices(
    struct ctx *c, const int64_t *ids, const char *const *names, int n, struct err *e)
{
	struct notice_state state;
	struct err fault = { 0 };
	int rc = send_or_follow(c, ids, n, &fault), i, sent = 0;

	for (i = 0; i < n; i++) {
		if (notice_get_state(c->db, ids[i], c->arena, &state, e) < 0)
			return -1;
		out_record_begin(c->out);
		out_text(c->out, "test", names[i]);
		out_text(c->out, "state", state.state);
		if (*state.reply != '\0')
			out_text(c->out, "reply", state.reply);
		out_record_end(c->out);
		sent += str_eq(state.state, "sent");
	}
	if (rc < 0)
		return err_set(e, fault.kind, "%s", fault.msg);
	if (sent < n)
		return err_set(
		    e, ERR_NO, "%d of %d test copies were not sent", n - sent, n);
	return 0;
}

/* What a run did: for programs, people read status. */
static void
print_tally(struct ctx *c, const struct sender *s)
{
	int i;

	if (!out_is_json(c->out))
		return;
	out_record_begin(c->out);
	for (i = DELIVERY_SENT; i < DELIVERY_STATES; i++)
		out_int(c->out, delivery_state_names[i], s->tally.count[i]);
	out_int(c->out, "recovered", s->recovered);
	out_int(c->out, "held", s->held);
	out_record_end(c->out);
}

int
sending_all(struct ctx *c, struct err *e)
{
	struct watch w = { .c = c };
	struct sender s;
	long holder;
	int rc;

	sender_init(&s, c->db, c->settings, &c->clock, &c->random);
	s.progress = show_progress;
	s.progress_arg = &w;
	rc = sender_lock(&s, &holder, e);
	if (rc > 0)
		rc = sender_send_all(&s, e);
	if (rc == 0)
		rc = sender_leave(&s, e);
	progress_clear(c->progress);
	print_tally(c, &s);
	if (rc == 0 &&
	    s.tally.count[DELIVERY_FAILED] + s.tally.count[DELIVERY_UNCERTAIN] +
		    s.recovered >
		0)
		rc = err_set(e, ERR_NO,
		    "%lld sent, %lld failed, %lld uncertain; nlctl status says more",
		    (long long)s.tally.count[DELIVERY_SENT],
		    (long long)s.tally.count[DELIVERY_FAILED],
		    (long long)(s.tally.count[DELIVERY_UNCERTAIN] + s.recovered));
	else if (s.tally.count[DELIVERY_SENT] > 0)
		say(c, "%lld sent", (long long)s.tally.count[DELIVERY_SENT]);
	if (rc == 0 && s.held > 0)
		rc = err_set(e, ERR_NO,
		    "%d issue%s could not depart in time: nlctl status says which",
		    s.held, s.held == 1 ? "" : "s");
	sender_release(&s);
	return rc;
}
