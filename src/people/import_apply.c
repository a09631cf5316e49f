/* import_apply - what the records of one person make of the database.  See
 * import_apply.h. */
#include "people/import_apply.h"

#include "people/contact.h"
#include "people/event.h"
#include "people/field_value.h"
#include "people/import_restore.h"
#include "people/subscription.h"
#include "people/suppression.h"
#include "util/json.h"
#include "util/xalloc.h"

#include <string.h>

/* All records of one key, put together. */
struct person {
	struct address address;     /* as in the first record */
	enum import_state state;    /* the strongest */
	bool left;                  /* any record says so: then for all lists */
	int64_t since;              /* the earliest */
	const char *source;         /* of the first record that says one */
	struct field_values values; /* the last that are not empty */
	uint32_t lists[IMPORT_LISTS_MAX];
	size_t nlists;
	struct own_person *own; /* of an export: instead of the lists; else NULL */
	/* Records beside the first: how they compare with those before them. */
	int64_t records, same, updated, wishes;
};

struct import_apply {
	struct db *db;
	const struct import_head *head;
	const struct import_options *options;
	struct import_lists *lists;
	int64_t default_list;
	struct import_summary *summary;
	struct suppression *suppression;
	bool any_suppressed; /* before this import */
	struct arena row, group;
	struct buf json;
	struct person p;
	/* The contact of the person, when there is one. */
	struct contact contact;
	struct subscription *subscriptions;
	size_t nsubscriptions;
	bool is_new, changed;
};

