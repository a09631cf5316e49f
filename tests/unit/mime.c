/* mime - the tree of parts, and the names of files in it.  What every message must keep
 * to is judged by bytecheck.py on whole messages; here is what a part says. */
#include "issue/mime.h"
#include "issue/header_param.h"
#include "tap.h"

#include <string.h>

#define LINE_AIM 78

static struct arena arena;

static const struct {
	const char *value, *param, *plain;
} names[] = {
	{ "a.pdf", "; filename=\"a.pdf\"", "a.pdf" },
	{ "Programme juin.pdf", "; filename=\"Programme juin.pdf\"",
	    "Programme juin.pdf" },
	{ "été.pdf", "; filename*=UTF-8''%C3%A9t%C3%A9.pdf", "ete.pdf" },
	{ "Meunier, dite \"Mémé\".pdf",
	    "; filename*=UTF-8''Meunier%2C%20dite%20%22M%C3%A9m%C3%A9%22.pdf",
	    "Meunier, dite _Meme_.pdf" },
	{ "a\\b.txt", "; filename*=UTF-8''a%5Cb.txt", "a_b.txt" },
	{ "=?UTF-8?Q?a?=", "; filename*=UTF-8''%3D%3FUTF-8%3FQ%3Fa%3F%3D",
	    "__UTF-8_Q_a__" },
	{ "50%.txt", "; filename=\"50%.txt\"", "50%.txt" },
	{ "日本.ics", "; filename*=UTF-8''%E6%97%A5%E6%9C%AC.ics", "__.ics" },
};

static void
test_names(void)
{
	struct buf b;
	char *fold;
	size_t i;

	buf_init(&b, 10000);
	for (i = 0; i < LENGTH(names); i++) {
		buf_reset(&b);
		header_param_add(&b, "filename", names[i].value);
		fold = strstr(b.data, "\r\n");
		memmove(fold, fold + 2, strlen(fold + 2) + 1);
		is_str(b.data, names[i].param, "'%s'", names[i].value);
		is_str(header_param_plain(names[i].value, &arena), names[i].plain,
		    "'%s' for old programs", names[i].value);
	}
	buf_release(&b);
}

/* Of any length, made of any characters: short lines, and whole characters in each. */
static void
test_long_names(const char *character)
{
	char name[1024] = "";
	const char *line, *end, *piece;
	bool fine = true;
	unsigned pieces = 0;
	struct buf b;
	size_t n;

	buf_init(&b, 20000);
	for (n = 1; n <= 200; n++) {
		strcat(name, character);
		buf_reset(&b);
		header_param_add(&b, "filename", name);
		pieces = 0;
		for (line = b.data; *line != '\0'; line = end) {
			end = strstr(line, "\r\n");
			end = end != NULL ? end + 2 : line + strlen(line);
			if ((size_t)(end - line) > LINE_AIM + 2)
				fine = false;
			piece = strstr(line, "%F0");
			if (piece != NULL && (end - piece) % 12 > 4)
				fine = false; /* "%F0%9F%98%80", then ";" CR LF */
			pieces += strstr(line, "filename*") == line + 1;
		}
	}
	ok(fine, "200 of '%s' in short lines of whole characters", character);
	ok(pieces > 1, "in %u pieces", pieces);
	buf_release(&b);
	n = strlen(header_param_plain(name, &arena));
	ok(n <= 60, "and %zu octets for old programs", n);
	is_str(strrchr(header_param_plain(strcat(name, ".pdf"), &arena), '.'), ".pdf",
	    "which keep the extension");
}

/* The four pieces with "T" and "H" between them. */
static const char *
message(const struct mime_tree *t)
{
	struct err e = { 0 };
	struct mime m;

	ok(mime_make(&m, t, 1 << 20, &arena, &e) == 0, "made: %s", e.msg);
	return arena_printf(&arena, "%.*s%.*sT%.*s%s%.*s", (int)m.head.n, m.head.s,
	    (int)m.text_lead.n, m.text_lead.s, (int)m.html_lead.n, m.html_lead.s,
	    t->html ? "H" : "", (int)m.tail.n, m.tail.s);
}

#define TEXT \
	"Content-Type: text/plain; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: quoted-printable\r\n\r\nT"
