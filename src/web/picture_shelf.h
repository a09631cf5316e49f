/*
 * picture_shelf - pictures that are being sent, once in memory for all who want them.
 *
 * In the hour after a sending thousands ask for the same few pictures, some over slow
 * lines.  A picture is read from the database once and lent; it lives as long as
 * somebody has it.  Some that nobody has are kept for the next one.  What has this
 * hash never changes, so nothing on the shelf is ever old.
 */
#ifndef WEB_PICTURE_SHELF_H
#define WEB_PICTURE_SHELF_H

#include "delivery/issue_files.h"

#define PICTURE_SHELF_BYTES (8u << 20) /* of pictures that nobody has */

struct picture_shelf;

struct lent_picture {
	const char *type; /* media type */
	struct span bytes;
};

struct picture_shelf *picture_shelf_new(void);

/* All must have been given back.  NULL is accepted. */
void picture_shelf_free(struct picture_shelf *s);

/* Borrow the picture of this hash; *out is NULL when there is none. */
int picture_shelf_borrow(struct picture_shelf *s, const struct lent_picture **out,
    struct db *db, const unsigned char hash[SOURCE_HASH_SIZE], struct err *e);

/* Of type http_response.release. */
void picture_give_back(void *picture);

#endif
