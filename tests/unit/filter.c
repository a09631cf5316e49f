/*
 * filter - each filter of the merge language on ordinary, empty and broken
 * input; and the values that they work on.
 */
#include "tap.h"

#include "issue/template.h"

static const struct field_name fields[] = {
	{ "EMAIL", VALUE_TEXT },
	{ "T", VALUE_TEXT }, /* each case's own */
	{ "N", VALUE_NUMBER },
	{ "L", VALUE_LIST },
	{ "NONE", VALUE_TEXT },
	{ "NOLIST", VALUE_LIST },
};

static const struct {
	const char *in, *expr, *want;
} cases[] = {
	{ "élan ß ǆ", "contact.T|upper", "ÉLAN SS Ǆ" },
	{ "ÉLAN ΣΑΣ", "contact.T|lower", "élan σας" },
	{ "élan Vital", "contact.T|capfirst", "Élan Vital" },
	{ "", "contact.T|capfirst", "" },
	{ "\xFF"
	  "a",
	    "contact.T|upper", "\uFFFDA" },
	{ "ÉLAN vital, aujourd'hui l’été jean-paul 2nd", "contact.T|title|safe",
	    "Élan Vital, Aujourd'hui L’été Jean-Paul 2nd" },
	{ "'abc' d", "contact.T|title|safe", "'Abc' D" },
	{ "été à", "contact.T|truncatechars:5", "été à" },
	{ "été à", "contact.T|truncatechars:4", "été…" },
	{ "été à", "contact.T|truncatechars:1", "…" },
	{ "été à", "contact.T|truncatechars:contact.N", "é…" },
	{ "un deux  trois", "contact.T|truncatewords:2", "un deux …" },
	{ "un deux  trois", "contact.T|truncatewords:3", "un deux trois" },
	{ " un\tdeux\n", "contact.T|wordcount", "2" },
	{ "a-b--c", "contact.T|cut:'-'", "abc" },
	{ "a,b,,c", "contact.T|split:','|join:'+'", "a+b++c" },
	{ "a,b,c", "contact.T|split:','|slice:'1:'|join:'+'", "b+c" },
	{ "a,b,c", "contact.T|split:','|length", "3" },
	{ "éàü", "contact.T|length", "3" },
	{ "éàü", "contact.T|first", "é" },
	{ "éàü", "contact.T|last", "ü" },
	{ "éàüö", "contact.T|slice:'1:-1'", "àü" },
	{ "éàüö", "contact.T|slice:':99'", "éàüö" },
	{ "éàüö", "contact.T|slice:'3:1'", "" },
	{ "éà", "contact.T|length_is:2", "True" },
	{ "x", "contact.T|add:1", "x1" },
	{ "x", "contact.N|add:1", "3" },
	{ "x", "contact.NONE|add:contact.T", "x" },
	{ "x", "contact.N|divisibleby:2", "True" },
	{ "x", "contact.N|divisibleby:'3'", "False" },
	{ "x", "contact.N|pluralize", "s" },
	{ "x", "1|pluralize:'y,ies'", "y" },
	{ "x", "contact.N|pluralize:'y,ies'", "ies" },
	{ "x", "contact.L|pluralize:'es'", "es" },
	{ "x", "contact.T|yesno", "yes" },
	{ "", "contact.T|yesno:'o,n'", "n" },
	{ "", "contact.NONE|yesno:'o,n,?'", "?" },
	{ "", "contact.NONE|yesno:'o,n'", "n" },
	{ "x", "contact.L|join:', '", "a, &lt;b&gt;" },
	{ "x", "contact.L|join:', '|safe", "a, <b>" },
	{ "x", "contact.L|join:'<br>'", "a<br>&lt;b&gt;" },
	{ "x", "contact.L|join:'<br>'|safe", "a<br>&lt;b&gt;" },
	{ "<", "contact.L|join:contact.T", "a&lt;&lt;b&gt;" },
	{ "", "contact.T|default:'A &amp; <i>B</i>'", "A &amp; <i>B</i>" },
	{ "<i>", "contact.T|default:'x'", "&lt;i&gt;" },
	{ "<i>", "'<b>'|add:contact.T", "&lt;b&gt;&lt;i&gt;" },
	{ "a<b;", "contact.T|safe|cut:'a'", "<b;" },
	{ "a<b;", "contact.T|safe|cut:';'", "a&lt;b" },
	{ "x", "contact.L|last", "&lt;b&gt;" },
	{ "x", "contact.NOLIST|join:','", "" },
	{ "x", "contact.NOLIST|length", "0" },
	{ "a<b\n\nc\r\nd", "contact.T|linebreaks", "<p>a&lt;b</p>\n\n<p>c<br>d</p>" },
	{ "a<b\rc", "contact.T|linebreaksbr", "a&lt;b<br>c" },
	{ "", "contact.T|linebreaks", "<p></p>" },
	{ "a <b>c</b> 1 < 2 <!-- x --> d", "contact.T|striptags|safe", "a c 1 < 2  d" },
	{ "<<b>script>x<</b>/script>", "contact.T|striptags|safe", "script>x/script>" },
	{ "x <b", "contact.T|striptags|safe", "x <b" },
	{ "é /?&-._~", "contact.T|urlencode", "%C3%A9%20%2F%3F%26-._~" },
	{ "<", "contact.T|escape|escape", "&lt;" },
	{ "<", "contact.T|safe|upper", "&lt;" },
	{ "<", "contact.T|safe|lower", "<" },
	{ "x", "contact.NONE|upper|default:'d'", "d" },
	{ "x", "34.23234|floatformat", "34,2" },
	{ "x", "34.0|floatformat", "34" },
	{ "34.04", "contact.T|floatformat", "34,0" },
	{ "1.005", "contact.T|floatformat:2", "1,01" },
	{ "x", "999.995|floatformat:2", "1000,00" },
	{ "x", "0.5|floatformat:0", "1" },
	{ "-0.04", "contact.T|floatformat:1", "0,0" },
	{ "-2.55", "contact.T|floatformat:'-1'", "-2,6" },
	{ "x", "7|floatformat:'-2'", "7" },
	{ "x", "7|floatformat:2", "7,00" },
	{ "abc", "contact.T|floatformat", "" },
	{ "x", "0.1|add:0.2", "0.3" },
	{ "x", "1234567890123|add:1", "1234567890124" },
	{ "x", "-0.5|add:0", "-0.5" },
};

