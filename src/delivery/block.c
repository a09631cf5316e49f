/* block - nobody writes to this address, or to this domain, any more.  See
 * block.h. */
#include "delivery/block.h"

#include "people/contact.h"
#include "people/event.h"
#include "people/pattern.h"
#include "util/str.h"

#include <string.h>

/* One command, between its transactions. */
struct job {
	struct db *db;
	const struct block *b;
	struct arena *a;
	struct block_result *out;
	const char *key;       /* what is stored by its hash */
	struct suppression *s; /* of the transaction */
	struct suppression_meant meant[SUPPRESSION_SOME];
	int nmeant;
};

static int
skip(struct job *j, enum sql id, int64_t contact, int64_t *n, struct err *e)
{
	struct stmt *st = db_stmt(j->db, id);

	bind_int(st, ":contact", contact);
	bind_int(st, ":now", j->b->now);
	if (stmt_run(st, e) < 0)
		return -1;
	*n += db_changes(j->db);
	return 0;
}

static int
skip_waiting(struct job *j, int64_t contact, struct err *e)
{
	int64_t notices = 0;

	if (skip(j, SQL_BLOCK_SKIP, contact, &j->out->skipped, e) < 0)
		return -1;
	return skip(j, SQL_BLOCK_SKIP_NOTICES, contact, &notices, e);
}

/* The id of the contact with the key; 0: nobody's. */
static int
find_contact(struct job *j, int64_t *id, struct err *e)
{
	struct contact c;

	if (contact_by_key(&c, j->db, j->key, j->a, e) < 0)
		return -1;
	*id = c.id;
	j->out->contacts = c.id != 0;
	return 0;
}

static int
record_event(
    struct job *j, const char *kind, int64_t contact, const char *detail, struct err *e)
{
	struct event ev = { .at = j->b->now,
		.kind = kind,
		.contact = contact,
		.source = j->b->source,
		.detail = detail };

	return event_add(j->db, &ev, e);
}

/* An address, or the row of a pattern, which from then on keeps new ones out. */
static int
suppress(struct job *j, int64_t contact, struct err *e)
{
	struct suppression_new row = { .contact = contact,
		.key = j->key,
		.reason = SUPPRESSION_BLOCKED,
		.source = j->b->source,
		.now = j->b->now };

	return suppression_add(j->s, &row, &j->out->changed, e);
}

static int
add_pattern(struct job *j, struct err *e)
{
	return suppress(j, 0, e);
}

static int
add_address(struct job *j, struct err *e)
{
	int64_t contact;

	if (find_contact(j, &contact, e) < 0 || suppress(j, contact, e) < 0)
		return -1;
	if (contact != 0 && skip_waiting(j, contact, e) < 0)
		return -1;
	return j->out->changed ? record_event(j, "blocked", contact, NULL, e) : 0;
}

static int
lift_pattern(struct job *j, struct err *e)
{
	if (suppression_lift_pattern(j->s, j->key, &j->out->changed, e) < 0)
		return -1;
	if (j->out->changed)
		j->out->was = SUPPRESSION_BLOCKED;
	return 0;
}

static int
lift_address(struct job *j, struct err *e)
{
	struct block_result *out = j->out;
	const char *pattern;
	int64_t contact;

	if (find_contact(j, &contact, e) < 0 ||
	    suppression_lift(j->s, j->key, contact, j->b->now, &out->was, e) < 0 ||
	    suppression_pattern(j->s, j->key, j->a, &pattern, e) < 0)
		return -1;
	out->changed = out->was != SUPPRESSION_NONE;
	if (!out->changed && pattern != NULL)
		return err_set(e, ERR_CONFLICT,
		    "'%s' is blocked by '%s': 'nlctl unblock %s' lifts that, for all "
		    "whom it means",
		    out->what, pattern, pattern);
	out->still = pattern != NULL ? pattern : "";
	if (!out->changed)
		return 0;
	return record_event(j, "unblocked", contact,
	    arena_printf(j->a, "{\"reason\":\"%s\"}", suppression_reason_name(out->was)),
	    e);
}

