/*
 * message_judge - what a message says, read strictly and quickly, sharing nothing with
 * the program: bytecheck.py in C, for a hundred thousand messages (e2e/adversary.c) and
 * for a fuzzer's millions (fuzz/letter.c).
 *
 * It knows the rules of MAIL.md §1 on octets, lines, fields, encoded words,
 * quoted-printable, base64 and parts.  Everything else is left to the other judges.
 */
#ifndef TESTS_MESSAGE_JUDGE_H
#define TESTS_MESSAGE_JUDGE_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define JUDGED_MAX (16u << 20)
#define JUDGED_FIELDS 64

/* What every message judged here is from, goes to, and is of. */
#define JUDGED_FROM "news@asso.example"
#define JUDGED_TO "ann@example.org"
#define JUDGED_LIST "news.asso.example"

/* All decoded; empty where there is none, one after another where there are several. */
struct judged {
	struct buf subject, from, to, list, header, text, html, picture, file, file_name,
	    calendar;
};

#define JUDGED_BUFS(j) \
	{ \
		&(j)->subject, &(j)->from, &(j)->to, &(j)->list, &(j)->header, \
		    &(j)->text, &(j)->html, &(j)->picture, &(j)->file, &(j)->file_name, \
		    &(j)->calendar \
	}
#define JUDGED_COUNT 11

/* Scratch: of a field, of the lines of a part. */
static char nothing[] = "";
static struct buf value = { nothing, 0, 0, JUDGED_MAX, false };
static struct buf joined = { nothing, 0, 0, JUDGED_MAX, false };

static void
judge_release(void)
{
	buf_release(&value);
	buf_release(&joined);
}

static const char *const judged_names[JUDGED_COUNT] = { "subject", "from", "to", "list",
	"header", "text", "html", "picture", "file", "file_name", "calendar" };

static void
judged_init(struct judged *j)
{
	struct buf *all[] = JUDGED_BUFS(j);
	size_t i;

	for (i = 0; i < JUDGED_COUNT; i++)
		buf_init(all[i], JUDGED_MAX);
}

static void
judged_release(struct judged *j)
{
	struct buf *all[] = JUDGED_BUFS(j);
	size_t i;

	for (i = 0; i < JUDGED_COUNT; i++)
		buf_release(all[i]);
}

static void
judged_reset(struct judged *j)
{
	struct buf *all[] = JUDGED_BUFS(j);
	size_t i;

	for (i = 0; i < JUDGED_COUNT; i++)
		buf_reset(all[i]);
}

/* --- octets and lines ------------------------------------------------------- */

static const char *
wrong_octets(const char *s, size_t n)
{
	size_t i, line = 0;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\r' && i + 1 < n && s[i + 1] == '\n') {
			if (i - line > 998)
				return "a line of over 998 octets";
			line = ++i + 1;
			continue;
		}
		if ((c < ' ' && c != '\t') || c > '~')
			return "an octet that is not printable ASCII, or a bare CR or LF";
		if (i == line && c == '.')
			return "a line that begins with a dot";
		if (i == line && n - i >= 5 && memcmp(s + i, "From ", 5) == 0)
			return "a line that begins with 'From '";
	}
	return line == n ? NULL : "no CR LF at the end";
}

/* --- decoding ---------------------------------------------------------------- */

static int
judge_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Strict: no blanks, padding only at the end, no spare bits. */
static bool
judge_base64(const char *s, size_t n, struct buf *out)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at;
	uint32_t bits = 0;
	size_t i, have = 0, pad = 0;

	if (n % 4 != 0)
		return false;
	for (i = 0; i < n; i++) {
		if (s[i] == '=') {
			pad++;
			continue;
		}
		at = memchr(digits, s[i], 64);
		if (at == NULL || pad > 0)
			return false;
		bits = bits << 6 | (uint32_t)(at - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have & 255));
		}
	}
	return pad <= 2 && (bits & ((1u << have) - 1)) == 0;
}

