/*
 * contact_image - all that an import may change about a contact, as one JSON text:
 * fields, date added, language, subscriptions, suppressions, tokens of a former system.
 *
 * Two contacts are alike when their images are equal, byte for byte.
 */
#ifndef PEOPLE_CONTACT_IMAGE_H
#define PEOPLE_CONTACT_IMAGE_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

/* The image of a contact that is there, in arena a. */
int contact_image_take(
    const char **out, struct db *db, int64_t contact, struct arena *a, struct err *e);

/* Make the contact what it was, in a transaction of the caller; no event. */
int contact_image_restore(
    struct db *db, int64_t contact, const char *image, struct err *e);

/* Take the contact away with all of it; the caller knows that nothing else refers
 * to it. */
int contact_image_remove(struct db *db, int64_t contact, struct err *e);

/* A number that stands for an image where only equality is asked. */
int64_t contact_image_hash(const char *image);

#endif
