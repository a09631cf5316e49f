/* published - a folder of files for everybody.  See published.h. */
#include "io/published.h"

#include "io/file.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY ".nlctl"        /* a path a line */
#define MEMORY_MAX (64u << 20) /* bytes */

struct entry {
	const char *path;
	bool planned;
};

struct published {
	const char *folder;
	struct entry *entries; /* sorted by path, but for those that were just added */
	size_t n, room, nsorted;
	struct arena arena;
};

static int
by_path(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;

	return strcmp(a->path, b->path);
}

/* Each path once: several may have planned the same. */
static void
sort(struct published *p)
{
	size_t i, n = 0;

	if (p->n > 0)
		qsort(p->entries, p->n, sizeof(*p->entries), by_path);
	for (i = 0; i < p->n; i++) {
		if (n > 0 && by_path(&p->entries[n - 1], &p->entries[i]) == 0)
			p->entries[n - 1].planned |= p->entries[i].planned;
		else
			p->entries[n++] = p->entries[i];
	}
	p->n = p->nsorted = n;
}

static struct entry *
find(const struct published *p, const char *path)
{
	struct entry key = { .path = path };

	if (p->nsorted == 0)
		return NULL;
	return bsearch(&key, p->entries, p->nsorted, sizeof(key), by_path);
}

static void
add(struct published *p, const char *path, bool planned)
{
	struct entry *more;

	if (p->n == p->room) {
		p->room = p->room == 0 ? 64 : 2 * p->room;
		more = arena_alloc(&p->arena, p->room * sizeof(*more));
		if (p->n > 0)
			memcpy(more, p->entries, p->n * sizeof(*more));
		p->entries = more;
	}
	p->entries[p->n++] = (struct entry){ arena_strdup(&p->arena, path), planned };
}

/* Of the characters that are allowed, with no part that leads out or is hidden. */
static bool
is_path(const char *path)
{
	return *path != '\0' && *path != '/' && *path != '.' &&
	    strstr(path, "/.") == NULL && strstr(path, "//") == NULL &&
	    strspn(path,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") ==
	    strlen(path);
}

static const char *
place(struct published *p, const char *path)
{
	return arena_printf(&p->arena, "%s/%s", p->folder, path);
}

static int
read_memory(struct published *p, struct err *e)
{
	const char *path = place(p, MEMORY);
	struct buf text;
	char *line, *end;
	int rc = 0;

	if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	buf_init(&text, MEMORY_MAX);
	rc = file_read(path, &text, e);
	for (line = text.data; rc == 0 && *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end = '\0';
		if (end == NULL || !is_path(line))
			rc = err_set(e, ERR_DATA,
			    "'%s' was changed by another program: remove it, and what the "
			    "archive left in that folder",
			    path);
		else
			add(p, line, false);
	}
	buf_release(&text);
	sort(p);
	return rc;
}

int
published_open(struct published **out, const char *folder, struct err *e)
{
	struct published *p = xcalloc(1, sizeof(*p));

	*out = NULL;
	p->folder = arena_strdup(&p->arena, folder);
	if (read_memory(p, e) < 0) {
		published_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

void
published_free(struct published *p)
{
	if (p == NULL)
		return;
	arena_release(&p->arena);
	xfree(p);
}

size_t
published_count(const struct published *p)
{
	return p->n;
}

/* A link to a folder leads out of ours, to files that others have. */
static bool
is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static int
refuse(const char *path, struct err *e)
{
	return err_set(e, ERR_CONFLICT,
	    "'%s' is there already and is not ours: choose another folder, or move it "
	    "away",
	    path);
}

/* No folder on the way to path, below the one that is published, is somebody's link or
 * file. */
static int
check_folders(struct published *p, const char *path, struct err *e)
{
	char *part = arena_strdup(&p->arena, place(p, path));
	char *slash = part + strlen(p->folder) + 1;

	while ((slash = strchr(slash, '/')) != NULL) {
		*slash = '\0';
		if (is_there(part) && !is_folder(part))
			return refuse(part, e);
		*slash++ = '/';
	}
	return 0;
}

int
published_plan(struct published *p, const char *path, struct err *e)
{
	struct entry *known = find(p, path);
	const char *name;

	if (!is_path(path))
		BUG("a file called '%s' is not published", path);
	if (check_folders(p, path, e) < 0)
		return -1;
	if (known != NULL) {
		known->planned = true;
		return 0;
	}
	name = place(p, path);
	if (is_there(name))
		return refuse(name, e);
	add(p, path, true);
	return 0;
}

/* Everybody may look in, whatever the umask. */
static int
make_folder(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode) ? 0 : refuse(path, e);
	if (mkdir(path, 0755) < 0)
		return err_errno(e, ERR_IO, "cannot make the folder '%s'", path);
	if (chmod(path, 0755) < 0)
		return err_errno(e, ERR_IO, "cannot make the folder '%s'", path);
	return 0;
}

/* The folders on the way to path, below the one that is published. */
static int
make_folders(struct published *p, const char *path, struct err *e)
{
	char *part = arena_strdup(&p->arena, path), *slash = part;

	for (; (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		if (make_folder(place(p, part), e) < 0)
			return -1;
		*slash = '/';
	}
	return 0;
}

/* Write down which files are ours: all, or those that were planned. */
static int
write_memory(struct published *p, bool all, struct err *e)
{
	struct buf text;
	size_t i;
	int rc;

	buf_init(&text, MEMORY_MAX);
	for (i = 0; i < p->n; i++) {
		if (all || p->entries[i].planned)
			buf_printf(&text, "%s\n", p->entries[i].path);
	}
	rc = file_write(place(p, MEMORY), (struct span){ text.data, text.len }, e);
	buf_release(&text);
	return rc;
}

int
published_begin(struct published *p, struct err *e)
{
	if (make_folder(p->folder, e) < 0)
		return -1;
	sort(p);
	return write_memory(p, true, e);
}

static bool
is_same(const char *path, struct span bytes)
{
	struct err ignored = { 0 };
	struct buf there;
	bool same;

	buf_init(&there, bytes.n);
	same = file_read(path, &there, &ignored) == 0 && there.len == bytes.n &&
	    memcmp(there.data, bytes.s, bytes.n) == 0;
	buf_release(&there);
	return same;
}

int
published_write(struct published *p, const char *path, struct span bytes, bool *changed,
    struct err *e)
{
	const char *name = place(p, path);

	if (check_folders(p, path, e) < 0)
		return -1;
	*changed = !is_same(name, bytes);
	if (!*changed)
		return 0;
	if (make_folders(p, path, e) < 0)
		return -1;
	return file_write_public(name, bytes, e);
}

/* The folders on the way to it that are empty then go too. */
static int
remove_file(struct published *p, const char *path, struct err *e)
{
	char *name = arena_strdup(&p->arena, path), *slash;

	if (check_folders(p, path, e) < 0)
		return -1;
	if (unlink(place(p, name)) < 0 && errno != ENOENT)
		return err_errno(e, ERR_IO, "cannot remove '%s'", place(p, name));
	while ((slash = strrchr(name, '/')) != NULL) {
		*slash = '\0';
		if (rmdir(place(p, name)) < 0)
			break;
	}
	return 0;
}

int
published_finish(struct published *p, size_t *removed, struct err *e)
{
	const struct entry *entry;
	size_t i;

	*removed = 0;
	for (i = 0; i < p->n; i++) {
		entry = &p->entries[i];
		if (entry->planned)
			continue;
		if (remove_file(p, entry->path, e) < 0)
			return -1;
		++*removed;
	}
	return write_memory(p, false, e);
}
