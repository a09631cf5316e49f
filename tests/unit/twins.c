/* Two contacts on one list: whose subscription stays. */
#include "tap.h"

#include "people/twins.h"

#include <stdio.h>

#define PENDING SUBSCRIPTION_PENDING
#define ACTIVE SUBSCRIPTION_ACTIVE
#define LEFT SUBSCRIPTION_LEFT

static const struct {
	const char *what;
	struct twins_side from, into;
	bool takes;
} cases[] = {
	{ "left wins over active", { LEFT, 9, false }, { ACTIVE, 5, true }, true },
	{ "also over one that is as old", { LEFT, 5, false }, { ACTIVE, 5, true }, true },
	{ "also over one that somebody else put back", { LEFT, 5, false },
	    { ACTIVE, 9, false }, true },
	{ "not over a later consent of their own", { LEFT, 5, false },
	    { ACTIVE, 9, true }, false },
	{ "left wins over pending", { LEFT, 9, false }, { PENDING, 5, true }, true },
	{ "not over a later wish to confirm", { LEFT, 5, false }, { PENDING, 9, false },
	    false },
	{ "left and left: it stays", { LEFT, 9, false }, { LEFT, 5, false }, false },
	{ "active never wins over left", { ACTIVE, 9, true }, { LEFT, 5, false }, false },
	{ "pending never wins over left", { PENDING, 9, true }, { LEFT, 5, false },
	    false },
	{ "active wins over pending", { ACTIVE, 9, false }, { PENDING, 5, true }, true },
	{ "pending never wins over active", { PENDING, 5, true }, { ACTIVE, 9, false },
	    false },
	{ "the one with a consent", { ACTIVE, 9, true }, { ACTIVE, 5, false }, true },
	{ "whichever it is", { ACTIVE, 5, false }, { ACTIVE, 9, true }, false },
	{ "the older", { ACTIVE, 5, false }, { ACTIVE, 9, false }, true },
	{ "or as old: it stays", { ACTIVE, 5, true }, { ACTIVE, 5, true }, false },
	{ "pending and pending: it stays", { PENDING, 5, true }, { PENDING, 9, false },
	    false },
};

int
main(void)
{
	for (size_t i = 0; i < LENGTH(cases); i++)
		is_int(twins_takes(&cases[i].from, &cases[i].into), cases[i].takes, "%s",
		    cases[i].what);
	return done_testing();
}
