/*
 * nlctl archive - the archive as files, for a server that knows nothing of nlctl.  See
 * nlctl-archive(1).
 *
 * What a visitor of the public pages gets below /a/ is asked for here too, and written.
 * --hide and --show change which issues that are.
 */
#include "delivery/archive.h"
#include "cli/cmd.h"
#include "io/published.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/look.h"
#include "web/site.h"

#include <stdlib.h>
#include <string.h>

static int check(const struct args *a, struct err *e);
static enum cmd_needs needs_of(const struct args *a);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "hide", "ISSUE", "nobody reads this issue in an archive" },
	{ 0, "show", "ISSUE", "everybody may, in those of its lists" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_archive = {
	.name = "archive",
	.synopsis = "DIR\n--hide ISSUE | --show ISSUE",
	.summary = "Write the archive of sent issues as a web site of files",
	.options = options,
	.argmax = 1,
	.check = check,
	.needs = CMD_DB_READ,
	.needs_of = needs_of,
	.run = run,
};

/* The files of all archives, in the order in which they are written: what others refer
 * to comes first. */
struct files {
	struct ctx *c;
	struct published *folder;
	const char **paths;
	size_t n, room;
};

static void
add(struct files *f, const char *path)
{
	const char **more;

	if (f->n == f->room) {
		f->room = f->room == 0 ? 64 : 2 * f->room;
		more = arena_alloc(f->c->arena, f->room * sizeof(*more));
		if (f->n > 0)
			memcpy(more, f->paths, f->n * sizeof(*more));
		f->paths = more;
	}
	f->paths[f->n++] = path;
}

static int
plan(struct files *f, const char *path, struct err *e)
{
	add(f, path);
	return published_plan(f->folder, path, e);
}

static int
add_picture(void *arg, const char *name, struct err *e)
{
	struct files *f = arg;

	(void)e;
	add(f, arena_printf(f->c->arena, "i/%s", name));
	return 0;
}

static int
by_path(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* They are the first files; each once, though several lists may have the same. */
static int
plan_pictures(struct files *f, const struct archive *archives, int n, struct err *e)
{
	size_t found, at;
	int i;

	for (i = 0; i < n; i++) {
		if (archive_each_picture(f->c->db, &archives[i], add_picture, f, e) < 0)
			return -1;
	}
	found = f->n;
	if (found > 0)
		qsort(f->paths, found, sizeof(*f->paths), by_path);
	for (f->n = 0, at = 0; at < found; at++) {
		if (f->n > 0 && str_eq(f->paths[f->n - 1], f->paths[at]))
			continue;
		if (plan(f, f->paths[at], e) < 0)
			return -1;
	}
	return 0;
}

/* The logo of a list, or of all (0), in its folder: "LIST/". */
static int
plan_logo(struct files *f, int64_t list, const char *folder, struct err *e)
{
	struct arena scratch = { 0 };
	struct look_logo logo;
	int rc = look_read_logo(&logo, f->c->settings, list, &scratch, e);

	if (rc == 0 && *logo.name != '\0')
		rc = plan(f, arena_printf(f->c->arena, "%s%s", folder, logo.name), e);
	arena_release(&scratch);
	return rc;
}

/* The files of one list, as they are planned. */
struct folder {
	struct files *files;
	const struct archive *archive;
	size_t issues;
};

static int
plan_issue(void *arg, const struct archived *issue, struct err *e)
{
	struct folder *to = arg;
	struct files *f = to->files;

	to->issues++;
	return plan(f,
	    arena_printf(f->c->arena, "%s/%s.html", to->archive->page, issue->page), e);
}

static int
plan_list(struct files *f, const struct archive *archive, struct err *e)
{
	struct folder to = { .files = f, .archive = archive };
	struct arena *a = f->c->arena;
	size_t page;

	if (plan_logo(f, archive->list, arena_printf(a, "%s/", archive->page), e) < 0 ||
	    archive_each(f->c->db, archive, plan_issue, &to, e) < 0 ||
	    plan(f, arena_printf(a, "%s/index.html", archive->page), e) < 0)
		return -1;
	for (page = 2; (page - 1) * ARCHIVE_PAGE_ISSUES < to.issues; page++) {
		if (plan(f, arena_printf(a, "%s/page-%zu.html", archive->page, page), e) <
		    0)
			return -1;
	}
	return plan(f, arena_printf(a, "%s/feed.xml", archive->page), e);
}

/* Is the tree all that its host has?  Elsewhere nobody looks for robots.txt. */
static bool
is_root(const char *home)
{
	const char *host = strstr(home, "://");

	return host != NULL && strchr(host + 3, '/') == NULL;
}

static int
plan_all(struct files *f, struct err *e)
{
	struct ctx *c = f->c;
	struct archive *archives;
	const char *home;
	int n, i;

	if (archive_home(c->settings, c->arena, &home, e) < 0)
		return -1;
	if (*home == '\0')
		return err_set(e, ERR_CONFIG,
		    "nobody knows where the archive will be: set 'archive-url' to the "
		    "address of what is written");
	n = archive_list(c->db, c->settings, c->arena, &archives, e);
	if (n == 0 && published_count(f->folder) == 0)
		return err_set(e, ERR_CONFIG,
		    "no list has an archive: nlctl list set NAME archive=yes");
	if (n < 0 || plan_pictures(f, archives, n, e) < 0 || plan_logo(f, 0, "", e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (plan_list(f, &archives[i], e) < 0)
			return -1;
	}
	if (plan(f, "sitemap.xml", e) < 0 ||
	    (is_root(home) && plan(f, "robots.txt", e) < 0))
		return -1;
	return plan(f, "index.html", e);
}

/* Trouble that a page had, for who asked for it. */
static void
note_trouble(
    void *arg, const struct http_exchange *x, const char *name, const struct err *trouble)
{
	struct err *e = arg;

	(void)x;
	if (trouble->kind != ERR_NONE)
		err_set(e, trouble->kind, "%s: %s", name, trouble->msg);
}

/* One file, as the public pages answer it. */
static int
write_file(
    struct files *f, struct site *site, const char *path, size_t *written, struct err *e)
{
	struct arena *a = f->c->arena;
	struct http_exchange x = { .request = { .method = "GET",
				       .path = arena_printf(a, "/a/%s", path),
				       .query = "",
				       .peer = "" } };
	struct http_exchange *all = &x;
	bool changed = false;
	int rc = -1;

	site->arg = e;
	site_answer(site, &all, 1);
	if (e->kind == ERR_NONE && x.response.status != 200)
		err_set(e, ERR_TEMP,
		    "'%s' went away while the archive was written: run the same command "
		    "again",
		    path);
	if (e->kind == ERR_NONE)
		rc = published_write(f->folder, path, x.response.body, &changed, e);
	*written += changed;
	http_response_release(&x.response);
	arena_release(&x.arena);
	return rc;
}

static int
write_all(struct files *f, size_t *written, struct err *e)
{
	struct ctx *c = f->c;
	bool mail = false;
	struct site site = { .db = c->db,
		.settings = c->settings,
		.clock = &c->clock,
		.random = &c->random,
		.mail = &mail,
		.done = note_trouble };
	size_t i;
	int rc = published_begin(f->folder, e);

	site_init_shelves(&site);
	for (i = 0; i < f->n && rc == 0; i++) {
		rc = write_file(f, &site, f->paths[i], written, e);
		progress_update(c->progress, (int64_t)i, (int64_t)f->n, "writing");
	}
	progress_clear(c->progress);
	site_release_shelves(&site);
	return rc;
}

static int
check(const struct args *a, struct err *e)
{
	if (a->count + args_has(a, "hide") + args_has(a, "show") != 1)
		return err_set(
		    e, ERR_USAGE, "it is: archive DIR, or --hide ISSUE, or --show ISSUE");
	return 0;
}

static enum cmd_needs
needs_of(const struct args *a)
{
	return a->count == 0 ? CMD_DB_WRITE : CMD_DB_READ;
}

static int
change_shown(struct ctx *c, const char *name, bool shown, struct err *e)
{
	struct issue issue;

	if (issue_get(c->db, name, c->arena, &issue, e) < 0 ||
	    archive_show(c->db, issue.id, shown, e) < 0)
		return -1;
	say(c, "issue '%s' is %s the archive; 'nlctl archive DIR' writes the files anew",
	    issue.name, shown ? "shown in" : "hidden from");
	return 0;
}

static int
write_folder(struct ctx *c, const char *path, struct err *e)
{
	struct files f = { .c = c };
	size_t written = 0, removed = 0;
	int rc;

	if (published_open(&f.folder, path, e) < 0)
		return -1;
	rc = plan_all(&f, e);
	if (rc == 0)
		rc = write_all(&f, &written, e);
	if (rc == 0)
		rc = published_finish(f.folder, &removed, e);
	published_free(f.folder);
	if (rc < 0)
		return -1;
	out_record_begin(c->out);
	out_int(c->out, "files", (int64_t)f.n);
	out_int(c->out, "written", (int64_t)written);
	out_int(c->out, "removed", (int64_t)removed);
	out_record_end(c->out);
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	if (args_has(a, "hide"))
		return change_shown(c, args_value(a, "hide"), false, e);
	if (args_has(a, "show"))
		return change_shown(c, args_value(a, "show"), true, e);
	return write_folder(c, args_at(a, 0), e);
}
