/*
 * look - what a list says of the looks of its pages: its colour and its logo (the
 * settings color and logo).
 */
#ifndef WEB_LOOK_H
#define WEB_LOOK_H

#include "web/visit.h"

/*
 * The CSS behind the style sheet of pages that puts the list's colour in the place of
 * ours, "" when it has none: darker or lighter where nobody could read it.
 */
const char *look_style(const struct visit *v);

/* The address of the list's logo, "" when it has none. */
const char *look_logo(const struct visit *v);

#endif
