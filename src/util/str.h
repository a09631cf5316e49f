/*
 * str - small questions about text: ASCII only, no allocation, no locale.
 *
 * What needs Unicode is in utf8.h.
 */
#ifndef UTIL_STR_H
#define UTIL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed piece of text, not terminated. */
struct span {
	const char *s;
	size_t n;
};

struct span span_of(const char *s);
bool span_is(struct span a, const char *s);
struct span span_trim(struct span a); /* without ASCII blanks at both ends */

bool str_eq(const char *a, const char *b);
bool str_eq_ci(const char *a, const char *b); /* ASCII case ignored */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/* The whole of s as a decimal number from min to max; -1 when it is not. */
int str_to_int(const char *s, int64_t min, int64_t max, int64_t *out);

/* FNV-1a: for tables, and where only equality is asked. */
uint64_t str_hash(const char *s);

/*
 * The one of n names that a person who typed word may have meant: the least
 * edit distance, at most a third of the word; NULL when nothing is near.
 */
const char *str_near(const char *word, const char *const *names, size_t n);

/* s for people who may not see whose it is about: words with an "@" become "<…>". */
void str_without_addresses(char *out, size_t size, const char *s);

/* Does s begin with "%" and two hexadecimal digits?  Then *out is that octet. */
bool str_percent(struct span s, char *out);

/* Lower-case hex of n bytes; out has room for 2 n + 1. */
void str_hex(char *out, const unsigned char *bytes, size_t n);

/* n bytes of 2 n digits of either case; false when one is none, as NUL is. */
bool str_unhex(unsigned char *out, const char *hex, size_t n);

/* The value of a hexadecimal digit; -1: it is none. */
int str_hex_digit(char c);

#endif
