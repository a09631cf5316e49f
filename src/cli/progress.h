/*
 * progress - one line on standard error that says how far the work is.
 *
 * Only on a terminal, at most five times a second.  The line is taken away
 * before anything else is said (say() does so) and at the end.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
	FILE *f;
	bool on;           /* a terminal, and not -q */
	bool shown;        /* a line stands there */
	int64_t begun_ms;  /* when the command began */
	int64_t last_ms;   /* when it was written; 0: never */
	int64_t waited_ms; /* when progress_wait wrote last */
	int64_t last_done;
	double rate; /* a second, smoothed */
};

void progress_init(struct progress *p, FILE *f, bool quiet);

/*
 * done of total (total 0: nobody knows), and what is done: "sending".  Calls
 * that come too soon do nothing, so call it as often as you like.
 */
void progress_update(struct progress *p, int64_t done, int64_t total, const char *text);

/*
 * What the command is at for long, where it cannot say how far it is: "working: 3 s".
 * Nothing in the first second of a command, and while progress_update says more.
 */
void progress_wait(struct progress *p, const char *text);

/* Take the line away; the next update shows it again. */
void progress_clear(struct progress *p);

#endif
