/*
 * utf8 - questions about text that need Unicode.  Pure; no locale is read.
 *
 * All but utf8_valid and utf8_next take text that is valid already: whoever
 * lets bytes in from outside asks utf8_valid once.  Results are in the arena,
 * or are (part of) the argument where nothing had to change; either way they
 * are not terminated.
 */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD 0xFFFFFFFFu /* stands for a byte that begins no character */

/* Surrogates, overlong forms and what is past U+10FFFF are invalid. */
bool utf8_valid(const char *s, size_t n);

/* The length of the first character of s, which goes to *c: 0 at the end; 1
 * and UTF8_BAD for a byte that begins none. */
size_t utf8_next(const char *s, size_t n, uint32_t *c);

/* How many characters (code points). */
size_t utf8_length(struct span s);

bool utf8_is_ascii(struct span s);

/* Unicode's White_Space, and the invisible U+200B and U+FEFF that come along
 * when text is copied from a web page. */
bool utf8_is_blank(uint32_t c);

/* C0, DEL, C1, and the line and paragraph separators U+2028 and U+2029. */
bool utf8_is_control(uint32_t c);
bool utf8_has_control(struct span s);

/* Put a blank in the place of each control, and of each byte that is no UTF-8;
 * returns the new length, at most n. */
size_t utf8_blank_controls(char *s, size_t n);

/* Without blanks at both ends. */
struct span utf8_trim(struct span s);

/* Composed (NFC), lower case, upper case (full mappings, of no language). */
struct span utf8_nfc(struct arena *a, struct span s);
struct span utf8_lower(struct arena *a, struct span s);
struct span utf8_upper(struct arena *a, struct span s);

/* Letters without their marks (NFKD, marks dropped): "é" is "e", "ł" stays. */
struct span utf8_unaccent(struct arena *a, struct span s);

/* Its words in lower-case ASCII letters and digits, joined by "-", max characters at
 * most; "" when there are none. */
const char *utf8_slug(struct arena *a, struct span s, size_t max);

#endif
