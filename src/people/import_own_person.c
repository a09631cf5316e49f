/* import_own_person - what an export says of a person beyond address and fields.  See
 * import_own_person.h. */
#include "people/import_own_person.h"

#include "people/export_format.h"
#include "util/date.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

#define LANGUAGE_MAX 35 /* of a tag, RFC 5646 section 4.4.1 */
#define KIND_MAX 32

struct reader {
	const char *const *names; /* of lists */
	size_t nnames, guess;     /* where the next list probably is */
	struct arena *arena;
	struct err *e;
};

static int
wrong(struct reader *r, const char *name, const char *why)
{
	return err_set(r->e, ERR_DATA, "'%s' %s", name, why);
}

/* A string of an object, "" where there is none. */
static int
read_text(struct reader *r, const char **out, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);

	*out = "";
	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_string(v))
		return wrong(r, name, "is no text");
	*out = arena_memdup(r->arena, json_string_value(v), json_string_length(v));
	return 0;
}

int
own_time(int64_t *out, const json_t *v, const char *name, struct err *e)
{
	struct date d;

	if (!json_is_string(v) ||
	    date_parse((struct span){ json_string_value(v), json_string_length(v) },
		&d) != DATE_OK)
		return err_set(
		    e, ERR_DATA, "'%s' is no date such as 2026-11-23T20:15:00Z", name);
	*out = date_to_utc(&d);
	return 0;
}

/* A date that must be there, or may be missing. */
static int
need_time(struct reader *r, int64_t *out, const json_t *object, const char *name)
{
	return own_time(out, json_object_get(object, name), name, r->e);
}

static int
read_time(struct reader *r, int64_t *out, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);

	*out = OWN_NO_TIME;
	return v == NULL || json_is_null(v) ? 0 : own_time(out, v, name, r->e);
}

int
own_members(const json_t *object, const char *what, const char *const *known, size_t n,
    struct err *e)
{
	const char *key;
	json_t *ignored;
	size_t i;

	if (!json_is_object(object))
		return err_set(e, ERR_DATA, "'%s' is no JSON object", what);
	json_object_foreach((json_t *)object, key, ignored)
	{
		for (i = 0; i < n && !str_eq(known[i], key); i++)
			continue;
		if (i == n)
			return err_set(e, ERR_DATA,
			    "'%s' has a member '%.64s' that this nlctl does not know: "
			    "import it with the nlctl that made it",
			    what, key);
	}
	return 0;
}

/* The list that an object names; OWN_NO_LIST without one. */
static int
read_list(struct reader *r, size_t *out, const json_t *object)
{
	const char *name;
	size_t i;

	*out = OWN_NO_LIST;
	if (read_text(r, &name, object, "list") < 0)
		return -1;
	if (name[0] == '\0')
		return 0;
	/* They come in the order of the lists: the first look usually finds it. */
	for (i = 0; i < r->nnames; i++) {
		*out = (r->guess + i) % r->nnames;
		if (str_eq_ci(r->names[*out], name)) {
			r->guess = *out + 1;
			return 0;
		}
	}
	return wrong(r, "list", "is none of the lists that the export begins with");
}

static int
read_token(struct reader *r, struct own_subscription *s, const json_t *object)
{
	const char *text;

	if (read_text(r, &text, object, "confirm_token") < 0)
		return -1;
	s->has_token = text[0] != '\0';
	if (s->has_token && uuid_read(text, s->token) < 0)
		return wrong(r, "confirm_token", "is no token");
	return 0;
}

static int
read_state(struct reader *r, enum subscription_state *out, const json_t *object)
{
	const char *name;
	int i;

	if (read_text(r, &name, object, "state") < 0)
		return -1;
	for (i = SUBSCRIPTION_PENDING; i <= SUBSCRIPTION_LEFT; i++) {
		*out = (enum subscription_state)i;
		if (str_eq(name, subscription_state_name(*out)))
			return 0;
	}
	return wrong(r, "state", "is neither pending nor active nor left");
}

/* As JSON again; "" where there is none. */
static const char *
json_member(struct reader *r, const json_t *object, const char *name)
{
	const json_t *v = json_object_get(object, name);

	return v != NULL ? export_json_of(v, r->arena) : "";
}

static int
read_subscription(struct reader *r, void *to, const json_t *v)
{
	struct own_subscription *out = to;
	static const char *const known[] = { "list", "state", "since", "source",
		"paused_until", "confirm_token", "confirm_expires", "confirm_asked",
		"consent" };

	if (own_members(v, "subscriptions", known, ARRAY_LEN(known), r->e) < 0 ||
	    read_list(r, &out->list, v) < 0 || read_state(r, &out->state, v) < 0 ||
	    need_time(r, &out->since, v, "since") < 0 ||
	    read_text(r, &out->source, v, "source") < 0 ||
	    read_time(r, &out->paused_until, v, "paused_until") < 0 ||
	    read_token(r, out, v) < 0 ||
	    read_time(r, &out->confirm_expires, v, "confirm_expires") < 0)
		return -1;
	if (out->list == OWN_NO_LIST)
		return wrong(r, "subscriptions", "has one without a list");
	out->asked = json_member(r, v, "confirm_asked");
	out->consent = json_member(r, v, "consent");
	return 0;
}

