/*
 * picture_size - how large a picture is.  Pure.
 *
 * Reads the first bytes of PNG, JPEG and GIF files and nothing of what they show.
 */
#ifndef ISSUE_PICTURE_SIZE_H
#define ISSUE_PICTURE_SIZE_H

#include "util/str.h"

#include <stdbool.h>

/* In pixels; false when the bytes are no such picture. */
bool picture_size(struct span bytes, unsigned *width, unsigned *height);

#endif
