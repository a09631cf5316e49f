/*
 * accept - which language and which form of an answer a browser asks for.  Pure.
 */
#ifndef WEB_ACCEPT_H
#define WEB_ACCEPT_H

#include "util/lang.h"

#include <stdbool.h>

/*
 * The one that the Accept-Language field (RFC 9110 section 12.5.4) likes best of
 * those that nlctl speaks, the first of equals; false: none of them.
 */
bool accept_language(struct lang *out, const char *field);

/* Does the Accept-Encoding field (RFC 9110 section 12.5.3) like gzip, and no less than
 * an answer that is not packed?  Who sends no such field gets none. */
bool accept_gzip(const char *field);

#endif
