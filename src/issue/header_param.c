/* header_param - a parameter of a MIME header field.  See header_param.h. */
#include "issue/header_param.h"

#include "issue/header.h"
#include "util/str.h"
#include "util/utf8.h"

#include <string.h>

#define QUOTED_MAX 60   /* octets of a value in quotation marks */
#define EXTENSION_MAX 8 /* octets, with the dot */
#define CHARSET "UTF-8''"

/* attribute-char of RFC 2231 §7, less what mail programs are known to stumble over. */
static bool
is_attribute_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("-._", c) != NULL);
}

/* Can it stand between quotation marks as it is?  "=?" would be taken for the
 * beginning of an encoded word. */
static bool
is_quotable(const char *value)
{
	struct span s = span_of(value);

	return s.n <= QUOTED_MAX && utf8_is_ascii(s) && !utf8_has_control(s) &&
	    strpbrk(value, "\"\\") == NULL && strstr(value, "=?") == NULL;
}

/* A character, percent-encoded; returns its length. */
static size_t
encode(struct span s, char out[16])
{
	static const char digits[] = "0123456789ABCDEF";
	uint32_t c;
	size_t n = utf8_next(s.s, s.n, &c), i, len = 0;

	for (i = 0; i < n; i++) {
		if (is_attribute_char(s.s[i])) {
			out[len++] = s.s[i];
			continue;
		}
		out[len++] = '%';
		out[len++] = digits[(unsigned char)s.s[i] >> 4];
		out[len++] = digits[(unsigned char)s.s[i] & 15];
	}
	out[len] = '\0';
	return n;
}

/* The length of value when it is percent-encoded. */
static size_t
encoded_length(const char *value)
{
	size_t n = 0;

	for (; *value != '\0'; value++)
		n += is_attribute_char(*value) ? 1 : 3;
	return n;
}

/* name*0*=…; name*1*=… */
static void
add_pieces(struct buf *out, const char *name, const char *value)
{
	struct span rest = span_of(value);
	unsigned piece = 0;
	size_t line = 0, n;
	char c[16];

	while (rest.n > 0) {
		n = encode(rest, c);
		/* One column is for the ";" after it. */
		if (piece == 0 || out->len - line + strlen(c) + 1 > HEADER_LINE_AIM) {
			buf_adds(out, piece > 0 ? ";\r\n " : "");
			line = out->len - 1;
			buf_printf(
			    out, "%s*%u*=%s", name, piece, piece == 0 ? CHARSET : "");
			piece++;
		}
		buf_adds(out, c);
		rest.s += n;
		rest.n -= n;
	}
}

void
header_param_add(struct buf *out, const char *name, const char *value)
{
	buf_adds(out, ";\r\n ");
	if (is_quotable(value)) {
		buf_printf(out, "%s=\"%s\"", name, value);
		return;
	}
	if (strlen(name) + strlen(" *=" CHARSET ";") + encoded_length(value) >
	    HEADER_LINE_AIM) {
		add_pieces(out, name, value);
		return;
	}
	buf_printf(out, "%s*=" CHARSET, name);
	for (; *value != '\0'; value++) {
		if (is_attribute_char(*value))
			buf_addc(out, *value);
		else
			buf_printf(out, "%%%02X", (unsigned char)*value);
	}
}

const char *
header_param_plain(const char *value, struct arena *a)
{
	struct span bare = utf8_unaccent(a, span_of(value)), extension = { "", 0 };
	char *plain = arena_alloc(a, bare.n + 1);
	const char *dot;
	size_t i, step, n = 0;
	uint32_t c;

	for (i = 0; i < bare.n; i += step) {
		step = utf8_next(bare.s + i, bare.n - i, &c);
		plain[n++] = c < 0x7F && c >= ' ' && strchr("\"\\?=", (int)c) == NULL
		    ? (char)c
		    : '_';
	}
	if (n <= QUOTED_MAX)
		return plain;
	dot = strrchr(plain, '.');
	if (dot != NULL && strlen(dot) <= EXTENSION_MAX)
		extension = span_of(dot);
	return arena_printf(a, "%.*s%.*s", (int)(QUOTED_MAX - extension.n), plain,
	    (int)extension.n, extension.s);
}
