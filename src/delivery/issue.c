/* issue - an issue as the database keeps it.  See issue.h. */
#include "delivery/issue.h"

#include "util/file_path.h"
#include "util/xalloc.h"

#include <string.h>

const char *const delivery_state_names[DELIVERY_STATES] = { "queued", "sending", "sent",
	"deferred", "failed", "uncertain", "skipped" };

/* The columns of the view issue_read. */
static void
read_row(struct stmt *st, struct arena *a, struct issue *out)
{
	struct span hash = col_span(st, 4);
	int i;

	*out = (struct issue){ .id = col_int(st, 0) };
	out->name = arena_strdup(a, col_text(st, 1));
	out->file = arena_strdup(a, col_text(st, 2));
	out->subject = arena_strdup(a, col_text(st, 3));
	if (hash.n == sizeof(out->hash))
		memcpy(out->hash, hash.s, hash.n);
	out->state = arena_strdup(a, col_text(st, 5));
	out->audience = col_int(st, 6);
	for (i = 0; i < DELIVERY_STATES; i++)
		out->count[i] = col_int(st, 7 + i);
	out->created = col_int(st, 14);
	out->started = col_int(st, 15);
	out->finished = col_int(st, 16);
	out->subject_option = arena_strdup(a, col_text(st, 17));
	out->from = arena_strdup(a, col_text(st, 20));
	out->where = arena_strdup(a, col_text(st, 21));
	out->departs = col_int(st, 18);
	out->not_after = col_int(st, 19);
	out->revision = col_int(st, 22);
	out->track.mode = track_mode_of(col_text(st, 23));
	out->track.opens = col_int(st, 24) != 0;
}

const char *
issue_list_json(const struct issue_list *lists, int n, struct arena *a)
{
	const char *json = "[";
	int i;

	for (i = 0; i < n; i++)
		json = arena_printf(
		    a, "%s%s%lld", json, i > 0 ? "," : "", (long long)lists[i].id);
	return arena_printf(a, "%s]", json);
}

int
issue_find(
    struct db *db, const char *name, struct arena *a, struct issue *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_BY_NAME);
	int rc;

	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	if (rc > 0)
		read_row(st, a, out);
	stmt_reset(st);
	return rc;
}

static int
not_found(struct db *db, const char *name, struct err *e)
{
	struct arena a = { 0 };
	const char *names[100], *near;
	struct stmt *st = db_stmt(db, SQL_ISSUE_EACH);
	size_t n = 0;
	int rc;

	while ((rc = stmt_step(st, e)) > 0 && n < ARRAY_LEN(names))
		names[n++] = arena_strdup(&a, col_text(st, 1));
	stmt_reset(st);
	if (rc < 0) {
		arena_release(&a);
		return -1;
	}
	near = str_near(name, names, n);
	if (near != NULL)
		err_set(e, ERR_NOTFOUND, "there is no issue '%s'; did you mean '%s'?",
		    name, near);
	else
		err_set(e, ERR_NOTFOUND,
		    "there is no issue '%s'; nlctl issues lists them", name);
	arena_release(&a);
	return -1;
}

int
issue_get(
    struct db *db, const char *name, struct arena *a, struct issue *out, struct err *e)
{
	const char *of_file = issue_name_of_file(name, a);
	int rc = issue_find(db, name, a, out, e);

	/* "2026.06" is a name, and ends like a file's. */
	if (rc == 0)
		rc = issue_find(db, of_file, a, out, e);
	if (rc == 0)
		return not_found(db, of_file, e);
	return rc < 0 ? -1 : 0;
}

int
issue_refresh(struct db *db, struct arena *a, struct issue *issue, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_BY_ID);
	int rc;

	bind_int(st, ":id", issue->id);
	rc = stmt_step(st, e);
	if (rc > 0)
		read_row(st, a, issue);
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

static int
each_row(struct stmt *st, struct arena *a,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e)
{
	struct issue issue;
	int rc;

	while ((rc = stmt_step(st, e)) > 0) {
		read_row(st, a, &issue);
		if (fn(arg, &issue, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}

int
issue_each(struct db *db, bool open_only, struct arena *a,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e)
{
	return each_row(
	    db_stmt(db, open_only ? SQL_ISSUE_OPEN : SQL_ISSUE_EACH), a, fn, arg, e);
}

int
issue_each_departing(struct db *db, int64_t now, struct arena *a,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_DEPARTING);

	bind_int(st, ":now", now);
	return each_row(st, a, fn, arg, e);
}

int
issue_move(struct db *db, int64_t id, int64_t departs, int64_t not_after, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_MOVE);

	bind_int(st, ":issue", id);
	bind_int(st, ":departs", departs);
	bind_int(st, ":not_after", not_after);
	return stmt_run(st, e);
}

int
issue_hold(struct db *db, int64_t id, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_HOLD);

	bind_int(st, ":id", id);
	return stmt_run(st, e);
}

static int
read_lists(struct stmt *st, int64_t id, struct arena *a, struct issue_list **lists,
    struct err *e)
{
	struct issue_list *all = NULL;
	int n = 0, rc;

	bind_int(st, ":issue", id);
	while ((rc = stmt_step(st, e)) > 0) {
		all = xrealloc(all, (size_t)n + 1, sizeof(*all));
		all[n].id = col_int(st, 0);
		all[n].name = arena_strdup(a, col_text(st, 1));
		n++;
	}
	*lists = arena_alloc(a, (size_t)n * sizeof(*all));
	if (n > 0)
		memcpy(*lists, all, (size_t)n * sizeof(*all));
	xfree(all);
	return rc < 0 ? -1 : n;
}

