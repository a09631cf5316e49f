/* check_clicks - what no click can tell, because none is recorded. */
#include "issue/check_private.h"

static const char *
reason(const struct check_facts *facts)
{
	if (str_eq(facts->track, "counts"))
		return "clicks are counted, but not whose they are";
	if (str_eq(facts->track, "contacts"))
		return "the setting track.consent names no yes-or-no field, so nobody "
		       "agreed that it is known who clicks";
	return "no click is recorded";
}

void
check_clicks(struct check *c)
{
	size_t i;

	if (str_eq(c->facts->track, "contacts") && c->facts->consent)
		return;
	for (i = 0; i < c->html->nlinks; i++) {
		if (str_starts(c->html->links[i].url, "http"))
			break;
	}
	if (i < c->html->nlinks)
		finding_add_whole(c->findings, FINDING_CLICKS_UNKNOWN,
		    c->manuscript->file,
		    "%s: a later issue cannot address those who clicked",
		    reason(c->facts));
}
