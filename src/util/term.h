/*
 * term - text for a terminal: harmless, measured, coloured only where wanted.
 *
 * What others wrote (names, addresses, replies of servers) may hold bytes that
 * move the cursor or hide text; everything shown passes through term_add.
 */
#ifndef UTIL_TERM_H
#define UTIL_TERM_H

#include "util/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Append n bytes of UTF-8 with all that is not plain text made visible: line
 * ends and tabs as \n, \r, \t, other control bytes and bytes that are no UTF-8
 * as \xNN, marks that reverse the direction of writing as \u202E.
 */
void term_add(struct buf *b, const char *s, size_t n);

/* The same of a text of several lines: its line ends and tabs stay. */
void term_add_lines(struct buf *b, const char *s, size_t n);

/* Columns that the n bytes at s take on a screen. */
int term_width(const char *s, size_t n);

/* The most bytes of s, whole characters, that fit into so many columns. */
size_t term_fit(const char *s, size_t n, int columns);

/* Is f a terminal that wants colours?  NO_COLOR and TERM=dumb say no. */
bool term_has_colour(FILE *f);

/* Columns of the terminal at f; 80 when nobody knows. */
int term_columns(FILE *f);

#endif
