/*
 * mirror - an issue as it is seen in a browser: one reader's copy, or what everybody
 * may see.
 *
 * Each copy names its own page ({{ mirror }}); a page of everybody's has no reader, so
 * every tag of a field is as for somebody of whom nothing is known.  Both go by a short
 * id with a code that only this database can make (ids.h): who has seen one page cannot
 * guess another.  In neither does a link unsubscribe anybody: pages are passed on.
 */
#ifndef DELIVERY_MIRROR_H
#define DELIVERY_MIRROR_H

#include "delivery/compose.h"
#include "delivery/ids.h"
#include "delivery/ledger.h"

enum mirror_kind {
	MIRROR_NONE, /* no such page */
	MIRROR_TEST, /* of a test copy, which is not kept */
	MIRROR_COPY,
	MIRROR_PUBLIC,
	MIRROR_ARCHIVE /* the same as a part of an archive; not found by an id */
};

struct mirror {
	enum mirror_kind kind;
	int64_t issue;
	int64_t list;             /* of an archive */
	struct due reader;        /* in the arena given */
	struct compose_page page; /* of an archive */
};

/* The page of an issue in the archive of a list; page is borrowed. */
struct mirror mirror_archive(
    int64_t list, int64_t issue, const struct compose_page *page);

/* Which page has this id?  The copy of somebody who was forgotten is everybody's. */
int mirror_find(
    struct mirror *out, struct db *db, const char *id, struct arena *a, struct err *e);

/*
 * A few issues that were looked at just now, compiled: those who follow each other in
 * the hour of a sending wait for none of it.  Each is kept for a minute, in which a
 * changed setting is not seen.  All pages must come from one database.
 */
#define MIRROR_SHELF_MS 60000
struct mirror_shelf;
struct mirror_shelf *mirror_shelf_new(void);
void mirror_shelf_free(struct mirror_shelf *s); /* NULL is accepted */

/*
 * Append it to out; *is_html is false for an issue that is a text.  o has db, settings,
 * clock and random.  A field that is gone since has no value.  Fails with ERR_CONFIG when
 * a setting that every issue needs is gone.
 */
int mirror_write(const struct mirror *m, struct mirror_shelf *shelf,
    const struct compose_options *o, struct buf *out, bool *is_html, struct err *e);

/* What a page of ours says of an issue: its subject, as somebody gets it of whom nothing
 * is known, and the first of its lists; "" and 0 when nothing is known of it. */
int mirror_title(struct db *db, int64_t issue, struct arena *a, const char **title,
    int64_t *list, struct err *e);

/* The address of the page for everybody, "" without base-url; of an issue that is
 * stored. */
int mirror_public(struct db *db, struct settings *settings, int64_t issue,
    struct arena *a, const char **out, struct err *e);

#endif
