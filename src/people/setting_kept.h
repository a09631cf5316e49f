/*
 * setting_kept - values of settings that were asked for, in memory; only setting.c
 * includes this.  Reads no database.
 */
#ifndef PEOPLE_SETTING_KEPT_H
#define PEOPLE_SETTING_KEPT_H

#include "people/setting.h"

struct setting_kept;

struct setting_kept *setting_kept_new(void);
void setting_kept_free(struct setting_kept *k); /* NULL is accepted */

/* Forget what was kept of another version of the database. */
void setting_kept_at(struct setting_kept *k, int64_t version);

struct setting_value {
	const char *text;
	enum setting_origin origin;
};

/* What the key stands for on this list, its text in arena a; false: it is not kept. */
bool setting_kept_find(const struct setting_kept *k, int64_t list, const char *key,
    struct arena *a, struct setting_value *out);

/* Keep a copy.  Some hundred have room: a visitor may ask for any list. */
void setting_kept_put(struct setting_kept *k, int64_t list, const char *key,
    const struct setting_value *value);

#endif
