/*
 * header_name - names of mail header fields: what one looks like, and which ones
 * nlctl writes itself.  Pure.
 */
#ifndef UTIL_HEADER_NAME_H
#define UTIL_HEADER_NAME_H

#include <stdbool.h>

#define HEADER_NAME_MAX 76 /* characters */

/* Is this a field name (RFC 5322 §2.2), at most HEADER_NAME_MAX characters? */
bool header_name_is_valid(const char *name);

/* One that nlctl writes itself, or that must not be in a newsletter (Bcc,
 * Return-Path, …): not for header.NAME. */
bool header_name_is_ours(const char *name);

#endif
