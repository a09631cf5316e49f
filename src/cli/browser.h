/*
 * browser - show an HTML text in the person's web browser.
 */
#ifndef CLI_BROWSER_H
#define CLI_BROWSER_H

#include "cli/cmd.h"

/*
 * Open the file or address with $BROWSER, else xdg-open.  Fails with ERR_CONFIG when
 * there is no such program.
 */
int browser_open(const char *what, struct err *e);

/*
 * Write html where only this person can read it, under this name: in
 * $XDG_RUNTIME_DIR, else in a new folder of $TMPDIR or /tmp.  It stays there, for
 * nobody can say when a browser has read it; a next one of this name replaces it
 * in $XDG_RUNTIME_DIR.  The path in *path, of arena a.
 */
int browser_write(const char **path, const char *name, struct span html, struct arena *a,
    struct err *e);

#endif
