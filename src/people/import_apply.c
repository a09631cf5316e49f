/* import_apply - what the records of one person make of the database.  See
 * import_apply.h. */
#include "people/import_apply.h"

#include "people/contact.h"
#include "people/event.h"
#include "people/field_value.h"
#include "people/import_batch.h"
#include "people/import_person.h"
#include "people/import_restore.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "people/token_alias.h"
#include "util/json.h"
#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NEWS_MAX (32u << 10)

struct import_apply {
	struct db *db;
	const struct import_head *head;
	const struct import_options *options;
	struct import_lists *lists;
	int64_t default_list;
	struct import_summary *summary;
	struct import_log *log;
	struct import_report *report; /* NULL: nobody asks */
	struct suppression *suppression;
	bool any_suppressed, any_contacts; /* before this import */
	struct import_batch *batch;
	struct arena row, group;
	struct buf json;
	struct buf news; /* what is different now, for the report */
	struct import_person p;
	/* The contact of the person, when there is one. */
	struct contact contact;
	struct subscription *subscriptions;
	size_t nsubscriptions;
	bool is_new, changed;
};

struct import_apply *
import_apply_new(struct db *db, const struct import_head *head,
    const struct import_options *options, struct import_lists *lists,
    int64_t default_list, struct import_summary *summary, struct import_log *log,
    struct import_report *report, struct err *e)
{
	struct import_apply *ap = xcalloc(1, sizeof(*ap));

	*ap = (struct import_apply){ .db = db,
		.head = head,
		.options = options,
		.lists = lists,
		.default_list = default_list,
		.summary = summary,
		.log = log,
		.report = report };
	buf_init(&ap->json, FIELD_JSON_MAX);
	buf_init(&ap->news, NEWS_MAX);
	if (import_batch_new(&ap->batch, db, &ap->any_contacts, e) < 0 ||
	    suppression_open(&ap->suppression, db, e) < 0 ||
	    suppression_any(ap->suppression, &ap->any_suppressed, e) < 0) {
		import_apply_free(ap);
		return NULL;
	}
	return ap;
}

void
import_apply_free(struct import_apply *ap)
{
	if (ap == NULL)
		return;
	import_batch_free(ap->batch);
	suppression_close(ap->suppression);
	buf_release(&ap->json);
	buf_release(&ap->news);
	arena_release(&ap->row);
	arena_release(&ap->group);
	xfree(ap);
}

/* Something may be different now. */
static int
remember(struct import_apply *ap, struct err *e)
{
	return import_log_before(ap->log, ap->contact.id, e);
}

static int
will_change(struct import_apply *ap, struct err *e)
{
	ap->changed = true;
	return remember(ap, e);
}

