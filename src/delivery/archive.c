/* archive - the issues of a list that everybody may read.  See archive.h. */
#include "delivery/archive.h"

#include "delivery/sample.h"
#include "people/setting.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>

#define WORD_MAX 80   /* characters of a name that is a word, or of what looks like it */
#define TITLE_MAX 150 /* characters */
#define SUMMARY_MAX 200

/* Other files of the tree have these names. */
static bool
is_taken(const char *word)
{
	return str_eq(word, "i") || str_eq(word, "index") || str_starts(word, "page-");
}

static bool
is_word(const char *s)
{
	return isalnum((unsigned char)*s) &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(s) &&
	    strlen(s) <= WORD_MAX && !is_taken(s);
}

const char *
archive_page_name(const char *name, struct arena *a)
{
	char *lower = arena_strdup(a, name), *p;
	const char *like;

	for (p = lower; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	if (is_word(lower))
		return lower;
	like = utf8_slug(a, span_of(lower), WORD_MAX);
	/* The dot, which no word has, keeps the two kinds apart. */
	return arena_printf(
	    a, "%s.%08x", *like != '\0' ? like : "name", (unsigned)str_hash(lower));
}

/* At most max characters of s, in one line. */
static const char *
shorten(struct span s, size_t max, struct arena *a)
{
	char *copy = arena_memdup(a, s.s, s.n);
	size_t length = utf8_blank_controls(copy, s.n), at = 0, n, i;
	struct span text = utf8_trim((struct span){ copy, length });
	uint32_t c;

	for (i = 0; i + 1 < max && (n = utf8_next(text.s + at, text.n - at, &c)) > 0; i++)
		at += n;
	if (at + 4 >= text.n)
		return arena_memdup(a, text.s, text.n);
	return arena_printf(a, "%.*s…", (int)at, text.s);
}

/* A part of the issue as nobody in particular gets it, in one line. */
static int
describe(struct compose *compose, enum compose_part part, size_t max, struct arena *a,
    const char **out, struct err *e)
{
	struct due reader = sample_nobody();
	struct buf text;
	int rc;

	buf_init(&text, LETTER_MAX);
	rc = compose_write_part(compose, &reader, part, &text, e);
	if (rc == 0)
		*out = shorten((struct span){ text.data, text.len }, max, a);
	buf_release(&text);
	return rc;
}

/* What the file or the command line says of the issue; NULL: nothing. */
static int
read_said(const char **out, struct settings *settings, int64_t list, struct arena *a,
    struct err *e)
{
	enum setting_origin origin;
	const char *value;

	*out = NULL;
	if (setting_explain(settings, list, "archive", a, &value, &origin, e) < 0)
		return -1;
	if (origin == SETTING_FROM_ISSUE || origin == SETTING_FROM_OPTION)
		*out = value;
	return 0;
}

/* The same of one that is stored, and what somebody said since. */
static int
read_stored(
    const char **out, struct db *db, int64_t issue, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_SAID);
	int rc;

	*out = NULL;
	bind_int(st, ":issue", issue);
	rc = stmt_step(st, e);
	if (rc > 0 && *col_text(st, 0) != '\0')
		*out = arena_strdup(a, col_text(st, 0));
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
archive_place(const char **out, struct db *db, struct settings *settings,
    const struct issue_list *list, const char *name, const char *where, int64_t issue,
    struct arena *a, struct err *e)
{
	const char *shown;
	int rc = issue != 0 ? read_stored(&shown, db, issue, a, e)
			    : read_said(&shown, settings, list->id, a, e);

	*out = "";
	if (rc == 0 && shown == NULL && *where != '\0')
		shown = "no";
	if (rc == 0 && shown == NULL)
		rc = setting_get(settings, list->id, "archive", a, &shown, e);
	if (rc == 0 && str_eq(shown, "yes"))
		*out = arena_printf(a, "%s/%s.html", archive_page_name(list->name, a),
		    archive_page_name(name, a));
	return rc;
}

int
archive_describe(struct archive_entry *out, const char *name, struct compose *compose,
    struct settings *settings, int64_t list, struct arena *a, struct err *e)
{
	*out = (struct archive_entry){ .page = archive_page_name(name, a) };
	if (read_said(&out->shown, settings, list, a, e) < 0)
		return -1;
	if (describe(compose, COMPOSE_SUBJECT, TITLE_MAX, a, &out->title, e) < 0)
		return -1;
	return describe(compose, COMPOSE_PREHEADER, SUMMARY_MAX, a, &out->summary, e);
}

int
archive_store(
    struct db *db, int64_t issue, const struct archive_entry *entry, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_STORE);

	bind_int(st, ":issue", issue);
	bind_text(st, ":page", entry->page);
	bind_text(st, ":title", entry->title);
	bind_text(st, ":summary", entry->summary);
	bind_text(st, ":shown", entry->shown);
	return stmt_run(st, e);
}

int
archive_show(struct db *db, int64_t issue, bool shown, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_SHOW);

	bind_int(st, ":issue", issue);
	bind_text(st, ":shown", shown ? "yes" : "no");
	return stmt_run(st, e);
}

