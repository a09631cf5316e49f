/* enqueue - an issue is fixed.  See enqueue.h. */
#include "delivery/enqueue.h"

#include "delivery/bulk.h"
#include "delivery/depart.h"
#include "delivery/issue_files.h"
#include "issue/tracking.h"
#include "util/arena.h"

/* Bind what issue_add and issue_replace have in common, and run it. */
static int
write_issue(struct stmt *st, const struct enqueue *q, struct err *e)
{
	unsigned char hash[SOURCE_HASH_SIZE];
	struct arena a = { 0 };
	int rc;

	source_hash(q->source, hash);
	bind_text(st, ":file", q->file);
	bind_blob(st, ":hash", hash, sizeof(hash));
	bind_text(st, ":subject", q->subject);
	bind_text(st, ":subject_option", q->subject_option);
	bind_text(st, ":from", q->from);
	bind_text(st, ":where", q->to.where);
	bind_text(st, ":without", issue_list_json(q->to.without, q->to.nwithout, &a));
	bind_text(st, ":track", track_mode_names[q->track.mode]);
	bind_int(st, ":opens", q->track.opens);
	bind_int(st, ":now", q->now);
	if (q->departs != 0) {
		bind_int(st, ":departs", q->departs);
		bind_int(st, ":not_after", q->not_after);
	}
	rc = stmt_run(st, e);
	arena_release(&a);
	return rc;
}

static int
add_issue(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_ADD);

	bind_text(st, ":name", q->name);
	if (write_issue(st, q, e) < 0)
		return -1;
	*issue = db_last_id(db);
	return 0;
}

static int
remove_rows(struct db *db, enum sql id, int64_t issue, struct err *e)
{
	struct stmt *st = db_stmt(db, id);

	bind_int(st, ":issue", issue);
	return stmt_run(st, e);
}

/* In the place of one that has no copies any more. */
static int
replace_issue(struct db *db, const struct enqueue *q, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_REPLACE);

	bind_int(st, ":issue", q->replaces);
	if (write_issue(st, q, e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return issue_changed(&(struct issue){ .name = q->name }, e);
	if (remove_rows(db, SQL_ISSUE_REPLACE_LISTS, q->replaces, e) < 0)
		return -1;
	return remove_rows(db, SQL_ISSUE_REPLACE_LINKS, q->replaces, e);
}

static int
add_lists(struct db *db, const struct enqueue *q, int64_t issue, struct err *e)
{
	struct stmt *st;
	int i;

	for (i = 0; i < q->to.nlists; i++) {
		st = db_stmt(db, SQL_ISSUE_ADD_LIST);
		bind_int(st, ":issue", issue);
		bind_int(st, ":list", q->to.lists[i].id);
		bind_int(st, ":place", i);
		if (stmt_run(st, e) < 0)
			return -1;
	}
	return 0;
}

static int
add_links(struct db *db, const struct enqueue *q, int64_t issue, struct err *e)
{
	const struct html *html = &q->manuscript->html;
	struct stmt *st;
	size_t i;

	for (i = 0; i < html->nlinks; i++) {
		st = db_stmt(db, SQL_ISSUE_ADD_LINK);
		bind_int(st, ":issue", issue);
		bind_int(st, ":number", (int64_t)html->links[i].number);
		bind_text(st, ":name", html->links[i].name);
		bind_text(st, ":url", html->links[i].url);
		bind_int(st, ":tracked",
		    q->track.mode != TRACK_NONE && tracking_takes(html, &html->links[i]));
		if (stmt_run(st, e) < 0)
			return -1;
	}
	return 0;
}

/* All of it, in the caller's transaction. */
static int
add_rows(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e)
{
	*issue = q->replaces;
	if (q->replaces != 0 ? replace_issue(db, q, e) < 0
			     : add_issue(db, q, issue, e) < 0)
		return -1;
	if (issue_files_store(db, *issue, q->source, q->now, e) < 0 ||
	    add_lists(db, q, *issue, e) < 0 || add_links(db, q, *issue, e) < 0 ||
	    archive_store(db, *issue, &q->archive, e) < 0)
		return -1;
	crash_step(q->crash);
	return q->departs != 0 ? 0 : depart_begin(db, *issue, q->now, e);
}

/* 1: it is fixed; 0: another process made one of this name; -1. */
static int
fix(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e)
{
	struct arena a = { 0 };
	struct issue other;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	crash_step(q->crash);
	rc = q->replaces != 0 ? 0 : issue_find(db, q->name, &a, &other, e);
	if (rc != 0) {
		rc = rc < 0 ? -1 : 0;
		goto out;
	}
	rc = -1;
	if (add_rows(db, q, issue, e) == 0) {
		crash_step(q->crash);
		rc = db_commit(db, e) < 0 ? -1 : 1;
		crash_step(q->crash);
	}
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}

int
enqueue_issue(struct db *db, const struct enqueue *q, int64_t *issue, struct err *e)
{
	struct issue old = { .id = q->replaces, .name = q->name };
	int rc;

	if (q->departs == 0 && depart_check(db, &q->to, q->now, e) < 0)
		return err_ctx(e, "list '%s'", q->to.lists[0].name);
	if (q->replaces != 0 && bulk_withdraw(db, &old, e) < 0)
		return -1;
	rc = fix(db, q, issue, e);
	if (rc > 0 && q->departs == 0 &&
	    depart_go_on(db, *issue, q->random, q->crash, e) < 0)
		return -1;
	return rc;
}
