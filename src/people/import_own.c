/* import_own - an export of our own, read.  See import_own.h. */
#include "people/import_own_private.h"

#include "people/field_value.h"
#include "people/import_own_person.h"
#include "people/list.h"
#include "util/xalloc.h"

#include <string.h>
#include <unistd.h>

#define BEGINNING 64 /* bytes, of which an export is known */

/* The beginning, without the mark and the quote that a spreadsheet may have put
 * before it; *json: which of the two formats. */
static bool
begins_as_own(const char *s, size_t n, bool *json)
{
	struct span text = { s, n };

	if (text.n >= 3 && memcmp(text.s, "\xEF\xBB\xBF", 3) == 0)
		text = (struct span){ s + 3, n - 3 };
	*json = text.n >= strlen(EXPORT_MARK_JSON) &&
	    memcmp(text.s, EXPORT_MARK_JSON, strlen(EXPORT_MARK_JSON)) == 0;
	if (*json)
		return true;
	if (text.n > 0 && text.s[0] == '"')
		text = (struct span){ text.s + 1, text.n - 1 };
	return text.n >= strlen(EXPORT_MARK_CSV) &&
	    memcmp(text.s, EXPORT_MARK_CSV, strlen(EXPORT_MARK_CSV)) == 0;
}

static bool
look(int fd, off_t start, bool *json)
{
	char text[BEGINNING];
	ssize_t n = pread(fd, text, sizeof(text), start);

	return n > 0 && begins_as_own(text, (size_t)n, json);
}

bool
import_own_is(int fd, off_t start)
{
	bool json;

	return look(fd, start, &json);
}

struct import_own *
import_own_new(int *fd, const struct import_options *o)
{
	static const struct csv_limits limits = { EXPORT_RECORD_MAX, EXPORT_RECORD_MAX,
		EXPORT_COLUMNS_MAX };
	struct import_own *own = xcalloc(1, sizeof(*own));
	bool json;

	own->options = o;
	if (look(*fd, lseek(*fd, 0, SEEK_CUR), &json) && json)
		own->reader = line_reader_new(csv_fd(fd), EXPORT_RECORD_MAX);
	else
		own->csv = csv_new_within(csv_fd(fd), o->separator, &limits);
	return own;
}

void
import_own_free(struct import_own *own)
{
	if (own == NULL)
		return;
	csv_free(own->csv);
	line_reader_free(own->reader);
	xfree(own);
}

int
own_add_field(struct import_own *own, struct span name, struct span type, struct arena *a,
    struct err *e)
{
	struct field f = { .name = arena_memdup(a, name.s, name.n) };
	struct err why = { 0 };

	if (field_check_name(f.name, e) < 0)
		return err_ctx(e, "line 1");
	if (field_type_read(&f.type, arena_memdup(a, type.s, type.n), &why) < 0)
		return err_set(e, ERR_DATA, "line 1: field '%s': %s", f.name, why.msg);
	if (fields_find(&own->fields, f.name) >= 0)
		return err_set(e, ERR_DATA, "line 1: field '%s' is there twice", f.name);
	if (own->fields.n == FIELD_COUNT_MAX)
		return err_set(
		    e, ERR_DATA, "line 1: there are over %d fields", FIELD_COUNT_MAX);
	own->fields.items[own->fields.n++] = f;
	return 0;
}

int
own_add_list(struct import_own *own, struct span name, struct arena *a, struct err *e)
{
	const char *text = arena_memdup(a, name.s, name.n);
	size_t i;

	if (list_check_name(text, e) < 0)
		return err_ctx(e, "line 1");
	for (i = 0; i < own->nlists; i++) {
		if (str_eq_ci(own->lists[i], text))
			return err_set(
			    e, ERR_DATA, "line 1: list '%s' is there twice", text);
	}
	own->lists[own->nlists++] = text;
	return 0;
}

static struct span
text_of(const json_t *v)
{
	if (!json_is_string(v))
		return (struct span){ "", 0 };
	return (struct span){ json_string_value(v), json_string_length(v) };
}

static int
read_definitions(
    struct import_own *own, const json_t *root, struct arena *a, struct err *e)
{
	const json_t *fields = json_object_get(root, "fields"),
		     *lists = json_object_get(root, "lists"), *item;
	json_int_t version = json_integer_value(json_object_get(root, EXPORT_KEY));
	size_t i;

