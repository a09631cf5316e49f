/*
 * track - what is recorded of those who read an issue: the settings track and
 * track.opens, as they were when it was fixed.
 *
 * Copies with links that lead through us stay in inboxes for years: what was decided
 * when they were made holds for them, whatever the settings say later.  Whether a
 * reader agreed is asked anew each time (click.h).
 */
#ifndef DELIVERY_TRACK_H
#define DELIVERY_TRACK_H

#include "people/setting.h"

#include <stdbool.h>

enum track_mode {
	TRACK_NONE,    /* copies have the addresses themselves */
	TRACK_COUNTS,  /* how often a link is followed */
	TRACK_CONTACTS /* and by whom, of those who agreed */
};

struct track {
	enum track_mode mode;
	bool opens; /* that a copy is opened too; not with TRACK_NONE */
};

extern const char *const track_mode_names[]; /* "counts" */

/* TRACK_NONE for a name that is none. */
enum track_mode track_mode_of(const char *name);

/* By the settings of an issue for this list; TRACK_NONE without base-url. */
int track_load(struct track *out, struct settings *settings, int64_t list, struct err *e);

#endif
