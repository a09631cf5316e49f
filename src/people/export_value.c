/* export_value - what has parts, as JSON: for both formats.  See
 * export_private.h. */
#include "people/export_private.h"

#include "io/random.h"
#include "util/date.h"
#include "util/utf8.h"

/* Text from the database as UTF-8, whoever wrote it. */
struct span
export_text(struct exporter *x, const char *text)
{
	struct span s = span_of(text);
	char *copy;

	if (utf8_valid(s.s, s.n))
		return s;
	copy = arena_memdup(&x->scratch, s.s, s.n);
	s.n = utf8_blank_controls(copy, s.n);
	s.s = copy;
	return s;
}

void
export_member(struct exporter *x, struct json *j, const char *name, const char *text)
{
	json_key(j, name);
	json_put_span(j, export_text(x, text));
}

void
export_member_time(struct json *j, const char *name, int64_t t)
{
	char text[DATE_TEXT_SIZE];

	date_rfc3339(t, text);
	json_key(j, name);
	json_put_str(j, text);
}

/* JSON that the database holds; without it the member is left out. */
static void
member_json(struct exporter *x, struct json *j, const char *name, const char *text)
{
	const char *json = text[0] != '\0' ? export_json(text, &x->scratch) : NULL;

	if (json == NULL)
		return;
	json_key(j, name);
	json_put_raw(j, json);
}

static void
bind_person(struct exporter *x, struct stmt *st, int64_t contact)
{
	bind_int(st, ":contact", contact);
	bind_int(st, ":list", x->options->filter.list);
}

void
export_suppressed(struct exporter *x, struct json *j, const struct export_person *p)
{
	if (p->reason[0] == '\0') {
		json_put_null(j);
		return;
	}
	json_open_object(j);
	export_member(x, j, "reason", p->reason);
	export_member_time(j, "since", p->since);
	export_member(x, j, "source", p->why);
	json_close_object(j);
}

/* The subscription that the statement is at; list NULL: its name is said
 * elsewhere. */
void
export_subscription(struct exporter *x, struct json *j, struct stmt *st, const char *list)
{
	char token[UUID_TEXT_SIZE];

	json_open_object(j);
	if (list != NULL)
		export_member(x, j, "list", list);
	export_member(x, j, "state", col_text(st, 1));
	export_member_time(j, "since", col_int(st, 2));
	export_member(x, j, "source", col_text(st, 3));
	if (!col_is_null(st, 4))
		export_member_time(j, "paused_until", col_int(st, 4));
	if (col_span(st, 5).n == UUID_SIZE) {
		uuid_format((const unsigned char *)col_span(st, 5).s, token);
		export_member(x, j, "confirm_token", token);
	}
	if (!col_is_null(st, 6))
		export_member_time(j, "confirm_expires", col_int(st, 6));
	member_json(x, j, "confirm_asked", col_text(st, 8));
	member_json(x, j, "consent", col_text(st, 7));
	json_close_object(j);
}

int
export_aliases(struct exporter *x, struct json *j, int64_t contact, struct err *e)
{
	struct stmt *st;
	int rc;

	json_open_array(j);
	if (x->any_alias) {
		st = db_stmt(x->db, SQL_EXPORT_ALIASES);
		bind_int(st, ":contact", contact);
		while ((rc = stmt_step(st, e)) > 0)
			json_put_span(j, export_text(x, col_text(st, 0)));
		if (rc < 0)
			return -1;
	}
	json_close_array(j);
	return 0;
}

/* An issue that an event names is a name in its detail where it came with an
 * import: issues themselves are not in an export. */
static void
put_detail(struct exporter *x, struct json *j, const char *text, const char *issue)
{
	json_t *detail = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;
	const json_t *named = json_object_get(detail, "issue");

	if (issue[0] == '\0' && json_is_string(named))
		issue = arena_strdup(&x->scratch, json_string_value(named));
	json_object_del(detail, "issue");
	if (issue[0] != '\0')
		export_member(x, j, "issue", issue);
	if (json_object_size(detail) > 0) {
		json_key(j, "detail");
		json_put_raw(j, export_json_of(detail, &x->scratch));
	}
	json_decref(detail);
}

int
export_events(struct exporter *x, struct json *j, int64_t contact, struct err *e)
{
	struct stmt *st = db_stmt(x->db, SQL_EXPORT_EVENTS);
	int rc;

	bind_person(x, st, contact);
	json_open_array(j);
	while ((rc = stmt_step(st, e)) > 0) {
		json_open_object(j);
		export_member_time(j, "at", col_int(st, 0));
		export_member(x, j, "kind", col_text(st, 1));
		if (!col_is_null(st, 2))
			export_member(x, j, "list", col_text(st, 2));
		export_member(x, j, "source", col_text(st, 4));
		put_detail(x, j, col_text(st, 5), col_text(st, 3));
		json_close_object(j);
	}
	json_close_array(j);
	return rc;
}

struct stmt *
export_subscriptions(struct exporter *x, int64_t contact)
{
	struct stmt *st = db_stmt(x->db, SQL_EXPORT_SUBSCRIPTIONS);

	bind_person(x, st, contact);
	return st;
}
