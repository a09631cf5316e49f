/* list - what people subscribe to.  See list.h. */
#include "people/list.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

#define NEAR_NAMES 64 /* names that a mistyped one is compared with */

/* 1, 0 when the statement has no row, or -1. */
static int
read_row(struct list *out, struct stmt *st, struct arena *a, struct err *e)
{
	int rc = stmt_step(st, e);

	*out = (struct list){ .name = "" };
	if (rc <= 0)
		return rc;
	out->id = col_int(st, 0);
	out->name = arena_strdup(a, col_text(st, 1));
	out->automatic = col_int(st, 2) != 0;
	out->created = col_int(st, 3);
	stmt_reset(st);
	return 1;
}

static int
find(struct list *out, struct db *db, const char *name, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_BY_NAME);

	bind_text(st, ":name", name);
	return read_row(out, st, a, e);
}

static int
no_list(struct db *db, const char *name, struct arena *a, struct err *e)
{
	const char *names[NEAR_NAMES], *near;
	struct stmt *st = db_stmt(db, SQL_LIST_ROWS);
	size_t n = 0;
	int rc;

	while ((rc = stmt_step(st, e)) > 0 && n < NEAR_NAMES)
		names[n++] = arena_strdup(a, col_text(st, 1));
	if (rc > 0)
		stmt_reset(st);
	if (rc < 0)
		return -1;
	near = str_near(name, names, n);
	if (near != NULL)
		return err_set(e, ERR_NOTFOUND,
		    "there is no list '%s'; did you mean '%s'?", name, near);
	return err_set(
	    e, ERR_NOTFOUND, "there is no list '%s': 'nlctl list' shows them", name);
}

int
list_find(
    struct list *out, struct db *db, const char *name, struct arena *a, struct err *e)
{
	int rc = find(out, db, name, a, e);

	if (rc == 0)
		return no_list(db, name, a, e);
	return rc < 0 ? -1 : 0;
}

int
list_by_id(struct list *out, struct db *db, int64_t id, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_BY_NUMBER);
	int rc;

	bind_int(st, ":id", id);
	rc = read_row(out, st, a, e);
	if (rc == 0)
		return err_set(
		    e, ERR_NOTFOUND, "there is no list number %lld", (long long)id);
	return rc < 0 ? -1 : 0;
}

int
list_default(
    struct list *out, struct db *db, struct settings *s, struct arena *a, struct err *e)
{
	const char *name;
	int rc;

	*out = (struct list){ .name = "" };
	if (setting_get(s, 0, "list", a, &name, e) < 0)
		return -1;
	if (name[0] != '\0') {
		if (list_find(out, db, name, a, e) < 0)
			return err_ctx(e, "setting 'list'");
		return 0;
	}
	rc = read_row(out, db_stmt(db, SQL_LIST_FIRST), a, e);
	if (rc == 0)
		return err_set(
		    e, ERR_CONFIG, "there is no list: 'nlctl list add NAME' makes one");
	return rc < 0 ? -1 : 0;
}

int
list_check_name(const char *name, struct err *e)
{
	struct span s = span_of(name);

	if (!utf8_valid(s.s, s.n) || utf8_has_control(s))
		return err_set(e, ERR_DATA, "a list's name is one line of UTF-8 text");
	if (s.n == 0 || utf8_trim(s).n != s.n || utf8_length(s) > LIST_NAME_MAX)
		return err_set(e, ERR_DATA,
		    "'%.400s' is no name for a list: take 1 to %d characters, no blanks at "
		    "the ends",
		    name, LIST_NAME_MAX);
	if (strpbrk(name, ";|") != NULL)
		return err_set(e, ERR_DATA,
		    "'%s' is no name for a list: ';' and '|' separate lists in files",
		    name);
	return 0;
}

static int
insert(struct list *out, struct db *db, const char *name, bool automatic, int64_t now,
    struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_INSERT);

	bind_text(st, ":name", name);
	bind_int(st, ":automatic", automatic);
	bind_int(st, ":now", now);
	if (stmt_run(st, e) < 0)
		return -1;
	*out = (struct list){ .id = db_last_id(db),
		.name = arena_strdup(a, name),
		.automatic = automatic,
		.created = now };
	return 0;
}

