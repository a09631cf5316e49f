/* issue_files - the files of an issue as the database keeps them.  See issue_files.h. */
#include "delivery/issue_files.h"

#include "util/xalloc.h"

#include <string.h>

static int
keep_content(struct db *db, const struct source_file *f, int64_t now, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTENT_KEEP);

	bind_blob(st, ":hash", f->hash, sizeof(f->hash));
	bind_text(st, ":type", f->type);
	bind_int(st, ":now", now);
	bind_blob(st, ":bytes", f->bytes.s, f->bytes.n);
	return stmt_run(st, e);
}

static int
add_file(struct db *db, int64_t issue, size_t place, const struct source_file *f,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_ADD_FILE);

	bind_int(st, ":issue", issue);
	bind_int(st, ":place", (int64_t)place);
	bind_text(st, ":role", source_role_names[f->role]);
	bind_text(st, ":name", f->name);
	bind_blob(st, ":hash", f->hash, sizeof(f->hash));
	if (stmt_run(st, e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return err_set(e, ERR_TEMP,
		    "'%s' of the issue is no longer in the database: run the same command "
		    "again",
		    f->name);
	return 0;
}

int
issue_files_store(
    struct db *db, int64_t issue, const struct source *source, int64_t now, struct err *e)
{
	struct stmt *st;
	size_t i;

	st = db_stmt(db, SQL_ISSUE_REMOVE_FILES);
	bind_int(st, ":issue", issue);
	if (stmt_run(st, e) < 0)
		return -1;
	for (i = 0; i < source->count; i++) {
		if (source->files[i].bytes.s != NULL &&
		    keep_content(db, &source->files[i], now, e) < 0)
			return -1;
		if (add_file(db, issue, i, &source->files[i], e) < 0)
			return -1;
	}
	st = db_stmt(db, SQL_CONTENT_REMOVE_UNUSED);
	bind_int(st, ":before", now - CONTENT_UNUSED_SECONDS);
	return stmt_run(st, e);
}

int
issue_files_keep_pictures(
    struct db *db, const struct source *source, int64_t now, struct err *e)
{
	const struct source_file *f;
	size_t i;

	for (i = 0; i < source->count; i++) {
		f = &source->files[i];
		if (f->role == SOURCE_PICTURE && f->bytes.s != NULL &&
		    keep_content(db, f, now, e) < 0)
			return -1;
	}
	return 0;
}

static int
role_of(const char *name)
{
	int role;

	for (role = 0; role < SOURCE_ROLES; role++) {
		if (str_eq(source_role_names[role], name))
			return role;
	}
	BUG("the database has a file of the role '%s'", name);
}

/* A span of SQLite's, in arena a; never without an address, for it is loaded. */
static struct span
copy_bytes(struct span bytes, struct arena *a)
{
	return (struct span){ arena_memdup(a, bytes.s, bytes.n), bytes.n };
}

int
issue_files_load(
    struct db *db, int64_t issue, struct source *out, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ISSUE_FILES);
	struct source_file f;
	struct span hash;
	int rc;

	*out = (struct source){ 0 };
	bind_int(st, ":issue", issue);
	while ((rc = stmt_step(st, e)) > 0) {
		f = (struct source_file){ .role = role_of(col_text(st, 0)), .fault = "" };
		f.name = arena_strdup(a, col_text(st, 1));
		f.type = arena_strdup(a, col_text(st, 2));
		hash = col_span(st, 3);
		if (hash.n == sizeof(f.hash))
			memcpy(f.hash, hash.s, hash.n);
		f.size = (size_t)col_int(st, 4);
		if (f.role == SOURCE_ISSUE || f.role == SOURCE_TEXT ||
		    f.role == SOURCE_PARAMS || f.role == SOURCE_LAYOUT)
			f.bytes = copy_bytes(col_span(st, 5), a);
		source_add_file(out, a, &f);
	}
	return rc;
}

static int
fetch(struct db *db, struct source_file *f, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTENT_BYTES);
	int rc;

	bind_blob(st, ":hash", f->hash, sizeof(f->hash));
	rc = stmt_step(st, e);
	if (rc > 0)
		f->bytes = copy_bytes(col_span(st, 0), a);
	stmt_reset(st);
	if (rc == 0)
		return err_set(e, ERR_IO,
		    "the database has lost the file '%s' of an issue: restore a backup",
		    f->name);
	return rc < 0 ? -1 : 0;
}

int
issue_files_complete(struct db *db, const struct source *source, bool pictures,
    struct source *out, struct arena *a, struct err *e)
{
	struct source_file f;
	bool wanted;
	size_t i;

	*out = (struct source){ 0 };
	for (i = 0; i < source->count; i++) {
		f = source->files[i];
		wanted =
		    f.role == SOURCE_ATTACHMENT || (pictures && f.role == SOURCE_PICTURE);
		if (wanted && f.bytes.s == NULL && *f.fault == '\0' &&
		    fetch(db, &f, a, e) < 0)
			return -1;
		source_add_file(out, a, &f);
	}
	return 0;
}

int
issue_files_picture(struct db *db, const unsigned char hash[SOURCE_HASH_SIZE],
    const char **type, struct span *bytes, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTENT_PICTURE);
	int rc;

	*type = "";
	bind_blob(st, ":hash", hash, SOURCE_HASH_SIZE);
	rc = stmt_step(st, e);
	if (rc > 0) {
		*type = arena_strdup(a, col_text(st, 0));
		*bytes = copy_bytes(col_span(st, 1), a);
	}
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}
