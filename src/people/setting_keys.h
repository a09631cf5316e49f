/*
 * setting_keys - the table of keys and the check of their values; only setting.c
 * includes this.  Reads no database.
 */
#ifndef PEOPLE_SETTING_KEYS_H
#define PEOPLE_SETTING_KEYS_H

#include "people/setting.h"

/* Is this a value of that type?  ERR_DATA says what would be. */
int setting_check(
    const struct setting_key *k, const char *key, const char *value, struct err *e);

#endif
