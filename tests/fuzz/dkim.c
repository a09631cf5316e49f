/*
 * A message with any header and body: what is hashed is what RFC 6376 says, written
 * down here in the plainest way; and a signature leaves the message as it was.
 */
#include "fuzz.h"

#include "issue/dkim.h"
#include "issue/dkim_canon.h"

#include <string.h>

#define TEXT_MAX (1u << 20)

/* RFC 8463 appendix A.2. */
static const char pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

static void
take(void *arg, struct span piece)
{
	hold(piece.n > 0);
	buf_add(arg, piece.s, piece.n);
}

static bool
is_line_end(struct span body, size_t at)
{
	return body.n - at >= 2 && memcmp(body.s + at, "\r\n", 2) == 0;
}

/* Section 3.4.4, a line at a time. */
static void
plain_body(struct span body, struct buf *out)
{
	size_t content = 0, start, i = 0;
	bool held;

	while (i < body.n) {
		start = out->len;
		held = false;
		for (; i < body.n && !is_line_end(body, i); i++) {
			if (body.s[i] == ' ' || body.s[i] == '\t') {
				held = true;
				continue;
			}
			if (held)
				buf_addc(out, ' ');
			held = false;
			buf_addc(out, body.s[i]);
		}
		i += 2;
		buf_adds(out, "\r\n");
		if (out->len > start + 2)
			content = out->len;
	}
	/* Empty lines at the end do not count. */
	buf_truncate(out, content);
}

static void
check_canon(struct span message)
{
	struct span rest = message, field;
	struct buf got, want;
	const char *p = message.s;

	buf_init(&got, TEXT_MAX);
	buf_init(&want, TEXT_MAX);
	while (dkim_canon_next(&rest, &field)) {
		hold(field.s == p && field.n > 0);
		p += field.n;
		buf_reset(&got);
		dkim_canon_field(field, &got);
		hold(memmem(got.data, got.len, "\r\n", 2) == NULL);
	}
	hold(rest.s == p + field.n && rest.s + rest.n == message.s + message.n);
	buf_reset(&got);
	dkim_canon_body(rest, take, &got);
	plain_body(rest, &want);
	hold(got.len == want.len && memcmp(got.data, want.data, got.len) == 0);
	buf_release(&got);
	buf_release(&want);
}

static void
check_signature(struct span message)
{
	struct dkim_key *k;
	struct err e = { 0 };
	struct buf out;
	size_t own;

	hold(dkim_key_read(&k, span_of(pem), "a.example", "s", &e) == 0);
	buf_init(&out, TEXT_MAX);
	buf_add(&out, message.s, message.n);
	if (dkim_sign(&k, 1, 0, &out, &e) < 0) {
		hold(e.kind == ERR_DATA && out.len == message.n);
	} else {
		own = out.len - message.n;
		hold(memcmp(out.data, "DKIM-Signature: ", 16) == 0);
		hold(memcmp(out.data + own - 2, "\r\n", 2) == 0);
		hold(memmem(out.data, own, "\r\n\r\n", 4) == NULL);
		hold(memcmp(out.data + own, message.s, message.n) == 0);
	}
	buf_release(&out);
	dkim_key_free(k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span message = { (const char *)data, n };

	check_canon(message);
	if (n > 0)
		check_signature(message);
	return 0;
}
