/*
 * limits - how many may subscribe by the form in an hour: from one network, and in all.
 *
 * That an address gets one mail a day is delivery/confirmation's part.
 */
#ifndef WEB_LIMITS_H
#define WEB_LIMITS_H

#include "web/visit.h"

enum limits_state {
	LIMITS_FREE,
	LIMITS_SLOW, /* half of what is let in came already: an attack, perhaps */
	LIMITS_CLOSED
};

/* How it stands for this network; "": it is not known, and has no limit of its own. */
int limits_look(
    enum limits_state *out, const struct visit *v, const char *network, struct err *e);

/* Count one more, in a transaction of its own. */
int limits_count(const struct visit *v, const char *network, struct err *e);

#endif
