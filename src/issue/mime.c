/* mime - the tree of a message.  See mime.h. */
#include "issue/mime.h"

#include "issue/header_param.h"
#include "issue/wire.h"
#include "util/buf.h"
#include "util/utf8.h"

#include <openssl/evp.h>
#include <string.h>

#define BASE64_LINE 57 /* octets that become 76 */

/* "=_" can stand neither in quoted-printable nor in base64, so no part can hold one of
 * these; and none is the beginning of another. */
#define MIXED "=_nlctl_mixed"
#define ALTERNATIVE "=_nlctl_alternative"
#define RELATED "=_nlctl_related"

#define QUOTED_PRINTABLE "Content-Transfer-Encoding: quoted-printable\r\n"

/* Before a part.  The CR LF before a boundary belongs to it (RFC 2046 §5.1.1). */
static void
open_part(struct buf *out, const char *boundary)
{
	buf_printf(out, "\r\n--%s\r\n", boundary);
}

static void
close_parts(struct buf *out, const char *boundary)
{
	buf_printf(out, "\r\n--%s--", boundary);
}

static void
begin_multipart(struct buf *out, const char *kind, const char *boundary)
{
	buf_printf(out, "Content-Type: multipart/%s; boundary=\"%s\"", kind, boundary);
	/* RFC 2387 §3.1: what the part is whose address the others have. */
	buf_adds(
	    out, str_eq(boundary, RELATED) ? ";\r\n type=\"text/html\"\r\n" : "\r\n");
}

static void
add_base64(struct buf *out, struct span bytes)
{
	char line[BASE64_LINE / 3 * 4 + 1];
	size_t n;

	while (bytes.n > 0) {
		n = bytes.n < BASE64_LINE ? bytes.n : BASE64_LINE;
		EVP_EncodeBlock(
		    (unsigned char *)line, (const unsigned char *)bytes.s, (int)n);
		buf_adds(out, line);
		bytes.s += n;
		bytes.n -= n;
		/* The last line's end belongs to the boundary. */
		buf_adds(out, bytes.n > 0 ? "\r\n" : "");
	}
}

/*
 * A plain name stands in Content-Type, the real one in Content-Disposition: a second
 * "filename" there would be a name given twice to a strict reader, who then takes the
 * first.
 */
static void
add_file(struct buf *out, const struct mime_part *p, const char *boundary,
    const char *disposition, struct arena *a)
{
	char *name = arena_strdup(a, p->name);

	name[utf8_blank_controls(name, strlen(name))] = '\0';
	open_part(out, boundary);
	buf_printf(out, "Content-Type: %s", p->type);
	header_param_add(out, "name", header_param_plain(name, a));
	buf_adds(out, "\r\nContent-Transfer-Encoding: base64\r\n");
	if (*p->cid != '\0')
		buf_printf(out, "Content-ID: <%s>\r\n", p->cid);
	buf_printf(out, "Content-Disposition: %s", disposition);
	header_param_add(out, "filename", name);
	buf_adds(out, "\r\n\r\n");
	add_base64(out, p->bytes);
}

static struct span
take(struct buf *b, struct arena *a)
{
	struct span s = { arena_memdup(a, b->data, b->len), b->len };

	buf_reset(b);
	wire_assert(s);
	return s;
}

/* The levels over the text open before it; the first of them is the message's own. */
static void
make_head(struct mime *out, const struct mime_tree *t, struct buf *b, struct arena *a)
{
	static const char plain[] =
	    "Content-Type: text/plain; charset=utf-8\r\n" QUOTED_PRINTABLE;

	if (t->nattachments > 0)
		begin_multipart(b, "mixed", MIXED);
	else if (t->html)
		begin_multipart(b, "alternative", ALTERNATIVE);
	else
		buf_adds(b, plain);
	out->head = take(b, a);
	if (t->nattachments > 0) {
		open_part(b, MIXED);
		if (t->html)
			begin_multipart(b, "alternative", ALTERNATIVE);
	}
	if (t->html)
		open_part(b, ALTERNATIVE);
	buf_adds(b, t->html || t->nattachments > 0 ? plain : "");
	buf_adds(b, "\r\n");
	out->text_lead = take(b, a);
}

static void
make_html_lead(
    struct mime *out, const struct mime_tree *t, struct buf *b, struct arena *a)
{
	if (!t->html)
		return;
	open_part(b, ALTERNATIVE);
	if (t->npictures > 0) {
		begin_multipart(b, "related", RELATED);
		open_part(b, RELATED);
	}
	buf_adds(b, "Content-Type: text/html; charset=utf-8\r\n" QUOTED_PRINTABLE "\r\n");
	out->html_lead = take(b, a);
}

static void
make_tail(struct mime *out, const struct mime_tree *t, struct buf *b, struct arena *a)
{
	size_t i;

	for (i = 0; i < t->npictures; i++)
		add_file(b, &t->pictures[i], RELATED, "inline", a);
	if (t->npictures > 0)
		close_parts(b, RELATED);
	if (t->html)
		close_parts(b, ALTERNATIVE);
	for (i = 0; i < t->nattachments; i++)
		add_file(b, &t->attachments[i], MIXED, "attachment", a);
	if (t->nattachments > 0)
		close_parts(b, MIXED);
	buf_adds(b, "\r\n");
	if (!b->overflowed)
		out->tail = take(b, a);
}

int
mime_make(struct mime *out, const struct mime_tree *tree, size_t max, struct arena *a,
    struct err *e)
{
	struct buf b;
	int rc = 0;

	*out = (struct mime){ 0 };
	buf_init(&b, max);
	make_head(out, tree, &b, a);
	make_html_lead(out, tree, &b, a);
	make_tail(out, tree, &b, a);
	if (b.overflowed)
		rc = err_set(e, ERR_DATA,
		    "its pictures and attachments make a message of over %zu MiB",
		    max >> 20);
	buf_release(&b);
	return rc;
}
