/* json - writing JSON into a buf.  See json.h. */
#include "util/json.h"

#include "util/utf8.h"

#include <inttypes.h>
#include <string.h>

void
json_init(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

static void
separate(struct json *j)
{
	if (j->comma)
		buf_addc(j->out, ',');
	j->comma = true;
}

static void
open(struct json *j, char bracket)
{
	separate(j);
	buf_addc(j->out, bracket);
	j->comma = false;
}

static void
close(struct json *j, char bracket)
{
	buf_addc(j->out, bracket);
	j->comma = true;
}

void
json_open_object(struct json *j)
{
	open(j, '{');
}

void
json_close_object(struct json *j)
{
	close(j, '}');
}

void
json_open_array(struct json *j)
{
	open(j, '[');
}

void
json_close_array(struct json *j)
{
	close(j, ']');
}

static void
escape(struct buf *out, uint32_t c)
{
	switch (c) {
	case '"':
		buf_adds(out, "\\\"");
		break;
	case '\\':
		buf_adds(out, "\\\\");
		break;
	case '\n':
		buf_adds(out, "\\n");
		break;
	case '\r':
		buf_adds(out, "\\r");
		break;
	case '\t':
		buf_adds(out, "\\t");
		break;
	case UTF8_BAD:
		buf_adds(out, "\xEF\xBF\xBD");
		break;
	default:
		buf_printf(out, "\\u%04x", (unsigned)c);
	}
}

static bool
is_plain_ascii(char c)
{
	return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

/* How many bytes at the begin stand for themselves. */
static size_t
plain_length(struct span v)
{
	size_t i = 0, len;
	uint32_t c;

	for (;;) {
		while (i < v.n && is_plain_ascii(v.s[i]))
			i++;
		len = utf8_next(v.s + i, v.n - i, &c);
		if (len == 0 || c < 0x80 || c == UTF8_BAD)
			return i;
		i += len;
	}
}

void
json_quote(struct buf *out, struct span v)
{
	size_t n;
	uint32_t c;

	buf_addc(out, '"');
	for (;;) {
		n = plain_length(v);
		buf_add(out, v.s, n);
		v = (struct span){ v.s + n, v.n - n };
		if (v.n == 0)
			break;
		n = utf8_next(v.s, v.n, &c);
		escape(out, c);
		v = (struct span){ v.s + n, v.n - n };
	}
	buf_addc(out, '"');
}

const char *
json_quoted(struct span v, struct arena *a)
{
	struct buf b;
	char *text;

	if (plain_length(v) == v.n) {
		text = arena_alloc(a, v.n + 3);
		text[0] = '"';
		memcpy(text + 1, v.s, v.n);
		text[v.n + 1] = '"';
		return text;
	}
	buf_init(&b, 6 * v.n + 2);
	json_quote(&b, v);
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

void
json_key(struct json *j, const char *key)
{
	separate(j);
	json_quote(j->out, span_of(key));
	buf_addc(j->out, ':');
	j->comma = false;
}

void
json_put_span(struct json *j, struct span v)
{
	separate(j);
	json_quote(j->out, v);
}

void
json_put_str(struct json *j, const char *v)
{
	json_put_span(j, span_of(v));
}

void
json_put_int(struct json *j, int64_t v)
{
	separate(j);
	buf_printf(j->out, "%" PRId64, v);
}

void
json_put_bool(struct json *j, bool v)
{
	json_put_raw(j, v ? "true" : "false");
}

void
json_put_null(struct json *j)
{
	json_put_raw(j, "null");
}

void
json_put_raw(struct json *j, const char *v)
{
	separate(j);
	buf_adds(j->out, v);
}