	if (version > EXPORT_VERSION)
		return err_set(e, ERR_DATA,
		    "line 1: this export has version %lld, this nlctl knows up to %d: "
		    "import it with the nlctl that made it",
		    (long long)version, EXPORT_VERSION);
	if (version < 1 || !json_is_array(fields) || !json_is_array(lists))
		return err_set(e, ERR_DATA,
		    "line 1: an export begins with its version, fields and lists");
	json_array_foreach(fields, i, item)
	{
		if (own_add_field(own, text_of(json_object_get(item, "name")),
			text_of(json_object_get(item, "type")), a, e) < 0)
			return -1;
	}
	own->lists = arena_alloc(a, (json_array_size(lists) + 1) * sizeof(*own->lists));
	json_array_foreach(lists, i, item)
	{
		if (own_add_list(own, text_of(item), a, e) < 0)
			return -1;
	}
	return 0;
}

/* The next line as JSON: 1, 0 or -1. */
static int
next_json(struct import_own *own, json_t **out, size_t *line, struct err *e)
{
	json_error_t why;
	struct span s;
	int rc;

	do {
		rc = line_next(own->reader, &s, e);
		if (rc <= 0)
			return rc;
	} while (s.n == 0);
	*line = line_number(own->reader);
	if (*line == 1 && s.n >= 3 && memcmp(s.s, "\xEF\xBB\xBF", 3) == 0)
		s = (struct span){ s.s + 3, s.n - 3 };
	*out = json_loadb(s.s, s.n, JSON_REJECT_DUPLICATES, &why);
	if (*out == NULL)
		return err_set(e, ERR_DATA, "line %zu: this is not JSON: column %d: %s",
		    *line, why.column, why.text);
	return 1;
}

static int
jsonl_head(struct import_own *own, struct arena *a, struct err *e)
{
	json_t *root;
	size_t line;
	int rc = next_json(own, &root, &line, e);

	if (rc <= 0)
		return -1;
	rc = read_definitions(own, root, a, e);
	json_decref(root);
	return rc;
}

/* The fields of the export among those defined here. */
static int
place_fields(struct import_own *own, struct import_head *h, struct err *e)
{
	const struct field *f, *here;
	size_t i;
	int found;

	for (i = 0; i < own->fields.n; i++) {
		f = &own->fields.items[i];
		found = fields_find(&h->fields, f->name);
		if (found < 0 && h->fields.n == FIELD_COUNT_MAX)
			return err_set(e, ERR_DATA,
			    "there would be over %d fields: drop those that nobody uses",
			    FIELD_COUNT_MAX);
		h->columns[h->n] = (struct import_head_column){
			.heading = f->name, .target = IMPORT_FIELD, .is_new = found < 0
		};
		if (found < 0) {
			found = (int)h->fields.n++;
			h->fields.items[found] = *f;
		}
		here = &h->fields.items[found];
		if (here->type != f->type)
			return err_set(e, ERR_DATA,
			    "field '%s' is %s in the export and %s here: give both one "
			    "type first",
			    f->name, field_type_name(f->type),
			    field_type_name(here->type));
		h->columns[h->n++].field = own->targets[i] = (size_t)found;
	}
	return 0;
}

static int
check_options(const struct import_options *o, struct err *e)
{
	const char *option = o->list != NULL ? "--list"
	    : o->state != IMPORT_UNSAID      ? "--status"
	    : o->source != NULL              ? "--source"
	    : o->from != NULL                ? "--from"
	    : o->nmaps > 0                   ? "--map"
	    : o->dates_given                 ? "--date-format"
					     : NULL;

	if (option == NULL)
		return 0;
	return err_set(e, ERR_USAGE,
	    "option '%s' does not go with an export of nlctl, which says itself who is "
	    "on which list, and since when",
	    option);
}

int
import_own_head(struct import_own *own, struct import_head *out,
    const struct fields *fields, struct arena *a, struct err *e)
{
	if (check_options(own->options, e) < 0)
		return -1;
	*out = (struct import_head){ .nold = fields->n };
	out->fields.items = arena_alloc(a, FIELD_COUNT_MAX * sizeof(struct field));
	memcpy(out->fields.items, fields->items, fields->n * sizeof(struct field));
	out->fields.n = fields->n;
	own->head = out;
	own->fields.items = arena_alloc(a, FIELD_COUNT_MAX * sizeof(struct field));
	own->targets = arena_alloc(a, FIELD_COUNT_MAX * sizeof(*own->targets));
	if ((own->csv != NULL ? own_csv_head : jsonl_head)(own, a, e) < 0)
		return -1;
	out->own = true;
	out->separator = own->csv != NULL ? csv_separator(own->csv) : ',';
	out->columns = arena_alloc(a, (own->fields.n + 1) * sizeof(*out->columns));
	out->columns[out->n++] = (struct import_head_column){ .heading = EXPORT_MARK_CSV,
		.target = IMPORT_EMAIL };
	return place_fields(own, out, e);
}

