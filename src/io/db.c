/* db - opening a database and bringing it to this program's version.  See db.h. */
#include "io/db_private.h"

#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x6e6c6374 /* "nlct" */
#define BUSY_STEP_US 1500
#define WORK_STEPS 500000 /* of SQLite's machine: some 10 to 50 ms */

/* SQLite's own text would name tables and columns, which say nothing to people. */
static int
constraint_fail(struct db *db, int rc, struct err *e, const char *what)
{
	if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY)
		return err_set(e, ERR_TEMP,
		    "%s: database '%s': another process stored the same at this moment: run "
		    "the same command again",
		    what, db->path);
	return err_set(e, ERR_IO,
	    "%s: database '%s': its rules forbid what was to be written: another program "
	    "changed it, or this is a bug of nlctl",
	    what, db->path);
}

int
db_fail(struct db *db, struct err *e, const char *what)
{
	int rc = sqlite3_extended_errcode(db->sqlite);
	enum err_kind kind = ERR_IO;
	const char *advice = "";

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		kind = ERR_TEMP;
		advice = ": another process holds it; run the same command again";
		break;
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
		kind = ERR_PERM;
		advice = ": run this as the owner of the file";
		break;
	case SQLITE_CANTOPEN:
		advice = ": look at the permissions of the file and its folder";
		break;
	case SQLITE_CONSTRAINT:
		return constraint_fail(db, rc, e, what);
	case SQLITE_FULL:
		advice = ": make room on the disk, then run the same command again";
		break;
	case SQLITE_IOERR:
		advice =
		    ": is the disk full or failing? make room or mend it, then run the "
		    "same command again";
		break;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		kind = ERR_CONFIG;
		advice = ": this is no sound nlctl database; restore a backup";
		break;
	}
	return err_set(e, kind, "%s: database '%s': %s%s", what, db->path,
	    sqlite3_errmsg(db->sqlite), advice);
}

/* Wait in small steps, so that a sender's pauses of a few ms are caught. */
static int
wait_busy(void *arg, int calls)
{
	const struct db *db = arg;

	if (calls >= db->patience_ms * 1000 / BUSY_STEP_US)
		return 0;
	if (db->work != NULL)
		db->work(db->work_arg, DB_WAITING);
	usleep(BUSY_STEP_US);
	return 1;
}

void
db_patience(struct db *db, int ms)
{
	db->patience_ms = ms;
}

static int
on_steps(void *arg)
{
	const struct db *db = arg;

	db->work(db->work_arg, DB_WORKING);
	return 0; /* anything else would end the statement */
}

void
db_on_work(struct db *db, void (*fn)(void *arg, enum db_work what), void *arg)
{
	db->work = fn;
	db->work_arg = arg;
	sqlite3_progress_handler(
	    db->sqlite, WORK_STEPS, fn != NULL ? on_steps : NULL, db);
}

static int
exec(struct db *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, e, "cannot open");
	return 0;
}

static int
pragma_int(struct db *db, const char *sql, int *out, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_step(st) != SQLITE_ROW) {
		db_fail(db, e, "cannot open");
		goto out;
	}
	*out = sqlite3_column_int(st, 0);
	rc = 0;
out:
	sqlite3_finalize(st);
	return rc;
}

int
db_version(void)
{
	return sql_migration_count;
}

/* Is it ours, and not newer than we are? */
static int
check_version(struct db *db, int *version, struct err *e)
{
	int application, tables;

	if (pragma_int(db, "PRAGMA application_id", &application, e) < 0 ||
	    pragma_int(db, "PRAGMA user_version", version, e) < 0 ||
	    pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables, e) < 0)
		return -1;
	if (application != APPLICATION_ID && (application != 0 || tables > 0))
		return err_set(e, ERR_CONFIG, "'%s' is not an nlctl database", db->path);
	if (*version > db_version())
		return err_set(e, ERR_CONFIG,
		    "database '%s' has version %d, this nlctl knows up to %d: "
		    "use the newer nlctl that made it",
		    db->path, *version, db_version());
	return 0;
}

/* A copy of the database as it was, beside it, before an upgrade. */
static int
copy_before_upgrade(struct db *db, int version, struct err *e)
{
	struct arena a = { 0 };
	const char *copy = arena_printf(&a, "%s-v%d", db->path, version);
	char *sql = sqlite3_mprintf("VACUUM INTO %Q", copy);
	int rc;

	unlink(copy); /* of an upgrade that did not come to its end */
	rc = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);

	sqlite3_free(sql);
	arena_release(&a);
	if (rc != SQLITE_OK)
		return db_fail(db, e, "cannot copy before the upgrade");
	return 0;
}

