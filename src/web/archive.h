/*
 * archive - the files of the archives (delivery/archive.h), as they are made: below /a/
 * of the public pages, and by cli/archive.c.  Private to web/archive*.c.
 *
 * They are for everybody, the same whoever asks: in the language of the list, with
 * addresses of one another that hold wherever the tree lies.  A logo is a file beside
 * the pages that show it.
 */
#ifndef WEB_ARCHIVE_H
#define WEB_ARCHIVE_H

#include "delivery/archive.h"
#include "web/visit.h"

/* A request for what is in the archive of one list. */
struct archive_request {
	struct visit *visit;
	struct archive list;
	const char *home;      /* archive_home */
	const char *address;   /* of the list's folder; "" without home */
	const char *subscribe; /* where people may subscribe to it; "": nowhere */
	const char *about;     /* the setting description */
};

/* Answer with a file, for everybody (page_publish). */
void archive_answer(
    struct visit *v, const char *type, const char *policy, struct span body);

/* The first lines of the head of a page that is named page: what search engines and
 * feed readers look for; with the policy for where no header field says it, if any. */
struct value archive_head(const struct archive_request *a, const char *page,
    const char *summary, const char *policy);

/* The logo of the list that the visit is about, from a page in its folder; "": it has
 * none, or none that can be shown, which is a warning. */
const char *archive_logo(struct visit *v);

/* Issues as a template has them: href, title, summary, date, day, time. */
struct value archive_issues(
    const struct visit *v, const struct archived *issues, size_t n);

/* LIST/ISSUE.html */
int archive_answer_issue(
    struct archive_request *a, const struct archived *issue, struct err *e);

/* LIST/feed.xml, and sitemap.xml of all lists. */
int archive_answer_feed(struct archive_request *a, struct err *e);
int archive_answer_sitemap(struct visit *v, const char *home, struct err *e);

#endif