void
import_own_lists(const struct import_own *own, struct import_lists *out, struct arena *a)
{
	size_t i;

	*out = (struct import_lists){ .names = own->lists, .n = own->nlists };
	out->records = arena_alloc(a, (out->n + 1) * sizeof(*out->records));
	out->ids = arena_alloc(a, (out->n + 1) * sizeof(*out->ids));
	/* Nobody may be on one, and it is wanted all the same. */
	for (i = 0; i < out->n; i++)
		out->records[i] = 1;
}

static int
read_fields(struct import_own *own, struct import_rows *rows, struct import_row *out,
    const json_t *fields, struct arena *a, struct err *e)
{
	const struct import_callbacks *cb = rows->callbacks;
	const char *name;
	json_t *v;
	bool blanked;
	int i;

	if (fields != NULL && !json_is_object(fields))
		return err_set(e, ERR_DATA, "'fields' is no JSON object");
	json_object_foreach((json_t *)fields, name, v)
	{
		i = fields_find(&own->fields, name);
		if (i < 0)
			return err_set(e, ERR_DATA,
			    "field '%.64s' is none of those that the export begins with",
			    name);
		if (field_value_take(&out->json[own->targets[i]],
			own->fields.items[i].type, v, a, &blanked, e) < 0)
			return err_ctx(e, "field '%s'", name);
		if (!blanked)
			continue;
		rows->warnings++;
		if (cb->warning != NULL)
			cb->warning(cb->arg, out->line, out->address.display,
			    arena_printf(
				a, "%s: control characters became blanks", name));
	}
	return 0;
}

/* For the sums: would this person get mail? */
static enum import_state
state_of(const struct own_person *p)
{
	enum import_state state = IMPORT_LEFT;
	size_t i;

	switch (p->reason) {
	case SUPPRESSION_BOUNCED:
		return IMPORT_BOUNCED;
	case SUPPRESSION_COMPLAINED:
		return IMPORT_COMPLAINED;
	case SUPPRESSION_BLOCKED:
	case SUPPRESSION_FORGOTTEN:
		return IMPORT_BLOCKED;
	case SUPPRESSION_NONE:
		break;
	}
	for (i = 0; i < p->nsubscriptions; i++) {
		if (p->subscriptions[i].state == SUBSCRIPTION_ACTIVE)
			return IMPORT_ACTIVE;
		if (p->subscriptions[i].state == SUBSCRIPTION_PENDING)
			state = IMPORT_PENDING;
	}
	return state;
}

static int
read_person(struct import_own *own, struct import_rows *rows, struct import_row *out,
    const json_t *root, struct arena *a, struct err *e)
{
	static const char *const known[] = { "email", "language", "added", "source",
		"suppressed", "subscriptions", "fields", "aliases", "events" };
	const json_t *added = json_object_get(root, "added"),
		     *source = json_object_get(root, "source");
	struct own_person person;

	if (own_members(root, "person", known, ARRAY_LEN(known), e) < 0 ||
	    address_parse(&out->address, text_of(json_object_get(root, "email")), a, e) <
		0)
		return -1;
	if (added != NULL && own_time(&out->since, added, "added", e) < 0)
		return -1;
	out->source = arena_memdup(a, text_of(source).s, text_of(source).n);
	if (read_fields(own, rows, out, json_object_get(root, "fields"), a, e) < 0 ||
	    own_person_read(&person, root, own->lists, own->nlists, a, e) < 0)
		return -1;
	out->state = state_of(&person);
	out->own = own_person_text(root, a);
	return 0;
}

int
import_own_next(struct import_own *own, struct import_rows *rows, struct import_row *out,
    struct arena *a, struct err *e)
{
	json_t *root;
	size_t line;
	int rc = own->csv != NULL ? own_csv_next(own, &root, &line, e)
				  : next_json(own, &root, &line, e);

	if (rc <= 0)
		return rc;
	*out = (struct import_row){ .line = line,
		.since = IMPORT_NEVER,
		.json = arena_alloc(a, (own->head->fields.n + 1) * sizeof(char *)) };
	rc = read_person(own, rows, out, root, a, e);
	json_decref(root);
	return rc < 0 ? err_ctx(e, "line %zu", line) : 1;
}
