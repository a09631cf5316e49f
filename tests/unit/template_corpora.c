/*
 * Templates that Django and pongo2 test themselves with, about a thousand.  What a
 * case has in its context is params here, and "with" gives each its name; a name
 * that it leaves out is a field without a value.
 *
 * What LANGUAGE.md has must come out as they expect, but for the cases below, where
 * it decides otherwise; what it has not must be refused.  Nothing may come out wrong.
 */
#include "tap.h"

#include "issue/params.h"
#include "issue/template.h"
#include "util/date.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define RIGHT_MIN 254 /* as many were right when this was written */

/* Where the engines disagree, or with LANGUAGE.md: what comes out here, and why. */
static const struct {
	const char *id, *ours, *why;
} otherwise[] = {
	{ "basic-syntax26", "&quot;fred&quot;",
	    "a text that is printed is escaped, as by pongo2" },
	{ "filter-syntax16", "foo\now", "\\n in a text is a line end" },
	{ "add01", "20005", "a number and a text are joined, as by pongo2" },
	{ "add02", "2000napis", "a number and a text are joined, as by pongo2" },
	{ "filters.tpl:127", "this is a text<br>with a new line in it",
	    "both engines have <br> now" },
};

/* Why a case is refused: every message must hold one of these. */
static const char *const refusals[] = {
	"this tag is not supported in newsletters",
	"is not a tag",
	"is not a filter",
	"is not known",
	"cannot stand here",
	"has a meaning already",
	"is never closed",
	"without '{% ",
	"has no part",
	"has no place",
	"is a group of values",
	"write {% ",
	"the tag is empty",
	"ends too early",
	"must end with",
	"has no partner",
	"needs an argument",
	"takes no argument",
	"the argument of",
	"leave one of them out",
	" works on ",
	"for needs a list",
	"in looks for",
	"have an order",
	"needs parentheses",
	"need parentheses",
	"is a tag of",
	"nothing but {% ",
};

enum outcome { RIGHT, OTHERWISE, REFUSED, WRONG };

static struct {
	size_t of[WRONG + 1];
	size_t unknown_reason;
} count;

static char folder[512];
static struct arena arena;

/* {"$safe": "text"} and {"$datetime": "2014-06-10T15:30:15Z"}, as the cases have them. */
static void
mark(struct value *v)
{
	struct value_pair *pairs;
	struct value inner;
	struct date d;
	size_t i;

	if (v->type == VALUE_LIST) {
		for (i = 0; i < v->list.n; i++)
			mark((struct value *)(uintptr_t)&v->list.items[i]);
	}
	if (v->type != VALUE_MAP)
		return;
	pairs = (struct value_pair *)(uintptr_t)v->map.pairs;
	for (i = 0; i < v->map.n; i++)
		mark(&pairs[i].value);
	if (v->map.n != 1 || pairs[0].key[0] != '$')
		return;
	inner = pairs[0].value;
	if (str_eq(pairs[0].key, "$safe")) {
		*v = inner;
		v->safe = true;
	} else if (date_parse(inner.text, &d) == DATE_OK) {
		*v =
		    d.has_time ? value_date(date_as_utc(&d)) : value_day(date_as_utc(&d));
	}
}

static bool
is_name(const char *s)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "_0123456789";

	return *s != '\0' && (*s < '0' || *s > '9') && strspn(s, letters) == strlen(s);
}

/* The template, with a name for each key of the context. */
static struct span
wrapped(const char *template, json_t *context)
{
	struct buf b;
	struct span out;
	const char *key;
	json_t *value;
	size_t n = 0;

	buf_init(&b, 1 << 20);
	json_object_foreach(context, key, value)
	{
		if (is_name(key))
			buf_printf(
			    &b, "%s %s=params.%s", n++ == 0 ? "{% with" : "", key, key);
	}
	buf_printf(
	    &b, "%s%s%s", n > 0 ? " %}" : "", template, n > 0 ? "{% endwith %}" : "");
	out = (struct span){ arena_memdup(&arena, b.data, b.len), b.len };
	buf_release(&b);
	return out;
}

/* The result, or NULL and what was said. */
static const char *
rendered(const struct template *t, const char **said)
{
	struct value values[1] = { value_text("a@b.example") };
	struct bindings b = { .fields = values };
	const char *got = NULL;
	struct err e = { 0 };
	struct buf out;

	b.names[NAME_TIME_NOW] = value_date(1391605200);
	buf_init(&out, 8 << 20);
	if (template_render(t, &b, &out, &e) == 0)
		got = arena_memdup(&arena, out.data, out.len);
	else
		*said = arena_strdup(&arena, e.msg);
	buf_release(&out);
	return got;
}

static const char *
once(const char *template, json_t *context, const char **said)
{
	static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT } };
	struct value params = { 0 };
	struct vocabulary v = {
		.fields = fields, .nfields = 1, .language = "en", .params = &params
	};
	char *json = json_dumps(context, 0);
	struct findings f;
	struct template *t;

	v.known[NAME_TIME_NOW] = true;
	findings_init(&f, &arena);
	if (params_read(&params, span_of(json), "context", &arena, &f)) {
		mark(&params);
		template_parse(
		    &t, wrapped(template, context), "case", &v, ESCAPE_HTML, &arena, &f);
	}
	xfree(json);
	*said = findings_error(&f);
	return f.errors > 0 ? NULL : rendered(t, said);
}