static int
read_alias(struct reader *r, void *to, const json_t *v)
{
	const char **out = to;

	if (!json_is_string(v) || json_string_length(v) == 0)
		return wrong(r, "aliases", "has one that is no text");
	*out = arena_memdup(r->arena, json_string_value(v), json_string_length(v));
	return 0;
}

static int
read_detail(struct reader *r, struct own_event *out, const json_t *v)
{
	json_t *detail = json_object_get(v, "detail");

	if (detail != NULL && !json_is_object(detail))
		return wrong(r, "detail", "is no JSON object");
	out->detail = detail != NULL ? export_json_of(detail, r->arena) : NULL;
	out->named = out->detail;
	if (out->issue[0] == '\0')
		return 0;
	detail = detail != NULL ? json_copy(detail) : json_object();
	json_object_set_new(detail, "issue", json_string(out->issue));
	out->named = export_json_of(detail, r->arena);
	json_decref(detail);
	return 0;
}

static int
read_event(struct reader *r, void *to, const json_t *v)
{
	struct own_event *out = to;
	static const char *const known[] = { "at", "kind", "list", "issue", "source",
		"detail" };
	size_t n;

	if (own_members(v, "events", known, ARRAY_LEN(known), r->e) < 0 ||
	    need_time(r, &out->at, v, "at") < 0 ||
	    read_text(r, &out->kind, v, "kind") < 0 || read_list(r, &out->list, v) < 0 ||
	    read_text(r, &out->issue, v, "issue") < 0 ||
	    read_text(r, &out->source, v, "source") < 0)
		return -1;
	n = strlen(out->kind);
	if (n == 0 || n > KIND_MAX ||
	    strspn(out->kind, "abcdefghijklmnopqrstuvwxyz-_") != n)
		return wrong(r, "kind", "is no word");
	return read_detail(r, out, v);
}

static int
read_suppressed(struct reader *r, struct own_person *out, const json_t *v)
{
	static const char *const known[] = { "reason", "since", "source" };
	const char *reason;

	out->suppressed_source = "";
	if (v == NULL || json_is_null(v))
		return 0;
	if (own_members(v, "suppressed", known, ARRAY_LEN(known), r->e) < 0 ||
	    read_text(r, &reason, v, "reason") < 0 ||
	    need_time(r, &out->suppressed_since, v, "since") < 0 ||
	    read_text(r, &out->suppressed_source, v, "source") < 0)
		return -1;
	out->reason = suppression_reason_of(reason);
	return out->reason == SUPPRESSION_NONE ? wrong(r, "reason", "is none of ours")
					       : 0;
}

static int
read_language(struct reader *r, const char **out, const json_t *root)
{
	size_t n;

	if (read_text(r, out, root, "language") < 0)
		return -1;
	n = strlen(*out);
	if (n > LANGUAGE_MAX ||
	    strspn(*out,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") != n)
		return wrong(r, "language", "is no language tag");
	return 0;
}

/* An array of things of this size, each read by itself; none where there is no
 * such member. */
static int
read_items(struct reader *r, const json_t *root, const char *name, size_t size,
    int (*read)(struct reader *r, void *out, const json_t *v), void **items, size_t *n)
{
	const json_t *array = json_object_get(root, name), *item;
	size_t i;

	*n = 0;
	if (array == NULL || json_is_null(array))
		return 0;
	if (!json_is_array(array))
		return wrong(r, name, "is no JSON array");
	*n = json_array_size(array);
	*items = arena_alloc(r->arena, (*n + 1) * size);
	json_array_foreach(array, i, item)
	{
		if (read(r, (char *)*items + i * size, item) < 0)
			return -1;
	}
	return 0;
}

int
own_person_read(struct own_person *out, const json_t *root, const char *const *names,
    size_t nnames, struct arena *a, struct err *e)
{
	struct reader r = { names, nnames, 0, a, e };
	void *subscriptions = NULL, *aliases = NULL, *events = NULL;

	*out = (struct own_person){ 0 };
	if (read_language(&r, &out->language, root) < 0 ||
	    read_suppressed(&r, out, json_object_get(root, "suppressed")) < 0 ||
	    read_items(&r, root, "subscriptions", sizeof(*out->subscriptions),
		read_subscription, &subscriptions, &out->nsubscriptions) < 0 ||
	    read_items(&r, root, "aliases", sizeof(*out->aliases), read_alias, &aliases,
		&out->naliases) < 0 ||
	    read_items(&r, root, "events", sizeof(*out->events), read_event, &events,
		&out->nevents) < 0)
		return -1;
	out->subscriptions = subscriptions;
	out->aliases = aliases;
	out->events = events;
	return 0;
}

void
own_person_parse(struct own_person *out, const char *text, const char *const *names,
    size_t nnames, struct arena *a)
{
	json_t *root = json_loads(text, 0, NULL);
	struct err e = { 0 };

	if (root == NULL || own_person_read(out, root, names, nnames, a, &e) < 0)
		BUG("a checked person is wrong: %s", e.msg);
	json_decref(root);
}

const char *
own_person_text(const json_t *root, struct arena *a)
{
	static const char *const others[] = { "email", "added", "source", "fields" };
	json_t *copy = json_copy((json_t *)root);
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_LEN(others); i++)
		json_object_del(copy, others[i]);
	text = export_json_of(copy, a);
	json_decref(copy);
	return text;
}
