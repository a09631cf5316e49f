/*
 * Files and tables of cases that others test their CSV readers with.  What their
 * options ask for and nlctl has not (comments, other quotes) is left out, aloud;
 * a record with nothing in it is no record here; where they report a quote that
 * is wrong, so do we, instead of guessing.
 */
#include "csv_text.h"
#include "tap.h"
#include "util/xalloc.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdint.h>
#include <unistd.h>

static char folder[512];

/* Records as a list of lists of text; NULL when the file is refused. */
static json_t *
records_of(struct csv *csv)
{
	json_t *all = json_array(), *one;
	struct csv_record r;
	struct err e = { 0 };
	int rc;

	while ((rc = csv_next(csv, &r, &e)) > 0) {
		one = json_array();
		for (size_t i = 0; i < r.n; i++)
			json_array_append_new(one, json_string(r.fields[i].s));
		json_array_append_new(all, one);
	}
	csv_free(csv);
	if (rc == 0)
		return all;
	json_decref(all);
	return NULL;
}

/* Objects as a list of lists; what is too much in a record is in a list of its own. */
static json_t *
rows_of(const json_t *objects)
{
	json_t *all = json_array(), *one, *object, *value, *more;
	const char *name;
	size_t i, j;

	json_array_foreach(objects, i, object)
	{
		one = json_array();
		json_object_foreach(object, name, value)
		{
			if (json_is_string(value))
				json_array_append(one, value);
			json_array_foreach(value, j, more) json_array_append(one, more);
		}
		json_array_append_new(all, one);
	}
	return all;
}

static void
without_empty(json_t *rows)
{
	for (size_t i = json_array_size(rows); i-- > 0;) {
		json_t *row = json_array_get(rows, i);
		const char *only = json_string_value(json_array_get(row, 0));

		if (json_array_size(row) == 1 && only != NULL && only[0] == '\0')
			json_array_remove(rows, i);
	}
}

/* Each file of index.tsv whose records are given as objects under its headings. */
static void
test_files(void)
{
	char line[4096], file[1024], *expected, *kind, *save;
	int right = 0, all = 0;
	FILE *f;

	snprintf(file, sizeof(file), "%s/index.tsv", folder);
	f = fopen(file, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		const char *name = strtok_r(line, "\t", &save);
		json_error_t why;
		json_t *want, *got, *rows;
		int fd;

		expected = strtok_r(NULL, "\t", &save);
		kind = strtok_r(NULL, "\t", &save);
		if (kind == NULL || strcmp(kind, "records(header)") != 0)
			continue;
		all++;
		snprintf(file, sizeof(file), "%s/%s", folder, expected);
		want = json_load_file(file, 0, &why);
		snprintf(file, sizeof(file), "%s/%s", folder, name);
		fd = open(file, O_RDONLY);
		got = records_of(csv_new(csv_fd(&fd), '\0'));
		json_array_remove(got, 0);
		rows = rows_of(want);
		if (got != NULL && json_equal(got, rows))
			right++;
		else
			printf("# not as expected: %s\n", name);
		json_decref(want);
		json_decref(got);
		json_decref(rows);
		close(fd);
	}
	if (f != NULL)
		fclose(f);
	printf("# files: %d of %d right\n", right, all);
	ok(all > 0 && right == all, "files of others are read as expected");
}

/* An option that nlctl has no like of; NULL when there is none. */
static const char *
foreign_option(const json_t *config)
{
	static const char *const options[] = { "comments", "escapeChar", "quoteChar",
		"escapeFormulae", "quotes", "skipEmptyLines", "columns" };
	const char *s = json_string_value(json_object_get(config, "delimiter"));

	for (size_t i = 0; i < LENGTH(options); i++) {
		const json_t *v = json_object_get(config, options[i]);

		/* A wrong value of theirs, or one that says no, asks for nothing. */
		if (json_is_true(v) || (json_is_string(v) && json_string_length(v) > 0))
			return strcmp(options[i], "skipEmptyLines") == 0 ? NULL
									 : options[i];
	}
	return s != NULL && strlen(s) != 1 ? "delimiter" : NULL;
}

