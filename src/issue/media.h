/*
 * media - what kind of file some bytes are, as MIME names it.  Pure.
 */
#ifndef ISSUE_MEDIA_H
#define ISSUE_MEDIA_H

#include "util/str.h"

/* Of a picture, by its first bytes, whatever it is called; "" for anything else than
 * PNG, JPEG, GIF, WebP and SVG. */
const char *media_of_picture(struct span bytes);

/*
 * Of any file: a picture by its bytes, text/… where the extension says so and it is
 * UTF-8, others by their extension; "application/octet-stream" when nothing is known.
 */
const char *media_of_file(const char *name, struct span bytes);

/* "png" of "image/png"; "" where media_of_picture gives no such type. */
const char *media_extension(const char *type);

#endif