/* Valid UTF-8, by the table of RFC 3629. */
static bool
judge_utf8(const unsigned char *s, size_t n)
{
	size_t i = 0, k, len;

	while (i < n) {
		if (s[i] < 0x80)
			len = 1;
		else if (s[i] >= 0xC2 && s[i] <= 0xDF)
			len = 2;
		else if (s[i] >= 0xE0 && s[i] <= 0xEF)
			len = 3;
		else if (s[i] >= 0xF0 && s[i] <= 0xF4)
			len = 4;
		else
			return false;
		if (i + len > n)
			return false;
		for (k = 1; k < len; k++) {
			if ((s[i + k] & 0xC0) != 0x80)
				return false;
		}
		if ((s[i] == 0xE0 && s[i + 1] < 0xA0) ||
		    (s[i] == 0xED && s[i + 1] > 0x9F) ||
		    (s[i] == 0xF0 && s[i + 1] < 0x90) ||
		    (s[i] == 0xF4 && s[i + 1] > 0x8F))
			return false;
		i += len;
	}
	return true;
}

/* The encoded word at s, if there is one; its length, 0: none, -1: a wrong one. */
static long
judge_word(const char *s, struct buf *out)
{
	const char *body = s + 10, *end;
	size_t from = out->len;
	char how;

	if (strncmp(s, "=?UTF-8?", 8) != 0)
		return 0;
	how = s[8];
	end = strstr(body, "?=");
	if ((how != 'Q' && how != 'B') || s[9] != '?' || end == NULL || end + 2 - s > 75)
		return -1;
	if (how == 'B' && !judge_base64(body, (size_t)(end - body), out))
		return -1;
	for (; how == 'Q' && body < end; body++) {
		if (*body == '_')
			buf_addc(out, ' ');
		else if (*body == '=') {
			if (judge_hex(body[1]) < 0 || judge_hex(body[2]) < 0)
				return -1;
			buf_addc(
			    out, (char)(judge_hex(body[1]) * 16 + judge_hex(body[2])));
			body += 2;
		} else if (*body == ' ' || *body == '?')
			return -1;
		else
			buf_addc(out, *body);
	}
	if (!judge_utf8((unsigned char *)out->data + from, out->len - from))
		return -1; /* a character parted */
	return end + 2 - s;
}

/* An unfolded value: encoded words decoded, the blanks between two of them dropped;
 * with phrase, quoted strings too. */
static bool
judge_text(const char *s, bool phrase, struct buf *out)
{
	bool after_word = false, quoted = false;
	size_t blanks;
	long n;

	while (*s != '\0') {
		blanks = quoted ? 0 : strspn(s, " ");
		n = quoted ? 0 : judge_word(s + blanks, out);
		if (n < 0)
			return false;
		if (n > 0) {
			if (blanks > 0 && !after_word && out->len > 0) {
				/* Text before it: its blanks stand before the word. */
				return false;
			}
			s += blanks + (size_t)n;
			if (*s != '\0' && *s != ' ')
				return false;
			if (s[-3] == '=' && strncmp(s, " =?", 3) == 0)
				return false; /* padded, and not the last */
			after_word = true;
			continue;
		}
		after_word = false;
		if (phrase && *s == '"') {
			quoted = !quoted;
			s++;
			continue;
		}
		if (phrase && quoted && *s == '\\')
			s++;
		buf_addc(out, *s++);
	}
	return !quoted;
}

/* --- fields ------------------------------------------------------------------ */

static size_t
judge_count(const struct span *names, size_t n, struct span name)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count +=
		    names[i].n == name.n && strncasecmp(names[i].s, name.s, name.n) == 0;
	return count;
}

/* No field is there twice, none is missing, none is the envelope's (RFC 5322 §3.6). */
static const char *
judge_fields(const char *head, size_t n)
{
	static const char *const needed[] = { "Date", "From", "To", "Subject",
		"Message-ID", "MIME-Version", "Content-Type" };
	static const char *const never[] = { "Return-Path", "Bcc" };
	struct span names[JUDGED_FIELDS];
	const char *s;
	size_t i, len, count = 0;

	for (s = head; s < head + n; s = strstr(s, "\r\n") + 2) {
		if (*s == ' ' || *s == '\t')
			continue;
		len = strcspn(s, ": \t\r");
		if (len == 0 || s[len] != ':' || count == JUDGED_FIELDS)
			return "a header line that is no field, or too many of them";
		names[count++] = (struct span){ s, len };
	}
	for (i = 0; i < count; i++) {
		if (judge_count(names, count, names[i]) != 1)
			return "a field twice";
	}
	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		if (judge_count(names, count, span_of(needed[i])) == 0)
			return "a field that is not there";
	}
	for (i = 0; i < sizeof(never) / sizeof(*never); i++) {
		if (judge_count(names, count, span_of(never[i])) > 0)
			return "a field of the envelope";
	}
	return NULL;
}

