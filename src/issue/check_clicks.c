/* check_clicks - what no click can tell, because none is recorded. */
#include "issue/check_private.h"

void
check_clicks(struct check *c)
{
	size_t i;

	for (i = 0; i < c->html->nlinks; i++) {
		if (str_starts(c->html->links[i].url, "http"))
			break;
	}
	if (i < c->html->nlinks)
		finding_add_whole(c->findings, FINDING_CLICKS_UNKNOWN,
		    c->manuscript->file,
		    "no click is recorded: a later issue cannot address those who clicked");
}
