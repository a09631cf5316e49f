/* dkim - sign a finished message.  See dkim.h; keys are in dkim_key.c. */
#include "issue/dkim.h"

#include "issue/dkim_canon.h"
#include "util/xalloc.h"

#include <openssl/evp.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FIELDS_MAX 256        /* of a message */
#define HEADER_MAX (1u << 20) /* octets of its signed fields */
#define LINE_AIM 78
#define HASH_SIZE 32
#define BASE64_SIZE 48 /* of a hash, and its NUL */

/*
 * Signed wherever they stand.  sealed: named once more than they stand there, so that
 * nobody can add one either: what a reader sees, and where an answer or a click to
 * leave goes.
 */
static const struct {
	const char *name;
	bool sealed;
} signed_fields[] = {
	{ "From", true },
	{ "Sender", false },
	{ "Reply-To", true },
	{ "To", true },
	{ "Cc", true },
	{ "Subject", true },
	{ "Date", true },
	{ "Message-ID", true },
	{ "In-Reply-To", false },
	{ "References", false },
	{ "MIME-Version", true },
	{ "Content-Type", true },
	{ "Content-Transfer-Encoding", true },
	{ "List-Unsubscribe", true },
	{ "List-Unsubscribe-Post", true },
	{ "Feedback-ID", false },
	{ "CFBL-Address", false },
	{ "CFBL-Feedback-ID", false },
	{ "Auto-Submitted", false },
};
#define LIST_PREFIX "List-"

/* What the signatures of a message have in common. */
struct signing {
	struct buf names; /* the tag h= */
	struct buf text;  /* the canonical fields, each with its line end */
	char body_hash[BASE64_SIZE];
};

static bool
is_signed(struct span name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(signed_fields); i++) {
		if (name.n == strlen(signed_fields[i].name) &&
		    strncasecmp(name.s, signed_fields[i].name, name.n) == 0)
			return true;
	}
	return name.n > strlen(LIST_PREFIX) &&
	    strncasecmp(name.s, LIST_PREFIX, strlen(LIST_PREFIX)) == 0;
}

static void
add_name(struct buf *names, const char *s, size_t n)
{
	buf_adds(names, names->len > 0 ? ":" : " h=");
	buf_add(names, s, n);
}

/* Names and text of the fields to sign; *body is what comes behind them.  Where a
 * name is there twice the lower one is meant first (§5.4.2): so from below. */
static int
read_fields(struct signing *s, struct span message, struct span *body, struct err *e)
{
	struct span fields[FIELDS_MAX], name;
	size_t n = 0, i;

	*body = message;
	while (dkim_canon_next(body, &fields[n])) {
		if (++n == FIELDS_MAX)
			return err_set(e, ERR_DATA,
			    "the message has over %d header fields", FIELDS_MAX);
	}
	while (n-- > 0) {
		name = dkim_canon_name(fields[n]);
		if (!is_signed(name))
			continue;
		add_name(&s->names, name.s, name.n);
		dkim_canon_field(fields[n], &s->text);
		buf_adds(&s->text, "\r\n");
	}
	for (i = 0; i < ARRAY_LEN(signed_fields); i++) {
		if (signed_fields[i].sealed)
			add_name(&s->names, signed_fields[i].name,
			    strlen(signed_fields[i].name));
	}
	buf_addc(&s->names, ';');
	return 0;
}

static void
hash_piece(void *arg, struct span piece)
{
	EVP_DigestUpdate(arg, piece.s, piece.n);
}

static int
hash_body(struct signing *s, struct span body, struct err *e)
{
	unsigned char hash[HASH_SIZE];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool done = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;

	if (done) {
		dkim_canon_body(body, hash_piece, md);
		done = EVP_DigestFinal_ex(md, hash, NULL) == 1;
	}
	EVP_MD_CTX_free(md);
	if (!done)
		return err_set(e, ERR_SYSTEM, "libcrypto cannot hash");
	EVP_EncodeBlock((unsigned char *)s->body_hash, hash, sizeof(hash));
	return 0;
}

