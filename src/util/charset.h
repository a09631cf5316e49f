/*
 * charset - text of two older encodings, as spreadsheets still write them,
 * becomes UTF-8.  Pure; no table of the system is asked, since some have none.
 */
#ifndef UTIL_CHARSET_H
#define UTIL_CHARSET_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * As many whole characters of UTF-16 as lie in the n bytes at in and as their
 * UTF-8 has room for in the size bytes at out: returns how many bytes are there
 * now, and in *used how many were taken.  A surrogate alone, and with last a
 * character that is cut, become the byte 0xFF, which no UTF-8 has.
 */
size_t charset_utf16(bool big_endian, bool last, const char *in, size_t n, size_t *used,
    char *out, size_t size);

/* Append the UTF-8 of Windows-1252 text: -1 for a byte that it leaves undefined. */
int charset_windows_1252(struct span text, struct buf *out);

#endif
