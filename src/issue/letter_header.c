/* letter_header - the header of a letter's copies.  See letter_private.h. */
#include "issue/letter_private.h"

#include "issue/header.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

#define HEADER_VALUE_MAX 8192 /* octets of one merged header value */
#define TEST_MARK "[TEST] "

static void
add_ready(struct buf *out, struct span field)
{
	buf_add(out, field.s, field.n);
}

/* What b holds is ready for all copies. */
static struct span
take_ready(struct letter *l, struct buf *b)
{
	struct span s = { arena_memdup(l->arena, b->data, b->len), b->len };

	buf_reset(b);
	return s;
}

static int
prepare_subject(struct letter *l, struct buf *b, struct buf *value, struct err *e)
{
	struct copy nobody = { 0 };

	if (!template_is_plain(l->subject))
		return 0;
	if (letter_render_subject(l, &nobody, value, e) < 0 ||
	    header_text(b, "Subject", value->data, e) < 0)
		return err_ctx(e, "the subject");
	l->subject_line = take_ready(l, b);
	buf_reset(value);
	return 0;
}

static int
prepare_bulk(struct letter *l, struct buf *b, struct buf *value, struct err *e)
{
	const struct identity *id = l->identity;

	if (header_phrase(b, "List-Id", id->list_name, id->list_id, e) < 0)
		return -1;
	l->list_id = take_ready(l, b);
	if (*id->list_help != '\0') {
		buf_printf(value, "<%s>", id->list_help);
		if (header_raw(b, "List-Help", value->data, e) < 0)
			return -1;
	}
	buf_reset(value);
	buf_printf(value, "<mailto:%s>",
	    *id->reply_to != '\0' ? id->reply_to : id->from_address);
	if (header_raw(b, "List-Owner", value->data, e) < 0 ||
	    header_raw(b, "List-Post", "NO", e) < 0)
		return -1;
	if (header_raw(b, "Auto-Submitted", "auto-generated", e) < 0 ||
	    header_raw(b, "Precedence", "bulk", e) < 0 ||
	    header_raw(b, "Feedback-ID", id->feedback_id, e) < 0)
		return -1;
	l->bulk = take_ready(l, b);
	return 0;
}

int
letter_prepare_headers(struct letter *l, struct err *e)
{
	const struct identity *id = l->identity;
	struct buf b, value;
	int rc = -1;

	buf_init(&b, LETTER_MAX);
	buf_init(&value, HEADER_VALUE_MAX);
	if (header_mailbox(&b, "From", id->from_name, id->from_address, e) < 0)
		goto out;
	l->from = take_ready(l, &b);
	if (*id->reply_to != '\0') {
		if (header_mailbox(&b, "Reply-To", id->reply_name, id->reply_to, e) < 0)
			goto out;
		l->reply_to = take_ready(l, &b);
	}
	if (prepare_subject(l, &b, &value, e) < 0)
		goto out;
	rc = *id->list_id != '\0' ? prepare_bulk(l, &b, &value, e) : 0;
out:
	buf_release(&b);
	buf_release(&value);
	return rc;
}

static int
add_subject(const struct letter *l, const struct copy *c, struct buf *out,
    struct buf *value, struct err *e)
{
	char *marked;
	int rc;

	if (!c->test && l->subject_line.n > 0) {
		add_ready(out, l->subject_line);
		return 0;
	}
	buf_reset(value);
	if (letter_render_subject(l, c, value, e) < 0)
		return err_ctx(e, "the subject");
	if (!c->test)
		return header_text(out, "Subject", value->data, e);
	marked = xcalloc(value->len + sizeof(TEST_MARK), 1);
	memcpy(marked, TEST_MARK, strlen(TEST_MARK));
	memcpy(marked + strlen(TEST_MARK), value->data, value->len);
	rc = header_text(out, "Subject", marked, e);
	xfree(marked);
	return rc;
}

/* RFC 2369, RFC 8058: the web address first, one of each kind. */
static int
add_leaving(const struct copy *c, struct buf *out, struct buf *value, struct err *e)
{
	const char *url = c->unsubscribe_url, *mailto = c->unsubscribe_mailto;

	buf_reset(value);
	if (*url != '\0')
		buf_printf(value, "<%s>", url);
	if (*mailto != '\0')
		buf_printf(value, "%s<%s>", *url != '\0' ? ", " : "", mailto);
	if (header_raw(out, "List-Unsubscribe", value->data, e) < 0)
		return -1;
	if (*url == '\0' || !c->one_click)
		return 0;
	return header_raw(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", e);
}

static int
add_addresses(const struct letter *l, const struct copy *c, struct buf *out,
    struct buf *value, struct err *e)
{
	if (header_date(out, "Date", c->date, e) < 0)
		return -1;
	add_ready(out, l->from);
	/* An address with a non-ASCII local part may stand in the envelope alone:
	 * the message stays 7-bit (RFC 5322 §3.4, an empty group). */
	if (*c->to_address == '\0') {
		if (header_raw(out, "To", "undisclosed-recipients:;", e) < 0)
			return -1;
	} else {
		buf_reset(value);
		buf_adds(value, c->to_name);
		buf_truncate(value, utf8_blank_controls(value->data, value->len));
		if (header_mailbox(out, "To", value->data, c->to_address, e) < 0)
			return -1;
	}
	if (c->reply_to != NULL)
		return header_mailbox(out, "Reply-To", c->reply_name, c->reply_to, e);
	add_ready(out, l->reply_to);
	return 0;
}

static int
add_list(const struct letter *l, const struct copy *c, struct buf *out, struct buf *value,
    struct err *e)
{
	if (c->personal)
		return header_raw(out, "Auto-Submitted", "auto-generated", e);
	add_ready(out, l->list_id);
	if (add_leaving(c, out, value, e) < 0)
		return -1;
	add_ready(out, l->bulk);
	return 0;
}

/* One that has nothing to say to this reader is left out. */
static int
add_own(const struct letter *l, const struct copy *c, struct buf *out, struct buf *value,
    struct err *e)
{
	size_t i;

	for (i = 0; i < l->nheaders; i++) {
		buf_reset(value);
		if (template_render_header(
			l->headers[i].template, &c->bindings, value, e) < 0)
			goto fail;
		if (value->data[strspn(value->data, " ")] == '\0')
			continue;
		if (header_text(out, l->headers[i].name, value->data, e) < 0)
			goto fail;
	}
	return 0;
fail:
	return err_ctx(e, "the header field %s", l->headers[i].name);
}

int
letter_add_headers(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	struct buf value;
	int rc = -1;

	buf_init(&value, HEADER_VALUE_MAX);
	if (add_addresses(l, c, out, &value, e) < 0 ||
	    add_subject(l, c, out, &value, e) < 0)
		goto out;
	buf_reset(&value);
	buf_printf(&value, "<%s>", c->message_id);
	if (header_raw(out, "Message-ID", value.data, e) < 0 ||
	    add_list(l, c, out, &value, e) < 0 || add_own(l, c, out, &value, e) < 0)
		goto out;
	rc = header_raw(out, "MIME-Version", "1.0", e);
out:
	buf_release(&value);
	return rc;
}
