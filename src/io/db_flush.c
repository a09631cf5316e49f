/* db_flush - what was committed reaches the disk meanwhile.  See db_flush.h. */
#include "io/db_flush.h"

#include "io/clock.h"
#include "io/db_private.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

#define QUICK_US 100 /* a disk that takes no longer is not worth waking a thread */

struct db_flush {
	struct db *db;
	int log; /* the write-ahead log, on which SQLite has no lock; -1: there is none */
	pthread_t thread;
	bool threaded;
	sem_t asked, done;
	bool begun;   /* asked, and done not heard of yet */
	bool ending;  /* set before the last time it is asked */
	int64_t took; /* by the flush that is done, us */
	int failure;  /* of it: errno, 0: none */
};

static void
flush_log(struct db_flush *f)
{
	int64_t began = clock_monotonic_us();
	int rc;

	if (f->log < 0)
		return;
	do
		rc = fdatasync(f->log);
	while (rc < 0 && errno == EINTR);
	f->failure = rc < 0 ? errno : 0;
	f->took = clock_monotonic_us() - began;
}

/* What the system failed to write counts as written from then on: whoever flushes
 * next, in whatever process, would be told so, and commit behind a gap.  So it is
 * written again, while nobody else writes. */
static void
write_again(struct db_flush *f)
{
	struct err ignored = { 0 };
	char bytes[65536];
	off_t at = 0;
	ssize_t n;

	if (db_begin(f->db, &ignored) < 0)
		return;
	while ((n = pread(f->log, bytes, sizeof(bytes), at)) > 0 &&
	    pwrite(f->log, bytes, (size_t)n, at) == n)
		at += n;
	db_rollback(f->db);
}

static void
wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) < 0) {
		if (errno != EINTR)
			BUG("a semaphore that cannot be waited for");
	}
}

static void *
work(void *arg)
{
	struct db_flush *f = arg;

	for (;;) {
		wait_for(&f->asked);
		if (f->ending)
			return NULL;
		flush_log(f);
		sem_post(&f->done);
	}
}

static void
start_thread(struct db_flush *f)
{
	sigset_t all, before;

	/* Signals are the loop's affair: it waits for them in poll(2). */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	f->threaded = pthread_create(&f->thread, NULL, work, f) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* May commits leave flushing to us? */
static int
set_lazy(struct db *db, bool lazy, struct err *e)
{
	const char *sql =
	    lazy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL";

	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, e, "cannot flush");
	return 0;
}

/* The log is there since the first look into the database, where the file system is
 * fit for one.  Elsewhere commits go on to flush. */
static int
open_log(struct db_flush *f, struct err *e)
{
	f->log = open(sqlite3_filename_wal(sqlite3_db_filename(f->db->sqlite, "main")),
	    O_RDWR | O_CLOEXEC);
	if (f->log < 0 && errno == ENOENT)
		return 0;
	if (f->log < 0)
		return err_errno(
		    e, ERR_IO, "cannot open the log of database '%s'", db_path(f->db));
	start_thread(f);
	return set_lazy(f->db, true, e);
}

int
db_flush_open(struct db_flush **out, struct db *db, struct err *e)
{
	struct db_flush *f = xcalloc(1, sizeof(*f));

	f->db = db;
	if (sem_init(&f->asked, 0, 0) < 0 || sem_init(&f->done, 0, 0) < 0)
		BUG("semaphores of one process are not supported");
	*out = f;
	if (open_log(f, e) == 0)
		return 0;
	db_flush_close(f);
	*out = NULL;
	return -1;
}

void
db_flush_begin(struct db_flush *f)
{
	if (!f->threaded || f->took < QUICK_US)
		return;
	if (f->begun)
		BUG("a flush is on its way");
	f->begun = true;
	sem_post(&f->asked);
}

int
db_flush(struct db_flush *f, struct err *e)
{
	if (f->begun)
		wait_for(&f->done);
	else
		flush_log(f);
	f->begun = false;
	if (f->failure == 0)
		return 0;
	write_again(f);
	errno = f->failure;
	return err_errno(e, ERR_IO, "cannot flush database '%s'", db_path(f->db));
}

void
db_flush_close(struct db_flush *f)
{
	struct err ignored = { 0 };

	if (f == NULL)
		return;
	if (f->begun)
		db_flush(f, &ignored);
	if (f->threaded) {
		f->ending = true;
		sem_post(&f->asked);
		pthread_join(f->thread, NULL);
	}
	db_flush(f, &ignored);
	set_lazy(f->db, false, &ignored);
	sem_destroy(&f->asked);
	sem_destroy(&f->done);
	if (f->log >= 0)
		close(f->log);
	xfree(f);
}