/* The unfolded value of the only field of this name goes to out; lines with an
 * encoded word have at most 76 octets. */
static const char *
judge_field(const char *head, size_t n, const char *name, struct buf *out)
{
	const char *s = head, *end, *found = NULL;
	size_t len = strlen(name), line;

	buf_reset(out);
	for (; s < head + n; s = end + 2) {
		end = strstr(s, "\r\n");
		line = (size_t)(end - s);
		if (line > 76 && memmem(s, line, "=?UTF-8?", 8) != NULL)
			return "a line of over 76 octets with an encoded word";
		if (*s == ' ' || *s == '\t') {
			if (strspn(s, " \t") >= line)
				return "a line of blanks in the header";
			if (found != NULL)
				buf_add(out, s, line);
			continue;
		}
		if (found != NULL)
			found = NULL;
		if (strncasecmp(s, name, len) == 0 && s[len] == ':') {
			if (out->len > 0)
				return "a field twice";
			found = s + len + 1;
			buf_add(out, found, line - len - 1);
			if (out->len == 0)
				buf_addc(out, ' ');
		}
	}
	return out->len > 0 ? NULL : "a field that is not there";
}

/* "NAME <address>" or the address alone. */
static const char *
judge_mailbox(const char *inside, struct buf *out)
{
	char *open = strrchr(value.data, '<');
	size_t n = strlen(inside);

	if (open == NULL)
		return strcmp(value.data + strspn(value.data, " "), inside) == 0
		    ? NULL
		    : "another address";
	if (strncmp(open + 1, inside, n) != 0 || strcmp(open + 1 + n, ">") != 0)
		return "another address";
	while (open > value.data && open[-1] == ' ')
		open--;
	*open = '\0';
	return judge_text(value.data + strspn(value.data, " "), true, out)
	    ? NULL
	    : "a display name that cannot be read";
}

static bool
judge_same(const struct buf *got, const struct buf *want)
{
	const char *a = got->data, *b = want->data;
	size_t n = got->len, m = want->len;

	for (; n > 0 && a[n - 1] == ' '; n--)
		;
	for (; m > 0 && b[m - 1] == ' '; m--)
		;
	for (; n > 0 && *a == ' '; a++, n--)
		;
	for (; m > 0 && *b == ' '; b++, m--)
		;
	return n == m && memcmp(a, b, n) == 0;
}

/* A field that is NAME <inside>. */
static const char *
judge_named(
    const char *head, size_t n, const char *field, const char *inside, struct buf *out)
{
	const char *wrong = judge_field(head, n, field, &value);

	return wrong != NULL ? wrong : judge_mailbox(inside, out);
}

static const char *
judge_header(const char *head, size_t n, struct judged *got)
{
	const char *wrong = judge_fields(head, n);

	if (wrong != NULL || (wrong = judge_field(head, n, "Subject", &value)) != NULL)
		return wrong;
	if (!judge_text(value.data + strspn(value.data, " "), false, &got->subject))
		return "a subject that cannot be read";
	if ((wrong = judge_named(head, n, "From", JUDGED_FROM, &got->from)) != NULL ||
	    (wrong = judge_named(head, n, "List-Id", JUDGED_LIST, &got->list)) != NULL)
		return wrong;
	/* Nobody's, where the address is for the envelope alone. */
	if (judge_field(head, n, "To", &value) != NULL ||
	    strcmp(value.data, " undisclosed-recipients:;") != 0)
		wrong = judge_named(head, n, "To", JUDGED_TO, &got->to);
	if (wrong != NULL)
		return wrong;
	/* One that has nothing to say is left out. */
	wrong = judge_field(head, n, "X-Own", &value);
	if (wrong != NULL && value.len > 0)
		return wrong;
	return judge_text(value.data + strspn(value.data, " "), false, &got->header)
	    ? NULL
	    : "a field of one's own that cannot be read";
}

