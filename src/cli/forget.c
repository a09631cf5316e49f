/* nlctl forget - erase all that is stored on a person.  See nlctl-forget(1). */
#include "delivery/forget.h"
#include "cli/cmd.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'y', "yes", NULL, "do not ask" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_forget = {
	.name = "forget",
	.synopsis = "[-y] EMAIL",
	.summary = "Erase all that is stored on a person",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE,
	.run = run,
};

static void
show_progress(void *arg, int64_t done, int64_t total)
{
	struct ctx *c = arg;

	progress_update(c->progress, done, total, "looking for traces in the file");
}

static void
kept(struct ctx *c, const char *what, const char *why)
{
	out_record_begin(c->out);
	out_text(c->out, "what", what);
	out_text(c->out, "why", why);
	out_record_end(c->out);
}

static void
show_kept(struct ctx *c, const struct forget_receipt *r)
{
	out_list_begin(c->out, "kept");
	kept(c, "a keyed hash of the address",
	    r->blocked ? "it was blocked, and stays so"
		       : "so that no import brings it back");
	if (r->contact != 0)
		kept(c,
		    arena_printf(c->arena, "the number %lld, with nothing else",
			(long long)r->contact),
		    "so that sums and links in old copies stay true");
	if (r->traces > 0)
		kept(c,
		    arena_printf(c->arena, "the address, in %lld place%s",
			(long long)r->traces, r->traces == 1 ? "" : "s"),
		    "in what is not theirs: settings, issues, other people's data");
	out_list_end(c->out);
}

/* What is out of our hands: the copies that can be seen, and those that cannot. */
static void
show_out_of_reach(struct ctx *c, const struct forget_receipt *r)
{
	int i;

	out_list_begin(c->out, "out_of_reach");
	for (i = 0; i < r->ncopies; i++) {
		out_record_begin(c->out);
		out_text(c->out, "what", r->copies[i]);
		out_record_end(c->out);
	}
	out_record_begin(c->out);
	out_text(c->out, "what", "backups and exports elsewhere, logs of the relay");
	out_record_end(c->out);
	out_list_end(c->out);
}

static void
show_receipt(struct ctx *c, const struct forget_receipt *r)
{
	int i;

	out_record_begin(c->out);
	out_text(c->out, "address", r->address);
	out_bool(c->out, "forgotten_before", r->before);
	out_group_begin(c->out, "erased");
	for (i = 0; i < FORGET_N; i++) {
		if (r->erased[i] > 0 || out_is_json(c->out))
			out_int(c->out, forget_name(i), r->erased[i]);
	}
	out_group_end(c->out);
	show_kept(c, r);
	show_out_of_reach(c, r);
	out_bool(c->out, "file_rewritten", r->rewritten);
	out_int(c->out, "traces", r->traces);
	out_record_end(c->out);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct forget f = { .address = args_at(a, 0),
		.source = "forget",
		.now = clock_now(&c->clock),
		.progress = show_progress,
		.progress_arg = c };
	struct forget_receipt r;
	int rc;

	if (forget_find(c->db, f.address, c->arena, &r, e) < 0)
		return -1;
	if (!r.before &&
	    confirm(c, args_has(a, "yes"),
		arena_printf(c->arena,
		    "erase all that is stored on '%s', which cannot be undone",
		    r.address),
		e) < 0)
		return -1;
	if (forget_person(c->db, &f, c->arena, &r, e) < 0)
		return -1;
	rc = forget_clean(c->db, &f, c->arena, &r, e);
	progress_clear(c->progress);
	show_receipt(c, &r);
	return rc;
}
