/*
 * unsubscribe - the page behind the unsubscribe link of each copy, and behind the
 * links of a former system.
 *
 * GET shows what would be left and one button; POST leaves: pressed on the page, or
 * sent by a mail program that does it with one click (RFC 8058).  The page that
 * answers can undo it for an hour.  A token that was never given out and one whose
 * person has left already get the same page for the same work: nobody learns which
 * tokens exist.
 */
#include "delivery/leave.h"
#include "io/random.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"
#include "web/permit.h"
#include "web/posted.h"
#include "web/visit.h"

#define SOURCE_PAGE "web page"
#define SOURCE_ONE_CLICK "one-click"
#define SOURCE_UNDO "undo on the web page"

/* Which page has something to say of the lists of an offer. */
static void
answer_lists(
    struct visit *v, const char *page, const struct leave_offer *o, const char *permit)
{
	struct value *names = arena_alloc(v->arena, (o->nlists + 1) * sizeof(*names));
	struct value_pair values[] = {
		{ "address", value_text(page_address(o->address, v->arena)) },
		{ "lists", value_list(names, o->nlists) },
		{ "permit", value_text(permit) },
		/* The way to the preferences, which the same token opens. */
		{ "base", value_text(v->base) },
		{ "token", value_text(v->path[v->nparts - 1]) },
	};
	size_t i;

	for (i = 0; i < o->nlists; i++)
		names[i] = value_text(o->lists[i]);
	page_about(v, o->first_list);
	page_speak(v, o->language);
	page_answer(v, page, 200, values, ARRAY_LEN(values));
}

static void
answer_gone(struct visit *v, const char *permit)
{
	struct value_pair value = { "permit", value_text(permit) };

	page_answer(v, "gone", 200, &value, 1);
}

static void
show(struct visit *v, const struct leave_offer *o)
{
	if (o->nlists > 0)
		answer_lists(v, "leave", o, "");
	else
		answer_gone(v, "");
}

/* The word for the reason that was chosen; NULL: none, or none of ours. */
static const char *
reason_of(const struct posted *p)
{
	static const char *const reasons[] = { "often", "content", "never", "other" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(reasons); i++) {
		if (str_eq(posted_value(p, "reason"), reasons[i]))
			return reasons[i];
	}
	return NULL;
}

static int
leave(struct visit *v, const char *token, const struct leave_offer *o,
    const struct leave_cause *cause, struct err *e)
{
	const char *permit;

	if (permit_write(&permit, v, token, e) < 0)
		return -1;
	if (o->nlists == 0) {
		answer_gone(v, permit);
		return 0;
	}
	if (leave_accept(v->site->db, o, cause, v->arena, e) < 0)
		return -1;
	answer_lists(v, "left", o, permit);
	return 0;
}

static int
undo(struct visit *v, const char *token, const char *permit, struct leave_offer *o,
    struct err *e)
{
	struct leave_cause cause = { .source = SOURCE_UNDO,
		.now = clock_now(v->site->clock) };
	int rc = permit_check(v, permit, token, e), n;

	if (rc < 0)
		return -1;
	if (rc == 0) {
		page_answer(v, "wrong", 403, NULL, 0);
		return 0;
	}
	if (leave_undo(v->site->db, o, &cause, cause.now - PERMIT_SECONDS, &n, e) < 0 ||
	    leave_look(o, v->site->db, token, v->arena, e) < 0)
		return -1;
	if (o->nlists > 0)
		answer_lists(v, "back", o, "");
	else
		answer_gone(v, "");
	return 0;
}

static int
act(struct visit *v, const char *token, struct leave_offer *o, struct err *e)
{
	struct leave_cause cause = { .source = SOURCE_PAGE,
		.now = clock_now(v->site->clock) };
	struct err fault = { 0 };
	struct posted form;

	if (posted_read(&form, http_request_header(v->request, "Content-Type"),
		v->request->body, v->arena, &fault) < 0) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	if (str_eq(posted_value(&form, "do"), "undo"))
		return undo(v, token, posted_value(&form, "permit"), o, e);
	if (str_eq(posted_value(&form, "List-Unsubscribe"), "One-Click"))
		cause.source = SOURCE_ONE_CLICK;
	else if (!str_eq(posted_value(&form, "do"), "leave")) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	cause.reason = reason_of(&form);
	return leave(v, token, o, &cause, e);
}

int
unsubscribe_visit(struct visit *v, struct err *e)
{
	const char *token = v->path[v->nparts - 1];
	unsigned char uuid[UUID_SIZE];
	struct leave_offer offer;

	/* listmonk has other pages beside that one: /subscription/optin/…. */
	if (v->nparts == 3 && uuid_read(v->path[1], uuid) < 0) {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	if (leave_look(&offer, v->site->db, token, v->arena, e) < 0)
		return -1;
	if (http_request_posts(v->request))
		return act(v, token, &offer, e);
	show(v, &offer);
	return 0;
}
