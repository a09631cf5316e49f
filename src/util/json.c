/* json - writing JSON into a buf.  See json.h. */
#include "util/json.h"

#include "util/utf8.h"

#include <inttypes.h>

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

void
json_quote(struct buf *out, struct span v)
{
	size_t plain = 0, i = 0, len;
	uint32_t c;

	buf_addc(out, '"');
	for (; (len = utf8_next(v.s + i, v.n - i, &c)) > 0; i += len) {
		if (c != '"' && c != '\\' && c >= 0x20 && c != 0x7F && c != UTF8_BAD)
			continue;
		buf_add(out, v.s + plain, i - plain);
		escape(out, c);
		plain = i + len;
	}
	buf_add(out, v.s + plain, i - plain);
	buf_addc(out, '"');
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
