/*
 * render - what rendering alone costs: the letter compiled once and copied for
 * each person, against merging and encoding the whole body anew.
 *
 *	render ISSUE COPIES ROUNDS
 *
 * Prints the octets of a copy, then, for each round, microseconds per copy:
 * "compiled US naive US".  The naive way makes no header: the comparison is in
 * its favour.  What both make is not compared here; the tests do that.
 */
#include "issue/letter.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEOPLE 12 /* different ones, in turn */
#define LINE 76

static const char *const field_names[] = { "EMAIL", "PRENOM", "NOM", "STRUCTURE", "VILLE",
	"ADHERENT", "DATE_ADHESION" };
#define FIELDS (sizeof(field_names) / sizeof(*field_names))

struct bench {
	struct letter *letter;
	struct value fields[PEOPLE][FIELDS];
	struct pieces pieces;
	struct buf message, plain;
};

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static _Noreturn void
die(const char *what, const char *why)
{
	fprintf(stderr, "render: %s: %s\n", what, why);
	exit(1);
}

static struct span
read_file(const char *path, struct arena *a)
{
	static char bytes[4u << 20];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		die(path, "cannot be opened");
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return (struct span){ arena_memdup(a, bytes, n), n };
}

static void
fill_people(struct bench *b, struct arena *a)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct value *v = b->fields[i];

		v[0] = value_text(arena_printf(a, "contact%d@example.net", i));
		v[1] = value_text(arena_printf(a, "Prénom%d", i));
		v[2] = value_text(arena_printf(a, "D'Haese%d", i));
		v[3] = value_text("Coop des Deux Beffrois");
		v[4] = value_text("Béthune");
		v[5] = value_bool(i % 3 != 0);
		v[6] = value_day(1705017600 + (int64_t)i * 86400);
	}
}

static void
compile(struct bench *b, const char *path, struct arena *a)
{
	struct field_name *names = arena_alloc(a, FIELDS * sizeof(*names));
	struct vocabulary *v = arena_alloc(a, sizeof(*v));
	struct identity *identity = arena_alloc(a, sizeof(*identity));
	struct source *source = arena_alloc(a, sizeof(*source));
	struct findings f;
	struct err e = { 0 };

	for (size_t i = 0; i < FIELDS; i++)
		names[i] = (struct field_name){ field_names[i],
			i == 5       ? VALUE_BOOL
			    : i == 6 ? VALUE_DATE
				     : VALUE_TEXT };
	v->fields = names;
	v->nfields = FIELDS;
	for (int i = 0; i < NAME_COUNT; i++)
		v->known[i] = true;
	*identity = (struct identity){ .head = "",
		.body = "",
		.from_name = "Infolettre",
		.from_address = "infolettre@example.org",
		.reply_name = "",
		.reply_to = "",
		.list_name = "Infolettre",
		.list_id = "infolettre.example.org",
		.list_help = "",
		.feedback_id = "",
		.postal_address = "",
		.language = "",
		.issue = "bench" };
	source_add(source, a, SOURCE_ISSUE, path, read_file(path, a));
	findings_init(&f, a);
	if (letter_read(&b->letter, source, path, a, &f, &e) < 0 ||
	    letter_compile(b->letter, source, identity, v, "", &f, &e) < 0)
		die(path, f.count > 0 ? f.list[0].text : e.msg);
}

static void
set_copy(struct bench *b, struct copy *c, int i)
{
	*c = (struct copy){
		.to_name = "Camille Durand",
		.to_address = "contact1@example.net",
		.message_id = "dabcdef.abcdefgh@example.org",
		.date = 1764000000,
		.unsubscribe_url =
		    "http://127.0.0.1:8080/u/3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11",
		.unsubscribe_mailto = "",
		.one_click = true,
	};
	c->bindings.fields = b->fields[i % PEOPLE];
	for (int name = 0; name < NAME_COUNT; name++)
		c->bindings.names[name] =
		    value_text("http://127.0.0.1:8080/v/aaaa.bbbbbbbbbbbbbbbb");
	c->bindings.names[NAME_ISSUE_DATE] = value_date(c->date);
	c->bindings.names[NAME_TIME_NOW] = value_date(c->date);
}

/* Octet by octet, as one writes it the first time. */
static void
naive_qp(const char *s, size_t n, struct buf *out)
{
	static const char hex[] = "0123456789ABCDEF";
	int column = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool line_end = c == '\n';
		bool as_it_is = (c >= ' ' && c <= '~' && c != '=') || c == '\t';

		if (as_it_is && (c == ' ' || c == '\t') && i + 1 < n && s[i + 1] == '\n')
			as_it_is = false;
		if (line_end) {
			buf_adds(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (as_it_is ? 1 : 3) > LINE - 1) {
			buf_adds(out, "=\r\n");
			column = 0;
		}
		if (as_it_is) {
			buf_addc(out, (char)c);
			column++;
		} else {
			buf_addc(out, '=');
			buf_addc(out, hex[c >> 4]);
			buf_addc(out, hex[c & 15]);
			column += 3;
		}
	}
}

static void
render_compiled(struct bench *b, const struct copy *c)
{
	struct err e = { 0 };

	/* As a sender does: memory is kept.  Made whole, as what is beside it is. */
	pieces_reset(&b->pieces);
	if (letter_render_pieces(b->letter, c, &b->pieces, &e) < 0)
		die("letter_render_pieces", e.msg);
	pieces_flatten(&b->pieces);
}

static void
render_naive(struct bench *b, const struct copy *c)
{
	struct err e = { 0 };

	buf_reset(&b->message);
	buf_reset(&b->plain);
	if (letter_render_text(b->letter, c, &b->plain, &e) < 0)
		die("letter_render_text", e.msg);
	naive_qp(b->plain.data, b->plain.len, &b->message);
	buf_reset(&b->plain);
	if (letter_render_html(b->letter, c, &b->plain, &e) < 0)
		die("letter_render_html", e.msg);
	naive_qp(b->plain.data, b->plain.len, &b->message);
}

static double
measure(struct bench *b, int copies, void (*render)(struct bench *, const struct copy *))
{
	double began = now_us();
	struct copy c;

	for (int i = 0; i < copies; i++) {
		set_copy(b, &c, i);
		render(b, &c);
	}
	return (now_us() - began) / copies;
}

int
main(int argc, char **argv)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	struct arena a = { 0 };
	long copies, rounds;
	double compiled;

	if (argc != 4) {
		fputs("usage: render issue copies rounds\n", stderr);
		return 64;
	}
	copies = strtol(argv[2], NULL, 10);
	rounds = strtol(argv[3], NULL, 10);
	if (copies < 10 || copies > 10000000 || rounds < 1 || rounds > 1000)
		die("arguments", "10 copies and 1 round at least");
	pieces_init(&b->pieces, LETTER_MAX);
	buf_init(&b->message, LETTER_MAX);
	buf_init(&b->plain, LETTER_MAX);
	fill_people(b, &a);
	compile(b, argv[1], &a);
	measure(b, (int)copies, render_compiled); /* once, to warm up */
	printf("octets %zu\n", pieces_len(&b->pieces));
	for (long i = 0; i < rounds; i++) {
		compiled = measure(b, (int)copies, render_compiled);
		printf("compiled %.2f naive %.2f\n", compiled,
		    measure(b, (int)copies / 10, render_naive));
	}
	pieces_release(&b->pieces);
	buf_release(&b->message);
	buf_release(&b->plain);
	arena_release(&a);
	xfree(b);
	return 0;
}
