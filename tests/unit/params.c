/* Values from a JSON file, as templates name them; and what is no such file. */
#include "tap.h"

#include "issue/params.h"
#include "issue/template.h"

static const char good[] =
    "\xEF\xBB\xBF"
    "{\"price\": 12.5, \"count\": 3, \"big\": \"12345678901234567890\",\n"
    " \"open\": true, \"shut\": false, \"nothing\": null, \"empty\": [],\n"
    " \"place\": {\"name\": \"Bazaar <St So>\", \"at\": {\"city\": \"Lille\"}},\n"
    " \"items\": [{\"title\": \"un\", \"price\": 1}, {\"title\": \"deux\"}],\n"
    " \"rows\": [[1, 2], [3]]}";

static const struct {
	const char *in, *want;
} cases[] = {
	{ "{{ params.price }} {{ params.price|floatformat:2 }}", "12.5 12,50" },
	{ "{{ params.count|add:1 }}", "4" },
	{ "{{ params.big }}", "12345678901234567890" },
	{ "{% if params.open and not params.shut %}yes{% endif %}", "yes" },
	{ "{{ params.nothing }}{{ params.nothing|default:'none' }}", "none" },
	{ "{{ params.place.name }}, {{ params.place.at.city }}",
	    "Bazaar &lt;St So&gt;, Lille" },
	{ "{% for i in params.items %}{{ i.title }}={{ i.price|default:'-' }};{% endfor %}",
	    "un=1;deux=-;" },
	{ "{{ params.items.1.title }}", "deux" },
	{ "{% for r in params.rows %}{% for n in r %}{{ n }}{% endfor %}|{% endfor %}",
	    "12|3|" },
	{ "{% for x in params.empty %}{{ x.any }}{% empty %}-{% endfor %}", "-" },
	{ "{{ params.items|length }} {{ params.place|length }}", "2 2" },
	{ "{% if 'name' in params.place %}in{% endif %}", "in" },
	{ "{% with l=params.items|last %}{{ l.title }}{% endwith %}", "deux" },
	{ "{{ params.rows.0|join:' &lt; ' }}", "1 &lt; 2" },
};

/* A name that is not there, and what is said of it. */
static const struct {
	const char *in, *says;
} unknown[] = {
	{ "x {{ params.prise }}",
	    "params.prise is not known: 'params' has no 'prise'; did you mean price?" },
	{ "{{ params.place.nme }}",
	    "params.place.nme is not known: 'params.place' has no 'nme'; did you mean "
	    "name?" },
	{ "{% for i in params.items %}{{ i.titel }}{% endfor %}",
	    "i.titel is not known: 'i' has no 'titel'; did you mean title?" },
	{ "{% with l=params.items|first %}{{ l.titel }}{% endwith %}",
	    "l.titel is not known: 'l' has no 'titel'; did you mean title?" },
	{ "{{ params.place }}", "this is a group of values and prints nothing" },
	{ "{{ params.place.zzz }}", "'params.place' has no 'zzz'" },
	{ "{{ params.price.x }}", "'params.price' is a number and has no part 'x'" },
	{ "{{ params.items.x }}", "'params.items' is a list and has no part 'x'" },
	{ "{{ params.items|upper }}", "upper works on a single value, not on a list" },
};

static const struct {
	const char *in, *says;
	size_t line, column;
} bad[] = {
	{ "", "this is not JSON: ", 1, 1 },
	{ "{\"é\": 1,\n \"b\": tru }", "this is not JSON: ", 2, 10 },
	{ "{\"a\": 1, \"a\": 2}", "duplicate object key", 1, 13 },
	{ "[1]", "params are one JSON object", 1, 1 },
	{ "{\"a\": {\"b\": [12345678901234567]}}",
	    "params.a.b.0: a number of so many digits is not kept exactly", 0, 0 },
	{ "{\"a\": 1e999}", "this is not JSON: ", 1, 12 },
	{ "{\"a\": \"\xFF\"}", "this is not JSON: ", 1, 8 },
	{ "{\"a\": \"\\u0000\"}", "this is not JSON: ", 1, 15 },
};

/* Of other copies than those that good is the example for. */
static const char other[] =
    "{\"price\": 3, \"count\": 0, \"nothing\": \"<x>\", \"place\": {\"name\": null},\n"
    " \"empty\": [{\"any\": 1}], \"items\": [{\"title\": \"trois\"}], \"rows\": []}";

static const struct {
	const char *in, *want;
} varying[] = {
	{ "{{ params.price }}{{ params.nothing }}{{ params.big }}", "3&lt;x&gt;" },
	{ "{{ params.place.name }}{{ params.place.at.city }}", "" },
	{ "{% if params.count %}some{% elif params.open %}open{% else %}no{% endif %}",
	    "no" },
	{ "{% for i in params.items %}{{ i.title }}{{ i.price }}{% endfor %}", "trois" },
	{ "{{ params.items.0.title }}{{ params.items.1.title }}", "trois" },
	{ "{% for x in params.empty %}{{ x.any }}{% empty %}-{% endfor %}", "1" },
	{ "{% with l=params.items|last r=params.rows %}{{ l.title }}{{ r|length }}"
	  "{% endwith %}",
	    "trois0" },
};

static struct arena arena;
static struct value params;

