/*
 * own_page - pages that somebody wrote in the place of ours: files of the folder that
 * the setting pages names, called as those in web/pages/ are.
 */
#ifndef WEB_OWN_PAGE_H
#define WEB_OWN_PAGE_H

#include "issue/template.h"
#include "util/lang.h"
#include "util/str.h"
#include "web/visit.h"

/* The folder of the list that the page is about, "" when it has none. */
const char *own_page_folder(const struct visit *v);

/*
 * The text of a file ("leave.html") of that folder, in the arena: one that can be
 * filled (extra: what its [[KEY]]s may be beside texts of languages) and rendered.
 * *out is not touched when it is not there.  Fails with FILE:LINE:COLUMN and what is
 * wrong.
 */
int own_page_read(const struct visit *v, const char *folder, const char *file,
    const struct lang_extra *extra, const struct vocabulary *vocabulary, struct span *out,
    struct err *e);

#endif
