/* sample - a reader for a copy that nobody gets.  See sample.h. */
#include "delivery/sample.h"

#include "delivery/reader.h"
#include "people/contact.h"
#include "util/json.h"

#define FIELDS_MAX (1u << 20) /* bytes of a contact's fields as JSON */

struct due
sample_nobody(void)
{
	return (struct due){ .kind = COPY_DELIVERY,
		.gone = "",
		.sender = "",
		.address = "",
		.key = "",
		.fields = "{}" };
}

void
sample_empty(struct due *out, struct random *random)
{
	*out = (struct due){
		.kind = COPY_NOTICE,
		.gone = "",
		.sender = "",
		.address = "reader@example.org",
		.key = "reader@example.org",
		.fields = "{}",
	};
	random_uuid(random, out->token);
}

/* The id of the first person who would get mail of the list; 0: nobody. */
static int
first_of(struct db *db, int64_t list, int64_t *contact, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SAMPLE_CONTACT);
	int rc;

	*contact = 0;
	bind_int(st, ":list", list);
	rc = stmt_step(st, e);
	if (rc > 0)
		*contact = col_int(st, 0);
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
sample_find(struct due *out, struct db *db, const char *email,
    const struct issue_list *list, struct random *random, struct arena *a, struct err *e)
{
	struct contact contact;
	int64_t id;

	sample_empty(out, random);
	if (email != NULL) {
		if (contact_find(&contact, db, email, a, e) < 0)
			return -1;
	} else {
		if (first_of(db, list->id, &id, e) < 0)
			return -1;
		if (id == 0)
			return 0;
		if (contact_by_id(&contact, db, id, a, e) < 0)
			return -1;
	}
	out->contact = contact.id;
	out->address = contact.address;
	out->key = contact.key;
	out->eai = contact.eai;
	out->fields = contact.fields;
	return 0;
}

/* Put "FIELD": its longest value into the object; nothing when nobody has one. */
static int
add_longest(struct json *j, struct db *db, int64_t list, const char *field, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SAMPLE_LONGEST_VALUE);
	int rc;

	bind_text(st, ":field", field);
	bind_int(st, ":list", list);
	rc = stmt_step(st, e);
	if (rc > 0 && !col_is_null(st, 0)) {
		json_key(j, field);
		json_put_raw(j, col_text(st, 0));
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

static int
set_longest_address(
    struct due *out, struct db *db, int64_t list, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SAMPLE_LONGEST_ADDRESS);
	int rc;

	bind_int(st, ":list", list);
	rc = stmt_step(st, e);
	if (rc > 0 && !col_is_null(st, 0)) {
		out->address = arena_strdup(a, col_text(st, 0));
		out->key = arena_strdup(a, col_text(st, 1));
		out->eai = col_int(st, 2) != 0;
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

/* The fields of a reader's vocabulary but the first, which is EMAIL. */
static int
add_all_longest(struct json *j, struct db *db, const struct letter *letter,
    const struct vocabulary *v, int64_t list, struct err *e)
{
	for (size_t i = 1; i < v->nfields; i++) {
		if (letter_uses_field(letter, i) &&
		    add_longest(j, db, list, v->fields[i].name, e) < 0)
			return -1;
	}
	return 0;
}

int
sample_longest(struct due *out, struct db *db, const struct letter *letter,
    const struct issue_list *list, struct random *random, struct arena *a, struct err *e)
{
	struct reader reader;
	struct json j;
	struct buf fields;
	int rc = -1;

	sample_empty(out, random);
	buf_init(&fields, FIELDS_MAX);
	json_init(&j, &fields);
	json_open_object(&j);
	if (reader_init(&reader, db, a, e) < 0 ||
	    (letter_uses_field(letter, 0) &&
		set_longest_address(out, db, list->id, a, e) < 0) ||
	    add_all_longest(&j, db, letter, &reader.vocabulary, list->id, e) < 0)
		goto out;
	json_close_object(&j);
	if (fields.overflowed)
		err_set(e, ERR_DATA, "the longest values together are over %u bytes",
		    FIELDS_MAX);
	else
		rc = 0;
	out->fields = arena_strdup(a, fields.data);
out:
	buf_release(&fields);
	return rc;
}