/* --- parts ------------------------------------------------------------------- */

static const char *
judge_qp(const char *s, size_t n, struct buf *out)
{
	size_t i, line = 0, from = out->len;

	for (i = 0; i < n; i++) {
		if (s[i] == '\r') {
			if (i > line && (s[i - 1] == ' ' || s[i - 1] == '\t'))
				return "a blank at the end of a quoted-printable line";
			if (i - line > 76)
				return "a quoted-printable line of over 76 octets";
			buf_adds(out, "\r\n");
			line = ++i + 1;
		} else if (s[i] != '=') {
			buf_addc(out, s[i]);
		} else if (i + 2 < n && s[i + 1] == '\r') {
			if (i + 1 - line > 76)
				return "a soft break behind 76 octets";
			if (!judge_utf8(
				(unsigned char *)out->data + from, out->len - from))
				return "a soft break inside a character";
			from = out->len;
			i += 2;
			line = i + 1;
		} else if (i + 2 < n && judge_hex(s[i + 1]) >= 0 &&
		    judge_hex(s[i + 2]) >= 0) {
			buf_addc(
			    out, (char)(judge_hex(s[i + 1]) * 16 + judge_hex(s[i + 2])));
			i += 2;
		} else {
			return "a '=' without two upper-case digits";
		}
	}
	if (n - line > 76)
		return "a quoted-printable line of over 76 octets";
	if (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '='))
		return "a blank or soft break at the end of a part";
	return NULL;
}

static const char *
judge_base64_lines(const char *s, size_t n, struct buf *out)
{
	size_t line = 0, i;

	buf_reset(&joined);
	for (i = 0; i < n; i++) {
		if (s[i] != '\r') {
			buf_addc(&joined, s[i]);
			continue;
		}
		if (i - line != 76)
			return "a base64 line that has not 76 octets";
		line = ++i + 1;
	}
	if (n - line > 76)
		return "a base64 line of over 76 octets";
	return judge_base64(joined.data, joined.len, out) ? NULL : "bad base64";
}

/* filename=…, filename*=… or filename*0*=… of a disposition. */
static bool
judge_file_name(const char *text, struct buf *out)
{
	const char *s = strstr(text, "filename"), *end;
	int piece = 0;
	char next[32];

	if (s == NULL)
		return false;
	if (strncmp(s, "filename=\"", 10) == 0) {
		end = strchr(s + 10, '"');
		buf_add(out, s + 10, (size_t)(end - s - 10));
		return end[1] == '\0' && memchr(out->data, '\\', out->len) == NULL;
	}
	do {
		s = strchr(s, '=') + 1;
		if (piece == 0 && strncmp(s, "UTF-8''", 7) != 0)
			return false;
		for (s += piece == 0 ? 7 : 0; *s != '\0' && *s != ';'; s++) {
			if (*s != '%')
				buf_addc(out, *s);
			else if (judge_hex(s[1]) < 0 || judge_hex(s[2]) < 0)
				return false;
			else {
				buf_addc(
				    out, (char)(judge_hex(s[1]) * 16 + judge_hex(s[2])));
				s += 2;
			}
		}
		if (*s == '\0')
			return true;
		snprintf(next, sizeof(next), "; filename*%d*=", ++piece);
	} while (strncmp(s, next, strlen(next)) == 0);
	return false;
}

static const char *judge_entity(const char *head, const char *end, struct judged *got);

/* Each part between the boundaries; nothing but a line end before and behind them. */
static const char *
judge_multipart(
    const char *body, const char *end, const char *boundary, struct judged *got)
{
	char delimiter[80];
	const char *s, *next, *wrong;
	size_t n;

	n = (size_t)snprintf(delimiter, sizeof(delimiter), "--%s", boundary);
	if (strncmp(body, delimiter, n) != 0)
		return "a multipart that does not begin with its boundary";
	snprintf(delimiter, sizeof(delimiter), "\r\n--%s", boundary);
	for (s = body + n; strncmp(s, "--", 2) != 0; s = next + n + 2) {
		if (strncmp(s, "\r\n", 2) != 0)
			return "text behind a boundary";
		next = memmem(s, (size_t)(end - s), delimiter, n + 2);
		if (next == NULL)
			return "a multipart without end";
		if ((wrong = judge_entity(s + 2, next, got)) != NULL)
			return wrong;
	}
	return s + 2 == end || strncmp(s + 2, "\r\n", (size_t)(end - s - 2)) == 0
	    ? NULL
	    : "text behind the last boundary";
}

