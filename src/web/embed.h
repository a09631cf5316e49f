/*
 * embed - the form to subscribe as HTML for a page of somebody's own.
 *
 * It has no stamp, so that who sends it sees our form once more, filled in.
 */
#ifndef WEB_EMBED_H
#define WEB_EMBED_H

#include "people/list.h"
#include "web/site.h"

/*
 * The form of this list, in arena a; language: a tag, NULL for that of the list.
 * Fails with ERR_CONFIG (no base-url), ERR_USAGE (no such language) or ERR_CONFLICT: the
 * list is not public, or its name cannot stand in an address.
 */
int embed_form(struct span *out, const struct site *s, const struct list *list,
    const char *language, struct arena *a, struct err *e);

#endif