/* A header field that is being written, and how far its last line is. */
struct field {
	struct buf *out;
	size_t line; /* where the last line begins */
};

/* Add a piece that may not be broken; one that does not fit any more begins a line,
 * behind the blank that it begins with or gets. */
static void
add_piece(struct field *f, const char *s, size_t n)
{
	if (f->out->len + n - f->line > LINE_AIM) {
		buf_adds(f->out, "\r\n");
		f->line = f->out->len;
		if (n > 0 && s[0] != ' ')
			buf_addc(f->out, ' ');
	}
	buf_add(f->out, s, n);
}

__attribute__((format(printf, 2, 3))) static void
add_tag(struct field *f, const char *fmt, ...)
{
	char tag[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(tag, sizeof(tag), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(tag))
		BUG("a tag of %d octets", n);
	add_piece(f, tag, (size_t)n);
}

/* The tag h=, each name a piece with its colon. */
static void
add_names(struct field *f, const char *names)
{
	size_t n;

	for (; *names != '\0'; names += n) {
		n = strcspn(names, ":");
		n += names[n] == ':';
		add_piece(f, names, n);
	}
}

/* Base64 may be broken anywhere. */
static void
add_base64(struct field *f, const struct buf *text)
{
	size_t at = 0, room;

	while (at < text->len) {
		room = LINE_AIM - (f->out->len - f->line);
		if (room > text->len - at)
			room = text->len - at;
		add_piece(f, text->data + at, room);
		at += room;
		if (at < text->len) {
			buf_adds(f->out, "\r\n ");
			f->line = f->out->len - 1;
		}
	}
}

/* Append the field of one key to out. */
static int
add_signature(struct signing *s, const struct dkim_key *k, int64_t now, struct buf *out,
    struct err *e)
{
	struct field f = { out, out->len };
	size_t fields = s->text.len, start = out->len;
	struct buf base64;
	int rc;

	buf_init(&base64, HEADER_MAX);
	add_tag(&f, "DKIM-Signature: v=1;");
	add_tag(&f, " a=%s;",
	    dkim_key_algorithm(k) == DKIM_RSA ? "rsa-sha256" : "ed25519-sha256");
	add_tag(&f, " c=relaxed/relaxed;");
	add_tag(&f, " d=%s;", dkim_key_domain(k));
	add_tag(&f, " s=%s;", dkim_key_selector(k));
	add_tag(&f, " t=%lld;", (long long)now);
	add_tag(&f, " bh=%s;", s->body_hash);
	add_names(&f, s->names.data);
	add_tag(&f, " b=");
	/* The field signs itself too, as it is without its own value. */
	dkim_canon_field((struct span){ out->data + start, out->len - start }, &s->text);
	rc = dkim_key_sign(k, (struct span){ s->text.data, s->text.len }, &base64, e);
	buf_truncate(&s->text, fields);
	add_base64(&f, &base64);
	buf_adds(out, "\r\n");
	buf_release(&base64);
	return rc;
}

int
dkim_sign(struct dkim_key *const *keys, size_t n, int64_t now, struct buf *message,
    struct err *e)
{
	struct signing s;
	struct span body;
	struct buf out;
	size_t i;
	int rc = -1;

	buf_init(&s.names, HEADER_MAX);
	buf_init(&s.text, HEADER_MAX);
	buf_init(&out, HEADER_MAX);
	if (read_fields(&s, (struct span){ message->data, message->len }, &body, e) < 0 ||
	    hash_body(&s, body, e) < 0)
		goto out;
	for (i = 0; i < n; i++) {
		if (add_signature(&s, keys[i], now, &out, e) < 0)
			goto out;
	}
	if (s.names.overflowed || s.text.overflowed || out.overflowed ||
	    message->len + out.len > message->max) {
		err_set(e, ERR_DATA, "the message is too long to be signed");
		goto out;
	}
	buf_insert(message, 0, out.data, out.len);
	rc = 0;
out:
	buf_release(&s.names);
	buf_release(&s.text);
	buf_release(&out);
	return rc;
}