static void
bind_archive(struct stmt *st, const struct archive *archive)
{
	bind_int(st, ":list", archive->list);
	bind_text(st, ":setting", archive->setting);
}

/* 1: the list has an archive; 0: it has none; -1. */
static int
look_into(struct db *db, struct settings *settings, struct archive *archive,
    struct arena *a, struct err *e)
{
	struct stmt *st;
	int64_t any;

	if (setting_get(settings, archive->list, "archive", a, &archive->setting, e) < 0)
		return -1;
	if (str_eq(archive->setting, "yes"))
		return 1;
	st = db_stmt(db, SQL_ARCHIVE_ANY);
	bind_archive(st, archive);
	return stmt_int(st, &any, e) < 0 ? -1 : any != 0;
}

static struct archive
read_list(struct stmt *st, struct arena *a)
{
	struct archive list = { .list = col_int(st, 0),
		.name = arena_strdup(a, col_text(st, 1)),
		.created = col_int(st, 2) };

	list.page = archive_page_name(list.name, a);
	return list;
}

int
archive_list(struct db *db, struct settings *settings, struct arena *a,
    struct archive **out, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_LISTS);
	int n = 0, rc;

	*out = NULL;
	while ((rc = stmt_step(st, e)) > 0) {
		if (*out == NULL)
			*out = arena_alloc(a, (size_t)col_int(st, 3) * sizeof(**out));
		(*out)[n] = read_list(st, a);
		rc = look_into(db, settings, &(*out)[n], a, e);
		if (rc < 0)
			break;
		n += rc;
	}
	stmt_reset(st);
	return rc < 0 ? -1 : n;
}

int
archive_find(struct archive *out, struct db *db, struct settings *settings,
    const char *page, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_LISTS);
	int rc;

	do {
		rc = stmt_step(st, e);
		if (rc > 0)
			*out = read_list(st, a);
	} while (rc > 0 && !str_eq(out->page, page));
	stmt_reset(st);
	return rc > 0 ? look_into(db, settings, out, a, e) : rc;
}

static struct archived
read_row(struct stmt *st, struct arena *a)
{
	return (struct archived){
		.issue = col_int(st, 0),
		.name = arena_strdup(a, col_text(st, 1)),
		.page = arena_strdup(a, col_text(st, 2)),
		.title = arena_strdup(a, col_text(st, 3)),
		.summary = arena_strdup(a, col_text(st, 4)),
		.date = col_int(st, 5),
	};
}

int
archive_count(int64_t *out, struct db *db, const struct archive *archive, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_COUNT);

	bind_archive(st, archive);
	return stmt_int(st, out, e);
}

int
archive_each(struct db *db, const struct archive *archive,
    int (*fn)(void *arg, const struct archived *issue, struct err *e), void *arg,
    struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_EACH);
	struct arena a = { 0 };
	struct archived issue;
	int rc;

	bind_archive(st, archive);
	while ((rc = stmt_step(st, e)) > 0) {
		arena_reset(&a);
		issue = read_row(st, &a);
		rc = fn(arg, &issue, e);
		if (rc < 0)
			break;
	}
	stmt_reset(st);
	arena_release(&a);
	return rc < 0 ? -1 : 0;
}

int
archive_read(struct db *db, const struct archive *archive, size_t offset,
    struct archived out[ARCHIVE_PAGE_ISSUES], struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_READ);
	int n = 0, rc;

	bind_archive(st, archive);
	bind_int(st, ":offset", (int64_t)offset);
	bind_int(st, ":limit", ARCHIVE_PAGE_ISSUES);
	while ((rc = stmt_step(st, e)) > 0)
		out[n++] = read_row(st, a);
	return rc < 0 ? -1 : n;
}

int
archive_issue(struct archived *out, struct db *db, const struct archive *archive,
    const char *page, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_ISSUE);
	int rc;

	bind_archive(st, archive);
	bind_text(st, ":page", page);
	rc = stmt_step(st, e);
	if (rc > 0)
		*out = read_row(st, a);
	stmt_reset(st);
	return rc;
}

int
archive_each_picture(struct db *db, const struct archive *archive,
    int (*fn)(void *arg, const char *name, struct err *e), void *arg, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_ARCHIVE_PICTURES);
	struct arena a = { 0 };
	struct span hash;
	int rc;

	bind_archive(st, archive);
	while ((rc = stmt_step(st, e)) > 0) {
		hash = col_span(st, 0);
		if (hash.n != SOURCE_HASH_SIZE)
			continue;
		arena_reset(&a);
		rc = fn(arg,
		    picture_hosted_name(
			(const unsigned char *)hash.s, col_text(st, 1), &a),
		    e);
		if (rc < 0)
			break;
	}
	stmt_reset(st);
	arena_release(&a);
	return rc < 0 ? -1 : 0;
}

int
archive_home(struct settings *settings, struct arena *a, const char **out, struct err *e)
{
	if (setting_url(settings, 0, "archive-url", a, out, e) < 0)
		return -1;
	if (**out != '\0')
		return 0;
	if (setting_url(settings, 0, "base-url", a, out, e) < 0)
		return -1;
	if (**out != '\0')
		*out = arena_printf(a, "%s/a", *out);
	return 0;
}
