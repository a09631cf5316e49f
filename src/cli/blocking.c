/* blocking - what block and unblock share.  See blocking.h. */
#include "cli/blocking.h"

struct watch {
	struct ctx *c;
	const char *doing;
};

static void
show_progress(void *arg, int64_t done)
{
	const struct watch *w = arg;

	progress_update(w->c->progress, done, 0, w->doing);
}

int
blocking_run(const struct blocking *k, struct ctx *c, const struct args *a, struct err *e)
{
	struct watch w = { c, k->doing };
	struct block b = { .source = k->source,
		.now = clock_now(&c->clock),
		.progress = show_progress,
		.progress_arg = &w };
	struct block_result r;
	struct err one = { 0 };
	int i, failed = 0;

	for (i = 0; i < a->count; i++) {
		b.text = args_at(a, i);
		if (k->work(c->db, &b, c->arena, &r, &one) == 0) {
			k->tell(c, &r);
			continue;
		}
		if (a->count == 1 || (one.kind != ERR_DATA && one.kind != ERR_CONFLICT)) {
			*e = one;
			return -1;
		}
		warn(c, "%s", one.msg);
		err_clear(&one);
		failed++;
	}
	if (failed > 0)
		return err_set(e, ERR_NO, "%d of %d not %s", failed, a->count, k->done);
	return 0;
}
