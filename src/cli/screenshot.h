/*
 * screenshot - how an HTML text looks 600 and 375 pixels wide, by a headless
 * Chromium.
 */
#ifndef CLI_SCREENSHOT_H
#define CLI_SCREENSHOT_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#define SCREENSHOT_WIDTHS 2

/*
 * Write NAME-600.png and NAME-375.png for a file "NAME.png" or "NAME", each as high as
 * the text is; their paths go to paths, in arena a.  No script runs, and nothing is
 * asked of the network: pictures that are not data: addresses are not there.  The
 * browser's own files are in a folder of ours, gone afterwards; as root it runs
 * without its sandbox, for it refuses to otherwise.
 *
 * Fails with ERR_CONFIG when no Chromium is installed, ERR_SYSTEM when it fails or is
 * not done in time.
 */
int screenshot_take(const char *paths[SCREENSHOT_WIDTHS], const char *file,
    struct span html, struct arena *a, struct err *e);

#endif
