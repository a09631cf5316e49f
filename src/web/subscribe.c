/*
 * subscribe - the form to subscribe to a list, here and within pages of others.
 *
 * Who asks gets a mail, whoever they are, and is on the list when they confirm; nothing
 * that is known of the address shows, and nothing of it changes before.  There is no
 * puzzle that needs a script.  A form that comes without a stamp of ours (from another
 * site, or by a program) or too quickly is shown once more, filled in; while many
 * subscribe, that takes half a minute, and each address needs its own.
 */
#include "delivery/confirmation.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/field_input.h"
#include "web/limits.h"
#include "web/page.h"
#include "web/posted.h"
#include "web/stamp.h"
#include "web/subscribe_form.h"
#include "web/visit.h"
#include "web/visitor.h"

#include <string.h>
#include <strings.h>

#define SOURCE "web form"
#define RETRY_SECONDS "3600"
#define STAMP_SECONDS 86400 /* a form may stand open for a day */
#define QUICK_SECONDS 2     /* nobody reads and types that fast */
#define SLOW_SECONDS 30

/* What the page says above the form: the key of a text; "" for nothing. */
struct remark {
	const char *key, *field;
};

static int
show(struct visit *v, const struct subscribe_form *f, const char *stamp,
    struct remark remark)
{
	struct value html = subscribe_form_html(f, v, "", stamp);
	const struct value_pair values[] = {
		{ "list", value_text(f->list.name) },
		{ "about", value_text(f->about) },
		{ "remark", value_text(remark.key) },
		{ "field", value_text(remark.field) },
		{ "form", html },
	};

	page_answer(v, "subscribe", 200, values, ARRAY_LEN(values));
	return 0;
}

/* The same whether the address is known, blocked, on the list, or a trap was filled in. */
static int
answer_asked(struct visit *v, const struct subscribe_form *f)
{
	const struct value_pair values[] = {
		{ "address", value_text(f->address) },
		{ "list", value_text(f->list.name) },
	};

	page_answer(v, "asked", 200, values, ARRAY_LEN(values));
	return 0;
}

static int
answer_closed(struct visit *v)
{
	page_answer(v, "busy", 503, NULL, 0);
	http_response_add(v->out, "Retry-After", RETRY_SECONDS);
	return 0;
}

/* Does the browser say that the form was on a page of somebody else?  "null": it keeps
 * that to itself, as our pages ask it to. */
static int
is_foreign(const struct visit *v, bool *foreign, struct err *e)
{
	const char *origin = http_request_header(v->request, "Origin");
	const char *site = http_request_header(v->request, "Sec-Fetch-Site"), *base;
	size_t n = strlen(origin);

	if (setting_get(v->site->settings, 0, "base-url", v->arena, &base, e) < 0)
		return -1;
	*foreign = str_eq(site, "cross-site") ||
	    (n > 0 && !str_eq(origin, "null") &&
		(strncasecmp(base, origin, n) != 0 || strchr("/", base[n]) == NULL));
	return 0;
}

/* What a stamp is for; while it is slow, of one address. */
static const char *
purpose(const struct visit *v, const struct subscribe_form *f, const char *network,
    enum limits_state state)
{
	return arena_printf(v->arena, "%lld %s %s", (long long)f->list.id, network,
	    state == LIMITS_SLOW ? f->address : "");
}

/*
 * Is the form as a person sends it from our page?  1; 0: it was shown once more; -1.
 */
static int
check_stamp(struct visit *v, const struct subscribe_form *f, const char *network,
    enum limits_state state, const char *stamp, struct err *e)
{
	const char *about = purpose(v, f, network, state);
	int64_t age = 0, least = state == LIMITS_SLOW ? SLOW_SECONDS : QUICK_SECONDS;
	struct remark remark = { state == LIMITS_SLOW ? "slowly" : "once-more", "" };
	bool foreign;
	int rc = stamp_check(v, stamp, about, &age, e);

	if (rc < 0 || is_foreign(v, &foreign, e) < 0)
		return -1;
	if (rc > 0 && !foreign && age >= least && age < STAMP_SECONDS)
		return 1;
	/* One that is ours and only too young grows old by itself. */
	if ((rc == 0 || age >= STAMP_SECONDS) && stamp_write(&stamp, v, about, e) < 0)
		return -1;
	return show(v, f, stamp, remark);
}

/* Have the mail sent; an address that we blocked gets none. */
static int
ask(struct visit *v, const struct subscribe_form *f, const struct assignment *fields,
    size_t nfields, struct err *e)
{
	const struct issue_list list = { f->list.id, f->list.name };
	const struct subscription_request request = { .address = f->address,
		.list = f->list.id,
		.fields = fields,
		.nfields = nfields,
		.source = SOURCE,
		.confirm = true,
		.stranger = true,
		.language = v->lang.code,
		.now = clock_now(v->site->clock) };
	struct confirmation_result result;
	struct confirmation *c;

	if (confirmation_open(&c, v->site->db, v->site->settings, v->site->random, &list,
		v->arena, e) < 0)
		return -1;
	if (confirmation_ask(c, &request, &result, v->arena, e) < 0) {
		if (e->kind != ERR_CONFLICT)
			return -1;
		err_clear(e);
	} else if (result.notice != 0) {
		*v->site->mail = true;
	}
	return answer_asked(v, f);
}

static const char *
label(const struct visit *v, const char *field)
{
	return str_eq(field, "EMAIL") ? lang_text(&v->lang, "subscribe.email", v->arena)
				      : field_label(&v->lang, field, v->arena);
}

static int
act(struct visit *v, struct subscribe_form *f, const struct posted *posted, struct err *e)
{
	struct assignment fields[SUBSCRIBE_FIELDS_MAX];
	const char *network, *wrong, *stamp = posted_value(posted, "stamp");
	enum limits_state state;
	size_t n;
	int rc;

	subscribe_form_read(f, posted, v);
	if (subscribe_form_is_trapped(posted))
		return answer_asked(v, f);
	if (visitor_network(&network, v, e) < 0 || limits_look(&state, v, network, e) < 0)
		return -1;
	if (state == LIMITS_CLOSED)
		return answer_closed(v);
	rc = subscribe_form_check(f, v, fields, &n, &wrong, e);
	if (rc == 0)
		return show(v, f, stamp, (struct remark){ "wrong", label(v, wrong) });
	if (rc > 0)
		rc = check_stamp(v, f, network, state, stamp, e);
	if (rc <= 0)
		return rc;
	if (limits_count(v, network, e) < 0)
		return -1;
	return ask(v, f, fields, n, e);
}

static int
show_empty(struct visit *v, const struct subscribe_form *f, struct err *e)
{
	const char *network, *stamp;

	if (visitor_network(&network, v, e) < 0 ||
	    stamp_write(&stamp, v, purpose(v, f, network, LIMITS_FREE), e) < 0)
		return -1;
	return show(v, f, stamp, (struct remark){ "", "" });
}

int
subscribe_visit(struct visit *v, struct err *e)
{
	struct subscribe_form form;
	struct err fault = { 0 };
	struct posted posted;
	int rc = subscribe_form_load(&form, v, v->path[1], e);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	page_about(v, form.list.id);
	if (!http_request_posts(v->request))
		return show_empty(v, &form, e);
	if (posted_read(&posted, http_request_header(v->request, "Content-Type"),
		v->request->body, v->arena, &fault) == 0 &&
	    posted_has(&posted, "email"))
		return act(v, &form, &posted, e);
	page_answer(v, "wrong", 400, NULL, 0);
	return 0;
}
