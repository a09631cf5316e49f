/* The parts of an export: guarded cells, one spelling of JSON, values, lines. */
#include "tap.h"

#include "people/export_format.h"
#include "people/field_value.h"
#include "util/line.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *cell, *guarded;
} guards[] = {
	{ "", "" },
	{ "Léa", "Léa" },
	{ "=1+1", "'=1+1" },
	{ "+33 3 20", "'+33 3 20" },
	{ "-5", "'-5" },
	{ "@cmd", "'@cmd" },
	{ "\tx", "'\tx" },
	{ "\rx", "'\rx" },
	{ "\nx", "\nx" },
	{ "'", "'" },
	{ "''", "''" },
	{ "'t Hooft", "'t Hooft" },
	{ "'=x", "''=x" },
	{ "''@", "'''@" },
	{ "'''-", "''''-" },
	{ " =x", " =x" },
	{ "a=x", "a=x" },
	{ "\xEF\xBB\xBF=x", "\xEF\xBB\xBF=x" },
};

static void
test_guards(void)
{
	struct buf b;
	struct span back;

	buf_init(&b, 100);
	for (size_t i = 0; i < LENGTH(guards); i++) {
		buf_reset(&b);
		export_guard(&b, span_of(guards[i].cell));
		is_str(b.data, guards[i].guarded, "guarded %zu", i);
		back = export_unguard((struct span){ b.data, b.len });
		is_mem(back.s, back.n, guards[i].cell, strlen(guards[i].cell),
		    "and back %zu", i);
	}
	buf_release(&b);
}

static const struct {
	const char *in, *out;
} spellings[] = {
	{ "{ \"b\" : 1 , \"a\":[ true,null ] }", "{\"b\":1,\"a\":[true,null]}" },
	{ "\"\\u00e9\\u0001\\/\"", "\"é\\u0001/\"" },
	{ "1.50", "1.5" },
	{ "-0.1", "-0.10000000000000001" },
	{ "1e400", NULL },
	{ "{\"a\":", NULL },
	{ "", NULL },
};

static void
test_spellings(void)
{
	struct arena a = { 0 };
	const char *once;

	for (size_t i = 0; i < LENGTH(spellings); i++) {
		once = export_json(spellings[i].in, &a);
		is_str(once, spellings[i].out, "the one spelling of %s", spellings[i].in);
		if (once != NULL)
			is_str(export_json(once, &a), once, "which stays");
	}
	arena_release(&a);
}

static const struct {
	enum field_type type;
	const char *json, *want; /* NULL: none */
	bool blanked;
	const char *why;
} values[] = {
	{ FIELD_TEXT, "\"Léa\"", "\"Léa\"", false, "" },
	{ FIELD_TEXT, "\" e\\u0301 \"", "\"é\"", false, "" },
	{ FIELD_TEXT, "\"a\\r\\nb\"", "\"a  b\"", true, "" },
	{ FIELD_TEXT, "\"\"", NULL, false, "" },
	{ FIELD_TEXT, "null", NULL, false, "" },
	{ FIELD_TEXT, "1", NULL, false, "this is no text" },
	{ FIELD_TEXT, "{}", NULL, false, "this is no text" },
	{ FIELD_CATEGORY, "\"x\"", "\"x\"", false, "" },
	{ FIELD_NUMBER, "12.5", "12.5", false, "" },
	{ FIELD_NUMBER, "\"12,50\"", "12.5", false, "" },
	{ FIELD_NUMBER, "\"x\"", NULL, false, "this is no number" },
	{ FIELD_NUMBER, "true", NULL, false, "this is no number" },
	{ FIELD_BOOLEAN, "false", "false", false, "" },
	{ FIELD_BOOLEAN, "\"Oui\"", "true", false, "" },
	{ FIELD_BOOLEAN, "0", NULL, false, "this is no boolean" },
	{ FIELD_DATE, "\"2026-11-23\"", "\"2026-11-23\"", false, "" },
	{ FIELD_DATE, "\"2026-11-23T20:15:00\"", "\"2026-11-23T20:15:00\"", false, "" },
	{ FIELD_DATE, "\"soon\"", NULL, false, "this is no date" },
	{ FIELD_MULTI, "[\"a; b\",\"c\",\"c\",\"\"]", "[\"a; b\",\"c\"]", false, "" },
	{ FIELD_MULTI, "[\"a\",\"\\\"\",\",\",\"\\\"\",\",\"]", "[\"a\",\"\\\"\",\",\"]",
	    false, "" },
	{ FIELD_MULTI, "[\"a\\tb\"]", "[\"a b\"]", true, "" },
	{ FIELD_MULTI, "\"a; b\"", "[\"a\",\"b\"]", false, "" },
	{ FIELD_MULTI, "[1]", NULL, false, "this is no list of texts" },
	{ FIELD_MULTI, "[]", NULL, false, "" },
	{ FIELD_MULTI, "true", NULL, false, "this is no multi" },
};

