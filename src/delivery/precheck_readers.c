/* precheck_readers - who would get it, and what would be missing in their copies.
 * See precheck.h. */
#include "delivery/precheck.h"

#include "delivery/reader.h"
#include "util/str.h"
#include "util/xalloc.h"

#define STRIKING_PERCENT 20 /* more or fewer readers than the last time */
#define STRIKING_MIN 10     /* of a handful any change is great */
#define PROGRESS_EVERY 1000

/* A template of the letter and the holes that were met in copies of it. */
struct written {
	struct letter_written of;
	const struct hole *holes;
	size_t n;
	bool *marks;    /* of one copy */
	int64_t *count; /* copies that have it */
};

struct pass {
	struct precheck *p;
	struct written written[LETTER_WRITTEN_MAX];
	int n;
	int64_t readers;
};

/* Returns how many holes there can be: nobody is without an address. */
static size_t
prepare(struct pass *pass, struct arena *a)
{
	struct letter_written of[LETTER_WRITTEN_MAX];
	struct written *w;
	size_t holes = 0, k;
	int i;

	pass->n = letter_written(pass->p->letter, of);
	for (i = 0; i < pass->n; i++) {
		w = &pass->written[i];
		w->of = of[i];
		w->n = template_find_holes(w->of.template, &w->holes);
		w->marks = arena_alloc(a, w->n * sizeof(*w->marks));
		w->count = arena_alloc(a, w->n * sizeof(*w->count));
		for (k = 0; k < w->n; k++)
			holes += w->holes[k].field != READER_EMAIL;
	}
	return holes;
}

static int
look_at(void *arg, const struct recipient *one, struct err *e)
{
	struct pass *pass = arg;
	struct due reader = { .gone = "",
		.contact = one->contact,
		.address = one->address,
		.key = one->key,
		.eai = one->eai,
		.fields = one->fields,
		.date = pass->p->now };
	struct err damaged = { 0 };
	struct bindings b;
	struct written *w;
	size_t k;
	int i;

	(void)e;
	if (pass->readers++ % PROGRESS_EVERY == 0 && pass->p->progress != NULL)
		pass->p->progress(pass->p->arg, pass->readers, 0);
	/* Whose data are damaged gets no copy, and stops nobody else's. */
	if (compose_bind(pass->p->compose, &reader, &b, &damaged) < 0)
		return 0;
	for (i = 0; i < pass->n; i++) {
		w = &pass->written[i];
		for (k = 0; k < w->n; k++)
			w->marks[k] = false;
		if (template_mark_holes(w->of.template, &b, w->marks, &damaged) < 0)
			return 0;
		for (k = 0; k < w->n; k++)
			w->count[k] += w->marks[k];
	}
	return 0;
}

static void
say_hole(const struct pass *pass, const struct written *w, size_t k)
{
	const char *field = w->of.vocabulary->fields[w->holes[k].field].name;
	size_t at = w->of.at == SIZE_MAX ? w->holes[k].offset : w->of.at;

	finding_add(pass->p->findings, FINDING_FIELD_EMPTY, w->of.file, w->of.text, at,
	    "contact.%s is empty for %lld of %lld reader%s; add | default:\"…\", or put "
	    "{%% if contact.%s %%} round it",
	    field, (long long)w->count[k], (long long)pass->readers,
	    pass->readers == 1 ? "" : "s", field);
}

/* One pass over all readers, but only where a copy can have a hole. */
static int
count_readers(struct precheck *p, struct err *e)
{
	struct pass pass = { .p = p };
	size_t k;
	int i;

	if (p->compose == NULL || prepare(&pass, p->findings->arena) == 0)
		return recipients_count(p->db, p->to, p->now, &p->expect, e);
	if (recipients_each(p->db, p->to, p->now, look_at, &pass, e) < 0)
		return -1;
	p->expect = pass.readers;
	for (i = 0; i < pass.n; i++) {
		for (k = 0; k < pass.written[i].n; k++) {
			if (pass.written[i].count[k] > 0)
				say_hole(&pass, &pass.written[i], k);
		}
	}
	return 0;
}

/* The last issue that went to the same lists under the same conditions: any other
 * says nothing about this one. */
struct before {
	int64_t id, audience, started;
	const char *name;
};

