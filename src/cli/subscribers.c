/* nlctl subscribers - show who is on a list.  See nlctl-subscribers(1). */
#include "cli/answer.h"
#include "cli/person.h"
#include "people/subscriber.h"
#include "util/str.h"
#include "util/xalloc.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "this list, not the default one" },
	{ 0, "all", NULL, "every list: a line for each subscription" },
	{ 0, "where", "EXPR", "only those who meet this: nlctl-audience(5)" },
	{ 0, "mailable", NULL, "only those who would get mail" },
	{ 0, "count", NULL, "only how many, in all states" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_subscribers = {
	.name = "subscribers",
	.synopsis = "[-l LIST | --all] [--where EXPR] [--mailable] [--count]",
	.summary = "Show who is on a list",
	.options = options,
	.argmax = 0,
	.needs = CMD_DB_READ,
	.run = run,
};

static const struct column columns[] = {
	{ "address", 36 },
	{ "list", 14 },
	{ "state", 8 },
	{ "since", 16 },
	{ "suppressed", 10 },
	{ "paused_until", 0 },
	{ "source", 0 },
	{ "language", 0 },
	{ "fields", 0 },
};

struct job {
	struct out *out;
	int64_t now;
};

/* A pause that is over is none. */
static void
show_pause(struct out *o, int64_t until, int64_t now)
{
	if (until > now)
		out_time(o, "paused_until", until);
	else
		out_null(o, "paused_until");
}

static int
show(void *arg, const struct subscriber *s, struct err *e)
{
	const struct job *j = arg;
	struct out *o = j->out;
	bool paused = s->paused_until > j->now && str_eq(s->state, "active");

	out_row_begin(o);
	out_text(o, "address", s->address);
	out_text(o, "list", s->list);
	/* People read in one word what a program asks of two. */
	out_text(o, "state", paused && !out_is_json(o) ? "paused" : s->state);
	out_time(o, "since", s->since);
	out_text_or_null(o, "suppressed", s->suppressed);
	show_pause(o, s->paused_until, j->now);
	out_text_or_null(o, "source", s->source);
	out_text_or_null(o, "language", s->language);
	out_json(o, "fields", s->fields);
	out_row_end(o);
	/* Nobody reads the rest of two million lines. */
	return out_is_dead(o) ? out_finish(o, e) : 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct subscriber_filter f = { .mailable = args_has(a, "mailable"),
		.now = clock_now(&c->clock) };
	struct job job = { c->out, f.now };
	struct audience where;
	struct list l = { 0 };
	int64_t n;
	int rc;

	if (args_has(a, "all") && args_has(a, "list"))
		return err_set(
		    e, ERR_USAGE, "options '--list' and '--all' do not go together");
	if (!args_has(a, "all")) {
		if (person_list(c, a, &l, e) < 0)
			return -1;
		f.list = l.id;
	}
	if (args_has(a, "where")) {
		if (person_where(c, args_value(a, "where"), l.id, &where, e) < 0)
			return -1;
		f.where = &where;
	}
	if (args_has(a, "count")) {
		if (subscriber_count(c->db, &f, &n, e) < 0)
			return -1;
		answer_count(c->out, n);
		return 0;
	}
	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	rc = subscriber_each(c->db, &f, show, &job, e);
	out_rows_end(c->out);
	return rc;
}
