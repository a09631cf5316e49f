/* issue_files - the files of issues in the database: stored once, loaded as they
 * were, removed when nothing has them. */
#include "delivery/issue_files.h"
#include "io/db_private.h"
#include "new_db.h"
#include "tap.h"

#include <sqlite3.h>
#include <string.h>

#define PNG "\x89PNG\r\n\x1A\nrest"

static struct arena arena;
static struct err e;

static int64_t
add_issue(struct db *db, const char *name)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_ADD);

	bind_text(st, ":name", name);
	bind_text(st, ":file", "june.html");
	bind_blob(st, ":hash", "", 0);
	bind_text(st, ":subject", "News");
	bind_int(st, ":now", 0);
	stmt_run(st, &e);
	return db_last_id(db);
}

static int64_t
contents(struct db *db)
{
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(
		db->sqlite, "SELECT count(*) FROM content", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void
fill(struct source *s, const char *text, const char *picture)
{
	*s = (struct source){ 0 };
	source_add(s, &arena, SOURCE_ISSUE, "dir/june.html", span_of(text));
	source_add(s, &arena, SOURCE_TEXT, "june.txt", span_of(""));
	source_add(s, &arena, SOURCE_PICTURE, "a.png", span_of(picture));
	source_add(s, &arena, SOURCE_PICTURE, "same.png", span_of(picture));
	source_add(s, &arena, SOURCE_ATTACHMENT, "a.png", span_of(picture));
}

static void
test_round_trip(struct db *db, int64_t issue)
{
	unsigned char before[SOURCE_HASH_SIZE], after[SOURCE_HASH_SIZE];
	struct source s, back, whole;
	struct span bytes;

	fill(&s, "<p>one", PNG);
	ok(issue_files_store(db, issue, &s, 1, &e) == 0, "stored");
	is_int(contents(db), 3, "equal files are one content");
	ok(issue_files_load(db, issue, &back, &arena, &e) == 0, "loaded");
	is_int((long long)back.count, 5, "all of them");
	source_hash(&s, before);
	source_hash(&back, after);
	ok(memcmp(before, after, sizeof(before)) == 0, "with the same hash");
	ok(source_find(&back, "dir/june.html", &bytes) && span_is(bytes, "<p>one"),
	    "the issue's own file");
	ok(source_find(&back, "june.txt", &bytes) && bytes.n == 0 && bytes.s != NULL,
	    "an empty text");
	ok(!source_find(&back, "a.png", &bytes), "a picture is no text");
	is_str(back.files[2].type, "image/png", "the type of a picture");
	is_int((long long)back.files[2].size, (long long)strlen(PNG), "its size");
	ok(back.files[2].bytes.s == NULL, "which is not loaded");
	ok(issue_files_complete(db, &back, false, &whole, &arena, &e) == 0 &&
		whole.files[3].bytes.s == NULL && span_is(whole.files[4].bytes, PNG),
	    "an attachment is when it is asked for");
	ok(issue_files_complete(db, &back, true, &whole, &arena, &e) == 0 &&
		span_is(whole.files[3].bytes, PNG) && back.files[3].bytes.s == NULL,
	    "a picture too");
}

/* What is stored again need not be loaded: its content is there. */
static void
test_known(struct db *db, int64_t issue)
{
	struct source s;

	issue_files_load(db, issue, &s, &arena, &e);
	ok(issue_files_store(db, issue, &s, 2, &e) == 0 && contents(db) == 3,
	    "stored as it was loaded");
	s.files[2].hash[0] ^= 1;
	ok(issue_files_store(db, issue, &s, 2, &e) < 0 && e.kind == ERR_TEMP,
	    "a content that is gone meanwhile: %s", e.msg);
	err_clear(&e);
}

static void
test_removal(struct db *db, int64_t issue)
{
	int64_t other = add_issue(db, "other"), now = 10;
	struct source s, whole;

	fill(&s, "<p>one", PNG);
	issue_files_store(db, other, &s, now, &e);
	is_int(contents(db), 3, "another issue with the same files adds nothing");
	fill(&s, "<p>two", PNG "2");
	issue_files_store(db, issue, &s, now, &e);
	is_int(contents(db), 5, "changed files are two more");
	fill(&s, "<p>three", PNG "3");
	issue_files_store(db, issue, &s, now + 1, &e);
	is_int(contents(db), 7, "what no issue has any more is kept for a while");
	now += CONTENT_UNUSED_SECONDS + 1;
	issue_files_keep_pictures(db, &s, now, &e);
	issue_files_store(db, issue, &s, now, &e);
	is_int(contents(db), 5, "but not for ever");
	issue_files_load(db, other, &s, &arena, &e);
	ok(issue_files_complete(db, &s, true, &whole, &arena, &e) == 0 &&
		span_is(whole.files[3].bytes, PNG),
	    "the other issue has its own");
}

static void
test_test_copies(struct db *db)
{
	struct source s;

	fill(&s, "<p>test", PNG "test");
	ok(issue_files_keep_pictures(db, &s, 1, &e) == 0 && contents(db) == 6,
	    "of a test copy the pictures alone are kept");
}

int
main(void)
{
	struct db *db = new_db();
	int64_t issue;

	issue = add_issue(db, "june");
	test_round_trip(db, issue);
	test_known(db, issue);
	test_removal(db, issue);
	test_test_copies(db);
	ok(e.kind == ERR_NONE, "no error: %s", e.msg);
	db_discard(db);
	arena_release(&arena);
	return done_testing();
}