static void
test_values(void)
{
	struct arena a = { 0 };
	struct err e;
	const char *got;
	bool blanked;
	json_t *v;

	for (size_t i = 0; i < LENGTH(values); i++) {
		e = (struct err){ 0 };
		v = json_loads(values[i].json, JSON_DECODE_ANY, NULL);
		is_int(field_value_take(&got, values[i].type, v, &a, &blanked, &e),
		    values[i].why[0] != '\0' ? -1 : 0, "%s %s",
		    field_type_name(values[i].type), values[i].json);
		is_str(got, values[i].want, "is this");
		is_int(blanked, values[i].blanked, "blanks are said");
		contains(e.msg, values[i].why, "and why not");
		json_decref(v);
	}
	arena_release(&a);
}

/* A source that gives its text in pieces, as often as is asked for. */
struct source {
	const char *text;
	size_t n, at, piece, times;
};

static long
give(void *arg, void *data, size_t n, struct err *e)
{
	struct source *s = arg;

	(void)e;
	if (s->at == s->n && s->times > 1) {
		s->times--;
		s->at = 0;
	}
	if (n > s->piece)
		n = s->piece;
	if (n > s->n - s->at)
		n = s->n - s->at;
	memcpy(data, s->text + s->at, n);
	s->at += n;
	return (long)n;
}

static const struct {
	const char *text, *lines; /* each with a "|" behind it */
} texts[] = {
	{ "", "" },
	{ "a", "a|" },
	{ "a\n", "a|" },
	{ "a\r\n\r\nb\n", "a||b|" },
	{ "\n\n", "||" },
	{ "a\rb\r", "a\rb|" },
	{ "12345678\n12345678", "12345678|12345678|" },
	{ "a\n123456789\n", "a|line 2: it has over 8 bytes" },
	{ "123456789", "line 1: it has over 8 bytes" },
};

static void
read_lines(const char *text, size_t piece, char got[100])
{
	struct source s = { text, strlen(text), 0, piece, 1 };
	struct line_reader *r = line_reader_new((struct csv_source){ give, &s }, 8);
	struct err e = { 0 };
	struct span line;
	size_t n = 0, number = 0;
	int rc;

	got[0] = '\0';
	while ((rc = line_next(r, &line, &e)) > 0) {
		n += (size_t)snprintf(got + n, 100 - n, "%.*s|", (int)line.n, line.s);
		if (line_number(r) != ++number)
			snprintf(got, 100, "line number %zu", line_number(r));
	}
	if (rc < 0)
		snprintf(got + n, 100 - n, "%s", e.msg);
	line_reader_free(r);
}

static void
test_lines(void)
{
	struct source endless;
	struct line_reader *r;
	struct err e = { 0 };
	struct span line;
	char got[100];

	for (size_t i = 0; i < LENGTH(texts); i++) {
		for (size_t piece = 1; piece < 20; piece += 3) {
			read_lines(texts[i].text, piece, got);
			is_str(
			    got, texts[i].lines, "lines %zu in pieces of %zu", i, piece);
		}
	}
	/* Ten gigabytes without a line end: as much is read as a line may have. */
	endless = (struct source){ "0123456789", 10, 0, 10, 1u << 30 };
	r = line_reader_new((struct csv_source){ give, &endless }, 1u << 20);
	is_int(line_next(r, &line, &e), -1, "a bomb");
	is_str(e.msg, "line 1: it has over 1048576 bytes", "is refused");
	ok(endless.times > (1u << 30) - (1u << 18), "early");
	line_reader_free(r);
}

int
main(void)
{
	test_guards();
	test_spellings();
	test_values();
	test_lines();
	return done_testing();
}