static void tell(struct import_apply *ap, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
tell(struct import_apply *ap, const char *fmt, ...)
{
	char text[512];
	va_list args;

	if (ap->report == NULL)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buf_adds(&ap->news, ap->news.len > 0 ? ", " : "");
	buf_adds(&ap->news, text);
}

/* The name of a list of this import. */
static const char *
list_name(const struct import_apply *ap, int64_t list)
{
	size_t i;

	for (i = 0; i < ap->lists->n; i++) {
		if (ap->lists->ids[i] == list)
			return ap->lists->names[i];
	}
	return ap->summary->default_list;
}

static const char *
source_of(const struct import_apply *ap)
{
	if (ap->p.own != NULL)
		return ap->options->source; /* the contact's own tells of another time */
	return ap->p.source[0] != '\0' ? ap->p.source : ap->options->source;
}

static int
record_event(struct import_apply *ap, const char *kind, int64_t list, const char *detail,
    struct err *e)
{
	struct event ev = { .at = ap->options->now,
		.kind = kind,
		.contact = ap->contact.id,
		.list = list,
		.source = source_of(ap),
		.detail = detail };

	return event_add(ap->db, &ev, e);
}

static int
suppress(struct import_apply *ap, struct err *e)
{
	struct suppression_new row = { .contact = ap->contact.id,
		.key = ap->p.address.key,
		.reason = import_person_reason(&ap->p),
		.source = source_of(ap),
		.now = ap->options->now };
	bool changed;

	if (ap->p.own != NULL || row.reason == SUPPRESSION_NONE)
		return 0;
	if (remember(ap, e) < 0 ||
	    suppression_add(ap->suppression, &row, &changed, e) < 0)
		return -1;
	if (!changed)
		return 0;
	ap->changed = true;
	tell(ap, "%s", suppression_reason_name(row.reason));
	return record_event(ap, suppression_reason_name(row.reason), 0, NULL, e);
}

static int
store_subscription(
    struct import_apply *ap, const struct subscription *row, bool is_first, struct err *e)
{
	if (ap->is_new)
		return import_batch_subscription(ap->batch, ap->contact.id, row, e);
	return (is_first ? subscription_put_new : subscription_put)(
	    ap->db, ap->contact.id, row, e);
}

static int
put_on_list(struct import_apply *ap, int64_t list, struct err *e)
{
	struct subscription row = { .list = list,
		.state = import_person_wants(&ap->p),
		.since = ap->options->now,
		.source = source_of(ap) };
	const struct subscription *old = NULL;
	size_t i;

	for (i = 0; i < ap->nsubscriptions; i++) {
		if (ap->subscriptions[i].list == list)
			old = &ap->subscriptions[i];
	}
	/* Strength: pending, active, left.  Nothing becomes weaker, and a bounce
	 * confirms nobody. */
	if (old != NULL &&
	    (row.state <= old->state ||
		(row.state == SUBSCRIPTION_ACTIVE &&
		    import_person_reason(&ap->p) != SUPPRESSION_NONE)))
		return 0;
	if (row.state != SUBSCRIPTION_LEFT &&
	    subscription_left_all(ap->subscriptions, ap->nsubscriptions))
		return 0;
	if (old == NULL && ap->p.since != IMPORT_NEVER)
		row.since = ap->p.since;
	if (will_change(ap, e) < 0 || store_subscription(ap, &row, old == NULL, e) < 0)
		return -1;
	tell(ap, "%s '%s'",
	    row.state == SUBSCRIPTION_LEFT          ? "left"
		: row.state == SUBSCRIPTION_PENDING ? "pending on"
						    : "on",
	    list_name(ap, list));
	/* What a new contact begins with is told by its one event. */
	if (ap->is_new)
		return 0;
	return record_event(ap,
	    row.state == SUBSCRIPTION_LEFT         ? "left"
		: row.state == SUBSCRIPTION_ACTIVE ? "subscribed"
						   : "pending",
	    list, NULL, e);
}

static struct import_restore
restore(const struct import_apply *ap)
{
	return (struct import_restore){ .db = ap->db,
		.suppression = ap->suppression,
		.lists = ap->lists->ids,
		.contact = &ap->contact,
		.key = ap->p.address.key,
		.is_new = ap->is_new,
		.subscriptions = ap->subscriptions,
		.nsubscriptions = ap->nsubscriptions,
		.now = ap->options->now,
		.source = ap->options->source };
}

static int
restore_own(struct import_apply *ap, struct err *e)
{
	struct import_restore own = restore(ap);
	bool changed = false;

	if (remember(ap, e) < 0 || import_restore(&own, ap->p.own, &changed, e) < 0)
		return -1;
	if (changed)
		tell(ap, "what the export says");
	ap->changed = ap->changed || changed;
	return 0;
}

static int
put_on_lists(struct import_apply *ap, struct err *e)
{
	size_t i;

	if (ap->p.own != NULL)
		return restore_own(ap, e);
	if (ap->p.nlists == 0)
		return put_on_list(ap, ap->default_list, e);
	for (i = 0; i < ap->p.nlists; i++) {
		if (put_on_list(ap, ap->lists->ids[ap->p.lists[i]], e) < 0)
			return -1;
	}
	return 0;
}

static int
give_aliases(struct import_apply *ap, struct err *e)
{
	int64_t owner;
	bool added;
	size_t i;
	int rc;

	for (i = 0; i < ap->p.naliases; i++) {
		rc = token_alias_find(ap->db, ap->p.aliases[i], &owner, e);
		if (rc < 0)
			return -1;
		if (rc > 0)
			continue; /* a token is never given to somebody else */
		if (will_change(ap, e) < 0 ||
		    token_alias_add(ap->db, ap->p.aliases[i], ap->contact.id, &added, e) <
			0)
			return -1;
		tell(ap, "a token");
	}
	return 0;
}

static int
write_fields(struct import_apply *ap, const struct field_values *v, struct err *e)
{
	buf_reset(&ap->json);
	field_values_write(v, &ap->json);
	if (ap->json.overflowed)
		return err_set(e, ERR_DATA,
		    "the fields of one contact have over %u bytes", FIELD_JSON_MAX);
	return 0;
}

/* Each record of the person has a verdict; first is that of the first, and of those
 * behind it unless they bring something of their own. */
static int
report(
    struct import_apply *ap, enum import_verdict first, const char *reason, struct err *e)
{
	static const char *const echoes[] = { "", "the same address again, nothing new",
		"the same address again, with something new",
		"another record says that this person wants no mail" };
	struct import_row_verdict row = { .address = ap->p.address.key };
	size_t i;

	for (i = 0; ap->report != NULL && i < ap->p.records; i++) {
		enum import_echo echo = ap->p.list[i].echo;

		row.line = ap->p.list[i].line;
		row.verdict = first;
		row.reason = reason;
		if (first != IMPORT_STICKY && echo == IMPORT_WISH)
			row.verdict = IMPORT_STICKY;
		else if (first == IMPORT_ADD || first == IMPORT_UPDATE)
			row.verdict = echo == IMPORT_FIRST ? first
			    : echo == IMPORT_NEWS          ? IMPORT_UPDATE
							   : IMPORT_SAME;
		if (row.verdict != first || echo != IMPORT_FIRST)
			row.reason = first == IMPORT_STICKY ? reason : echoes[echo];
		if (import_report_add(ap->report, &row, e) < 0)
			return -1;
	}
	return 0;
}

static void
count_echoes(struct import_apply *ap)
{
	struct import_summary *s = ap->summary;

	s->twice_same += import_person_count(&ap->p, IMPORT_ECHO);
	s->twice_updated += import_person_count(&ap->p, IMPORT_NEWS);
	s->sticky += import_person_count(&ap->p, IMPORT_WISH);
}

static int
add_contact(struct import_apply *ap, struct err *e)
{
	struct import_person *p = &ap->p;
	enum suppression_reason why = SUPPRESSION_NONE;
	struct import_summary *s = ap->summary;

	if (ap->any_suppressed &&
	    suppression_check(ap->suppression, &p->address, &why, e) < 0)
		return -1;
	if (why != SUPPRESSION_NONE) {
		/* Forgotten, or of a blocked domain: it does not come back. */
		s->sticky += (int64_t)p->records;
		return report(ap, IMPORT_STICKY, suppression_reason_name(why), e);
	}
	if (p->own == NULL)
		import_person_default(p, ap->head);
	ap->contact.suppressed = "";
	if (write_fields(ap, &p->values, e) < 0 ||
	    import_batch_contact(ap->batch, &p->address, ap->json.data,
		p->since != IMPORT_NEVER ? p->since : ap->options->now,
		p->own != NULL ? p->source : source_of(ap), &ap->contact.id, e) < 0)
		return -1;
	import_log_added(ap->log, ap->contact.id);
	if (import_person_has_more(p) && import_batch_store(ap->batch, e) < 0)
		return -1;
	if (put_on_lists(ap, e) < 0 ||
	    (p->own != NULL && record_event(ap, "imported", 0, NULL, e) < 0) ||
	    suppress(ap, e) < 0 || give_aliases(ap, e) < 0)
		return -1;
	if (!import_wants_mail(p->state))
		s->added_silent++;
	else
		s->added++;
	count_echoes(ap);
	return report(ap, IMPORT_ADD, ap->news.data, e);
}

/* The person's values over the contact's; the names of those that change. */
static int
overlay(struct import_apply *ap, const char **names, struct err *e)
{
	struct field_values v = field_values_new(&ap->head->fields, &ap->group);
	struct json j;
	size_t i;
	bool any = false;

	*names = NULL;
	/* The usual case, without parsing: all that is said is what is known. */
	if (write_fields(ap, &ap->p.values, e) < 0)
		return -1;
	if (str_eq(ap->json.data, ap->contact.fields))
		return 0;
	if (field_values_read(&v, ap->contact.fields, &ap->group, e) < 0)
		return err_ctx(e, "'%s'", ap->p.address.display);
	buf_reset(&ap->json);
	json_init(&j, &ap->json);
	json_open_object(&j);
	json_key(&j, "fields");
	json_open_array(&j);
	for (i = 0; i < v.fields->n; i++) {
		const char *new = ap->p.values.json[i];

		if (new == NULL || (v.json[i] != NULL && str_eq(new, v.json[i])))
			continue;
		v.json[i] = new;
		json_put_str(&j, v.fields->items[i].name);
		tell(ap, "%s", v.fields->items[i].name);
		any = true;
	}
	json_close_array(&j);
	json_close_object(&j);
	if (any)
		*names = arena_memdup(&ap->group, ap->json.data, ap->json.len);
	return write_fields(ap, &v, e);
}

static int
update_contact(struct import_apply *ap, struct err *e)
{
	const char *names;
	int64_t added = ap->contact.added;
	struct stmt *st;

	if (overlay(ap, &names, e) < 0)
		return -1;
	if (ap->p.since < added)
		added = ap->p.since;
	if (names == NULL && added == ap->contact.added)
		return 0;
	if (added < ap->contact.added)
		tell(ap, "an earlier date");
	if (will_change(ap, e) < 0)
		return -1;
	st = db_stmt(ap->db, SQL_CONTACT_UPDATE);
	bind_text(st, ":fields", names != NULL ? ap->json.data : ap->contact.fields);
	bind_int(st, ":added", added);
	bind_int(st, ":id", ap->contact.id);
	if (stmt_run(st, e) < 0)
		return -1;
	return names != NULL ? record_event(ap, "changed", 0, names, e) : 0;
}

/* Why the person, before this import, got no mail on one of the lists; NULL. */
static const char *
stays_away(struct import_apply *ap)
{
	const struct import_person *p = &ap->p;
	struct import_restore own = restore(ap);
	const struct subscription *s;
	size_t i, j;

	if (ap->contact.suppressed[0] != '\0')
		return ap->contact.suppressed;
	if (p->own != NULL)
		return import_restore_is_sticky(&own, p->own) ? "left" : NULL;
	if (subscription_left_all(ap->subscriptions, ap->nsubscriptions))
		return arena_printf(
		    &ap->group, "left '%s'", ap->subscriptions[0].list_name);
	for (i = 0; i < ap->nsubscriptions; i++) {
		s = &ap->subscriptions[i];
		if (s->state != SUBSCRIPTION_LEFT)
			continue;
		for (j = 0; j < p->nlists && ap->lists->ids[p->lists[j]] != s->list; j++)
			continue;
		if (p->nlists == 0 ? s->list == ap->default_list : j < p->nlists)
			return arena_printf(&ap->group, "left '%s'", s->list_name);
	}
	return NULL;
}

static int
change_contact(struct import_apply *ap, struct err *e)
{
	struct import_person *p = &ap->p;
	struct import_summary *s = ap->summary;
	const char *away;

	if (subscription_of(&ap->subscriptions, &ap->nsubscriptions, ap->db,
		ap->contact.id, &ap->group, e) < 0)
		return -1;
	away = import_wants_mail(p->state) ? stays_away(ap) : NULL;
	if (update_contact(ap, e) < 0 || put_on_lists(ap, e) < 0 || suppress(ap, e) < 0 ||
	    give_aliases(ap, e) < 0)
		return -1;
	if (ap->changed && import_log_after(ap->log, ap->contact.id, e) < 0)
		return -1;
	if (away != NULL) {
		s->sticky += (int64_t)p->records;
		return report(ap, IMPORT_STICKY, away, e);
	}
	if (!ap->changed) {
		s->sticky += import_person_count(p, IMPORT_WISH);
		s->same += (int64_t)p->records - import_person_count(p, IMPORT_WISH);
		return report(ap, IMPORT_SAME, "", e);
	}
	s->updated++;
	count_echoes(ap);
	return report(ap, IMPORT_UPDATE, ap->news.data, e);
}

/* Who is the person?  1, 0 when nobody, or -1. */
static int
find_contact(struct import_apply *ap, struct err *e)
{
	/* Where nobody was before, only an export can name somebody a second time. */
	if (!ap->any_contacts && !ap->head->own) {
		ap->contact = (struct contact){ 0 };
		return 0;
	}
	return contact_by_key(&ap->contact, ap->db, ap->p.address.key, &ap->group, e);
}

static int
end_person(struct import_apply *ap, struct err *e)
{
	int rc;

	if (ap->p.records == 0)
		return 0;
	ap->changed = false;
	ap->nsubscriptions = 0;
	buf_reset(&ap->news);
	rc = find_contact(ap, e);
	ap->is_new = rc == 0;
	if (rc == 0)
		rc = add_contact(ap, e);
	else if (rc > 0)
		rc = change_contact(ap, e);
	ap->p.records = 0;
	return rc;
}

static void
parse_own(struct import_apply *ap, const struct import_row *row)
{
	ap->p.own = arena_alloc(&ap->group, sizeof(*ap->p.own));
	own_person_parse(ap->p.own, row->own, ap->lists->names, ap->lists->n, &ap->group);
}

int
import_apply_row(
    struct import_apply *ap, struct span key, struct span packed, struct err *e)
{
	struct import_row row;

	/* Records of an export are not put together: each says all. */
	if (ap->p.records > 0 && (ap->head->own || !span_is(key, ap->p.address.key)) &&
	    end_person(ap, e) < 0)
		return -1;
	arena_reset(&ap->row);
	import_row_unpack(&row, ap->head->fields.n, key.s, packed, &ap->row);
	if (ap->p.records == 0) {
		arena_reset(&ap->group);
		import_person_begin(&ap->p, &row, &ap->head->fields, &ap->group);
		if (ap->head->own)
			parse_own(ap, &row);
	}
	import_person_add(&ap->p, &row, &ap->group);
	return 0;
}

int
import_apply_finish(struct import_apply *ap, struct err *e)
{
	return end_person(ap, e) < 0 ? -1 : import_batch_store(ap->batch, e);
}