int
list_make_first(struct db *db, int64_t now, struct err *e)
{
	struct arena a = { 0 };
	struct list l;
	int rc;

	if (db_begin(db, e) < 0)
		return -1;
	rc = read_row(&l, db_stmt(db, SQL_LIST_FIRST), &a, e);
	if (rc == 0) {
		rc = insert(&l, db, LIST_AUTOMATIC, true, now, &a, e);
		if (rc == 0)
			rc = db_commit(db, e);
	}
	db_rollback(db);
	arena_release(&a);
	return rc < 0 ? -1 : 0;
}

int
list_add(struct list *out, struct db *db, const char *name, int64_t now, struct arena *a,
    struct err *e)
{
	int rc;

	if (list_check_name(name, e) < 0)
		return -1;
	rc = find(out, db, name, a, e);
	if (rc > 0)
		return err_set(
		    e, ERR_CONFLICT, "there is a list '%s' already", out->name);
	return rc < 0 ? -1 : insert(out, db, name, false, now, a, e);
}

static int
set_name(struct db *db, int64_t id, const char *name, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_SET_NAME);

	bind_int(st, ":id", id);
	bind_text(st, ":name", name);
	return stmt_run(st, e);
}

/* The setting `list` follows the list that it names. */
static int
follow_default(
    struct db *db, const char *from, const char *to, struct arena *a, struct err *e)
{
	struct settings *s = settings_new(db);
	const char *value;
	int rc = setting_get(s, 0, "list", a, &value, e);

	if (rc == 0 && str_eq_ci(value, from))
		rc = to != NULL ? setting_set(db, 0, "list", to, e)
				: setting_unset(db, 0, "list", e);
	settings_free(s);
	return rc;
}

int
list_rename(struct db *db, const char *name, const char *to, struct err *e)
{
	struct arena a = { 0 };
	struct list l, other;
	int rc = -1;

	if (list_check_name(to, e) < 0 || db_begin(db, e) < 0)
		return -1;
	if (list_find(&l, db, name, &a, e) < 0)
		goto out;
	rc = find(&other, db, to, &a, e);
	if (rc > 0 && other.id != l.id)
		rc = err_set(e, ERR_CONFLICT, "there is a list '%s' already", other.name);
	if (rc < 0 || (rc = set_name(db, l.id, to, e)) < 0 ||
	    (rc = follow_default(db, l.name, to, &a, e)) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	arena_release(&a);
	return rc;
}

static int
used(struct db *db, int64_t id, bool *out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_USED);

	bind_int(st, ":id", id);
	if (stmt_step(st, e) < 0)
		return -1;
	*out = col_int(st, 0) != 0;
	stmt_reset(st);
	return 0;
}

static int
run_with_id(struct db *db, enum sql sql, int64_t id, struct err *e)
{
	struct stmt *st = db_stmt(db, sql);

	bind_int(st, ":id", id);
	return stmt_run(st, e);
}

int
list_remove(struct db *db, const struct list *l, struct err *e)
{
	struct arena a = { 0 };
	bool in_use;
	int rc = used(db, l->id, &in_use, e);

	if (rc == 0 && in_use)
		rc = err_set(e, ERR_CONFLICT,
		    "list '%s' stays: people are or were on it, or an issue names it",
		    l->name);
	if (rc < 0 || run_with_id(db, SQL_LIST_DELETE_EVENTS, l->id, e) < 0 ||
	    run_with_id(db, SQL_LIST_DELETE, l->id, e) < 0 ||
	    follow_default(db, l->name, NULL, &a, e) < 0)
		rc = -1;
	arena_release(&a);
	return rc;
}

