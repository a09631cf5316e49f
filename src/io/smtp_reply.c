/* smtp_reply - reads SMTP replies from bytes.  See smtp_reply.h. */
#include "io/smtp_reply.h"

#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

#define SPOILT (SMTP_REPLY_MAX + 1) /* total of a reader that saw what is no SMTP */

void
smtp_reply_reader_init(struct smtp_reply_reader *r)
{
	buf_init(&r->line, SMTP_REPLY_LINE_MAX);
	r->reply = (struct smtp_reply){ 0 };
	r->total = 0;
}

void
smtp_reply_reader_release(struct smtp_reply_reader *r)
{
	buf_release(&r->line);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters that end a line, hide text or turn it round on a terminal or in a log. */
static bool
is_control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* The printable form of the character at s: *len bytes of s become *out. */
static struct span
printable(const char *s, size_t n, size_t *len)
{
	ucs4_t c;
	int used = u8_mbtoucr(&c, (const uint8_t *)s, n);

	*len = used > 0 ? (size_t)used : 1;
	if (used <= 0)
		return span_of("\xEF\xBF\xBD"); /* U+FFFD */
	if (c == '\t')
		return span_of(" ");
	return is_control(c) ? span_of("?") : (struct span){ s, *len };
}

void
smtp_text_add(char *out, size_t size, struct span text)
{
	static const char more[] = "…";
	size_t at = strlen(out), len, room = size - sizeof more;
	struct span p;

	if (at > room || (at == room && str_ends(out, more))) /* cut before */
		return;
	for (; text.n > 0; text.s += len, text.n -= len) {
		p = printable(text.s, text.n, &len);
		if (at + p.n > room) {
			memcpy(out + at, more, sizeof more);
			return;
		}
		memcpy(out + at, p.s, p.n);
		at += p.n;
		out[at] = '\0';
	}
}

/* Octets of "1.23.456" at the start of text when a blank or nothing follows; or 0. */
static size_t
status_length(struct span text, int code)
{
	size_t i = 0;

	if (text.n < 5 || text.s[0] - '0' != code / 100 || code / 100 == 3)
		return 0;
	for (int part = 0; part < 3; part++) {
		size_t from = i;

		while (i < text.n && is_digit(text.s[i]))
			i++;
		if (i == from || i - from > (part == 0 ? 1U : 3U))
			return 0;
		if (part < 2 && (i == text.n || text.s[i++] != '.'))
			return 0;
	}
	return i == text.n || text.s[i] == ' ' || text.s[i] == '\t' ? i : 0;
}

/*
 * One line into the reply.  Servers repeat the enhanced code on each line; it
 * is kept once, in status, so that the texts of like refusals are alike.
 */
static void
add_text(struct smtp_reply *reply, struct span text)
{
	size_t n = status_length(text, reply->code);

	if (n > 0) {
		if (reply->status[0] == '\0')
			memcpy(reply->status, text.s, n); /* at most 9, and zeroed */
		text.s += n;
		text.n -= n;
	}
	text = span_trim(text);
	if (text.n == 0)
		return;
	if (reply->text[0] != '\0')
		smtp_text_add(reply->text, sizeof reply->text, span_of(" "));
	smtp_text_add(reply->text, sizeof reply->text, text);
}

/* 1: the last line of a reply; 0: there is more to come; -1: no reply. */
static int
add_line(struct smtp_reply *reply, struct span line)
{
	int code;

	if (line.n > 0 && line.s[line.n - 1] == '\r')
		line.n--;
	if (line.n < 3 || line.s[0] < '2' || line.s[0] > '5' || !is_digit(line.s[1]) ||
	    !is_digit(line.s[2]))
		return -1;
	code = (line.s[0] - '0') * 100 + (line.s[1] - '0') * 10 + (line.s[2] - '0');
	if (reply->code != 0 && reply->code != code)
		return -1;
	if (line.n > 3 && line.s[3] != ' ' && line.s[3] != '-')
		return -1;
	reply->code = code;
	if (line.n > 4)
		add_text(reply, (struct span){ line.s + 4, line.n - 4 });
	return line.n == 3 || line.s[3] == ' ';
}

static int
spoil(struct smtp_reply_reader *r)
{
	r->total = SPOILT;
	return -1;
}

int
smtp_reply_feed(struct smtp_reply_reader *r, const char *s, size_t n, size_t *used,
    struct smtp_reply *out)
{
	const char *lf;
	size_t take;
	int rc = 0;

	for (*used = 0; *used < n && rc == 0; *used += take) {
		lf = memchr(s + *used, '\n', n - *used);
		take = lf == NULL ? n - *used : (size_t)(lf - (s + *used)) + 1;
		if (r->total > SMTP_REPLY_MAX || take > SMTP_REPLY_MAX - r->total ||
		    take > SMTP_REPLY_LINE_MAX - r->line.len)
			return spoil(r);
		r->total += take;
		buf_add(&r->line, s + *used, take);
		if (lf == NULL)
			continue;
		rc = add_line(&r->reply, (struct span){ r->line.data, r->line.len - 1 });
		buf_reset(&r->line);
	}
	if (rc < 0)
		return spoil(r);
	if (rc == 0)
		return r->total > SMTP_REPLY_MAX ? -1 : 0;
	*out = r->reply;
	r->reply = (struct smtp_reply){ 0 };
	r->total = 0;
	return 1;
}

bool
smtp_reply_is_begun(const struct smtp_reply_reader *r)
{
	return r->total > 0;
}
