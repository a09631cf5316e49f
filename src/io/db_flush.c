/* db_flush - what was committed reaches the disk while the caller goes on.  See
 * db_flush.h. */
#include "io/db_flush.h"

#include "io/db_private.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct db_flush {
	struct db *db;
	int log;   /* the write-ahead log; SQLite keeps its locks on other files */
	int news;  /* eventfd: a flush has ended */
	bool busy; /* the caller asked and has not heard of its end */
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t work;
	bool asked, ending;
	int failure; /* errno of the first flush that failed */
};

static int
flush_log(int fd)
{
	int rc;

	while ((rc = fdatasync(fd)) < 0 && errno == EINTR)
		;
	return rc < 0 ? errno : 0;
}

static void *
flusher(void *arg)
{
	struct db_flush *f = arg;
	int failure;

	pthread_mutex_lock(&f->lock);
	for (;;) {
		while (!f->asked && !f->ending)
			pthread_cond_wait(&f->work, &f->lock);
		if (!f->asked)
			break;
		pthread_mutex_unlock(&f->lock);
		failure = flush_log(f->log);
		pthread_mutex_lock(&f->lock);
		f->asked = false;
		if (f->failure == 0)
			f->failure = failure;
		if (eventfd_write(f->news, 1) < 0)
			BUG("nobody can be told of a flush: %s", strerror(errno));
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* Signals are for the thread that waits for them. */
static int
start_thread(struct db_flush *f)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&f->thread, NULL, flusher, f);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
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

/* It is there since the first look into the database. */
static int
open_log(struct db *db, int *fd, struct err *e)
{
	const char *path = sqlite3_filename_wal(sqlite3_db_filename(db->sqlite, "main"));

	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0)
		return err_errno(e, ERR_IO, "cannot open '%s'", path);
	return 0;
}

int
db_flush_start(struct db_flush **out, struct db *db, struct err *e)
{
	struct db_flush *f = xcalloc(1, sizeof(*f));

	*out = NULL;
	f->db = db;
	f->log = -1;
	f->news = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (f->news < 0) {
		err_errno(e, ERR_SYSTEM, "cannot wait for the disk");
		goto fail;
	}
	if (open_log(db, &f->log, e) < 0)
		goto fail;
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->work, NULL);
	errno = start_thread(f);
	if (errno != 0) {
		err_errno(e, ERR_SYSTEM, "cannot start a thread");
		goto fail;
	}
	if (set_lazy(db, true, e) < 0) {
		db_flush_end(f);
		return -1;
	}
	*out = f;
	return 0;
fail:
	if (f->log >= 0)
		close(f->log);
	if (f->news >= 0)
		close(f->news);
	xfree(f);
	return -1;
}

void
db_flush_ask(struct db_flush *f)
{
	if (f->busy)
		BUG("a flush is on its way");
	f->busy = true;
	pthread_mutex_lock(&f->lock);
	f->asked = true;
	pthread_cond_signal(&f->work);
	pthread_mutex_unlock(&f->lock);
}

int
db_flush_done(struct db_flush *f, struct err *e)
{
	eventfd_t n;

	if (f->busy && eventfd_read(f->news, &n) < 0)
		return 0;
	f->busy = false;
	pthread_mutex_lock(&f->lock);
	errno = f->failure;
	pthread_mutex_unlock(&f->lock);
	if (errno != 0)
		return err_errno(e, ERR_IO, "cannot flush database '%s'", db_path(f->db));
	return 1;
}

int
db_flush_fd(const struct db_flush *f)
{
	return f->news;
}

void
db_flush_end(struct db_flush *f)
{
	struct err ignored = { 0 };

	if (f == NULL)
		return;
	pthread_mutex_lock(&f->lock);
	f->ending = true;
	pthread_cond_signal(&f->work);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	flush_log(f->log);
	set_lazy(f->db, false, &ignored);
	pthread_cond_destroy(&f->work);
	pthread_mutex_destroy(&f->lock);
	close(f->log);
	close(f->news);
	xfree(f);
}
