/* db_erase - that what was deleted is gone from the file too.  See db_erase.h. */
#include "io/db_erase.h"

#include "io/db_private.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (1 << 20)   /* bytes looked at together */
#define TEXT_MAX 1024     /* of a text that is looked for */
#define ENTRIES_MAX 10000 /* of a folder that are looked at */

static int
exec(struct db *db, const char *sql, const char *what, struct err *e)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, e, what);
	return 0;
}

int
db_erase_begin(struct db *db, struct err *e)
{
	return exec(db, "PRAGMA secure_delete = ON", "cannot erase", e);
}

int
db_erase_log(struct db *db, struct err *e)
{
	int rc = sqlite3_wal_checkpoint_v2(
	    db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (rc != SQLITE_OK)
		return db_fail(db, e, "cannot empty the log of changes");
	return 0;
}

struct search {
	sqlite3_file *file;
	const char *const *texts;
	size_t n, longest;
	char *chunk;
};

static int64_t
count(const char *s, size_t n, const char *text)
{
	size_t len = strlen(text);
	const char *at;
	int64_t found = 0;

	while (n >= len && (at = memmem(s, n, text, len)) != NULL) {
		found++;
		n -= (size_t)(at + len - s);
		s = at + len;
	}
	return found;
}

/* Those that begin in the chunk at offset: its end is read again by the next. */
static int
search_chunk(const struct search *s, int64_t offset, int64_t size, int64_t *found)
{
	size_t n = CHUNK + s->longest - 1, i;
	size_t len;

	if (offset + (int64_t)n > size)
		n = (size_t)(size - offset);
	if (s->file->pMethods->xRead(s->file, s->chunk, (int)n, offset) != SQLITE_OK)
		return -1;
	for (i = 0; i < s->n; i++) {
		len = CHUNK + strlen(s->texts[i]) - 1;
		*found += count(s->chunk, len < n ? len : n, s->texts[i]);
	}
	return 0;
}

int
db_erase_traces(struct db *db, const char *const *texts, size_t n,
    void (*progress)(void *arg, int64_t done, int64_t total), void *arg, int64_t *found,
    struct err *e)
{
	struct search s = { .texts = texts, .n = n };
	sqlite3_int64 size = 0, at;
	size_t i;
	int rc = 0;

	*found = 0;
	for (i = 0; i < n; i++) {
		if (strlen(texts[i]) > s.longest)
			s.longest = strlen(texts[i]);
	}
	if (s.longest == 0 || s.longest > TEXT_MAX)
		BUG("looking for a text of %zu octets", s.longest);
	/* Through SQLite's own descriptor: to close another one would drop its locks. */
	if (sqlite3_file_control(db->sqlite, NULL, SQLITE_FCNTL_FILE_POINTER, &s.file) !=
		SQLITE_OK ||
	    s.file->pMethods->xFileSize(s.file, &size) != SQLITE_OK)
		return db_fail(db, e, "cannot look for traces");
	s.chunk = xcalloc(1, CHUNK + TEXT_MAX);
	for (at = 0; at < size && rc == 0; at += CHUNK) {
		rc = search_chunk(&s, at, size, found);
		if (progress != NULL)
			progress(arg, at, size);
	}
	xfree(s.chunk);
	if (rc < 0)
		return err_set(
		    e, ERR_IO, "cannot look for traces: reading '%s' failed", db->path);
	return 0;
}

int
db_erase_rewrite(struct db *db, struct err *e)
{
	/* Its passing copy may be larger than the memory. */
	int rc = exec(db, "PRAGMA temp_store = FILE; VACUUM", "cannot rewrite", e);

	sqlite3_exec(db->sqlite, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
	return rc < 0 ? -1 : db_erase_log(db, e);
}

/* Is it another file than own, and does it begin as our databases do? */
static bool
is_copy(int folder, const char *name, const struct stat *own)
{
	static const char magic[] = "SQLite format 3";
	unsigned char head[72];
	struct stat st;
	ssize_t n;
	int fd;

	/* Our own file is left unopened: to close it would drop SQLite's locks. */
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode) ||
	    (st.st_dev == own->st_dev && st.st_ino == own->st_ino))
		return false;
	fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	return n == (ssize_t)sizeof(head) && memcmp(head, magic, sizeof(magic)) == 0 &&
	    memcmp(head + 68, "nlct", 4) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
db_copies(struct db *db, const char **out, int max, struct arena *a)
{
	const char *slash = strrchr(db->path, '/'), *folder = "";
	struct dirent *entry;
	struct stat own;
	int n = 0, seen = 0;
	DIR *d;

	if (slash != NULL)
		folder = arena_memdup(a, db->path, (size_t)(slash + 1 - db->path));
	d = opendir(*folder != '\0' ? folder : ".");
	if (d == NULL)
		return 0;
	if (stat(db->path, &own) != 0)
		seen = ENTRIES_MAX;
	while (n < max && seen++ < ENTRIES_MAX && (entry = readdir(d)) != NULL) {
		if (is_copy(dirfd(d), entry->d_name, &own))
			out[n++] = arena_printf(a, "%s%s", folder, entry->d_name);
	}
	closedir(d);
	qsort(out, (size_t)n, sizeof(*out), by_name);
	return n;
}