#define HTML \
	"Content-Type: text/html; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: quoted-printable\r\n\r\nH"
#define PICTURE \
	"Content-Type: image/png;\r\n name=\"a.png\"\r\n" \
	"Content-Transfer-Encoding: base64\r\nContent-ID: <1@asso.example>\r\n" \
	"Content-Disposition: inline;\r\n filename=\"a.png\"\r\n\r\ncA=="
#define FILE_PART \
	"Content-Type: application/pdf;\r\n name=\"b.pdf\"\r\n" \
	"Content-Transfer-Encoding: base64\r\n" \
	"Content-Disposition: attachment;\r\n filename=\"b.pdf\"\r\n\r\nZg=="
#define MIXED "Content-Type: multipart/mixed; boundary=\"=_nlctl_mixed\"\r\n"
#define ALTERNATIVE \
	"Content-Type: multipart/alternative; boundary=\"=_nlctl_alternative\"\r\n"
#define RELATED \
	"Content-Type: multipart/related; boundary=\"=_nlctl_related\";\r\n" \
	" type=\"text/html\"\r\n"
#define M "\r\n--=_nlctl_mixed\r\n"
#define A "\r\n--=_nlctl_alternative\r\n"
#define R "\r\n--=_nlctl_related\r\n"

static void
test_tree(void)
{
	struct mime_part picture = { "image/png", "a.png", "1@asso.example", { "p", 1 } };
	struct mime_part file = { "application/pdf", "b.pdf", "", { "f", 1 } };
	struct mime_tree t = { .pictures = &picture, .attachments = &file };

	is_str(message(&t), TEXT "\r\n", "a text alone");
	t.nattachments = 1;
	is_str(message(&t), MIXED M TEXT M FILE_PART "\r\n--=_nlctl_mixed--\r\n",
	    "with an attachment");
	t.html = true;
	is_str(message(&t),
	    MIXED M ALTERNATIVE A TEXT A HTML "\r\n--=_nlctl_alternative--" M FILE_PART
					      "\r\n--=_nlctl_mixed--\r\n",
	    "HTML with an attachment");
	t.npictures = 1;
	is_str(message(&t),
	    MIXED M ALTERNATIVE A TEXT A RELATED R HTML R PICTURE
	    "\r\n--=_nlctl_related--\r\n--=_nlctl_alternative--" M FILE_PART
	    "\r\n--=_nlctl_mixed--\r\n",
	    "HTML with a picture and an attachment");
	t.nattachments = 0;
	is_str(message(&t),
	    ALTERNATIVE A TEXT A RELATED R HTML R PICTURE
	    "\r\n--=_nlctl_related--\r\n--=_nlctl_alternative--\r\n",
	    "HTML with a picture");
	t.npictures = 0;
	is_str(message(&t), ALTERNATIVE A TEXT A HTML "\r\n--=_nlctl_alternative--\r\n",
	    "HTML alone");
}

static void
test_limits(void)
{
	char *big = arena_alloc(&arena, 1 << 20);
	struct mime_part file = { "application/pdf", "a\r\nb: c.pdf", "", { big, 1000 } };
	struct mime_tree t = { .attachments = &file, .nattachments = 1 };
	struct err e = { 0 };
	struct mime m;

	ok(strstr(message(&t), "filename=\"a  b: c.pdf\"") != NULL,
	    "a name that is two lines is one");
	file.name = "\xFF.pdf";
	ok(strstr(message(&t), "filename=\" .pdf\"") != NULL, "a name that is no UTF-8");
	file.bytes.n = 0;
	ok(strstr(message(&t), "\r\n\r\n\r\n--=_nlctl_mixed--") != NULL, "an empty file");
	file.bytes.n = 1 << 20;
	ok(mime_make(&m, &t, 1 << 20, &arena, &e) < 0 && e.kind == ERR_DATA,
	    "a message that is too large");
	is_str(e.msg, "its pictures and attachments make a message of over 1 MiB", "so");
}

int
main(void)
{
	test_names();
	test_long_names("a");
	test_long_names("é");
	test_long_names("😀");
	test_tree();
	test_limits();
	arena_release(&arena);
	return done_testing();
}
