/* picture_shelf - pictures that are being sent.  See picture_shelf.h. */
#include "web/picture_shelf.h"

#include "util/xalloc.h"

#include <string.h>

/* The picture is the first member: who gives it back has only that. */
struct place {
	struct lent_picture picture;
	struct place *next;
	unsigned char hash[SOURCE_HASH_SIZE];
	unsigned borrowers;
	struct arena arena; /* of type and bytes */
};

struct picture_shelf {
	struct place *first; /* what was asked for last */
};

struct picture_shelf *
picture_shelf_new(void)
{
	return xcalloc(1, sizeof(struct picture_shelf));
}

static void
drop(struct place **at)
{
	struct place *p = *at;

	*at = p->next;
	arena_release(&p->arena);
	xfree(p);
}

/* Keep those that somebody has, and of the others what was asked for last. */
static void
tidy(struct picture_shelf *s, size_t keep)
{
	struct place **at = &s->first, *p;
	size_t kept = 0;

	while ((p = *at) != NULL) {
		if (p->borrowers == 0)
			kept += sizeof(*p) + p->picture.bytes.n;
		if (p->borrowers == 0 && kept > keep)
			drop(at);
		else
			at = &p->next;
	}
}

void
picture_shelf_free(struct picture_shelf *s)
{
	if (s == NULL)
		return;
	tidy(s, 0);
	if (s->first != NULL)
		BUG("a picture was not given back");
	xfree(s);
}

/* The one with this hash, taken out of the row; NULL: it is not there. */
static struct place *
take_out(struct picture_shelf *s, const unsigned char hash[SOURCE_HASH_SIZE])
{
	struct place **at = &s->first, *p;

	while ((p = *at) != NULL && memcmp(p->hash, hash, SOURCE_HASH_SIZE) != 0)
		at = &p->next;
	if (p != NULL)
		*at = p->next;
	return p;
}

/* A new one out of the database; *out is NULL when there is no such picture. */
static int
read_place(struct place **out, struct db *db, const unsigned char hash[SOURCE_HASH_SIZE],
    struct err *e)
{
	struct place *p = xcalloc(1, sizeof(*p));
	int rc = issue_files_picture(
	    db, hash, &p->picture.type, &p->picture.bytes, &p->arena, e);

	*out = NULL;
	if (rc == 0 && *p->picture.type != '\0') {
		memcpy(p->hash, hash, SOURCE_HASH_SIZE);
		*out = p;
		return 0;
	}
	arena_release(&p->arena);
	xfree(p);
	return rc;
}

int
picture_shelf_borrow(struct picture_shelf *s, const struct lent_picture **out,
    struct db *db, const unsigned char hash[SOURCE_HASH_SIZE], struct err *e)
{
	struct place *p = take_out(s, hash);

	*out = NULL;
	if (p == NULL && read_place(&p, db, hash, e) < 0)
		return -1;
	if (p == NULL)
		return 0;
	p->next = s->first;
	s->first = p;
	p->borrowers++;
	tidy(s, PICTURE_SHELF_BYTES);
	*out = &p->picture;
	return 0;
}

void
picture_give_back(void *picture)
{
	struct place *p = picture;

	p->borrowers--;
}