/* 1: found; 0: there is none; -1. */
static int
find_before(struct precheck *p, struct before *out, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(p->db, SQL_PRECHECK_BEFORE);
	struct before all[20];
	struct recipients to;
	int rc, n = 0, i;

	bind_int(st, ":list", p->to->lists[0].id);
	bind_text(st, ":name", p->name);
	bind_int(st, ":limit", ARRAY_LEN(all));
	while ((rc = stmt_step(st, e)) > 0)
		all[n++] = (struct before){ .id = col_int(st, 0),
			.name = arena_strdup(a, col_text(st, 1)),
			.audience = col_int(st, 2),
			.started = col_int(st, 3) };
	for (i = 0; rc == 0 && i < n; i++) {
		rc = recipients_of_issue(&to, p->db, all[i].id, a, e);
		if (rc == 0 && recipients_equal(&to, p->to)) {
			*out = all[i];
			rc = 1;
		}
	}
	return rc;
}

/* How many came or went since then. */
static int
count_since(struct precheck *p, enum sql id, const struct before *before, int64_t *n,
    struct err *e)
{
	struct arena a = { 0 };
	struct stmt *st = db_stmt(p->db, id);
	int rc;

	bind_text(st, ":lists", issue_list_json(p->to->lists, p->to->nlists, &a));
	bind_int(st, ":since", before->started);
	bind_int(st, ":issue", before->id);
	rc = stmt_int(st, n, e);
	arena_release(&a);
	return rc;
}

static void
say_change(struct precheck *p, const struct before *before, int64_t left,
    int64_t suppressed, int64_t joined)
{
	int64_t change = p->expect - before->audience;
	int64_t size = change < 0 ? -change : change;
	bool striking =
	    size >= STRIKING_MIN && size * 100 > before->audience * STRIKING_PERCENT;
	struct buf text;

	buf_init(&text, 512);
	buf_printf(
	    &text, "%lld reader%s, ", (long long)p->expect, p->expect == 1 ? "" : "s");
	if (change == 0)
		buf_printf(&text, "as many as '%s' had", before->name);
	else
		buf_printf(&text, "%lld %s than '%s' had", (long long)size,
		    change < 0 ? "fewer" : "more", before->name);
	if (left > 0)
		buf_printf(&text, "; %lld left since", (long long)left);
	if (suppressed > 0)
		buf_printf(
		    &text, "; %lld may not be mailed any more", (long long)suppressed);
	if (joined > 0)
		buf_printf(&text, "; %lld new", (long long)joined);
	finding_add_whole(p->findings,
	    striking ? FINDING_AUDIENCE_CHANGED : FINDING_AUDIENCE, "audience", "%s",
	    text.data);
	buf_release(&text);
}

static int
compare_before(struct precheck *p, struct arena *a, struct err *e)
{
	int64_t left, suppressed, joined = 0;
	struct before before;
	bool everybody = p->to->where[0] == '\0' && p->to->nwithout == 0;
	int rc = find_before(p, &before, a, e);

	if (rc <= 0)
		return rc;
	if (count_since(p, SQL_PRECHECK_LEFT, &before, &left, e) < 0 ||
	    count_since(p, SQL_PRECHECK_SUPPRESSED, &before, &suppressed, e) < 0)
		return -1;
	/* Under a condition nobody can say who is new to it. */
	if (everybody && count_since(p, SQL_PRECHECK_JOINED, &before, &joined, e) < 0)
		return -1;
	say_change(p, &before, left, suppressed, joined);
	return 0;
}

static int
find_same(struct precheck *p, struct err *e)
{
	unsigned char hash[SOURCE_HASH_SIZE];
	struct stmt *st = db_stmt(p->db, SQL_PRECHECK_SAME);
	int rc;

	source_hash(p->source, hash);
	bind_blob(st, ":hash", hash, sizeof(hash));
	bind_text(st, ":name", p->name);
	bind_int(st, ":list", p->to->lists[0].id);
	rc = stmt_step(st, e);
	if (rc > 0)
		finding_add_whole(p->findings, FINDING_SENT_BEFORE,
		    letter_file(p->letter),
		    "the same was sent to this list as '%s' already", col_text(st, 0));
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
precheck_readers(struct precheck *p, struct err *e)
{
	struct arena a = { 0 };
	int rc = -1;

	if (count_readers(p, e) < 0)
		goto out;
	if (p->expect == 0 && p->nobody_is_wrong)
		finding_add_whole(p->findings, FINDING_AUDIENCE_EMPTY, "audience",
		    "nobody would get this issue: nlctl audience, with the same lists and "
		    "conditions, shows who would");
	rc = compare_before(p, &a, e);
	if (rc == 0)
		rc = find_same(p, e);
out:
	arena_release(&a);
	return rc;
}
