/*
 * smtp_reply - reads SMTP replies from bytes (RFC 5321 §4.2, RFC 2034).  Pure.
 *
 * A hostile server is expected: a line longer than SMTP_REPLY_LINE_MAX, a reply
 * longer than SMTP_REPLY_MAX, bytes that are no reply, lines of one reply with
 * different codes are all refused.  Control characters never reach the text.
 */
#ifndef IO_SMTP_REPLY_H
#define IO_SMTP_REPLY_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define SMTP_REPLY_LINE_MAX 8192 /* octets, CR LF included */
#define SMTP_REPLY_MAX 65536     /* octets, all lines */

struct smtp_reply {
	int code;        /* 200 to 599 (571 is in use, whatever the RFC); 0: none */
	char status[12]; /* enhanced code of the code's class, "5.1.1"; "": none */
	char text[512];  /* without both; UTF-8, one line, harmless, cut with "…" */
};

struct smtp_reply_reader {
	struct buf line;         /* an unfinished line */
	struct smtp_reply reply; /* the lines read so far */
	size_t total;
};

void smtp_reply_reader_init(struct smtp_reply_reader *r);
void smtp_reply_reader_release(struct smtp_reply_reader *r);

/*
 * Take up to n bytes at s; *used says how many.  1: *out is a whole reply
 * (bytes after it were not taken); 0: more bytes are needed; -1: this is no
 * SMTP, and never will be.
 */
int smtp_reply_feed(struct smtp_reply_reader *r, const char *s, size_t n, size_t *used,
    struct smtp_reply *out);

/* Were bytes taken that are no whole reply yet? */
bool smtp_reply_is_begun(const struct smtp_reply_reader *r);

/*
 * Append text to the string out, an array of size bytes: one line of UTF-8,
 * what controls a terminal replaced, cut with "…" where it would not fit.
 */
void smtp_text_add(char *out, size_t size, struct span text);

#endif