static void
filters(void)
{
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct value items[2] = { value_text("a"), value_text("<b>") };
		struct value values[LENGTH(fields)] = { value_text("a@b.example"),
			value_text(cases[i].in), value_number(2), value_list(items, 2) };
		struct vocabulary v = {
			.fields = fields, .nfields = LENGTH(fields), .language = "fr-BE"
		};
		struct bindings b = { .fields = values };
		struct arena a = { 0 };
		struct err e = { 0 };
		struct findings f;
		struct template *t;
		struct buf out;

		buf_init(&out, 1u << 20);
		findings_init(&f, &a);
		template_parse(&t, span_of(arena_printf(&a, "{{ %s }}", cases[i].expr)),
		    "t", &v, ESCAPE_HTML, &a, &f);
		if (f.count > 0)
			is_str(f.list[0].text, "", "%s", cases[i].expr);
		else if (template_render(t, &b, &out, &e) < 0)
			is_str(e.msg, "", "%s", cases[i].expr);
		else
			is_str(out.data, cases[i].want, "%s", cases[i].expr);
		buf_release(&out);
		arena_release(&a);
	}
}

/* The decimal comma is that of the language; where nobody knows it, there is none. */
static void
commas(void)
{
	static const struct {
		const char *language, *want;
	} languages[] = { { "fr", "1,5" }, { "DE-at", "1,5" }, { "es", "1,5" },
		{ "it", "1,5" }, { "nl", "1,5" }, { "pt_BR", "1,5" }, { "en", "1.5" },
		{ "pl", "1.5" } };
	struct value values[LENGTH(fields)] = { 0 };
	struct bindings b = { .fields = values };
	struct arena a = { 0 };
	struct err e = { 0 };
	struct findings f;
	struct template *t;
	struct buf out;

	buf_init(&out, 100);
	for (size_t i = 0; i < LENGTH(languages); i++) {
		struct vocabulary v = { .fields = fields,
			.nfields = LENGTH(fields),
			.language = languages[i].language };

		buf_reset(&out);
		findings_init(&f, &a);
		template_parse(
		    &t, span_of("{{ 1.5|floatformat }}"), "t", &v, ESCAPE_HTML, &a, &f);
		template_render(t, &b, &out, &e);
		is_str(out.data, languages[i].want, "one and a half in '%s'",
		    languages[i].language);
	}
	buf_release(&out);
	arena_release(&a);
}

static void
values(void)
{
	struct value absent = { 0 }, zero = value_number(0), empty = value_text("");
	struct value text = value_text("1"), one = value_number(1);
	struct value day = value_day(-1), instant = value_date(-1);
	struct buf out;
	int order;

	ok(!value_true(&absent) && !value_true(&zero) && !value_true(&empty), "false");
	ok(value_true(&text) && value_true(&one) && value_true(&day), "true");
	ok(!value_equal(&text, &one), "a text is no number");
	ok(!value_equal(&absent, &empty), "absent is not empty");
	ok(value_equal(&absent, &absent), "absent is absent");
	ok(!value_compare(&text, &text, &order), "texts have no order");
	ok(value_compare(&zero, &one, &order) && order == -1, "numbers have");
	ok(value_compare(&day, &instant, &order) && order == -1, "dates have");
	buf_init(&out, 100);
	value_print(&day, &out);
	buf_addc(&out, ' ');
	value_print(&instant, &out);
	is_str(out.data, "1969-12-31 1969-12-31 23:59", "dates before 1970");
	buf_release(&out);
}

int
main(void)
{
	filters();
	commas();
	values();
	return done_testing();
}