struct import_apply *
import_apply_new(struct db *db, const struct import_head *head,
    const struct import_options *options, struct import_lists *lists,
    int64_t default_list, struct import_summary *summary, struct err *e)
{
	struct import_apply *ap = xcalloc(1, sizeof(*ap));

	*ap = (struct import_apply){ .db = db,
		.head = head,
		.options = options,
		.lists = lists,
		.default_list = default_list,
		.summary = summary };
	buf_init(&ap->json, FIELD_JSON_MAX);
	if (suppression_open(&ap->suppression, db, e) < 0 ||
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
	suppression_close(ap->suppression);
	buf_release(&ap->json);
	arena_release(&ap->row);
	arena_release(&ap->group);
	xfree(ap);
}

/* Would this record have mail sent? */
static bool
wants_mail(enum import_state s)
{
	return s < IMPORT_LEFT;
}

static void
begin_person(struct import_apply *ap, const struct import_row *row)
{
	struct person *p = &ap->p;

	arena_reset(&ap->group);
	p->address.key = arena_strdup(&ap->group, row->address.key);
	p->address.display = arena_strdup(&ap->group, row->address.display);
	p->address.domain = strrchr(p->address.key, '@') + 1;
	p->address.eai = row->address.eai;
	p->state = IMPORT_UNSAID;
	p->left = false;
	p->since = IMPORT_NEVER;
	p->source = "";
	p->values = field_values_new(&ap->head->fields, &ap->group);
	p->nlists = 0;
	p->own = NULL;
	if (ap->head->own) {
		p->own = arena_alloc(&ap->group, sizeof(*p->own));
		own_person_parse(
		    p->own, row->own, ap->lists->names, ap->lists->n, &ap->group);
	}
	p->records = p->same = p->updated = p->wishes = 0;
}

static bool
add_lists(struct person *p, const struct import_row *row)
{
	size_t i, j;
	bool news = false;

	for (i = 0; i < row->nlists; i++) {
		for (j = 0; j < p->nlists && p->lists[j] != row->lists[i]; j++)
			continue;
		if (j < p->nlists)
			continue;
		p->lists[p->nlists++] = row->lists[i];
		news = true;
	}
	return news;
}

static bool
add_values(struct import_apply *ap, const struct import_row *row)
{
	struct person *p = &ap->p;
	size_t i;
	bool news = false;

	for (i = 0; i < ap->head->fields.n; i++) {
		if (row->json[i] == NULL ||
		    (p->values.json[i] != NULL &&
			str_eq(row->json[i], p->values.json[i])))
			continue;
		p->values.json[i] = arena_strdup(&ap->group, row->json[i]);
		news = true;
	}
	return news;
}

/* Put a record to those before it. */
static void
add_record(struct import_apply *ap, const struct import_row *row)
{
	struct person *p = &ap->p;
	enum import_state state =
	    row->state == IMPORT_UNSAID ? IMPORT_ACTIVE : row->state;
	bool wish = p->state >= IMPORT_LEFT && wants_mail(state), news;

	news = add_values(ap, row);
	news = add_lists(p, row) || news;
	if (state > p->state) {
		p->state = state;
		news = true;
	}
	p->left = p->left || state == IMPORT_LEFT;
	if (row->since < p->since) {
		p->since = row->since;
		news = true;
	}
	if (p->source[0] == '\0')
		p->source = arena_strdup(&ap->group, row->source);
	p->records++;
	if (p->records == 1)
		return;
	if (wish)
		p->wishes++;
	else if (news)
		p->updated++;
	else
		p->same++;
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

static enum suppression_reason
reason_of(enum import_state s)
{
	switch (s) {
	case IMPORT_BOUNCED:
		return SUPPRESSION_BOUNCED;
	case IMPORT_COMPLAINED:
		return SUPPRESSION_COMPLAINED;
	case IMPORT_BLOCKED:
		return SUPPRESSION_BLOCKED;
	default:
		return SUPPRESSION_NONE;
	}
}

static int
suppress(struct import_apply *ap, struct err *e)
{
	struct suppression_new row = { .contact = ap->contact.id,
		.key = ap->p.address.key,
		.reason = reason_of(ap->p.state),
		.source = source_of(ap),
		.now = ap->options->now };
	bool changed;

	if (ap->p.own != NULL || row.reason == SUPPRESSION_NONE)
		return 0;
	if (suppression_add(ap->suppression, &row, &changed, e) < 0)
		return -1;
	if (!changed)
		return 0;
	ap->changed = true;
	return record_event(ap, suppression_reason_name(row.reason), 0, NULL, e);
}

/* What the person should be on a list, before what they are there. */
static enum subscription_state
wanted_state(const struct person *p)
{
	if (p->left)
		return SUBSCRIPTION_LEFT;
	return p->state == IMPORT_PENDING ? SUBSCRIPTION_PENDING : SUBSCRIPTION_ACTIVE;
}

static int
put_on_list(struct import_apply *ap, int64_t list, struct err *e)
{
	struct subscription row = { .list = list,
		.state = wanted_state(&ap->p),
		.since = ap->options->now,
		.source = source_of(ap) };
	const struct subscription *old = NULL;
	size_t i;

	for (i = 0; i < ap->nsubscriptions; i++) {
		if (ap->subscriptions[i].list == list)
			old = &ap->subscriptions[i];
	}
	/* Strength: pending, active, left.  Nothing becomes weaker. */
	if (old != NULL && row.state <= old->state)
		return 0;
	if (old == NULL && ap->p.since != IMPORT_NEVER)
		row.since = ap->p.since;
	if ((old == NULL ? subscription_put_new : subscription_put)(
		ap->db, ap->contact.id, &row, e) < 0)
		return -1;
	ap->changed = true;
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
put_on_lists(struct import_apply *ap, struct err *e)
{
	struct import_restore own = restore(ap);
	size_t i;

	if (ap->p.own != NULL)
		return import_restore(&own, ap->p.own, &ap->changed, e);
	if (ap->p.nlists == 0)
		return put_on_list(ap, ap->default_list, e);
	for (i = 0; i < ap->p.nlists; i++) {
		if (put_on_list(ap, ap->lists->ids[ap->p.lists[i]], e) < 0)
			return -1;
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

/* Neither yes nor no is no, for somebody of whom nothing is known yet. */
static void
default_booleans(struct import_apply *ap)
{
	const struct import_head *h = ap->head;
	size_t i;

	for (i = 0; i < h->n; i++) {
		const struct import_head_column *c = &h->columns[i];

		if (c->target == IMPORT_FIELD &&
		    h->fields.items[c->field].type == FIELD_BOOLEAN &&
		    ap->p.values.json[c->field] == NULL)
			ap->p.values.json[c->field] = "false";
	}
}

static int
add_contact(struct import_apply *ap, struct err *e)
{
	struct person *p = &ap->p;
	enum suppression_reason why = SUPPRESSION_NONE;
	struct import_summary *s = ap->summary;

	if (ap->any_suppressed &&
	    suppression_check(ap->suppression, &p->address, &why, e) < 0)
		return -1;
	if (why != SUPPRESSION_NONE) {
		/* Forgotten, or of a blocked domain: it does not come back. */
		s->sticky += p->records;
		return 0;
	}
	if (p->own == NULL)
		default_booleans(ap);
	if (write_fields(ap, &p->values, e) < 0 ||
	    contact_add(ap->db, &p->address, ap->json.data,
		p->since != IMPORT_NEVER ? p->since : ap->options->now,
		p->own != NULL ? p->source : source_of(ap), &ap->contact.id, e) < 0 ||
	    put_on_lists(ap, e) < 0 || record_event(ap, "imported", 0, NULL, e) < 0 ||
	    suppress(ap, e) < 0)
		return -1;
	if (p->state >= IMPORT_LEFT)
		s->added_silent++;
	else
		s->added++;
	s->twice_same += p->same;
	s->twice_updated += p->updated;
	s->sticky += p->wishes;
	return 0;
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
		return -1;
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
	ap->changed = true;
	st = db_stmt(ap->db, SQL_CONTACT_UPDATE);
	bind_text(st, ":fields", names != NULL ? ap->json.data : ap->contact.fields);
	bind_int(st, ":added", added);
	bind_int(st, ":id", ap->contact.id);
	if (stmt_run(st, e) < 0)
		return -1;
	return names != NULL ? record_event(ap, "changed", 0, names, e) : 0;
}

/* Was the person, before this import, one who gets no mail on one of the lists? */
static bool
stays_away(const struct import_apply *ap)
{
	const struct person *p = &ap->p;
	struct import_restore own = restore(ap);
	size_t i, j;
	int64_t list;

	if (ap->contact.suppressed[0] != '\0')
		return true;
	if (p->own != NULL)
		return import_restore_is_sticky(&own, p->own);
	for (i = 0; i < ap->nsubscriptions; i++) {
		if (ap->subscriptions[i].state != SUBSCRIPTION_LEFT)
			continue;
		list = ap->subscriptions[i].list;
		if (p->nlists == 0 && list == ap->default_list)
			return true;
		for (j = 0; j < p->nlists; j++) {
			if (ap->lists->ids[p->lists[j]] == list)
				return true;
		}
	}
	return false;
}

static int
change_contact(struct import_apply *ap, struct err *e)
{
	struct person *p = &ap->p;
	struct import_summary *s = ap->summary;
	bool sticky;
	int64_t rest;

	if (subscription_of(&ap->subscriptions, &ap->nsubscriptions, ap->db,
		ap->contact.id, &ap->group, e) < 0)
		return -1;
	sticky = wants_mail(p->state) && stays_away(ap);
	if (update_contact(ap, e) < 0 || put_on_lists(ap, e) < 0 || suppress(ap, e) < 0)
		return -1;
	if (sticky) {
		s->sticky += p->records;
		return 0;
	}
	s->sticky += p->wishes;
	rest = p->records - p->wishes;
	if (!ap->changed) {
		s->same += rest;
		return 0;
	}
	s->updated++;
	s->twice_same += p->same;
	s->twice_updated += p->updated;
	return 0;
}

static int
end_person(struct import_apply *ap, struct err *e)
{
	int rc;

	if (ap->p.records == 0)
		return 0;
	ap->changed = false;
	ap->nsubscriptions = 0;
	rc = contact_by_key(&ap->contact, ap->db, ap->p.address.key, &ap->group, e);
	ap->is_new = rc == 0;
	if (rc == 0)
		rc = add_contact(ap, e);
	else if (rc > 0)
		rc = change_contact(ap, e);
	ap->p.records = 0;
	return rc;
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
	if (ap->p.records == 0)
		begin_person(ap, &row);
	add_record(ap, &row);
	return 0;
}

int
import_apply_finish(struct import_apply *ap, struct err *e)
{
	return end_person(ap, e);
}
