/*
 * path - the path of a request, cut into its parts.  Pure.
 */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include "util/arena.h"

#define PATH_PARTS_MAX 4 /* no page lies deeper */

/*
 * Cut a decoded path at each "/" and return how many parts there are, 0 for "/"; the
 * last is "" for a folder, "/a/".
 * base is the path of base-url ("" or "/news"), which the web server before us may
 * have taken off already or not.  -1 for what leads nowhere: too many parts, an empty
 * one before the last, "." or "..", a "\", a control, anything that is not UTF-8.
 */
int path_cut(
    const char *path, const char *base, struct arena *a, const char *out[PATH_PARTS_MAX]);

#endif
