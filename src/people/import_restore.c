/* import_restore - what an export says of a person, into the database.  See
 * import_restore.h. */
#include "people/import_restore.h"

#include "people/event.h"
#include "people/token_alias.h"
#include "util/str.h"

#include <string.h>

static int
record(const struct import_restore *r, const char *kind, int64_t list, struct err *e)
{
	struct event ev = { .at = r->now,
		.kind = kind,
		.contact = r->contact->id,
		.list = list,
		.source = r->source };

	/* What a new contact begins with is told by its one event. */
	return r->is_new ? 0 : event_add(r->db, &ev, e);
}

static const struct subscription *
on_list(const struct import_restore *r, int64_t list)
{
	size_t i;

	for (i = 0; i < r->nsubscriptions; i++) {
		if (r->subscriptions[i].list == list)
			return &r->subscriptions[i];
	}
	return NULL;
}

static void
bind_time(struct stmt *st, const char *name, int64_t t)
{
	if (t == OWN_NO_TIME)
		bind_null(st, name);
	else
		bind_int(st, name, t);
}

static void
bind_list(const struct import_restore *r, struct stmt *st, size_t list)
{
	if (list == OWN_NO_LIST)
		bind_null(st, ":list");
	else
		bind_int(st, ":list", r->lists[list]);
}

static int
restore_subscription(const struct import_restore *r, const struct own_subscription *s,
    bool *changed, struct err *e)
{
	static const char *const kinds[] = { "pending", "subscribed", "left" };
	const struct subscription *old = on_list(r, r->lists[s->list]);
	struct stmt *st;

	if (old != NULL && s->state <= old->state)
		return 0;
	if (s->state != SUBSCRIPTION_LEFT &&
	    subscription_left_all(r->subscriptions, r->nsubscriptions))
		return 0;
	st = db_stmt(r->db, SQL_OWN_SUBSCRIPTION_PUT);
	bind_int(st, ":contact", r->contact->id);
	bind_list(r, st, s->list);
	bind_text(st, ":state", subscription_state_name(s->state));
	bind_int(st, ":since", s->since);
	bind_text(st, ":source", s->source);
	bind_time(st, ":paused_until", s->paused_until);
	if (s->has_token)
		bind_blob(st, ":confirm_token", s->token, sizeof(s->token));
	else
		bind_null(st, ":confirm_token");
	bind_time(st, ":confirm_expires", s->confirm_expires);
	bind_text(st, ":confirm_asked", s->asked[0] != '\0' ? s->asked : NULL);
	bind_text(st, ":consent", s->consent[0] != '\0' ? s->consent : NULL);
	*changed = true;
	if (stmt_run(st, e) < 0)
		return -1;
	return record(r, kinds[s->state], r->lists[s->list], e);
}

static int
restore_language(const struct import_restore *r, const struct own_person *p,
    bool *changed, struct err *e)
{
	struct stmt *st;

	if (p->language[0] == '\0' ||
	    (!r->is_new && str_eq(p->language, r->contact->language)))
		return 0;
	*changed = true;
	st = db_stmt(r->db, SQL_CONTACT_SET_LANGUAGE);
	bind_text(st, ":language", p->language);
	bind_int(st, ":id", r->contact->id);
	return stmt_run(st, e);
}

static int
restore_suppression(const struct import_restore *r, const struct own_person *p,
    bool *changed, struct err *e)
{
	struct suppression_new row = { .contact = r->contact->id,
		.key = r->key,
		.reason = p->reason,
		.source = p->suppressed_source,
		.now = p->suppressed_since };
	bool suppressed;

	if (p->reason == SUPPRESSION_NONE)
		return 0;
	if (suppression_add(r->suppression, &row, &suppressed, e) < 0)
		return -1;
	if (!suppressed)
		return 0;
	*changed = true;
	return record(r, suppression_reason_name(p->reason), 0, e);
}

static int
restore_alias(
    const struct import_restore *r, const char *alias, bool *changed, struct err *e)
{
	bool added;

	if (token_alias_add(r->db, alias, r->contact->id, &added, e) < 0)
		return -1;
	*changed = *changed || added;
	return 0;
}

static int
restore_event(const struct import_restore *r, const struct own_event *ev, bool *changed,
    struct err *e)
{
	struct stmt *st = db_stmt(r->db, SQL_OWN_EVENT_PUT);

	bind_int(st, ":new", r->is_new);
	bind_int(st, ":at", ev->at);
	bind_text(st, ":kind", ev->kind);
	bind_int(st, ":contact", r->contact->id);
	bind_list(r, st, ev->list);
	bind_text(st, ":issue", ev->issue);
	bind_text(st, ":source", ev->source);
	bind_text(st, ":detail", ev->detail);
	bind_text(st, ":named", ev->named);
	if (stmt_run(st, e) < 0)
		return -1;
	*changed = *changed || db_changes(r->db) > 0;
	return 0;
}

int
import_restore(const struct import_restore *r, const struct own_person *p, bool *changed,
    struct err *e)
{
	size_t i;

	if (restore_language(r, p, changed, e) < 0)
		return -1;
	for (i = 0; i < p->nsubscriptions; i++) {
		if (restore_subscription(r, &p->subscriptions[i], changed, e) < 0)
			return -1;
	}
	for (i = 0; i < p->naliases; i++) {
		if (restore_alias(r, p->aliases[i], changed, e) < 0)
			return -1;
	}
	for (i = 0; i < p->nevents; i++) {
		if (restore_event(r, &p->events[i], changed, e) < 0)
			return -1;
	}
	return restore_suppression(r, p, changed, e);
}

bool
import_restore_is_sticky(const struct import_restore *r, const struct own_person *p)
{
	const struct subscription *old;
	size_t i;

	for (i = 0; i < p->nsubscriptions; i++) {
		if (p->subscriptions[i].state == SUBSCRIPTION_LEFT)
			continue;
		old = on_list(r, r->lists[p->subscriptions[i].list]);
		if (subscription_left_all(r->subscriptions, r->nsubscriptions) ||
		    (old != NULL && old->state == SUBSCRIPTION_LEFT))
			return true;
	}
	return false;
}