static bool
same_records(const json_t *test)
{
	const json_t *config = json_object_get(test, "config");
	const json_t *expected = json_object_get(test, "expected");
	const char *separator = json_string_value(json_object_get(config, "delimiter"));
	const json_t *input = json_object_get(test, "input");
	struct text t = { json_string_value(input), json_string_length(input), SIZE_MAX };
	json_t *got = records_of(csv_new((struct csv_source){ read_text, &t },
	    separator != NULL ? separator[0] : '\0'));
	json_t *want = json_deep_copy(json_object_get(expected, "data")), *error;
	bool same = false, quotes = false;
	size_t i;

	json_array_foreach(json_object_get(expected, "errors"), i, error) quotes =
	    quotes ||
	    strcmp(json_string_value(json_object_get(error, "type")), "Quotes") == 0;
	if (got == NULL || quotes) {
		same = got == NULL && quotes;
	} else {
		if (json_is_object(json_array_get(want, 0))) {
			json_t *rows = rows_of(want);

			json_decref(want);
			want = rows;
		}
		/* Headings are numbered by theirs where they are alike. */
		if (json_is_true(json_object_get(config, "header"))) {
			if (json_array_size(got) > json_array_size(want) ||
			    json_is_array(json_array_get(want, 1)))
				json_array_remove(got, 0);
			if (json_array_size(want) > json_array_size(got))
				json_array_remove(want, 0);
		}
		without_empty(want);
		same = json_equal(got, want);
	}
	json_decref(got);
	json_decref(want);
	return same;
}

static json_t *
load_cases(const char *name)
{
	char file[1024];
	json_error_t why;

	snprintf(file, sizeof(file), "%s/papaparse/%s", folder, name);
	return json_load_file(file, 0, &why);
}

static void
test_reading(const char *name)
{
	json_t *cases = load_cases(name), *test;
	int right = 0, all = 0;
	size_t i;

	json_array_foreach(cases, i, test)
	{
		const char *id = json_string_value(json_object_get(test, "case"));
		const char *option = foreign_option(json_object_get(test, "config"));

		if (!json_is_true(json_object_get(test, "in_scope")))
			continue;
		if (option != NULL) {
			printf("# %s: left out, it asks for %s\n", id, option);
			continue;
		}
		all++;
		if (same_records(test))
			right++;
		else
			printf("# %s is not as expected: %s\n", id,
			    json_string_value(json_object_get(test, "description")));
	}
	json_decref(cases);
	printf("# %s: %d of %d right\n", name, right, all);
	ok(all > 0 && right == all, "%s: every case in scope", name);
}

/* Records that were written as theirs: only lists of lists of text can be. */
static void
test_writing(const char *name)
{
	json_t *cases = load_cases(name), *test, *row, *cell;
	int right = 0, all = 0;
	struct buf out;
	size_t i, j, k;

	buf_init(&out, 1 << 20);
	json_array_foreach(cases, i, test)
	{
		const json_t *config = json_object_get(test, "config");
		const json_t *input = json_object_get(test, "input");
		const char *separator =
		    json_string_value(json_object_get(config, "delimiter"));
		const char *end = json_string_value(json_object_get(config, "newline"));

		if (!json_is_true(json_object_get(test, "in_scope")) ||
		    foreign_option(config) != NULL ||
		    !json_is_array(json_array_get(input, 0)))
			continue;
		all++;
		buf_reset(&out);
		json_array_foreach(input, j, row)
		{
			const json_t *skip = json_object_get(config, "skipEmptyLines");

			if (json_is_true(skip) &&
			    (json_array_size(row) == 0 ||
				(json_array_size(row) == 1 &&
				    json_is_null(json_array_get(row, 0)))))
				continue;
			if (out.len > 0 || (j > 0 && !json_is_true(skip)))
				buf_adds(&out, end != NULL ? end : "\r\n");
			json_array_foreach(row, k, cell)
			{
				if (k > 0)
					buf_addc(
					    &out, separator != NULL ? separator[0] : ',');
				csv_write_field(&out,
				    span_of(json_is_string(cell) ? json_string_value(cell)
								 : ""),
				    separator != NULL ? separator[0] : ',');
			}
		}
		if (strcmp(out.data,
			json_string_value(json_object_get(test, "expected"))) == 0)
			right++;
		else
			printf("# %s: '%s'\n",
			    json_string_value(json_object_get(test, "case")), out.data);
	}
	buf_release(&out);
	json_decref(cases);
	printf("# %s: %d of %d right\n", name, right, all);
	ok(all > 0 && right == all, "%s: every case that is ours", name);
}

int
main(void)
{
	const char *corpora = getenv("NLCTL_CORPORA");

	snprintf(folder, sizeof(folder), "%s/csv",
	    corpora != NULL ? corpora : "../shared/corpora");
	if (access(folder, R_OK) < 0) {
		skip("no files of others at %s", folder);
		return done_testing();
	}
	test_files();
	test_reading("core_parser_tests.json");
	test_reading("parse_tests.json");
	test_writing("unparse_tests.json");
	return done_testing();
}
