/* check_clicks - what no click can tell, because none is recorded. */
#include "issue/check_private.h"

void
check_clicks(struct check *c)
{
	bool counted = str_eq(c->facts->track, "counts");
	size_t i;

	if (str_eq(c->facts->track, "contacts"))
		return;
	for (i = 0; i < c->html->nlinks; i++) {
		if (str_starts(c->html->links[i].url, "http"))
			break;
	}
	if (i < c->html->nlinks)
		finding_add_whole(c->findings, FINDING_CLICKS_UNKNOWN,
		    c->manuscript->file,
		    "%s: a later issue cannot address those who clicked",
		    counted ? "clicks are counted, but not whose they are"
			    : "no click is recorded");
}