static void
parse_with(
    const struct vocabulary *v, struct template **t, const char *text, struct findings *f)
{
	findings_init(f, &arena);
	template_parse(t, span_of(text), "t", v, ESCAPE_HTML, &arena, f);
}

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT } };

static void
parse(struct template **t, struct vocabulary *v, const char *text, struct findings *f)
{
	*v = (struct vocabulary){
		.fields = fields, .nfields = 1, .language = "fr", .params = &params
	};
	parse_with(v, t, text, f);
}

static void
test_case(size_t i)
{
	struct value values[1] = { value_text("a@b.example") };
	struct bindings b = { .fields = values };
	struct vocabulary v;
	struct findings f;
	struct template *t;
	struct err e = { 0 };
	struct buf out;

	buf_init(&out, 1 << 20);
	parse(&t, &v, cases[i].in, &f);
	if (f.errors > 0)
		is_str(findings_error(&f), "", "%s", cases[i].in);
	else if (template_render(t, &b, &out, &e) < 0)
		is_str(e.msg, "", "%s", cases[i].in);
	else
		is_str(out.data, cases[i].want, "%s", cases[i].in);
	buf_release(&out);
}

static void
test_unknown(size_t i)
{
	struct vocabulary v;
	struct findings f;
	struct template *t;

	parse(&t, &v, unknown[i].in, &f);
	contains(findings_error(&f), unknown[i].says, "%s", unknown[i].in);
}

/* The example is needed while the template is parsed, and no longer. */
static void
test_varying(size_t i)
{
	struct value nobody = value_text(""), example, values;
	struct vocabulary v = {
		.fields = fields, .nfields = 1, .params = &example, .params_vary = true
	};
	struct bindings b = { .fields = &nobody, .params = &values };
	struct arena passing = { 0 };
	struct findings f;
	struct template *t;
	struct err e = { 0 };
	struct buf out;

	findings_init(&f, &passing);
	params_read(&example, span_of(good), "p.json", &passing, &f);
	parse_with(&v, &t, varying[i].in, &f);
	is_str(findings_error(&f), "", "%s", varying[i].in);
	arena_release(&passing);
	example = value_text("gone");
	params_read(&values, span_of(other), "p.json", &arena, &f);
	buf_init(&out, 1 << 20);
	is_int(template_render(t, &b, &out, &e), 0, "it is rendered");
	is_str(out.data, varying[i].want, "with the values of the copy");
	buf_release(&out);
}

/* What a filter makes of them is known only when it is rendered. */
static void
test_varying_unknown(void)
{
	struct vocabulary v = {
		.fields = fields, .nfields = 1, .params = &params, .params_vary = true
	};
	struct findings f;
	struct template *t;

	for (size_t i = 0; i < LENGTH(unknown); i++) {
		if (strstr(unknown[i].in, "|first") != NULL)
			continue;
		parse_with(&v, &t, unknown[i].in, &f);
		contains(findings_error(&f), unknown[i].says, "no example has it: %s",
		    unknown[i].in);
	}
}

static void
test_bad(size_t i)
{
	struct findings f;
	struct value v;

	findings_init(&f, &arena);
	ok(!params_read(&v, span_of(bad[i].in), "p.json", &arena, &f),
	    "file %zu is refused", i);
	contains(findings_error(&f), bad[i].says, "file %zu: what is wrong", i);
	is_int(f.list[0].line, bad[i].line, "its line");
	is_int(f.list[0].column, bad[i].column, "its column");
}

/* [[[ … ]]] in an object, so deep. */
static bool
read_deep(int depth, struct findings *f)
{
	struct buf b;
	struct value v;
	bool read;
	int i;

	buf_init(&b, 1 << 20);
	buf_adds(&b, "{\"a\":");
	for (i = 0; i < depth; i++)
		buf_addc(&b, '[');
	for (i = 0; i < depth; i++)
		buf_addc(&b, ']');
	buf_addc(&b, '}');
	findings_init(f, &arena);
	read = params_read(&v, (struct span){ b.data, b.len }, "p.json", &arena, f);
	buf_release(&b);
	return read;
}

static void
test_limits(void)
{
	struct span large = { arena_alloc(&arena, PARAMS_MAX + 1), PARAMS_MAX + 1 };
	struct findings f;
	struct value v;

	ok(read_deep(PARAMS_DEPTH, &f), "as deep as is allowed");
	ok(!read_deep(PARAMS_DEPTH + 1, &f), "deeper is not");
	contains(findings_error(&f), "nested more than 20 deep", "what is wrong with it");
	ok(!read_deep(100000, &f), "nor is very deep");
	findings_init(&f, &arena);
	ok(!params_read(&v, large, "p.json", &arena, &f), "nor is over 1 MiB");
	contains(findings_error(&f), "at most 1 MiB", "what is wrong with it");
}

int
main(void)
{
	struct findings f;
	size_t i;

	findings_init(&f, &arena);
	ok(params_read(&params, span_of(good), "p.json", &arena, &f), "params are read");
	for (i = 0; i < LENGTH(cases); i++)
		test_case(i);
	for (i = 0; i < LENGTH(unknown); i++)
		test_unknown(i);
	for (i = 0; i < LENGTH(varying); i++)
		test_varying(i);
	test_varying_unknown();
	for (i = 0; i < LENGTH(bad); i++)
		test_bad(i);
	test_limits();
	arena_release(&arena);
	return done_testing();
}
