/*
 * confirmation_letter - the mail that asks a person to confirm: nlctl's own in
 * their language, or the list's template.
 *
 * Anybody can type anybody's address into a form, so nothing in the mail comes
 * from who typed it: of the fields EMAIL alone is known, and the To field has no
 * name.  It is no mail of the list yet: no List-… field, no header.NAME.
 */
#ifndef DELIVERY_CONFIRMATION_LETTER_H
#define DELIVERY_CONFIRMATION_LETTER_H

#include "delivery/issue.h"
#include "io/db.h"
#include "io/random.h"
#include "people/address.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/buf.h"

struct confirmation_letters;

/*
 * Read the settings, and the template of a list that has one; letters are made
 * when a language is first asked for.  All of it lives in a.  Fails with
 * ERR_CONFIG: no sender, nothing to confirm by (base-url, list-address), or a
 * template that cannot be read, has mistakes or no {{ doubleoptin }}.
 */
int confirmation_letters_open(struct confirmation_letters **out, struct db *db,
    struct settings *settings, const struct issue_list *list, struct arena *a,
    struct err *e);

/* What the consent says of the text: a name for it, and the SHA-256 of its
 * source, hex. */
struct confirmation_wording {
	const char *name, *hash;
};

struct confirmation_copy {
	const struct address *to;
	const char *language; /* of the person, "" when not known */
	int64_t notice;       /* its number */
	unsigned char token[UUID_SIZE];
	int64_t asked, until; /* UTC seconds */
};

/* The address that they come from. */
const char *confirmation_letters_sender(const struct confirmation_letters *l);

/* Append one person's message to out, and say in which words it is. */
int confirmation_letters_write(struct confirmation_letters *l,
    const struct confirmation_copy *c, struct buf *out, struct confirmation_wording *w,
    struct arena *scratch, struct err *e);

#endif
