/*
 * archive - the issues of a list that everybody may read.
 *
 * A list has an archive when its setting says so, or when one of its issues does.  In
 * it are the issues that have departed to the whole list, as somebody gets them of whom
 * nothing is known; each may say for itself whether it is there.  An archive is a tree
 * of files:
 *
 *	index.html              the lists
 *	sitemap.xml
 *	robots.txt              where there is nothing else on the host
 *	LIST/index.html         the newest issues; older ones in page-2.html, ...
 *	LIST/feed.xml
 *	LIST/ISSUE.html
 *	logo.png, LIST/logo.png
 *	i/HASH.png              the pictures of all of them
 *
 * web/archive.c makes these files, for visitors and for cli/archive.c, which writes them
 * into a folder.  Owns the table archive.
 */
#ifndef DELIVERY_ARCHIVE_H
#define DELIVERY_ARCHIVE_H

#include "delivery/compose.h"

#include <stddef.h>
#include <stdint.h>

#define ARCHIVE_PAGE_ISSUES 20 /* on one page of a list */

/* What LIST or ISSUE is for a name: the name itself where it is such a word, else one
 * that looks like it.  Different names have different ones; case is no difference. */
const char *archive_page_name(const char *name, struct arena *a);

/* What is said of an issue when it is fixed. */
struct archive_entry {
	const char *page, *title, *summary;
	const char *shown; /* "yes", "no"; NULL: as the setting says of its lists */
};

/*
 * Where an issue called name is in the tree, "LIST/ISSUE.html"; "": its list does not show
 * it.  settings: those of the issue; where: of those who get it, "" for all.  Of one that
 * is stored (issue, else 0) what was said of it then, and since, is asked.
 */
int archive_place(const char **out, struct db *db, struct settings *settings,
    const struct issue_list *list, const char *name, const char *where, int64_t issue,
    struct arena *a, struct err *e);

/* The entry of the issue called name, compiled from settings of its own for list, in
 * arena a. */
int archive_describe(struct archive_entry *out, const char *name, struct compose *compose,
    struct settings *settings, int64_t list, struct arena *a, struct err *e);

/* In the caller's transaction; takes the place of the one before. */
int archive_store(
    struct db *db, int64_t issue, const struct archive_entry *entry, struct err *e);

/* Somebody says whether an issue is shown, above what its file and its lists say; until
 * it is stored again. */
int archive_show(struct db *db, int64_t issue, bool shown, struct err *e);

/* The archive of one list. */
struct archive {
	int64_t list;
	const char *name, *page; /* of the list */
	const char *setting;     /* "yes" or "no", for issues that do not say */
	int64_t created;         /* UTC seconds */
};

/* All of them, in the order of their names, in *out of arena a; how many, or -1. */
int archive_list(struct db *db, struct settings *settings, struct arena *a,
    struct archive **out, struct err *e);

/* The one that has this page: 1; 0: there is none; -1. */
int archive_find(struct archive *out, struct db *db, struct settings *settings,
    const char *page, struct arena *a, struct err *e);

/* An issue in it; texts are in an arena. */
struct archived {
	int64_t issue;
	const char *name, *page, *title, *summary;
	int64_t date; /* UTC seconds */
};

/* How many issues are in it. */
int archive_count(
    int64_t *out, struct db *db, const struct archive *archive, struct err *e);

/* Each of them, the newest first; fn may end it with -1.  Texts are for the call. */
int archive_each(struct db *db, const struct archive *archive,
    int (*fn)(void *arg, const struct archived *issue, struct err *e), void *arg,
    struct err *e);

/* The issues from the offset-th on, the newest is 0, ARCHIVE_PAGE_ISSUES at most;
 * returns their number or -1. */
int archive_read(struct db *db, const struct archive *archive, size_t offset,
    struct archived out[ARCHIVE_PAGE_ISSUES], struct arena *a, struct err *e);

/* The one that has this page: 1; 0: there is none; -1. */
int archive_issue(struct archived *out, struct db *db, const struct archive *archive,
    const char *page, struct arena *a, struct err *e);

/* The names of its pictures, HASH.png, each once. */
int archive_each_picture(struct db *db, const struct archive *archive,
    int (*fn)(void *arg, const char *name, struct err *e), void *arg, struct err *e);

/* The address of the tree, without a final "/": archive-url, else below base-url; "":
 * neither is set. */
int archive_home(
    struct settings *settings, struct arena *a, const char **out, struct err *e);

#endif
