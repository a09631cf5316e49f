/* Records, separators, line ends, encodings, limits. */
#include "csv_text.h"
#include "tap.h"

#include <stdint.h>
#include <stdlib.h>

/* Records as "LINE[field|field]LINE[…]". */
static const struct {
	const char *in;
	const char *want; /* then "! message" when it ends with an error */
} cases[] = {
	{ "", "" },
	{ "\n\r\n\r", "" },
	{ "a;b\n1;2\n", "1[a|b]2[1|2]" },
	{ "a,b\r\n1,2", "1[a|b]2[1|2]" },
	{ "a\tb\r1\t2\r", "1[a|b]2[1|2]" },
	{ "a;b,c\n1;2,3\n", "1[a|b,c]2[1|2,3]" },
	{ "a,b,c;d\n", "1[a|b|c;d]" },
	{ "\"a,b,c\";d\n", "1[a,b,c|d]" },
	{ "one\ntwo\n", "1[one]2[two]" },
	{ "\xEF\xBB\xBF"
	  "a;b\n",
	    "1[a|b]" },
	{ "\xEF\xBB\xBF\"a\";b\n", "1[a|b]" },
	{ "a;b\n\"x;\"\"y\"\"\";\n", "1[a|b]2[x;\"y\"|]" },
	{ "a;b\n\"1\n2\r\n3\";x\nlast;y\n", "1[a|b]2[1\n2\r\n3|x]5[last|y]" },
	{ "a;b\n\n\n1;2\n", "1[a|b]4[1|2]" },
	{ "a;b\n1\n1;2;3\n", "1[a|b]2[1]3[1|2|3]" },
	{ "a;b\nx\"y\"z;\"p\" \t\n", "1[a|b]2[x\"y\"z|p]" },
	{ "a;b\nx;\"p\"q\n", "1[a|b]! line 2: text behind the closing quote" },
	{ "\"D, L\" <a@b.c>\nx <y@z>\n", "1[\"D, L\" <a@b.c>]2[x <y@z>]" },
	{ "x,<y>\n1,2\n", "1[x|<y>]2[1|2]" },
	{ "a|b,c|d\n1|2,3|4\n", "1[a|b,c|d]2[1|2,3|4]" },
	{ "a;b\n1\r;2\r\n3;4\n", "1[a|b]2[1\r|2]3[3|4]" },
	{ "a;b\r1;2\n3;4\r", "1[a|b]2[1|2]3[3|4]" },
	{ "a;b\n\"\";\n", "1[a|b]2[|]" },
	{ "a\n\"\"\n", "1[a]2[]" },
	{ " a ; b\n", "1[ a | b]" },
	{ "a;b\nx;\"open\nmore\n", "1[a|b]! line 2: the quote (\") that opens here" },
	{ "sep=;\r\na,b;c\r\n1;2\r\n", "2[a,b|c]3[1|2]" },
	{ "\xEF\xBB\xBFsep=\t\na,b\tc\n", "2[a,b|c]" },
	{ "sep=;\n", "" },
	{ "sep=;", "1[sep=|]" },
	{ "sep=x\n1\n", "1[sep=x]2[1]" },
	/* Windows-1252, field by field. */
	{ "a;b\n\xE9;\x80 1\n\xFC;\n", "1[a|b]2[\xC3\xA9|\xE2\x82\xAC 1]3[\xC3\xBC|]" },
	{ "a;b\n\xC3;\xA9\n", "1[a|b]2[\xC3\x83|\xC2\xA9]" },
	{ "a;b\nx\x81;1\n", "1[a|b]! line 2: this is neither UTF-8 nor Windows-1252" },
	{ "\xE9;b\n\n\xC3\xA9;1\n",
	    "1[\xC3\xA9|b]! line 3: this is UTF-8, but line 1 is not: a file has one" },
	{ "a;\xC3\xA9\n1;\xE9\n",
	    "1[a|\xC3\xA9]! line 2: this is not UTF-8, but line 1 is UTF-8: a file has" },
	{ "\xEF\xBB\xBF"
	  "a\n\xE9\n",
	    "1[a]! line 2: this is not the Unicode text that the file began as" },
	{ "PK\3\4\n", "! the file is a spreadsheet or a ZIP archive" },
};

static const char *
show(const char *s, size_t n, size_t piece, struct buf *out)
{
	struct text t = { s, n, piece };
	struct csv *csv = csv_new((struct csv_source){ read_text, &t }, '\0');
	struct csv_record r;
	struct err e = { 0 };
	int rc;

	buf_reset(out);
	while ((rc = csv_next(csv, &r, &e)) > 0) {
		buf_printf(out, "%zu[", r.line);
		for (size_t i = 0; i < r.n; i++) {
			buf_adds(out, i > 0 ? "|" : "");
			buf_add(out, r.fields[i].s, r.fields[i].n);
		}
		buf_addc(out, ']');
	}
	if (rc < 0)
		buf_printf(out, "! %s", e.msg);
	csv_free(csv);
	return out->data;
}

