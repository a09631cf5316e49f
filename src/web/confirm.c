/*
 * confirm - the page behind the link of a mail that asks to confirm.
 *
 * GET shows what is asked and one button; POST confirms.  A token that is nobody's,
 * too late, or of a blocked address gets one and the same page.
 */
#include "delivery/confirmation.h"
#include "io/random.h"
#include "people/optin.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"
#include "web/posted.h"
#include "web/visit.h"

static void
answer(struct visit *v, const char *page, const char *address, const char *list)
{
	struct value_pair values[] = {
		{ "address", value_text(page_address(address, v->arena)) },
		{ "list", value_text(list) },
	};

	page_answer(v, page, 200, values, ARRAY_LEN(values));
}

static int
accept(struct visit *v, const unsigned char token[UUID_SIZE], struct err *e)
{
	struct optin_confirmed who;
	struct posted form;
	struct err fault = { 0 };

	if (posted_read(&form, http_request_header(v->request, "Content-Type"),
		v->request->body, v->arena, &fault) < 0 ||
	    !str_eq(posted_value(&form, "do"), "confirm")) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	if (confirmation_accept(&who, v->site->db, token, "web page",
		clock_now(v->site->clock), v->arena, e) == 0) {
		answer(v, "confirmed", who.address, who.list);
		return 0;
	}
	if (e->kind != ERR_NOTFOUND && e->kind != ERR_CONFLICT)
		return -1;
	err_clear(e);
	page_answer(v, "late", 200, NULL, 0);
	return 0;
}

int
confirm_visit(struct visit *v, struct err *e)
{
	unsigned char token[UUID_SIZE] = { 0 }; /* what is none stays 0: nobody's */
	struct optin_asks asks;
	int rc;

	uuid_read(v->path[1], token);
	rc =
	    optin_look(&asks, v->site->db, token, clock_now(v->site->clock), v->arena, e);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		page_about(v, asks.list);
		page_speak(v, asks.language);
	}
	if (http_request_posts(v->request))
		return accept(v, token, e);
	if (rc == 0)
		page_answer(v, "late", 200, NULL, 0);
	else
		answer(v, asks.confirmed ? "confirmed" : "ask", asks.address,
		    asks.list_name);
	return 0;
}
