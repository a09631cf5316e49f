/*
 * text_of - the text alternative of the HTML on standard input, for tests that read
 * many documents of others.  On standard error: the seconds of work that one reading took,
 * the least of so many as the argument says.
 */
#include "issue/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Read it once more; false when it is refused, and why was said. */
static bool
read_once(struct span in, struct arena *a, struct span *text)
{
	struct findings f;
	struct html html;

	arena_reset(a);
	findings_init(&f, a);
	if (html_read(&html, in, "in", a, &f) < 0) {
		fprintf(stderr, "%s\n", findings_error(&f));
		return false;
	}
	*text = text_of_html(&html, a);
	return true;
}

int
main(int argc, char **argv)
{
	long turns = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	double start, taken, least = 1e9;
	struct arena a = { 0 };
	struct span text = { "", 0 };
	struct buf in;
	size_t n;

	buf_init(&in, HTML_BYTES_MAX);
	while ((n = fread(buf_reserve(&in, 4096), 1, 4096, stdin)) > 0)
		in.len += n;
	for (; turns > 0; turns--) {
		start = now();
		if (!read_once((struct span){ in.data, in.len }, &a, &text))
			return 1;
		taken = now() - start;
		least = taken < least ? taken : least;
	}
	fprintf(stderr, "%.6f\n", least);
	fwrite(text.s, 1, text.n, stdout);
	arena_release(&a);
	buf_release(&in);
	return 0;
}
