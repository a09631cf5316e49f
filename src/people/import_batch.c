/* import_batch - new contacts, stored some hundred at a time.  See import_batch.h. */
#include "people/import_batch.h"

#include "util/arena.h"
#include "util/xalloc.h"

#define ROWS_MAX 500

enum { CONTACT_WIDTH = 7, SUBSCRIPTION_WIDTH = 5 };

struct import_batch {
	struct db *db;
	int64_t last; /* contact */
	struct arena arena;
	size_t ncontacts, nsubscriptions;
	struct db_value contacts[ROWS_MAX * CONTACT_WIDTH];
	struct db_value subscriptions[ROWS_MAX * SUBSCRIPTION_WIDTH];
};

int
import_batch_new(struct import_batch **out, struct db *db, bool *any, struct err *e)
{
	int64_t last;

	*out = NULL;
	if (stmt_int(db_stmt(db, SQL_CONTACT_LAST), &last, e) < 0)
		return -1;
	*out = xcalloc(1, sizeof(**out));
	(*out)->db = db;
	(*out)->last = last;
	*any = last > 0;
	return 0;
}

void
import_batch_free(struct import_batch *b)
{
	if (b == NULL)
		return;
	arena_release(&b->arena);
	xfree(b);
}

static struct db_value
number(int64_t n)
{
	return (struct db_value){ .type = DB_INT, .number = n };
}

static struct db_value
text(struct import_batch *b, const char *s)
{
	return (struct db_value){ .type = DB_TEXT, .text = arena_strdup(&b->arena, s) };
}

int
import_batch_contact(struct import_batch *b, const struct address *address,
    const char *fields_json, int64_t added, const char *source, int64_t *id,
    struct err *e)
{
	struct db_value *v;

	if (b->ncontacts == ROWS_MAX && import_batch_store(b, e) < 0)
		return -1;
	v = &b->contacts[b->ncontacts++ * CONTACT_WIDTH];
	*id = ++b->last;
	*v++ = number(*id);
	*v++ = text(b, address->display);
	*v++ = text(b, address->key);
	*v++ = number(address->eai);
	*v++ = text(b, fields_json);
	*v++ = number(added);
	*v++ = text(b, source);
	return 0;
}

int
import_batch_subscription(struct import_batch *b, int64_t contact,
    const struct subscription *row, struct err *e)
{
	struct db_value *v;

	if (b->nsubscriptions == ROWS_MAX && import_batch_store(b, e) < 0)
		return -1;
	v = &b->subscriptions[b->nsubscriptions++ * SUBSCRIPTION_WIDTH];
	*v++ = number(contact);
	*v++ = number(row->list);
	*v++ = text(b, subscription_state_name(row->state));
	*v++ = number(row->since);
	*v++ = text(b, row->source);
	return 0;
}

static int
store(struct import_batch *b, enum sql sql, const struct db_value *values, size_t width,
    size_t n, struct err *e)
{
	struct db_rows rows = { values, width, n };
	struct stmt *st;

	if (n == 0)
		return 0;
	st = db_stmt(b->db, sql);
	bind_rows(st, ":rows", &rows);
	return stmt_run(st, e);
}

int
import_batch_store(struct import_batch *b, struct err *e)
{
	if (store(b, SQL_CONTACT_INSERT_ROWS, b->contacts, CONTACT_WIDTH, b->ncontacts,
		e) < 0 ||
	    store(b, SQL_SUBSCRIPTION_INSERT_ROWS, b->subscriptions, SUBSCRIPTION_WIDTH,
		b->nsubscriptions, e) < 0)
		return -1;
	b->ncontacts = b->nsubscriptions = 0;
	arena_reset(&b->arena);
	return 0;
}
