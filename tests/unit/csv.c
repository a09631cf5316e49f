/* Records, separators, line ends, limits; and files that nobody of us wrote. */
#include "tap.h"

#include "util/csv.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct text {
	const char *s;
	size_t n, piece;
};

static long
read_text(void *arg, void *data, size_t n, struct err *e)
{
	struct text *t = arg;

	(void)e;
	if (n > t->n)
		n = t->n;
	if (n > t->piece)
		n = t->piece;
	memcpy(data, t->s, n);
	t->s += n;
	t->n -= n;
	return (long)n;
}

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
	{ "a;b\nx\"y\"z;\"p\"q\n", "1[a|b]2[x\"y\"z|pq]" },
	{ "a;b\n\"\";\n", "1[a|b]2[|]" },
	{ "a\n\"\"\n", "1[a]2[]" },
	{ " a ; b\n", "1[ a | b]" },
	{ "a;b\nx;\"open\nmore\n", "1[a|b]! line 2: the quote (\") that opens here" },
	{ "a;b\n\xE9;1\n", "1[a|b]! line 2: this is not UTF-8" },
	{ "a;b\n\xC3;\xA9\n", "1[a|b]! line 2: this is not UTF-8" },
	{ "\xFF\xFE"
	  "a",
	    "! the file is UTF-16" },
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
	buf_release(&in);
	buf_release(&out);
}

static void
test_write(void)
{
	static const struct {
		const char *in, *want;
	} fields[] = { { "", "" }, { "a b", "a b" }, { "a;b", "\"a;b\"" },
		{ "a,b", "a,b" }, { "a\"b", "\"a\"\"b\"" }, { "a\nb", "\"a\nb\"" } };
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < LENGTH(fields); i++) {
		buf_reset(&b);
		csv_write_field(&b, span_of(fields[i].in), ';');
		is_str(b.data, fields[i].want, "field %zu is written", i);
	}
	buf_release(&b);
}

/* Do the records of a file equal those of the JSON beside it (a list of objects
 * whose keys are the headings)? */
static bool
same_as_json(const char *file, json_t *want)
{
	int fd = open(file, O_RDONLY);
	struct csv *csv = csv_new(csv_fd(&fd), ',');
	struct csv_record r;
	struct err e = { 0 };
	char *names[CSV_COLUMNS_MAX];
	size_t n = 0, row = 0;
	bool same = fd >= 0 && csv_next(csv, &r, &e) > 0;

	for (; same && n < r.n; n++)
		names[n] = xstrdup(r.fields[n].s);
	for (; same && csv_next(csv, &r, &e) > 0; row++) {
		json_t *object = json_array_get(want, row);

		same = r.n == n && json_object_size(object) == n;
		for (size_t i = 0; same && i < n; i++) {
			const char *v =
			    json_string_value(json_object_get(object, names[i]));

			same = v != NULL && strcmp(v, r.fields[i].s) == 0;
		}
	}
	same = same && e.kind == ERR_NONE && row == json_array_size(want);
	for (size_t i = 0; i < n; i++)
		xfree(names[i]);
	csv_free(csv);
	close(fd);
	return same;
}

/* csv-spectrum, in the folder of foreign data; the figure may not fall. */
static void
test_spectrum(void)
{
	const char *corpora = getenv("NLCTL_CORPORA");
	char folder[512], file[1024], expected[1024];
	struct dirent *d;
	json_error_t why;
	json_t *want;
	int right = 0, all = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/csv/spectrum",
	    corpora != NULL ? corpora : "../shared/corpora");
	dir = opendir(folder);
	if (dir == NULL) {
		skip("no csv-spectrum at %s", folder);
		return;
	}
	while ((d = readdir(dir)) != NULL) {
		size_t n = strlen(d->d_name);

		if (n < 5 || strcmp(d->d_name + n - 4, ".csv") != 0)
			continue;
		snprintf(file, sizeof(file), "%s/%s", folder, d->d_name);
		snprintf(expected, sizeof(expected), "%s/%.*s.json", folder, (int)n - 4,
		    d->d_name);
		want = json_load_file(expected, 0, &why);
		all++;
		if (want != NULL && same_as_json(file, want))
			right++;
		else
			printf("# not as expected: %s\n", d->d_name);
		json_decref(want);
	}
	closedir(dir);
	printf("# csv-spectrum: %d of %d\n", right, all);
	is_int(right, all, "csv-spectrum");
}

int
main(void)
{
	test_cases();
	test_limits();
	test_write();
	test_spectrum();
	return done_testing();
}