/* The one word before " is not known" is another name without a value. */
static bool
add_absent(json_t *context, const char *said)
{
	const char *end = strstr(said, " is not known");
	const char *name;

	if (end == NULL)
		return false;
	name = arena_memdup(&arena, said, (size_t)(end - said));
	if (!is_name(name) || json_object_get(context, name) != NULL)
		return false;
	json_object_set_new(context, name, json_null());
	return true;
}

static const char *
run(const char *template, const json_t *context, bool has_result, const char **said)
{
	json_t *names = json_deep_copy(context);
	const char *got;

	do
		got = once(template, names, said);
	while (got == NULL && has_result && add_absent(names, *said));
	json_decref(names);
	return got;
}

/* What is given here for a case that LANGUAGE.md decides otherwise; NULL: no such. */
static const char *
decided(const char *id)
{
	for (size_t i = 0; i < LENGTH(otherwise); i++) {
		if (str_ends(id, arena_printf(&arena, ":%s", otherwise[i].id)))
			return otherwise[i].ours;
	}
	return NULL;
}

static void
check_reason(const char *id, const char *said)
{
	for (size_t i = 0; i < LENGTH(refusals); i++) {
		if (strstr(said, refusals[i]) != NULL)
			return;
	}
	count.unknown_reason++;
	printf("# refused for another reason: %s: %s\n", id, said);
}

static void
test_case(const char *id, const char *template, const json_t *context, const char *want)
{
	const char *said, *got = run(template, context, want != NULL, &said);
	const char *ours = decided(id);
	enum outcome o = WRONG;

	if (got == NULL) {
		o = REFUSED;
		check_reason(id, said);
	} else if (want != NULL && str_eq(got, want)) {
		o = RIGHT;
	} else if (ours != NULL && str_eq(got, ours)) {
		o = OTHERWISE;
	} else {
		printf("# wrong: %s: %s\n", id, template);
		tap_show("expected", want != NULL ? want : "an error",
		    strlen(want != NULL ? want : "an error"));
		tap_show("got", got, strlen(got));
	}
	count.of[o]++;
	arena_reset(&arena);
}

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* A file with a case a line; what is no JSON ("Infinity") is left out. */
static void
test_lines(const char *name, const json_t *shared)
{
	char path[1024], *line = NULL;
	size_t size = 0, left_out = 0;
	const json_t *context;
	json_t *one;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	while (f != NULL && getline(&line, &size, f) > 0) {
		one = json_loads(line, 0, NULL);
		context = json_object_get(one, "context");
		if (one == NULL)
			left_out++;
		else
			test_case(text_of(one, "id"), text_of(one, "template"),
			    json_is_string(context) ? shared : context,
			    text_of(one, "expected"));
		json_decref(one);
	}
	xfree(line);
	if (f != NULL)
		fclose(f);
	printf("# %s: %zu left out\n", name, left_out);
}

static char *
read_whole(const char *name)
{
	char path[1024], *text = xcalloc(1 << 20, 1);
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	if (f != NULL) {
		text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
		fclose(f);
	}
	return text;
}

/* Whole files; those with options ask for an engine that trims by itself. */
static void
test_files(const json_t *shared)
{
	char *index = read_whole("pongo2-files.tsv"), *save, *line, *rest, *text, *want;
	char options[1024];

	line = strtok_r(index, "\n", &save);
	for (line = strtok_r(NULL, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char *name = strtok_r(line, "\t", &rest);
		char *expected = strtok_r(NULL, "\t", &rest);

		snprintf(options, sizeof(options), "%s/%s.options", folder, name);
		if (access(options, F_OK) == 0) {
			printf("# left out: %s\n", name);
			continue;
		}
		text = read_whole(name);
		want = read_whole(expected);
		test_case(name, text, shared, want);
		xfree(text);
		xfree(want);
	}
	xfree(index);
}

int
main(void)
{
	const char *corpora = getenv("NLCTL_CORPORA");
	char path[1024];
	json_t *shared;
	size_t accepted;

	snprintf(folder, sizeof(folder), "%s/templates",
	    corpora != NULL ? corpora : "../shared/corpora");
	if (access(folder, R_OK) < 0) {
		skip("no templates of others at %s", folder);
		return done_testing();
	}
	snprintf(path, sizeof(path), "%s/pongo2/context.json", folder);
	shared = json_load_file(path, 0, NULL);
	test_lines("django.jsonl", shared);
	test_lines("pongo2-lines.jsonl", shared);
	test_files(shared);
	json_decref(shared);
	accepted = count.of[RIGHT] + count.of[OTHERWISE] + count.of[WRONG];
	for (size_t i = 0; i < LENGTH(otherwise); i++)
		printf(
		    "# decided otherwise: %s: %s\n", otherwise[i].id, otherwise[i].why);
	printf("# %zu accepted: %zu right (%.1f %%), %zu decided otherwise, %zu wrong; "
	       "%zu refused\n",
	    accepted, count.of[RIGHT], 100.0 * (double)count.of[RIGHT] / (double)accepted,
	    count.of[OTHERWISE], count.of[WRONG], count.of[REFUSED]);
	ok(count.of[RIGHT] * 100 >= accepted * 98, "at least 98 %% of what is accepted");
	ok(count.of[RIGHT] >= RIGHT_MIN, "at least %d are right", RIGHT_MIN);
	is_int(count.of[OTHERWISE], LENGTH(otherwise), "those decided otherwise");
	is_int(count.of[WRONG], 0, "nothing comes out wrong");
	is_int(count.unknown_reason, 0, "who is refused is told why");
	arena_release(&arena);
	return done_testing();
}
