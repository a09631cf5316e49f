/*
 * look - what a list says of the looks of its pages: its colour and its logo (the
 * settings color and logo).
 */
#ifndef WEB_LOOK_H
#define WEB_LOOK_H

#include "people/setting.h"
#include "web/visit.h"

/*
 * The CSS behind the style sheet of pages that puts the list's colour in the place of
 * ours, "" when it has none: darker or lighter where nobody could read it.
 */
const char *look_style(const struct visit *v);

/* The address of the list's logo, "" when it has none. */
const char *look_logo(const struct visit *v);

struct look_logo {
	const char *name; /* as a file of an archive: "logo.png"; "": there is none */
	const char *type; /* "image/png" */
	struct span bytes;
};

/* The logo itself, in arena a.  ERR_DATA: it is no picture; ERR_IO: it cannot be read. */
int look_read_logo(struct look_logo *out, struct settings *settings, int64_t list,
    struct arena *a, struct err *e);

#endif
