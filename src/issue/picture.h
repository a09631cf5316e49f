/*
 * picture - the pictures of an issue: which files they are, and how copies have them.
 * Pure.
 *
 * An address without a scheme is the path of a file beside the issue, percent-encoded;
 * a data: address holds its picture itself.  These are ours: their address is changed
 * to where readers find them.  All others (https:, cid:) stay as they are, and so does
 * one that begins with a merge tag.
 */
#ifndef ISSUE_PICTURE_H
#define ISSUE_PICTURE_H

#include "issue/edit.h"
#include "issue/finding.h"
#include "issue/html.h"
#include "issue/mime.h"
#include "issue/source.h"
#include "util/arena.h"

#include <stddef.h>

#define PICTURE_BYTES_MAX (10u << 20) /* of one file */
#define PICTURES_MAX 500              /* files of one issue */

enum picture_way {
	PICTURE_INLINE, /* in the message, by Content-ID (RFC 2392) */
	PICTURE_HOSTED  /* on the web, by the hash of its bytes */
};

/* One place of a picture that is ours. */
struct picture {
	struct span raw;   /* its address in the HTML's source */
	const char *name;  /* of the file in the source */
	const char *fault; /* why the address cannot name a file; "": it can */
};

struct pictures {
	struct picture *list;
	size_t n;
	const char **names; /* of the different files that they are */
	size_t nnames;
};

/* The path that an address without a scheme means, without ?query and #fragment, in
 * arena a; NULL when it has characters that no path has. */
const char *picture_path(const char *address, struct arena *a);

/* Find those of h.  What a data: address holds is added to source, unless that has it
 * already. */
void pictures_find(
    struct pictures *out, const struct html *h, struct source *source, struct arena *a);

/* Add an error to f at each place whose file is missing or no picture. */
void pictures_check(const struct pictures *p, const struct html *h,
    const struct source *source, const char *file, struct findings *f);

/* How the pictures are had: what their new address is made of. */
struct picture_host {
	enum picture_way way;
	const char *url;    /* hosted: what stands before HASH.EXTENSION */
	const char *domain; /* inline: of the Content-IDs, ASCII */
};

/* What a picture is called where it is hosted: HASH.EXTENSION. */
const char *picture_hosted_name(
    const unsigned char hash[SOURCE_HASH_SIZE], const char *type, struct arena *a);

/* Change their addresses. */
void pictures_edit(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct edits *edits);

/* The parts that the HTML then refers to, one for each different file, in *parts;
 * returns their number, 0 where they are not inline.  Their files must be loaded. */
size_t pictures_parts(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct mime_part **parts, struct arena *a);

/*
 * Append html to out, which is the HTML of one copy, with each of these pictures in it
 * as a data: address: to look at it where nothing is hosted.  Their files must be
 * loaded.
 */
void pictures_embed(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct span html, struct buf *out);

#endif