/* The same text in both byte orders, cut everywhere. */
static void
test_utf16(void)
{
	static const char little[] = "\xFF\xFE"
				     "a\0;\0\xE9\0\n\0\x3D\xD8\x00\xDE;\0\"\0\n\0\"\0";
	static const char want[] = "1[a|\xC3\xA9]2[\xF0\x9F\x98\x80|\n]";
	char big[sizeof(little)];
	struct buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i + 1 < sizeof(little); i += 2) {
		big[i] = little[i + 1];
		big[i + 1] = little[i];
	}
	for (size_t piece = 1; piece < 6; piece++) {
		is_str(show(little, sizeof(little) - 1, piece, &b), want,
		    "UTF-16LE in pieces of %zu", piece);
		is_str(show(big, sizeof(big) - 1, piece, &b), want,
		    "UTF-16BE in pieces of %zu", piece);
		contains(show("\xFF\xFE"
			      "a\0\n\0\x3D\xD8"
			      "b\0",
			     10, piece, &b),
		    "1[a]! line 2: this is not the Unicode text", "half a pair");
		contains(show("\xFF\xFE"
			      "a\0b",
			     5, piece, &b),
		    "! line 1: this is not the Unicode text", "half a character");
	}
	/* Over a chunk, of characters that take more room in UTF-8. */
	struct buf in;
	size_t n = 0;

	buf_init(&in, 1 << 20);
	buf_add(&in, "\xFF\xFE", 2);
	for (size_t i = 0; i < 60000; i++)
		buf_add(&in, i % 1000 == 999 ? "\n\0" : "\xAC\x20", 2);
	for (const char *p = show(in.data, in.len, SIZE_MAX, &b); *p != '\0'; p++)
		n += *p == '\xAC';
	is_int(n, 60000 - 60, "every character of a long file");
	buf_release(&in);
	buf_release(&b);
}

static void
test_cases(void)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 3 };
	struct buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		for (size_t p = 0; p < LENGTH(pieces); p++) {
			const char *got =
			    show(cases[i].in, strlen(cases[i].in), pieces[p], &b);

			if (strchr(cases[i].want, '!') != NULL)
				contains(got, cases[i].want, "case %zu", i);
			else
				is_str(got, cases[i].want, "case %zu", i);
		}
	}
	contains(show("a\0b\n", 4, 9, &b), "! line 1: a NUL byte", "NUL");
	contains(show("a\n\"\0\"\n", 6, 9, &b), "! line 2: a NUL byte", "quoted NUL");
	buf_release(&b);
}

/* n times c, in front of tail. */
static const char *
much(struct buf *b, char c, size_t n, const char *tail)
{
	buf_reset(b);
	while (n-- > 0)
		buf_addc(b, c);
	buf_adds(b, tail);
	return b->data;
}

static void
test_limits(void)
{
	struct buf in, out;

	buf_init(&in, 8 << 20);
	buf_init(&out, 8 << 20);
	much(&in, 'x', CSV_FIELD_MAX, "\n");
	ok(strchr(show(in.data, in.len, SIZE_MAX, &out), '!') == NULL,
	    "a field of 64 KiB");
	much(&in, 'x', CSV_FIELD_MAX + 1, "\n");
	contains(show(in.data, in.len, SIZE_MAX, &out), "! line 1: field 1 has over",
	    "one byte more");
	much(&in, ';', CSV_COLUMNS_MAX - 1, "\n");
	ok(strchr(show(in.data, in.len, SIZE_MAX, &out), '!') == NULL, "200 fields");
	much(&in, ';', CSV_COLUMNS_MAX, "\n");
	contains(show(in.data, in.len, SIZE_MAX, &out), "! line 1: over 200 fields",
	    "one more");
	buf_reset(&in);
	for (int i = 0; i < 20; i++) {
		for (unsigned n = 0; n < CSV_FIELD_MAX - 1; n++)
			buf_addc(&in, 'x');
		buf_addc(&in, ';');
	}
	contains(show(in.data, in.len, SIZE_MAX, &out), "! line 1: the record has over",
	    "a record of over 1 MiB");
	much(&in, '\n', CSV_FIELD_MAX, "");
	memcpy(in.data, "a\nb,\"", 5);
	contains(show(in.data, in.len, SIZE_MAX, &out),
	    "! line 2: the quote (\") that opens here is never closed", "an open quote");
	much(&in, '\n', CSV_FIELD_MAX + 9, "");
	memcpy(in.data, "a\nb,\"", 5);
	contains(show(in.data, in.len, SIZE_MAX, &out),
	    "! line 2: the quote (\") that opens here is not closed: field 2 has over",
	    "one in a large file");
	much(&in, '\xE9', CSV_FIELD_MAX, "\n");
	contains(show(in.data, in.len, SIZE_MAX, &out), "! line 1: field 1 has over",
	    "a field that UTF-8 makes too large");
	buf_release(&in);
	buf_release(&out);
}

static void
test_write(void)
{
	static const struct {
		const char *in, *want;
	} fields[] = { { "", "" }, { "a b", "a b" }, { "a;b", "\"a;b\"" },
		{ "a,b", "a,b" }, { "a\"b", "\"a\"\"b\"" }, { " a", "\" a\"" },
		{ "a\nb", "\"a\nb\"" }, { "sep=", "\"sep=\"" } };
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < LENGTH(fields); i++) {
		buf_reset(&b);
		csv_write_field(&b, span_of(fields[i].in), ';');
		is_str(b.data, fields[i].want, "field %zu is written", i);
	}
	buf_release(&b);
}

int
main(void)
{
	test_cases();
	test_utf16();
	test_limits();
	test_write();
	return done_testing();
}
