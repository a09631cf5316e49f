/*
 * A hostile audience expression: it is refused with words, or becomes SQL that
 * runs, reads no more than it may and has nothing of the text in it.
 */
#include "fuzz.h"

#include "people/audience.h"
#include "people/audience_saved.h"
#include "people/field.h"
#include "people/list.h"
#include "people/subscriber.h"
#include "people/subscription.h"
#include "util/xalloc.h"

#include <string.h>
#include <unistd.h>

#define NOW 1795000000

/* A database with a person in it, whose files have no name any more. */
static struct db *
make_world(void)
{
	static const struct {
		const char *name;
		enum field_type type;
		const char *value;
	} fields[] = {
		{ "ADHERENT", FIELD_BOOLEAN, "yes" },
		{ "VILLE", FIELD_TEXT, "B\xC3\xA9thune" },
		{ "AGE", FIELD_NUMBER, "12.5" },
		{ "NE", FIELD_DATE, "2020-01-31" },
		{ "THEMES", FIELD_MULTI, "a; b" },
	};
	struct assignment set[ARRAY_LEN(fields)];
	struct subscription_request r = { .address = "lea@asso.example",
		.list = 1,
		.fields = set,
		.nfields = ARRAY_LEN(fields),
		.source = "",
		.now = NOW };
	struct subscription_result result;
	struct audience_saved saved = { "members", "ADHERENT = true", NOW };
	char path[] = "/tmp/nlctl-fuzz.XXXXXX";
	struct arena a = { 0 };
	struct err e = { 0 };
	struct db *db;
	bool replaced;
	size_t i;

	close(mkstemp(path));
	unlink(path);
	hold(db_open(&db, path, DB_CREATE, &e) == 0 && list_make_first(db, NOW, &e) == 0);
	hold(db_begin(db, &e) == 0);
	for (i = 0; i < ARRAY_LEN(fields); i++) {
		set[i] = (struct assignment){ fields[i].name, fields[i].value };
		hold(field_add(db, fields[i].name, fields[i].type, &e) == 0);
	}
	hold(db_commit(db, &e) == 0 && subscription_add(&result, db, &r, &a, &e) == 0 &&
	    audience_save(db, &saved, &replaced, &a, &e) == 0);
	unlink(path);
	unlink(arena_printf(&a, "%s-wal", path));
	unlink(arena_printf(&a, "%s-shm", path));
	arena_release(&a);
	return db;
}

static int
see(void *arg, const struct audience_answer *answer, struct err *e)
{
	(void)e;
	if (answer->depth == 0)
		*(bool *)arg = answer->holds;
	hold(answer->condition[0] != '\0');
	return 0;
}

/* What it says of the one person is the same, asked in either way. */
static void
use(struct db *db, const struct audience *x)
{
	struct subscriber_filter f = { .list = 1, .where = x };
	struct err e = { 0 };
	bool holds = false;
	int64_t n;

	hold(strchr(x->where.text, ';') == NULL && strstr(x->where.text, "--") == NULL);
	hold(subscriber_count(db, &f, &n, &e) == 0);
	hold(audience_explain(x, 1, see, &holds, &e) == 0);
	hold(n == holds);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct db *db; /* making one takes longer than a thousand tries */
	struct arena a = { 0 };
	struct err e = { 0 };
	struct audience x;
	struct audience_text t = { .label = "--where", .lists = "[1]", .now = NOW };

	if (db == NULL)
		db = make_world();
	t.expression = arena_memdup(&a, data, n);
	if (audience_compile(&x, db, &t, &a, &e) < 0)
		hold(e.kind == ERR_DATA && e.msg[0] != '\0');
	else
		use(db, &x);
	arena_release(&a);
	return 0;
}
