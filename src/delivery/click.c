/* click - a link of a copy is followed, or the copy is opened.  See click.h. */
#include "delivery/click.h"

#include "delivery/ids.h"
#include "people/event.h"
#include "util/json.h"
#include "util/str.h"
#include "util/utf8.h"

#include <string.h>

/* Without an issue no key of ids was ever made, and a page may not make one. */
static int
read_id(struct db *db, const char *text, int64_t *delivery, struct err *e)
{
	struct ids ids;
	int64_t any;
	int rc;

	if (stmt_int(db_stmt(db, SQL_ISSUE_ANY), &any, e) < 0)
		return -1;
	if (any == 0)
		return 0;
	rc = ids_init(&ids, db, e);
	if (rc == 0)
		rc = ids_read(&ids, IDS_CLICK, text, delivery) == 0;
	ids_release(&ids);
	return rc;
}

/* Has the copy not left yet, or only just? */
static bool
is_early(const char *state, int64_t changed, int64_t now)
{
	if (str_eq(state, "queued") || str_eq(state, "sending"))
		return true;
	return str_eq(state, "sent") && now < changed + CLICK_SOON_SECONDS;
}

int
click_find(struct click_target *out, struct db *db, const char *id, const char *number,
    int64_t now, struct arena *a, struct err *e)
{
	struct stmt *st;
	int64_t delivery;
	int rc;

	*out = (struct click_target){ .url = "" };
	if (number != NULL && str_to_int(number, 1, INT32_MAX, &out->link) < 0)
		return 0;
	rc = read_id(db, id, &delivery, e);
	if (rc <= 0)
		return rc;
	st = db_stmt(db, SQL_CLICK_TARGET);
	bind_int(st, ":delivery", delivery);
	bind_int(st, ":link", out->link);
	rc = stmt_step(st, e);
	if (rc > 0) {
		out->delivery = col_int(st, 0);
		out->contact = col_int(st, 1);
		out->issue = col_int(st, 2);
		out->mode = track_mode_of(col_text(st, 3));
		out->early = is_early(col_text(st, 4), col_int(st, 5), now);
		out->list = col_int(st, 6);
		out->url = arena_strdup(a, col_text(st, 7));
	}
	stmt_reset(st);
	return rc > 0 ? out->link == 0 || *out->url != '\0' : rc;
}

/* May it be known whose copy it was? */
static int
may_name(struct db *db, struct settings *settings, const struct click_target *t,
    const struct click *c, bool *out, struct err *e)
{
	struct arena a = { 0 };
	const char *field;
	int64_t agreed = 0;
	struct stmt *st;
	int rc;

	*out = false;
	if (c->anonymous || t->mode != TRACK_CONTACTS)
		return 0;
	rc = setting_get(settings, t->list, "track.consent", &a, &field, e);
	if (rc == 0 && *field != '\0') {
		st = db_stmt(db, SQL_CLICK_AGREED);
		bind_int(st, ":contact", t->contact);
		bind_text(st, ":field", field);
		rc = stmt_int(st, &agreed, e);
	}
	*out = agreed != 0;
	arena_release(&a);
	return rc;
}

/* Are this copy's links followed one after the other?  Then so were those before. */
static int
judge_burst(struct db *db, const struct click_target *t, int64_t now, bool *machine,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CLICK_BURST);
	int64_t others;

	bind_int(st, ":delivery", t->delivery);
	bind_int(st, ":link", t->link);
	bind_int(st, ":since", now - CLICK_BURST_SECONDS);
	bind_int(st, ":most", CLICK_BURST_MOST);
	if (stmt_int(st, &others, e) < 0)
		return -1;
	if (others + 1 < CLICK_BURST_LINKS)
		return 0;
	*machine = true;
	st = db_stmt(db, SQL_CLICK_SUSPECT);
	bind_int(st, ":delivery", t->delivery);
	bind_int(st, ":most", CLICK_BURST_MOST);
	return stmt_run(st, e);
}

/* What is kept of a User-Agent: one line of UTF-8. */
static const char *
agent_text(const char *agent, struct arena *a)
{
	size_t n = strnlen(agent, CLICK_AGENT_MAX);
	char *text;

	while (n > 0 && agent[n] != '\0' && !utf8_valid(agent, n))
		n--; /* it was cut within a character */
	if (!utf8_valid(agent, n))
		return "";
	text = arena_memdup(a, agent, n);
	text[utf8_blank_controls(text, n)] = '\0';
	return text;
}

