/* nlctl send - mail an issue to the people of its lists.  See nlctl-send(1). */
#include "cli/checking.h"
#include "cli/cmd.h"
#include "cli/draft.h"
#include "cli/findings.h"
#include "cli/sending.h"
#include "cli/when.h"
#include "delivery/depart.h"
#include "delivery/enqueue.h"
#include "delivery/notice.h"
#include "delivery/outbox.h"
#include "delivery/relay.h"
#include "delivery/sample.h"
#include "issue/letter.h"
#include "util/str.h"

#include <unistd.h>

#define LATE_AFTER 86400 /* seconds after --at, when --not-after is not given */

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "send to this list; may be repeated" },
	{ 0, "where", "EXPR", "only to those who meet this: nlctl-audience(5)" },
	{ 0, "exclude", "LIST", "not to the members of this list; may be repeated" },
	{ 0, "subject", "TEXT", "use this subject, which may hold merge tags" },
	{ 0, "name", "NAME", "call the issue so instead of after its file" },
	{ 0, "params", "FILE", "JSON with the values of params.NAME" },
	{ 0, "attach", "FILE", "send this file with every copy; may be repeated" },
	{ 0, "at", "WHEN", "send then: nlctl run does it" },
	{ 0, "not-after", "WHEN", "with --at: hold it when it is later (a day after)" },
	{ 0, "replace", NULL, "take the place of a queued issue of this name" },
	{ 0, "test", "EMAIL", "send to this address only; may be repeated" },
	{ 0, "as", "EMAIL", "with --test: merge as this contact" },
	{ 0, "outbox", "DIR", "write the messages into this Maildir, send nothing" },
	{ 0, "seed", "NUMBER", "with --outbox: the same bytes each time" },
	{ 0, "force", NULL, "in spite of what check.errors makes an error" },
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_send = {
	.name = "send",
	.synopsis =
	    "[-y] [-l LIST]... [--where EXPR] [--exclude LIST]... [--subject TEXT] "
	    "[--name NAME] [--params FILE] [--attach FILE]... [--replace] [--force] "
	    "ISSUE\n"
	    "--at WHEN [--not-after WHEN] [-y] [-l LIST]... [--where EXPR] "
	    "[--exclude LIST]... [--force] ISSUE\n"
	    "--test EMAIL [--test EMAIL]... [--as EMAIL] [-l LIST] ISSUE\n"
	    "--outbox DIR [--seed NUMBER] [-l LIST]... [--where EXPR] "
	    "[--exclude LIST]... ISSUE",
	.summary = "Mail an issue to the people of its lists",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static void
show_whom(struct ctx *c, const struct recipients *to)
{
	int i;

	for (i = 0; i < to->nlists; i++)
		say(c, "list     %s", to->lists[i].name);
	for (i = 0; i < to->nwithout; i++)
		say(c, "exclude  %s", to->without[i].name);
	if (to->where[0] != '\0')
		say(c, "where    %s", to->where);
}

/* Is there a relay, and what it takes to sign?  Then, on a terminal, show what is
 * about to happen and ask. */
static int
ask(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	const struct signing *signing;
	struct relay relay;
	int64_t readers;

	if (compose_signing(d->compose, &signing, e) < 0 ||
	    relay_load(&relay, c->settings, c->arena, e) < 0)
		return -1;
	if (args_has(a, "yes") || isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1)
		return 0;
	if (recipients_count(c->db, &d->to, clock_now(&c->clock), &readers, e) < 0)
		return -1;
	say(c, "subject  %s", letter_subject(d->letter));
	say(c, "from     %s", d->from);
	show_whom(c, &d->to);
	say(c, "readers  %lld", (long long)readers);
	say(c, "relay    %s (%s)", relay.name, relay.url);
	return confirm(c, false, "send it", e);
}

/* A moment: the option, else what the issue's file says under key; 0: neither. */
static int
read_time(struct ctx *c, const struct args *a, const struct draft *d, const char *option,
    const char *key, int64_t *utc, struct err *e)
{
	const char *typed = args_value(a, option);
	const struct manuscript *m = letter_manuscript(d->letter);
	const struct manuscript_setting *own = manuscript_setting(m, key);
	const char *name = arena_printf(c->arena, "--%s", option);

	*utc = 0;
	if (typed != NULL)
		return when_read(typed, name, clock_now(&c->clock), utc, e);
	if (own == NULL)
		return 0;
	name = arena_printf(c->arena, "%s: %s%s", m->file, m->key_prefix, key);
	if (when_read(own->value, name, clock_now(&c->clock), utc, e) == 0)
		return 0;
	e->kind = ERR_DATA;
	return -1;
}

/* When it departs; departs stays 0 where nothing says so. */
static int
read_times(struct ctx *c, const struct args *a, struct draft *d, struct enqueue *q,
    struct err *e)
{
	/* The time that its file gives is over when the same command is run again. */
	if (args_value(a, "at") == NULL && d->known.id != 0 && !draft_is_changed(d) &&
	    manuscript_setting(letter_manuscript(d->letter), "send-at") != NULL) {
		if (d->known.departs > q->now) {
			q->departs = d->known.departs;
			q->not_after = d->known.not_after;
		}
		return 0;
	}
	if (read_time(c, a, d, "at", "send-at", &q->departs, e) < 0)
		return -1;
	if (q->departs == 0)
		return args_has(a, "not-after")
		    ? err_set(e, ERR_USAGE, "--not-after goes with --at")
		    : 0;
	if (read_time(c, a, d, "not-after", "not-after", &q->not_after, e) < 0)
		return -1;
	if (q->not_after == 0)
		q->not_after = q->departs + LATE_AFTER;
	if (q->not_after < q->departs)
		return err_set(e, ERR_USAGE, "--not-after is before --at");
	return 0;
}

/* An issue of this name is there: may what the file says now take its place? */
static int
may_replace(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	const struct issue *old = &d->known;

	if (old->count[DELIVERY_QUEUED] + old->count[DELIVERY_SKIPPED] < old->audience ||
	    str_eq(old->state, "cancelled"))
		return err_set(e, ERR_CONFLICT,
		    "issue '%s' was sent with other content or to other people: send "
		    "this one under another --name",
		    d->name);
	say(c, "issue '%s' is %s with other content or for other people (subject '%s')",
	    d->name, old->state, old->subject);
	if (!args_has(a, "replace") && isatty(STDIN_FILENO) != 1)
		return err_set(e, ERR_CONFLICT,
		    "add --replace to put this in its place, or give it another --name");
	return confirm(c, args_has(a, "replace"), "put this in its place", e);
}

/* A known issue that waits for its time: it moves, or departs now.  One that is
 * departing already goes on. */
static int
reschedule(struct ctx *c, struct draft *d, const struct enqueue *q, struct crash *crash,
    struct err *e)
{
	if (q->departs != 0 && !str_eq(d->known.state, "departing"))
		return issue_move(c->db, d->known.id, q->departs, q->not_after, e);
	return depart_issue(c->db, d->known.id, &c->random, crash, q->now, e);
}

/* What check says of it, but for what takes others: mistakes stop it, warnings are
 * only counted.  What a list made a mistake --force passes over. */
static int
look(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	const struct findings *f = &d->findings;
	struct checking quick = { 0 };
	size_t doubts;

	if (checking_look(d, c, &quick, e) < 0)
		return -1;
	if (f->errors == 0 || (f->errors == f->hardened && args_has(a, "force"))) {
		doubts = f->errors + f->warnings;
		if (doubts > 0)
			say(c, "%zu warning%s: nlctl check shows %s", doubts,
			    doubts == 1 ? "" : "s", doubts == 1 ? "it" : "them");
		return 0;
	}
	findings_complain_errors(c, f);
	return err_set(e, ERR_DATA, "'%s' has %zu mistake%s: nothing was sent%s", d->file,
	    f->errors, f->errors == 1 ? "" : "s",
	    f->errors == f->hardened
		? "; by 'check.errors' alone: --force sends it all the same"
		: "");
}

/* Make the file an issue of the database, unless it is one already. */
static int
queue(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	struct crash crash;
	struct enqueue q;
	bool changed = d->known.id != 0 && draft_is_changed(d);
	bool waits = d->known.id != 0 &&
	    (str_eq(d->known.state, "scheduled") || str_eq(d->known.state, "held") ||
		str_eq(d->known.state, "departing"));
	int rc;

	crash_init(&crash);
	if (draft_enqueue(&q, d, c, &crash, e) < 0 || read_times(c, a, d, &q, e) < 0)
		return -1;
	if (d->known.id != 0 && !changed && !waits) {
		if (str_eq(d->known.state, "finished"))
			say(c, "issue '%s' was sent already", d->name);
		return 0;
	}
	if (changed && may_replace(c, a, d, e) < 0)
		return -1;
	if ((changed || d->known.id == 0) && look(c, a, d, e) < 0)
		return -1;
	if (ask(c, a, d, e) < 0)
		return -1;
	q.replaces = d->known.id;
	if (d->known.id != 0 && !changed)
		rc = reschedule(c, d, &q, &crash, e);
	else
		rc = enqueue_issue(c->db, &q, &d->known.id, e);
	/* Made by another process since we looked: so it is a known one. */
	if (rc == 0 && d->known.id == 0)
		return draft_look_again(d, c, e) < 0 ? -1 : queue(c, a, d, e);
	return rc < 0 ? -1 : issue_refresh(c->db, c->arena, &d->known, e);
}

/* Send what is queued; say when, of an issue that waits for its time. */
static int
send_queued(struct ctx *c, struct draft *d, struct err *e)
{
	char when[WHEN_TEXT_SIZE];

	if (!str_eq(d->known.state, "scheduled"))
		return sending_issue(c, &d->known, e);
	when_show(d->known.departs, clock_now(&c->clock), when);
	say(c, "departs %s, by nlctl run", when);
	sending_print(c, &d->known);
	return 0;
}

static int
send_tests(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	struct due reader;
	const char *email, **emails;
	int64_t *ids;
	int n = 0;

	while (args_nth(a, "test", n) != NULL)
		n++;
	ids = arena_alloc(c->arena, (size_t)n * sizeof(*ids));
	emails = arena_alloc(c->arena, (size_t)n * sizeof(*emails));
	for (n = 0; (email = args_nth(a, "test", n)) != NULL; n++) {
		emails[n] = email;
		if (sample_find(&reader, c->db, args_value(a, "as"), &d->to.lists[0],
			&c->random, c->arena, e) < 0 ||
		    notice_add_test(c->db, d->compose, &reader, email,
			clock_now(&c->clock), &ids[n], e) < 0)
			return -1;
	}
	return sending_notices(c, ids, emails, n, e);
}

static void
show_progress(void *arg, int64_t n)
{
	struct ctx *c = arg;

	progress_update(c->progress, n, 0, "writing");
}

/* With --seed neither chance nor time is in the messages: before anything is made. */
static int
heed_seed(struct ctx *c, const struct args *a, struct err *e)
{
	const char *seed = args_value(a, "seed");
	int64_t number;

	if (seed == NULL)
		return 0;
	if (str_to_int(seed, 0, INT64_MAX, &number) < 0)
		return err_set(e, ERR_USAGE, "--seed '%s' is not a number", seed);
	random_seed(&c->random, (uint64_t)number);
	c->clock.frozen = OUTBOX_EPOCH;
	return 0;
}

static int
write_outbox(struct ctx *c, const struct args *a, struct draft *d, struct err *e)
{
	const char *dir = args_value(a, "outbox");
	struct crash crash = { 0 };
	struct enqueue q;
	int64_t n;

	if (draft_enqueue(&q, d, c, &crash, e) < 0 ||
	    outbox_write(c->db, d->compose, &q, dir, show_progress, c, &n, e) < 0)
		return -1;
	say(c, "%lld messages in '%s'; nothing was sent or recorded", (long long)n, dir);
	if (!out_is_json(c->out))
		return 0;
	out_record_begin(c->out);
	out_text(c->out, "folder", dir);
	out_int(c->out, "messages", n);
	out_record_end(c->out);
	return 0;
}

static int
check_options(const struct args *a, struct err *e)
{
	if (args_has(a, "test") && args_has(a, "outbox"))
		return err_set(e, ERR_USAGE, "say --test or --outbox, not both");
	if (args_has(a, "as") && !args_has(a, "test"))
		return err_set(e, ERR_USAGE,
		    "--as goes with --test: everybody else gets "
		    "their own copy");
	if (args_has(a, "test") && (args_has(a, "where") || args_has(a, "exclude")))
		return err_set(e, ERR_USAGE,
		    "--test goes to that address alone: --where and --exclude have no "
		    "say there");
	if (args_has(a, "at") && (args_has(a, "test") || args_has(a, "outbox")))
		return err_set(
		    e, ERR_USAGE, "--at goes neither with --test nor with --outbox");
	if (args_has(a, "not-after") && (args_has(a, "test") || args_has(a, "outbox")))
		return err_set(e, ERR_USAGE, "--not-after goes with --at");
	if (args_has(a, "force") && (args_has(a, "test") || args_has(a, "outbox")))
		return err_set(e, ERR_USAGE,
		    "--force goes neither with --test nor with --outbox: nothing stops them");
	if (args_has(a, "seed") && !args_has(a, "outbox"))
		return err_set(e, ERR_USAGE,
		    "--seed goes with --outbox: what is mailed must "
		    "not be predictable");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct draft_options o = { .name = args_value(a, "name"),
		.subject = args_value(a, "subject"),
		.params = args_value(a, "params"),
		.named = true,
		.conditions = true,
		.attachments = true,
		.silent = true };
	struct draft d = { 0 };
	bool alone = args_has(a, "test") || args_has(a, "outbox");
	int rc = -1;

	if (check_options(a, e) < 0 || heed_seed(c, a, e) < 0)
		return -1;
	rc = draft_load(&d, c, a, &o, e);
	/* What goes to readers is looked at more closely, once it is known to be new. */
	if (rc < 0 || alone)
		findings_complain(c, &d.findings);
	if (rc < 0)
		goto out;
	rc = -1;
	if (args_has(a, "test"))
		rc = send_tests(c, a, &d, e);
	else if (args_has(a, "outbox"))
		rc = write_outbox(c, a, &d, e);
	else if (queue(c, a, &d, e) == 0) {
		draft_release(&d); /* it is stored, and read from there */
		rc = send_queued(c, &d, e);
	}
out:
	draft_release(&d);
	return rc;
}
