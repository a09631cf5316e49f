/*
 * picture_data - a picture that is its own address: data: (RFC 2397).  Pure.
 */
#ifndef ISSUE_PICTURE_DATA_H
#define ISSUE_PICTURE_DATA_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>

/* The bytes that a data: address holds, in arena a; false when it is malformed. */
bool picture_data_decode(const char *address, struct span *out, struct arena *a);

const char *picture_data_encode(const char *type, struct span bytes, struct arena *a);

#endif