static int
add(struct db *db, const struct click_target *t, const struct click *c, bool named,
    bool machine, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CLICK_ADD);
	struct arena a = { 0 };
	int rc;

	bind_int(st, ":issue", t->issue);
	if (t->link != 0)
		bind_int(st, ":link", t->link);
	if (named)
		bind_int(st, ":delivery", t->delivery);
	if (!c->anonymous)
		bind_int(st, ":visit", t->delivery);
	bind_int(st, ":now", c->now);
	bind_int(st, ":human", !machine);
	bind_text(st, ":agent", named ? agent_text(c->agent, &a) : "");
	rc = stmt_run(st, e);
	arena_release(&a);
	return rc;
}

int
click_record(struct db *db, struct settings *settings, const struct click_target *t,
    const struct click *c, struct err *e)
{
	bool machine = c->machine || t->early, named;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (click_settle(db, c->now, e) == 0 &&
	    may_name(db, settings, t, c, &named, e) == 0 &&
	    (t->link == 0 || c->anonymous ||
		judge_burst(db, t, c->now, &machine, e) == 0) &&
	    add(db, t, c, named, machine, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

int
click_settle(struct db *db, int64_t now, struct err *e)
{
	int64_t before = now - CLICK_VISIT_SECONDS, any;
	struct stmt *st = db_stmt(db, SQL_CLICK_UNSETTLED);

	bind_int(st, ":before", before);
	if (stmt_int(st, &any, e) < 0)
		return -1;
	if (any == 0)
		return 0;
	st = db_stmt(db, SQL_CLICK_SETTLE);
	bind_int(st, ":before", before);
	return stmt_run(st, e);
}

int
click_sum(struct click_sums *out, struct db *db, int64_t issue, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CLICK_SUMS);
	int rc;

	*out = (struct click_sums){ 0 };
	bind_int(st, ":issue", issue);
	rc = stmt_step(st, e);
	if (rc > 0)
		*out = (struct click_sums){ col_int(st, 0), col_int(st, 1),
			col_int(st, 2), col_int(st, 3) };
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
click_each_link(struct db *db, int64_t issue,
    int (*each)(void *arg, const struct click_link *link, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CLICK_LINKS);
	struct click_link link;
	int rc;

	bind_int(st, ":issue", issue);
	while ((rc = stmt_step(st, e)) > 0) {
		link.number = col_int(st, 0);
		link.name = col_text(st, 1);
		link.url = col_text(st, 2);
		link.tracked = col_int(st, 3) != 0;
		link.clicks = col_int(st, 4);
		link.human_clicks = col_int(st, 5);
		if (each(arg, &link, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}

/* The one tracked link that is meant: its number, and where it leads. */
static int
find_link(struct db *db, const struct issue *issue, const char *name, int64_t *number,
    const char **url, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LINK_FIND);
	bool tracked = false;
	int n = 0, rc;

	bind_int(st, ":issue", issue->id);
	bind_text(st, ":name", name);
	while ((rc = stmt_step(st, e)) > 0) {
		*number = col_int(st, 0);
		tracked = col_int(st, 1) != 0;
		*url = arena_strdup(a, col_text(st, 2));
		n++;
	}
	if (rc < 0)
		return -1;
	if (n != 1)
		return err_set(e, ERR_NOTFOUND,
		    n == 0 ? "issue '%s' has no link '%s': nlctl links lists them"
			   : "issue '%s' has several links '%s': say its number",
		    issue->name, name);
	if (!tracked)
		return err_set(e, ERR_CONFLICT,
		    "link '%s' is not tracked: copies of '%s' have the address itself",
		    name, issue->name);
	return 0;
}

static int
set_url(struct db *db, int64_t issue, int64_t number, const char *url, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LINK_MEND);

	bind_int(st, ":issue", issue);
	bind_int(st, ":number", number);
	bind_text(st, ":url", url);
	return stmt_run(st, e);
}

static int
add_mended(struct db *db, int64_t issue, int64_t number, const char *was, const char *url,
    int64_t now, struct arena *a, struct err *e)
{
	struct event ev = { .at = now,
		.kind = "mended",
		.issue = issue,
		.source = "links set",
		.detail = arena_printf(a, "{\"link\":%lld,\"was\":%s,\"is\":%s}",
		    (long long)number, json_quoted(span_of(was), a),
		    json_quoted(span_of(url), a)) };

	return event_add(db, &ev, e);
}

int
click_mend(struct db *db, const struct issue *issue, const char *name, const char *url,
    int64_t now, struct err *e)
{
	struct arena a = { 0 };
	const char *was = "";
	int64_t number = 0;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (find_link(db, issue, name, &number, &was, &a, e) < 0)
		goto out;
	if (str_eq(was, url))
		rc = 0;
	else if (set_url(db, issue->id, number, url, e) == 0 &&
	    add_mended(db, issue->id, number, was, url, now, &a, e) == 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}