int
list_drop(struct db *db, const char *name, struct err *e)
{
	struct arena a = { 0 };
	struct list l;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (list_find(&l, db, name, &a, e) == 0 && list_remove(db, &l, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	arena_release(&a);
	return rc;
}

/* The setting `list` as it is stored, not as an option of this command says. */
static int
stored_default(struct db *db, struct arena *a, const char **out, struct err *e)
{
	struct settings *s = settings_new(db);
	int rc = setting_get(s, 0, "list", a, out, e);

	settings_free(s);
	return rc;
}

int
list_replace_automatic(struct db *db, const char *name, bool *done,
    struct list_replaced *was, struct arena *a, struct err *e)
{
	struct list l, other;
	bool in_use = false;
	int rc;

	*done = false;
	rc = read_row(&l, db_stmt(db, SQL_LIST_FIRST), a, e);
	if (rc <= 0 || !l.automatic || str_eq_ci(l.name, name))
		return rc < 0 ? -1 : 0;
	*was = (struct list_replaced){ .id = l.id, .created = l.created, .name = l.name };
	/* Somebody chose another default: that is not ours to change. */
	rc = stored_default(db, a, &was->setting, e);
	if (rc < 0 || (was->setting[0] != '\0' && !str_eq_ci(was->setting, l.name)))
		return rc;
	rc = used(db, l.id, &in_use, e);
	if (rc < 0 || in_use)
		return rc;
	rc = find(&other, db, name, a, e);
	if (rc == 0)
		rc = set_name(db, l.id, name, e);
	else if (rc > 0)
		rc = run_with_id(db, SQL_LIST_DELETE, l.id, e);
	if (rc == 0)
		rc = setting_set(db, 0, "list", name, e);
	*done = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* Have the automatic list back: the one that was renamed, or a new one. */
static int
put_automatic_back(struct db *db, const struct list_replaced *was, const char *name,
    bool *done, struct arena *a, struct err *e)
{
	struct stmt *st;
	struct list l;
	bool in_use = false;
	int rc = find(&l, db, was->name, a, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	st = db_stmt(db, SQL_LIST_BY_NUMBER);
	bind_int(st, ":id", was->id);
	rc = read_row(&l, st, a, e);
	if (rc > 0 && str_eq_ci(l.name, name))
		rc = used(db, l.id, &in_use, e);
	else if (rc > 0)
		in_use = true; /* by another name: it is somebody's */
	if (rc < 0 || in_use)
		return rc < 0 ? -1 : 0;
	st = db_stmt(db, SQL_LIST_RESTORE);
	bind_int(st, ":id", was->id);
	bind_text(st, ":name", was->name);
	bind_int(st, ":created", was->created);
	*done = stmt_run(st, e) == 0;
	return *done ? 0 : -1;
}

int
list_restore_automatic(struct db *db, const struct list_replaced *was, const char *name,
    bool *done, struct err *e)
{
	struct arena a = { 0 };
	const char *chosen;
	int rc = stored_default(db, &a, &chosen, e);

	*done = false;
	if (rc == 0 && str_eq_ci(chosen, name))
		rc = put_automatic_back(db, was, name, done, &a, e);
	if (rc == 0 && *done)
		rc = was->setting[0] != '\0' ? setting_set(db, 0, "list", was->setting, e)
					     : setting_unset(db, 0, "list", e);
	arena_release(&a);
	return rc;
}

int
list_all(struct db *db, struct arena *a, struct list **out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_ALL);
	int n = 0, rc;

	*out = NULL;
	while ((rc = stmt_step(st, e)) > 0) {
		if (*out == NULL)
			*out = arena_alloc(a, (size_t)col_int(st, 4) * sizeof(**out));
		(*out)[n++] = (struct list){ .id = col_int(st, 0),
			.name = arena_strdup(a, col_text(st, 1)),
			.automatic = col_int(st, 2) != 0,
			.created = col_int(st, 3) };
	}
	return rc < 0 ? -1 : n;
}

int
list_each(struct db *db, struct settings *s,
    int (*each)(void *arg, const struct list *l, struct err *e), void *arg, struct err *e)
{
	struct arena a = { 0 };
	struct err none = { 0 };
	struct list chosen;
	struct stmt *st;
	int rc;

	/* Without any list, or with a wrong setting, none is the default. */
	if (list_default(&chosen, db, s, &a, &none) < 0)
		chosen.id = 0;
	st = db_stmt(db, SQL_LIST_ROWS);
	while ((rc = stmt_step(st, e)) > 0) {
		struct list l = { .id = col_int(st, 0),
			.name = col_text(st, 1),
			.automatic = col_int(st, 2) != 0,
			.created = col_int(st, 3),
			.active = col_int(st, 4) };

		l.is_default = l.id == chosen.id;
		if (each(arg, &l, e) < 0) {
			stmt_reset(st);
			rc = -1;
			break;
		}
	}
	arena_release(&a);
	return rc;
}
