/*
 * issue_files - the files of an issue as the database keeps them: its snapshot.
 *
 * Owns the tables issue_file and content.  A content is kept once, by its hash,
 * however many issues have it, and its pictures are what the public pages serve.
 */
#ifndef DELIVERY_ISSUE_FILES_H
#define DELIVERY_ISSUE_FILES_H

#include "io/db.h"
#include "issue/source.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdint.h>

/* A content that no issue has is kept for so long: the pictures of test copies. */
#define CONTENT_UNUSED_SECONDS (30 * 86400)

/*
 * In the caller's transaction: the issue is made of these files, in this order, and
 * no longer of those before.  A file that is not loaded must be in the database
 * already.  Contents that nothing has used for long are removed.
 */
int issue_files_store(struct db *db, int64_t issue, const struct source *source,
    int64_t now, struct err *e);

/* Keep the pictures of a message that is mailed without being an issue: a test copy. */
int issue_files_keep_pictures(
    struct db *db, const struct source *source, int64_t now, struct err *e);

/* What issue_files_store stored, in arena a: the issue's own file and its texts with
 * their bytes, pictures and attachments without. */
int issue_files_load(
    struct db *db, int64_t issue, struct source *out, struct arena *a, struct err *e);

/*
 * The files of source with the bytes that a message has in it: of attachments and,
 * with pictures, of pictures.  What is not loaded is, into arena a, and *out lives as
 * long; source stays as it is.
 */
int issue_files_complete(struct db *db, const struct source *source, bool pictures,
    struct source *out, struct arena *a, struct err *e);

/* A picture that is kept under this hash, and its media type, in arena a; *type is ""
 * when there is none. */
int issue_files_picture(struct db *db, const unsigned char hash[SOURCE_HASH_SIZE],
    const char **type, struct span *bytes, struct arena *a, struct err *e);

#endif
