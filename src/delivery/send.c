/* send - one sender per database.  See send.h. */
#include "delivery/send.h"

#include "delivery/bulk.h"
#include "delivery/compose.h"
#include "delivery/confirmation.h"
#include "delivery/depart.h"
#include "delivery/home.h"
#include "delivery/work.h"
#include "io/lock.h"
#include "util/xalloc.h"

#include <string.h>

void
sender_init(struct sender *s, struct db *db, struct settings *settings,
    const struct clock *clock, struct random *random)
{
	*s = (struct sender){
		.db = db,
		.settings = settings,
		.clock = clock,
		.random = random,
		.stop = { .fd = -1 },
		.lock = -1,
	};
	crash_init(&s->crash);
}

void
sender_release(struct sender *s)
{
	stop_release(&s->stop);
	lock_release(s->lock);
	s->lock = -1;
}

/* Issues that a statement found: what is done about them begins when it has ended. */
struct ids_found {
	int64_t *list;
	size_t n;
};

static int
note_id(void *arg, const struct issue *issue, struct err *e)
{
	struct ids_found *found = arg;

	(void)e;
	found->list = xrealloc(found->list, found->n + 1, sizeof(*found->list));
	found->list[found->n++] = issue->id;
	return 0;
}

/* With uncertain = resend, what nobody can decide goes out again. */
static int
resend_uncertain(struct sender *s, struct arena *a, struct err *e)
{
	struct ids_found found = { 0 };
	struct issue issue = { 0 };
	int64_t n;
	size_t i;
	int rc;

	rc = issue_each(s->db, true, a, note_id, &found, e);
	for (i = 0; i < found.n && rc == 0; i++) {
		issue.id = found.list[i];
		rc = issue_refresh(s->db, a, &issue, e);
		if (rc == 0)
			rc = bulk_retry(s->db, &issue, DELIVERY_UNCERTAIN,
			    clock_now(s->clock), &n, e);
		if (rc == 0)
			s->recovered -= n < s->recovered ? n : s->recovered;
	}
	xfree(found.list);
	return rc;
}

static int
recover(struct sender *s, struct err *e)
{
	struct arena a = { 0 };
	const char *policy;
	int64_t n;
	int rc = -1;

	if (setting_get(s->settings, 0, "uncertain", &a, &policy, e) < 0)
		goto out;
	s->resend = str_eq(policy, "resend");
	if (db_begin(s->db, e) < 0 ||
	    ledger_recover(s->db, clock_now(s->clock), &n, e) < 0 ||
	    db_commit(s->db, e) < 0)
		goto out;
	rc = 0;
	s->recovered += n;
	if (n > 0 && s->resend)
		rc = resend_uncertain(s, &a, e);
out:
	db_rollback(s->db);
	arena_release(&a);
	return rc;
}

int
sender_lock(struct sender *s, long *holder, struct err *e)
{
	struct arena a = { 0 };
	int rc;

	*holder = 0;
	if (s->lock >= 0)
		return 1;
	rc =
	    lock_take(arena_printf(&a, "%s-sender", db_path(s->db)), &s->lock, holder, e);
	arena_release(&a);
	if (rc <= 0)
		return rc;
	if (home_check(s->db, e) < 0 || stop_init(&s->stop, e) < 0 || recover(s, e) < 0)
		return -1;
	return 1;
}

/* The letter of an issue, from its snapshot: what was checked is what is sent. */
static int
compose_issue(struct sender *s, const struct issue *issue, struct compose **out,
    struct arena *a, struct err *e)
{
	struct findings f;
	int rc;

	findings_init(&f, a);
	rc = compose_stored(out,
	    (struct compose_options){
		.db = s->db,
		.settings = s->settings,
		.clock = s->clock,
		.random = s->random,
	    },
	    issue, &f, e);
	if (rc < 0 && f.errors > 0)
		err_ctx(e, "its fields or settings changed since it was queued: %s",
		    findings_error(&f));
	return rc < 0 ? err_ctx(e, "issue '%s'", issue->name) : 0;
}

static void
add_tally(struct tally *sum, const struct tally *t)
{
	int i;

	for (i = 0; i < DELIVERY_STATES; i++)
		sum->count[i] += t->count[i];
}

/* So many copies failed alike that no other reader is tried before a person has
 * seen to the cause. */
static int
pause_issue(struct sender *s, const struct issue *issue, struct err *e)
{
	struct err cause = *e, ignored = { 0 };

	if (issue_pause(s->db, issue, &ignored) < 0)
		return -1;
	err_clear(e);
	return err_set(e, cause.kind,
	    "%s; issue '%s' is paused: mend the cause, then nlctl retry --failed '%s' and "
	    "nlctl resume '%s'",
	    cause.msg, issue->name, issue->name, issue->name);
}

static int
exchange(struct sender *s, struct compose *compose, const struct issue *issue,
    struct arena *a, struct err *e)
{
	struct envelope envelope;
	struct relay relay;
	struct work w;
	struct exchange x = {
		.db = s->db,
		.relay = &relay,
		.clock = s->clock,
		.random = s->random,
		.crash = &s->crash,
		.stop = &s->stop,
		.resend = s->resend,
		.progress = s->progress,
		.progress_arg = s->progress_arg,
	};
	int rc;

	if ((compose != NULL && compose_signing(compose, &x.signing, e) < 0) ||
	    relay_load(&relay, s->settings, a, e) < 0)
		return -1;
	rc = envelope_init(&envelope, s->db, s->settings, relay.name, a, e);
	if (rc == 0) {
		work_init(&w, s->db, s->clock, &envelope, compose, issue);
		rc = exchange_run(&x, &w, e);
		work_release(&w);
	}
	envelope_release(&envelope);
	if (x.tripped)
		rc = pause_issue(s, issue, e);
	add_tally(&s->tally, &x.tally);
	return rc;
}

