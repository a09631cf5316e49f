/*
 * picture - the pictures of issues, by the hash of their bytes: /i/HASH.png.
 *
 * What has this name never changes, so it is kept for ever.  Only what is known to be a
 * picture is served: the files of issues lie beside them.
 */
#include "issue/media.h"
#include "util/str.h"
#include "web/etag.h"
#include "web/page.h"
#include "web/picture_shelf.h"
#include "web/visit.h"

#include <string.h>

#define HASH_HEX (2 * SOURCE_HASH_SIZE)
#define FOR_EVER "public, max-age=31536000, immutable"

/* The hash that stands before the extension; false: none does. */
static bool
read_name(const char *name, unsigned char hash[SOURCE_HASH_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	return strspn(name, digits) == HASH_HEX && name[HASH_HEX] == '.' &&
	    str_unhex(hash, name, SOURCE_HASH_SIZE);
}

int
picture_visit(struct visit *v, struct err *e)
{
	const char *name = v->path[1],
		   *etag = arena_printf(v->arena, "\"%.*s\"", HASH_HEX, name);
	unsigned char hash[SOURCE_HASH_SIZE];
	const struct lent_picture *picture = NULL;

	if (read_name(name, hash) &&
	    picture_shelf_borrow(v->site->pictures, &picture, v->site->db, hash, e) < 0)
		return -1;
	if (picture == NULL) {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	http_response_borrows(v->out, picture_give_back, picture);
	if (!str_eq(name + HASH_HEX + 1, media_extension(picture->type))) {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	http_respond(v->out, 200, picture->type, picture->bytes);
	etag_add(v, etag);
	http_response_add(v->out, "Cache-Control", FOR_EVER);
	page_protect_picture(v);
	return 0;
}