static int
mark_some(struct job *j, struct err *e)
{
	int i;

	for (i = 0; i < j->nmeant; i++) {
		if (suppression_mark(j->s, &j->meant[i], j->key, j->b->now, e) < 0 ||
		    skip_waiting(j, j->meant[i].contact, e) < 0)
			return -1;
	}
	return j->nmeant;
}

static int
unmark_some(struct job *j, struct err *e)
{
	return suppression_unmark_some(j->s, j->key, e);
}

/* One step in a transaction of its own: what it returns, or -1. */
static int
in_transaction(struct job *j, int (*step)(struct job *j, struct err *e), struct err *e)
{
	int rc = -1;

	if (db_begin(j->db, e) < 0)
		return -1;
	if (suppression_open(&j->s, j->db, e) == 0)
		rc = step(j, e);
	if (rc >= 0 && db_commit(j->db, e) < 0)
		rc = -1;
	db_rollback(j->db);
	suppression_close(j->s);
	return rc;
}

static void
tell(struct job *j, int n)
{
	j->out->contacts += n;
	if (j->b->progress != NULL)
		j->b->progress(j->b->progress_arg, j->out->contacts);
}

/* Everybody whom the pattern means, a short transaction at a time. */
static int
mark_all(struct job *j, struct err *e)
{
	struct arena arenas[2] = { { 0 }, { 0 } };
	const char *after = "";
	int n, turn = 0;

	/* Two arenas in turn: the key that a batch begins behind is of the last. */
	do {
		arena_reset(&arenas[turn]);
		n = j->nmeant =
		    suppression_meant(j->db, j->key, &after, &arenas[turn], j->meant, e);
		if (n > 0)
			n = in_transaction(j, mark_some, e);
		if (n > 0)
			tell(j, n);
		turn = !turn;
	} while (n > 0);
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	return n;
}

static int
unmark_all(struct job *j, struct err *e)
{
	int n;

	while ((n = in_transaction(j, unmark_some, e)) > 0)
		tell(j, n);
	return n;
}

/* Which it is, in its one spelling. */
static int
parse(struct job *j, struct err *e)
{
	struct block_result *out = j->out;
	struct address address;

	*out = (struct block_result){ .what = "", .still = "" };
	out->is_pattern = pattern_is(j->b->text);
	if (out->is_pattern) {
		if (pattern_parse(&out->what, j->b->text, j->a, e) < 0)
			return -1;
		j->key = out->what;
		return 0;
	}
	if (strchr(j->b->text, '@') == NULL && strchr(j->b->text, '.') != NULL)
		return err_set(e, ERR_DATA,
		    "'%s': there is no '@': a domain is written '@%s'", j->b->text,
		    j->b->text);
	if (address_parse(&address, span_of(j->b->text), j->a, e) < 0)
		return err_ctx(e, "'%s'", j->b->text);
	out->what = address.display;
	j->key = address.key;
	return 0;
}

int
block_add(struct db *db, const struct block *b, struct arena *a, struct block_result *out,
    struct err *e)
{
	struct job j = { .db = db, .b = b, .a = a, .out = out };

	if (parse(&j, e) < 0)
		return -1;
	if (!out->is_pattern)
		return in_transaction(&j, add_address, e);
	if (in_transaction(&j, add_pattern, e) < 0)
		return -1;
	return mark_all(&j, e);
}

int
block_lift(struct db *db, const struct block *b, struct arena *a,
    struct block_result *out, struct err *e)
{
	struct job j = { .db = db, .b = b, .a = a, .out = out };

	if (parse(&j, e) < 0)
		return -1;
	if (!out->is_pattern)
		return in_transaction(&j, lift_address, e);
	if (in_transaction(&j, lift_pattern, e) < 0)
		return -1;
	return unmark_all(&j, e);
}
