/*
 * letter - an issue compiled once, copied a million times.  Pure.
 *
 * letter_read finds what the issue says of itself, its settings among it.
 * letter_compile resolves every merge tag, makes the text alternative, encodes
 * every static span.  letter_render puts one person's message together from
 * those spans and a few small values: nothing is parsed or encoded again but
 * what differs.
 */
#ifndef ISSUE_LETTER_H
#define ISSUE_LETTER_H

#include "issue/finding.h"
#include "issue/manuscript.h"
#include "issue/picture.h"
#include "issue/source.h"
#include "issue/template.h"
#include "issue/tracking.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

#define LETTER_MAX (16u << 20) /* octets of one message */

/* The same in every copy.  Strings are UTF-8, "" where absent. */
struct identity {
	const char *from_name, *from_address; /* address: ASCII */
	const char *reply_name, *reply_to;    /* reply_to: ASCII */
	const char *list_name, *list_id;      /* list_id: "label.domain" (RFC 2919) */
	const char *list_help;                /* URI */
	const char *postal_address;
	const char *language; /* of the list: for an issue that does not say its own */
	const char *feedback_id;
	struct picture_host pictures;
	/* HTML without merge tags, put first into the head and the body of the issue. */
	const char *head, *body;
	const struct tracking *tracking; /* NULL: links stay as they are */
	/* By the number of a link, from 1: where it leads now; NULL: where the file says. */
	const char *const *mended;
	size_t nmended;
	bool drop_mirror;  /* take links to {{ mirror }} out of the issue */
	const char *issue; /* its name, and the moment that its calendar entries are of */
	int64_t now;       /* UTC seconds */
	const struct header_setting
	    *headers; /* header.NAME, value in the merge language */
	size_t nheaders;
};

struct header_setting {
	const char *name, *value;
};

struct letter;

/* One person's copy. */
struct copy {
	struct bindings bindings;
	const char *to_name;    /* "": none; controls become blanks */
	const char *to_address; /* ASCII; "": not for a header (RFC 6531 local part) */
	const char *reply_name, *reply_to; /* of this copy; reply_to NULL: identity's */
	const char *message_id;            /* without <> */
	int64_t date;                      /* UTC seconds */
	const char *unsubscribe_url;       /* https or http; "": none */
	const char *unsubscribe_mailto;    /* "mailto:…"; "": none */
	bool one_click;                    /* write List-Unsubscribe-Post (RFC 8058) */
	bool personal; /* an answer to this person, not mail of the list: no field
			* that says so, no way to leave */
	bool test;     /* mark the subject */
};

/*
 * Read the file called name in source.  Mistakes are in f; -1 with ERR_DATA only
 * when it cannot be read at all.  Everything is borrowed for the life of the
 * letter, which belongs to arena a.
 */
int letter_read(struct letter **out, struct source *source, const char *name,
    struct arena *a, struct findings *f, struct err *e);

/* Files that the issue refers to and that its source has not: pictures, attachments,
 * params, a text part of one's own.  They are to be added to it, with a fault where
 * there are none. */
struct letter_wish {
	enum source_role role;
	const char *name;
};

/* In *wishes, in the letter's arena; returns their number. */
size_t letter_wishes(const struct letter *l, struct letter_wish **wishes);

/*
 * Compile what was read; then it can be rendered.  Mistakes are added to f; with
 * errors in it, older ones too, the return value is -1 with ERR_DATA.  subject ""
 * takes the issue's own.  files: the source, with the bytes of attachments and, where
 * they go inline, of pictures; borrowed for the call, all others as long as l lives.
 */
int letter_compile(struct letter *l, const struct source *files,
    const struct identity *identity, const struct vocabulary *v, const char *subject,
    struct findings *f, struct err *e);

/* Append the whole message to out: 7-bit, CR LF, each piece asserted where it was made
 * (issue/wire.h). */
int letter_render(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);

/* The same; what all copies have in common is shared with the letter, which must
 * outlive out. */
int letter_render_pieces(
    const struct letter *l, const struct copy *c, struct pieces *out, struct err *e);

/* Only one part, decoded, as a reader gets it (preview); ERR_NOINPUT: there is no
 * such part, the issue is a text. */
int letter_render_text(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);
int letter_render_html(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);
int letter_render_subject(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);

/* The line that lists of mail show behind the subject; "" when there is none. */
int letter_render_preheader(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e);

/* The pictures of the issue, and how its copies have them. */
const struct pictures *letter_pictures(const struct letter *l);

/* The subject as it was written, merge tags and all. */
const char *letter_subject(const struct letter *l);

/* What the issue says of itself: subject, language, settings, links.  All that
 * can be asked of a letter before it is compiled. */
const struct manuscript *letter_manuscript(const struct letter *l);

/* What a text part of one's own is called, for the issue in file: june.txt beside
 * june.html. */
const char *letter_text_name(const char *file, struct arena *a);

/* The name of its file, as messages give it. */
const char *letter_file(const struct letter *l);

/*
 * The templates of a compiled letter that somebody wrote, each tag in one of them:
 * what is made of them (a text alternative) is left out.  Returns their number.
 */
#define LETTER_WRITTEN_MAX 3
struct letter_written {
	struct template *template;
	const struct vocabulary *vocabulary;
	const char *file; /* for finding_add, with text */
	struct span text;
	size_t at; /* the place in text of all its tags; SIZE_MAX: of each its own */
};
int letter_written(const struct letter *l, struct letter_written *out);

/* Does any part, or header field, name this? */
bool letter_uses(const struct letter *l, enum name name);
bool letter_uses_field(const struct letter *l, size_t field);

#endif
