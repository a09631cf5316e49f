/*
 * accept - which language a browser asks for.  Pure.
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

#endif
