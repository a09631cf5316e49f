/*
 * click - a link of a message that leads through us, /l/ID/NUMBER, and the dot by which
 * an opened message is known, /o/ID.
 *
 * It leads where the link of that number leads, as it is stored of the issue: no
 * address is ever taken from a request.  Who would have to wait for the counting goes on
 * and is counted later.  That is all that GET may store.
 */
#include "delivery/click.h"

#include "io/clock.h"
#include "util/str.h"
#include "web/agent.h"
#include "web/page.h"
#include "web/visit.h"

/* A GIF of one transparent dot. */
static const char dot[] =
    "GIF89a\1\0\1\0\x80\0\0\0\0\0\0\0\0!\xF9\4\1\0\0\0\0,\0\0\0\0\1\0"
    "\1\0\0\2\2D\1\0;";

#define POLICY "default-src 'none'"

/* What goes wrong with it is for the log. */
static void
count(struct visit *v, const struct click_target *target, bool is_program)
{
	struct click click = { .agent = http_request_header(v->request, "User-Agent"),
		.machine = is_program,
		.anonymous = agent_wants_privacy(v->request),
		.now = clock_now(v->site->clock) };

	if (v->unstored)
		click_kept_add(v->site->clicks, target, &click);
	else
		(void)click_record(
		    v->site->db, v->site->settings, target, &click, &v->warning);
}

int
click_visit(struct visit *v, struct err *e)
{
	struct click_target target;
	int rc = click_find(&target, v->site->db, v->path[1], v->path[2],
	    clock_now(v->site->clock), v->arena, e);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	http_respond_line(v->out, 302, "");
	http_response_add(v->out, "Location", http_location(target.url, v->arena));
	page_protect(v, POLICY);
	count(v, &target, agent_is_program(v->request));
	return 0;
}

/* The dot is shown whoever's it is: a message has no place for a page. */
int
open_visit(struct visit *v, struct err *e)
{
	struct click_target target;
	int rc = click_find(&target, v->site->db, v->path[1], NULL,
	    clock_now(v->site->clock), v->arena, e);

	http_respond(v->out, 200, "image/gif", (struct span){ dot, sizeof(dot) - 1 });
	page_protect(v, POLICY);
	if (rc > 0)
		count(v, &target, agent_shows_nobody(v->request));
	return rc < 0 ? -1 : 0;
}