static int
migrate(struct db *db, struct err *e)
{
	char done[128];
	int version;

	if (check_version(db, &version, e) < 0)
		return -1;
	if (version == db_version())
		return 0;
	if (version > 0 && copy_before_upgrade(db, version, e) < 0)
		return -1;
	if (db_begin(db, e) < 0)
		return -1;
	/* Another process may have been quicker: ask again under the lock. */
	if (check_version(db, &version, e) < 0)
		goto fail;
	for (; version < db_version(); version++) {
		if (exec(db, sql_migrations[version], e) < 0) {
			err_ctx(e, "migration %d", version + 1);
			goto fail;
		}
	}
	sqlite3_snprintf(sizeof(done), done,
	    "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
	    db_version());
	if (exec(db, done, e) < 0)
		goto fail;
	return db_commit(db, e);
fail:
	db_rollback(db);
	return -1;
}

/* Make the file ourselves: SQLite would make it readable for others. */
static int
create_file(struct db *db, struct err *e)
{
	int fd = open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return 0;
	if (fd < 0)
		return err_errno(e, errno == EACCES ? ERR_PERM : ERR_IO,
		    "cannot create the database '%s'", db->path);
	close(fd);
	db->created = true;
	return 0;
}

static int
count_commit(void *arg)
{
	struct db *db = arg;

	db->commits++;
	return 0;
}

static int
configure(struct db *db, struct err *e)
{
	sqlite3_commit_hook(db->sqlite, count_commit, db);
	sqlite3_busy_handler(db->sqlite, wait_busy, db);
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (db_add_functions(db) != SQLITE_OK || db_add_rows(db) != SQLITE_OK)
		return db_fail(db, e, "cannot open");
	/* Not SQLITE_DBCONFIG_TRUSTED_SCHEMA: to SQLite 3.40 json_valid() is no function
	 * that an untrusted schema may use, and the CHECKs use it. */
	return exec(db,
	    "PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;"
	    "PRAGMA foreign_keys = ON;"
	    "PRAGMA secure_delete = FAST;"
	    "PRAGMA temp_store = MEMORY",
	    e);
}

/* A connection is of one thread, and nobody asks SQLite for its memory: its mutexes
 * and its count of each allocation would be a tenth of what a statement costs. */
static int
open_file(struct db *db, struct err *e)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_open_v2(db->path, &db->sqlite,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db_fail(db, e, "cannot open");
	return 0;
}

int
db_open(struct db **out, const char *path, enum db_mode mode, struct err *e)
{
	struct db *db = xcalloc(1, sizeof(*db));
	int version;

	*out = NULL;
	db->path = xstrdup(path);
	db->patience_ms = DB_PATIENCE_MS;
	if (mode == DB_CREATE && create_file(db, e) < 0)
		goto fail;
	if (access(path, F_OK) != 0) {
		err_set(e, errno == ENOENT || errno == ENOTDIR ? ERR_CONFIG : ERR_PERM,
		    "no database at '%s': %s", path, strerror(errno));
		goto fail;
	}
	if (open_file(db, e) < 0)
		goto fail;
	/* Ask whose it is before the pragmas write anything into it. */
	sqlite3_busy_handler(db->sqlite, wait_busy, db);
	if (check_version(db, &version, e) < 0 || configure(db, e) < 0 ||
	    migrate(db, e) < 0)
		goto fail;
	if (mode == DB_READ && exec(db, "PRAGMA query_only = ON", e) < 0)
		goto fail;
	*out = db;
	return 0;
fail:
	if (db->created)
		db_discard(db);
	else
		db_close(db);
	return -1;
}

void
db_close(struct db *db)
{
	size_t i;

	if (db == NULL)
		return;
	for (i = 0; i < SQL_COUNT; i++)
		db_forget(&db->stmts[i]);
	sqlite3_close(db->sqlite);
	arena_release(&db->scratch);
	xfree(db->path);
	xfree(db);
}

void
db_discard(struct db *db)
{
	static const char *const ends[] = { "-wal", "-shm", "" };
	struct arena a = { 0 };
	const char *path;
	size_t i;

	if (!db->created)
		BUG("a database that was there before is not ours to discard");
	path = arena_strdup(&a, db->path);
	/* First: while it is open, SQLite would leave or make the files beside it. */
	db_close(db);
	for (i = 0; i < ARRAY_LEN(ends); i++)
		unlink(arena_printf(&a, "%s%s", path, ends[i]));
	arena_release(&a);
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

bool
db_was_created(const struct db *db)
{
	return db->created;
}

int64_t
db_commits(const struct db *db)
{
	return db->commits;
}