int
sender_send_notices(struct sender *s, struct err *e)
{
	struct arena a = { 0 };
	int rc = ledger_notices_due(s->db, clock_now(s->clock), e);

	if (rc > 0)
		rc = exchange(s, NULL, NULL, &a, e);
	arena_release(&a);
	return rc;
}

int
sender_leave(struct sender *s, struct err *e)
{
	long holder;
	int rc;

	do {
		sender_release(s);
		rc = ledger_notices_due(s->db, clock_now(s->clock), e);
		if (rc > 0)
			rc = sender_lock(s, &holder, e);
		if (rc > 0 && sender_send_notices(s, e) < 0)
			rc = -1;
	} while (rc > 0);
	return rc;
}

/* A fault of this issue, its list or its fields: the others can go on. */
static bool
is_its_own(const struct err *e)
{
	return e->kind == ERR_DATA || e->kind == ERR_NOTFOUND ||
	    e->kind == ERR_CONFLICT || e->kind == ERR_CONFIG;
}

/* Work off what is due; what is not stays for a later run.  A failure says in *own
 * whether it is the issue's. */
static int
send_due(struct sender *s, const struct issue *issue, struct arena *a, bool *own,
    struct err *e)
{
	struct compose *compose = NULL;
	int rc = ledger_due(s->db, issue->id, clock_now(s->clock), e);

	if (rc <= 0)
		return rc;
	rc = compose_issue(s, issue, &compose, a, e);
	if (rc == 0) {
		rc = exchange(s, compose, issue, a, e);
		/* Here a setting is the relay's. */
		*own = rc < 0 && e->kind == ERR_DATA;
	} else
		*own = is_its_own(e);
	compose_free(compose);
	return rc;
}

static int
send_issue(struct sender *s, int64_t id, bool *own, struct err *e)
{
	struct issue issue = { .id = id };
	struct arena a = { 0 };
	int64_t compiled;
	int rc;

	*own = false;
	if (s->lock < 0)
		BUG("sending without the lock");
	rc = issue_refresh(s->db, &a, &issue, e);
	/* Replaced in the meantime: it is compiled anew, not one old copy leaves. */
	do {
		compiled = issue.revision;
		if (rc == 0 && str_eq(issue.state, "sending"))
			rc = send_due(s, &issue, &a, own, e);
		if (rc == 0)
			rc = issue_refresh(s->db, &a, &issue, e);
	} while (rc == 0 && issue.revision != compiled);
	crash_step(&s->crash);
	if (rc == 0 && str_eq(issue.state, "sending"))
		rc = issue_finish(s->db, id, clock_now(s->clock), e);
	crash_step(&s->crash);
	arena_release(&a);
	return rc < 0 ? -1 : 0;
}

int
sender_send(struct sender *s, int64_t id, struct err *e)
{
	bool own;

	return send_issue(s, id, &own, e);
}

/* One whose time has come departs, or is held: it is too late, or cannot. */
static int
depart(struct sender *s, int64_t id, int64_t now, struct arena *a, struct err *first,
    struct err *e)
{
	struct issue issue = { .id = id };

	if (issue_refresh(s->db, a, &issue, e) < 0)
		return -1;
	if (str_eq(issue.state, "scheduled") && issue.not_after != 0 &&
	    now > issue.not_after) {
		s->held++;
		return issue_hold(s->db, id, e);
	}
	if (depart_issue(s->db, id, s->random, &s->crash, now, e) >= 0)
		return 0;
	if (!is_its_own(e))
		return err_ctx(e, "issue '%s'", issue.name);
	err_set(first, e->kind,
	    "issue '%s' is held: %s; then nlctl resume '%s' lets it depart", issue.name,
	    e->msg, issue.name);
	err_clear(e);
	return issue_hold(s->db, id, e);
}

static int
depart_due(struct sender *s, struct arena *a, struct err *first, struct err *e)
{
	int64_t now = clock_now(s->clock);
	struct ids_found found = { 0 };
	size_t i;
	int rc;

	rc = issue_each_departing(s->db, now, a, note_id, &found, e);
	for (i = 0; i < found.n && rc == 0; i++)
		rc = depart(s, found.list[i], now, a, first, e);
	xfree(found.list);
	return rc;
}

int
sender_send_all(struct sender *s, struct err *e)
{
	struct ids_found found = { 0 };
	struct arena a = { 0 };
	struct err first = { 0 }; /* fault of one issue */
	bool own;
	size_t i;
	int rc;

	rc = confirmation_expire(s->db, clock_now(s->clock), e);
	if (rc == 0)
		rc = bulk_cancel_rest(s->db, clock_now(s->clock), e);
	if (rc == 0)
		rc = depart_due(s, &a, &first, e);
	if (rc == 0)
		rc = issue_each(s->db, true, &a, note_id, &found, e);
	if (rc == 0)
		rc = sender_send_notices(s, e);
	for (i = 0; i < found.n && rc == 0; i++) {
		rc = send_issue(s, found.list[i], &own, e);
		if (rc < 0 && own) {
			err_set(&first, e->kind, "%s", e->msg);
			err_clear(e);
			rc = 0;
		}
	}
	if (rc == 0 && first.kind != ERR_NONE)
		rc = err_set(e, first.kind, "%s", first.msg);
	xfree(found.list);
	arena_release(&a);
	return rc;
}
