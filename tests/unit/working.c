/* A long statement calls whoever wants to know, and the person reads how long it is. */
#include "tap.h"

#include "cli/progress.h"
#include "io/clock.h"
#include "people/list.h"
#include "people/subscriber.h"
#include "people/subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEOPLE 30000

static void
count(void *arg, enum db_work what)
{
	int *times = arg;

	times[what]++;
}

static void
fill(struct db *db, struct err *e)
{
	struct subscription s = { .list = 1, .state = SUBSCRIPTION_ACTIVE, .source = "" };
	struct address address = { .eai = false };
	char text[64];
	int64_t id;

	address.display = address.key = text;
	db_begin(db, e);
	for (int i = 0; i < PEOPLE && e->kind == ERR_NONE; i++) {
		snprintf(text, sizeof(text), "a%d@example.org", i);
		if (contact_add(db, &address, "{}", 1, "", &id, e) == 0)
			subscription_put_new(db, id, &s, e);
	}
	db_commit(db, e);
}

static void
test_statement(void)
{
	char path[] = "/tmp/nlctl-working.XXXXXX";
	struct subscriber_filter all = { .list = 0 };
	int times[2] = { 0 };
	struct err e = { 0 };
	int64_t n = 0;
	struct db *db;

	close(mkstemp(path));
	unlink(path);
	ok(db_open(&db, path, DB_CREATE, &e) == 0 && list_make_first(db, 1, &e) == 0,
	    "a database: %s", e.msg);
	fill(db, &e);
	db_on_work(db, count, times);
	is_int(subscriber_count(db, &all, &n, &e), 0, "a long statement: %s", e.msg);
	is_int(n, PEOPLE, "sees all");
	ok(times[DB_WORKING] > 0, "and says that it works (%d times)", times[DB_WORKING]);
	times[DB_WORKING] = 0;
	db_on_work(db, NULL, NULL);
	subscriber_count(db, &all, &n, &e);
	is_int(times[DB_WORKING], 0, "nobody wants to know any more");
	is_int(times[DB_WAITING], 0, "nothing was waited for");
	db_close(db);
	unlink(path);
}

static const char *
shown(FILE *f, char *text, size_t size)
{
	size_t n;

	rewind(f);
	n = fread(text, 1, size - 1, f);
	text[n] = '\0';
	rewind(f);
	if (ftruncate(fileno(f), 0) != 0)
		return "cannot empty the file";
	return text;
}

static void
test_line(void)
{
	struct progress p;
	FILE *f = tmpfile();
	char text[256];

	progress_init(&p, f, false);
	ok(!p.on, "a file is no terminal");
	p.on = true;
	progress_wait(&p, "working");
	is_str(shown(f, text, sizeof(text)), "", "nothing in the first second");
	p.begun_ms -= 3000;
	progress_wait(&p, "working");
	is_str(
	    shown(f, text, sizeof(text)), "\rworking: 3 s\033[K", "then how long it is");
	progress_wait(&p, "working");
	is_str(shown(f, text, sizeof(text)), "", "not again at once");
	progress_clear(&p);
	is_str(shown(f, text, sizeof(text)), "\r\033[K", "it is taken away");
	p.waited_ms = 0;
	p.last_ms = clock_monotonic_ms();
	progress_wait(&p, "working");
	is_str(shown(f, text, sizeof(text)), "", "nothing where more is known");
	fclose(f);
}

int
main(void)
{
	test_statement();
	test_line();
	return done_testing();
}