/* A picture beside the HTML, a calendar, or any attached file. */
static const char *
judge_file(const char *head, size_t n, const char *body, size_t len, struct judged *got)
{
	struct buf *name = &got->file_name, *bytes = &got->file;

	if (strncmp(value.data, " text/calendar;", 15) == 0 &&
	    strstr(value.data, "; method=PUBLISH") != NULL)
		bytes = &got->calendar;
	if (judge_field(head, n, "Content-Disposition", &value) != NULL)
		return "a file without a disposition";
	if (strncmp(value.data, " inline;", 8) == 0)
		bytes = &got->picture;
	buf_reset(&joined);
	if (!judge_file_name(value.data, bytes == &got->file ? name : &joined))
		return "a file without a name";
	return judge_base64_lines(body, len, bytes);
}

static const char *
judge_leaf(const char *head, size_t n, const char *body, size_t len, struct judged *got)
{
	bool qp;

	if (judge_field(head, n, "Content-Transfer-Encoding", &value) != NULL)
		return "a part without encoding";
	qp = strcmp(value.data, " quoted-printable") == 0;
	if (!qp && strcmp(value.data, " base64") != 0)
		return "a part of another encoding";
	if (judge_field(head, n, "Content-Type", &value) != NULL)
		return "a part without type";
	if (!qp)
		return judge_file(head, n, body, len, got);
	if (strcmp(value.data, " text/plain; charset=utf-8") == 0)
		return judge_qp(body, len, &got->text);
	if (strcmp(value.data, " text/html; charset=utf-8") == 0)
		return judge_qp(body, len, &got->html);
	return "quoted-printable of another type";
}

/* A message or part: its header, an empty line, its body. */
static const char *
judge_entity(const char *head, const char *end, struct judged *got)
{
	static const struct {
		const char *type, *boundary;
	} kinds[] = {
		{ " multipart/alternative; boundary=\"=_nlctl_alternative\"",
		    "=_nlctl_alternative" },
		{ " multipart/related; boundary=\"=_nlctl_related\"; type=\"text/html\"",
		    "=_nlctl_related" },
		{ " multipart/mixed; boundary=\"=_nlctl_mixed\"", "=_nlctl_mixed" },
	};
	const char *body = memmem(head, (size_t)(end - head), "\r\n\r\n", 4);
	size_t i, n;

	if (body == NULL)
		return "a header without end";
	n = (size_t)(body + 2 - head);
	body += 4;
	if (judge_field(head, n, "Content-Type", &value) != NULL)
		return "a part without type";
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(value.data, kinds[i].type) == 0)
			return judge_multipart(body, end, kinds[i].boundary, got);
	}
	return judge_leaf(head, n, body, (size_t)(end - body), got);
}

/* What the message says goes to got.  NULL: it keeps the rules; else what is wrong. */
static const char *
judge_read(const struct buf *message, struct judged *got)
{
	const char *wrong = wrong_octets(message->data, message->len), *end;

	judged_reset(got);
	if (wrong != NULL)
		return wrong;
	end = strstr(message->data, "\r\n\r\n");
	if (end == NULL)
		return "no body";
	wrong = judge_header(message->data, (size_t)(end + 2 - message->data), got);
	return wrong != NULL
	    ? wrong
	    : judge_entity(message->data, message->data + message->len - 2, got);
}

/* NULL: it says what is wanted; else what is not that. */
static const char *
judge_compare(const struct judged *want, const struct judged *got)
{
	const struct buf *wants[] = JUDGED_BUFS(want);
	const struct buf *gots[] = JUDGED_BUFS(got);
	size_t i;

	for (i = 0; i < JUDGED_COUNT; i++) {
		/* Blanks at the ends of a field are nobody's. */
		if (i < 5 ? !judge_same(gots[i], wants[i])
			  : gots[i]->len != wants[i]->len ||
			    memcmp(gots[i]->data, wants[i]->data, wants[i]->len) != 0)
			return judged_names[i];
	}
	return NULL;
}

#endif