int
issue_lists(
    struct db *db, int64_t id, struct arena *a, struct issue_list **lists, struct err *e)
{
	return read_lists(db_stmt(db, SQL_ISSUE_LISTS), id, a, lists, e);
}

int
issue_excluded(
    struct db *db, int64_t id, struct arena *a, struct issue_list **lists, struct err *e)
{
	return read_lists(db_stmt(db, SQL_ISSUE_EXCLUDED), id, a, lists, e);
}

const char *
issue_name_of_file(const char *path, struct arena *a)
{
	char *name = arena_strdup(a, file_path_base(path));
	char *dot = strrchr(name, '.');

	if (dot != NULL && dot != name)
		*dot = '\0';
	return name;
}

static int
set_state(struct db *db, int64_t id, const char *state, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_SET_STATE);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	return stmt_run(st, e);
}

/* Change from one state to another, in a transaction of its own. */
static int
change_state(struct db *db, const struct issue *issue, const char *from, const char *to,
    struct err *e)
{
	struct arena a = { 0 };
	struct issue now = *issue;
	int rc = -1;

	if (db_begin(db, e) < 0 || issue_refresh(db, &a, &now, e) < 0)
		goto out;
	if (str_eq(now.state, to))
		rc = 0;
	else if (!str_eq(now.state, from))
		err_set(e, ERR_CONFLICT, "issue '%s' is %s", issue->name, now.state);
	else if (set_state(db, issue->id, to, e) == 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}

int
issue_pause(struct db *db, const struct issue *issue, struct err *e)
{
	return change_state(db, issue, "sending", "paused", e);
}

int
issue_resume(struct db *db, const struct issue *issue, struct err *e)
{
	return change_state(db, issue, "paused", "sending", e);
}

int
issue_cancel(struct db *db, const struct issue *issue, struct err *e)
{
	struct arena a = { 0 };
	struct issue current = *issue;
	int rc = -1;

	if (db_begin(db, e) < 0 || issue_refresh(db, &a, &current, e) < 0)
		goto out;
	if (str_eq(current.state, "finished"))
		err_set(e, ERR_CONFLICT,
		    "issue '%s' is finished: nothing is left to cancel", issue->name);
	else if (set_state(db, issue->id, "cancelled", e) == 0)
		rc = db_commit(db, e);
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}

int
issue_reopen(struct db *db, const struct issue *issue, struct err *e)
{
	struct arena a = { 0 };
	struct issue current = *issue;
	struct stmt *st;
	int rc = issue_refresh(db, &a, &current, e);

	if (rc == 0 && str_eq(current.state, "cancelled"))
		rc = err_set(e, ERR_CONFLICT,
		    "issue '%s' is cancelled: nothing of it is sent any more",
		    issue->name);
	arena_release(&a);
	if (rc < 0)
		return -1;
	st = db_stmt(db, SQL_ISSUE_REOPEN);
	bind_int(st, ":id", issue->id);
	return stmt_run(st, e);
}

int
issue_withdraw(struct db *db, const struct issue *issue, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_WITHDRAW);

	bind_int(st, ":issue", issue->id);
	if (stmt_run(st, e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return err_set(e, ERR_CONFLICT,
		    "the first copies of '%s' have left: send this one under another --name",
		    issue->name);
	return 0;
}

int
issue_uncount(struct db *db, const struct issue *issue, enum delivery_state state,
    int64_t n, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_UNCOUNT);

	bind_int(st, ":issue", issue->id);
	bind_text(st, ":state", delivery_state_names[state]);
	bind_int(st, ":n", n);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(db) > 0 ? 0 : issue_changed(issue, e);
}

int
issue_changed(const struct issue *issue, struct err *e)
{
	return err_set(e, ERR_TEMP,
	    "another process changed issue '%s' at this moment: run the same command again",
	    issue->name);
}

int
issue_finish(struct db *db, int64_t id, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_CHECK);
	int rc, adds_up;

	bind_int(st, ":id", id);
	rc = stmt_step(st, e);
	if (rc < 0)
		return -1;
	adds_up = rc > 0 && col_int(st, 0);
	stmt_reset(st);
	if (!adds_up)
		return err_set(e, ERR_IO,
		    "the sums of issue %lld are not those of its deliveries: "
		    "the database was changed by another program; restore a backup",
		    (long long)id);
	st = db_stmt(db, SQL_ISSUE_FINISH);
	bind_int(st, ":id", id);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	return db_changes(db) > 0;
}

int
issue_next_due(struct db *db, int64_t id, int64_t *due, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_NEXT_DUE);
	int rc;

	*due = 0;
	bind_int(st, ":issue", id);
	rc = stmt_step(st, e);
	if (rc > 0)
		*due = col_int(st, 0);
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
issue_reasons(struct db *db, int64_t id,
    int (*fn)(void *arg, const struct issue_reason *r, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_DELIVERY_REASONS);
	struct issue_reason r;
	int rc;

	bind_int(st, ":issue", id);
	while ((rc = stmt_step(st, e)) > 0) {
		r.state = col_text(st, 0);
		r.reason = col_text(st, 1);
		r.code = col_int(st, 2);
		r.status = col_text(st, 3);
		r.reply = col_text(st, 4);
		r.copies = col_int(st, 5);
		if (fn(arg, &r, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}
