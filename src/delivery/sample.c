/* sample - a reader for a copy that nobody gets.  See sample.h. */
#include "delivery/sample.h"

#include "people/contact.h"

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
