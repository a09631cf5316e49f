/*
 * import_words - headings and states as files of seven languages and several
 * providers write them: en fr de es it nl pt.  Only tables.
 *
 * A name is what field_make_name leaves of the text: "Désabonné·e" is
 * DESABONNE_E.
 */
#ifndef PEOPLE_IMPORT_WORDS_H
#define PEOPLE_IMPORT_WORDS_H

#include "people/import.h"
#include "people/import_head.h"

#include <stdbool.h>

/* What a column of this heading is; IMPORT_FIELD for an unknown one. */
enum import_target import_word_heading(const char *name);

/* A heading of a state that may as well mean a part of a country. */
bool import_word_may_be_place(const char *name);

/* What the values say under a heading that is a question, such as "Unsubscribed";
 * NULL where it is none. */
const struct import_reading *import_word_question(const char *name);

/* Does a field of this name hold (part of) a person's name? */
bool import_word_is_name(const char *name);

/* IMPORT_UNSAID for an unknown word. */
enum import_state import_word_state(const char *name);

#endif
