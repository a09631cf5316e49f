/*
 * json - writing JSON into a buf.  Pure; reading is jansson's job.
 *
 * Commas are written by themselves.  That brackets match and that a key comes
 * before each value of an object is the caller's affair.  Text is UTF-8; what
 * is not becomes U+FFFD, so that the result is JSON whatever came in.
 */
#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
	struct buf *out; /* borrowed */
	bool comma;      /* before the next value or key */
};

void json_init(struct json *j, struct buf *out);

void json_open_object(struct json *j);
void json_close_object(struct json *j);
void json_open_array(struct json *j);
void json_close_array(struct json *j);

void json_key(struct json *j, const char *key);
void json_put_str(struct json *j, const char *v);
void json_put_span(struct json *j, struct span v);
void json_put_int(struct json *j, int64_t v);
void json_put_bool(struct json *j, bool v);
void json_put_null(struct json *j);
void json_put_raw(struct json *j, const char *v); /* is JSON already */

/* Only the quoted, escaped string, whatever stands before it. */
void json_quote(struct buf *out, struct span v);
const char *json_quoted(struct span v, struct arena *a);

#endif
