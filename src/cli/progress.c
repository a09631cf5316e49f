/* progress - how far the work is.  See progress.h. */
#include "cli/progress.h"

#include "io/clock.h"
#include "util/buf.h"
#include "util/term.h"

#include <string.h>
#include <unistd.h>

#define EVERY_MS 200
#define PATIENCE_MS 1000 /* of a person who waits */
#define SMOOTH 0.2       /* weight of the newest rate */
#define LINE_MAX_BYTES 1024

void
progress_init(struct progress *p, FILE *f, bool quiet)
{
	*p = (struct progress){ .f = f,
		.on = !quiet && isatty(fileno(f)) == 1,
		.begun_ms = clock_monotonic_ms() };
}

static void
measure(struct progress *p, int64_t now, int64_t done)
{
	double rate;

	/* Other work has begun, with a speed of its own. */
	if (done < p->last_done)
		p->rate = 0;
	if (p->last_ms != 0 && now > p->last_ms && done >= p->last_done) {
		rate = (double)(done - p->last_done) * 1000 / (double)(now - p->last_ms);
		p->rate = p->rate > 0 ? p->rate + SMOOTH * (rate - p->rate) : rate;
	}
	p->last_ms = now;
	p->last_done = done;
}

static void
add_left(struct buf *b, double seconds)
{
	long s = (long)(seconds + 0.5);

	if (s < 60)
		buf_printf(b, ", %ld s left", s);
	else if (s < 3600)
		buf_printf(b, ", %ld min %02ld s left", s / 60, s % 60);
	else if (s < 100 * 3600)
		buf_printf(b, ", %ld h %02ld min left", s / 3600, s / 60 % 60);
}

static void
show(struct progress *p, const struct buf *line)
{
	/* A line that wraps could not be taken away again. */
	fprintf(p->f, "\r%.*s\033[K",
	    (int)term_fit(line->data, line->len, term_columns(p->f) - 1), line->data);
	fflush(p->f);
	p->shown = true;
}

void
progress_update(struct progress *p, int64_t done, int64_t total, const char *text)
{
	int64_t now = clock_monotonic_ms();
	struct buf line;

	if (!p->on || (p->last_ms != 0 && now - p->last_ms < EVERY_MS))
		return;
	measure(p, now, done);
	buf_init(&line, LINE_MAX_BYTES);
	term_add(&line, text, strlen(text));
	buf_printf(&line, ": %lld", (long long)done);
	if (total > 0)
		buf_printf(&line, " of %lld (%d %%)", (long long)total,
		    (int)((double)done * 100 / (double)total));
	if (p->rate > 0)
		buf_printf(&line, ", %.*f/s", p->rate < 10 ? 1 : 0, p->rate);
	if (p->rate > 0 && total > done)
		add_left(&line, (double)(total - done) / p->rate);
	show(p, &line);
	buf_release(&line);
}

void
progress_wait(struct progress *p, const char *text)
{
	int64_t now = clock_monotonic_ms();
	struct buf line;

	if (!p->on || now - p->begun_ms < PATIENCE_MS || now - p->last_ms < PATIENCE_MS ||
	    now - p->waited_ms < EVERY_MS)
		return;
	p->waited_ms = now;
	buf_init(&line, LINE_MAX_BYTES);
	term_add(&line, text, strlen(text));
	buf_printf(&line, ": %lld s", (long long)((now - p->begun_ms) / 1000));
	show(p, &line);
	buf_release(&line);
}

void
progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fputs("\r\033[K", p->f);
	fflush(p->f);
	p->shown = false;
}
