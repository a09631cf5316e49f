/*
 * template - the merge language from text to result: what is rendered, what is
 * refused and where, and that plain, quoted-printable and header agree.
 */
#include "tap.h"

#include "issue/qp.h"
#include "issue/template.h"

#include <stdlib.h>

enum {
	EMAIL,
	PRENOM,
	NOM,
	AGE,
	ADHERENT,
	TAGS,
	GENRE,
	VILLE,
	NOTE,
	SINCE,
	TWIN,
	TWIN_LOWER,
	FIELDS
};

static const struct field_name fields[FIELDS] = {
	{ "EMAIL", VALUE_TEXT },
	{ "PRENOM", VALUE_TEXT },
	{ "NOM", VALUE_TEXT },
	{ "AGE", VALUE_NUMBER },
	{ "ADHERENT", VALUE_BOOL },
	{ "TAGS", VALUE_LIST },
	{ "GENRE", VALUE_CATEGORY },
	{ "VILLE", VALUE_TEXT },
	{ "NOTE", VALUE_TEXT },
	{ "SINCE", VALUE_DATE },
	{ "TWIN", VALUE_TEXT },
	{ "twin", VALUE_TEXT },
};

/* One person and the world round them; VILLE is not known. */
struct world {
	struct value tags[3], values[FIELDS], items[2], params;
	struct value_pair pairs[2], item_pairs[2][1];
	struct vocabulary vocabulary;
	struct bindings bindings;
	struct arena arena;
	struct findings findings;
	struct template *template;
	struct buf out;
	struct err err;
};

static void
world_init(struct world *w)
{
	*w = (struct world){ 0 };
	w->tags[0] = value_text("vélo");
	w->tags[1] = value_text("<b>");
	w->tags[2] = value_text("thé");
	w->values[EMAIL] = value_text("zoe@example.org");
	w->values[PRENOM] = value_text("zoé");
	w->values[NOM] = value_text("O'Hara & <Fils>");
	w->values[AGE] = value_number(42);
	w->values[ADHERENT] = value_bool(true);
	w->values[TAGS] = value_list(w->tags, 3);
	w->values[GENRE] = value_text("Madame");
	w->values[GENRE].type = VALUE_CATEGORY;
	w->values[NOTE] = value_text("{{ mirror }} {% if %}\nline 2\n\nline 4");
	w->values[SINCE] = value_day(1795392000);
	for (int i = 0; i < 2; i++) {
		w->item_pairs[i][0].key = "title";
		w->item_pairs[i][0].value = value_text(i == 0 ? "un" : "deux");
		w->items[i].type = VALUE_MAP;
		w->items[i].map.pairs = w->item_pairs[i];
		w->items[i].map.n = 1;
	}
	w->pairs[0] = (struct value_pair){ "items", value_list(w->items, 2) };
	w->pairs[1] = (struct value_pair){ "price", value_number(12.5) };
	w->params.type = VALUE_MAP;
	w->params.map.pairs = w->pairs;
	w->params.map.n = 2;
	w->vocabulary = (struct vocabulary){
		.fields = fields, .nfields = FIELDS, .params = &w->params
	};
	w->bindings.fields = w->values;
	for (int i = 0; i < NAME_COUNT; i++) {
		w->vocabulary.known[i] = i != NAME_DOUBLEOPTIN;
		w->bindings.names[i] = value_text("https://example.org/?a=1&b=2");
	}
	buf_init(&w->out, 64u << 20);
}

static void
world_release(struct world *w)
{
	buf_release(&w->out);
	arena_release(&w->arena);
}

static void
parse(struct world *w, const char *text, enum escape escape)
{
	findings_init(&w->findings, &w->arena);
	template_parse(&w->template, span_of(text), "t.html", &w->vocabulary, escape,
	    &w->arena, &w->findings);
}

/* "line:column: text" of the first finding, "" when there is none. */
static const char *
first_finding(struct world *w)
{
	if (w->findings.count == 0)
		return "";
	return arena_printf(&w->arena, "%zu:%zu: %s", w->findings.list[0].line,
	    w->findings.list[0].column, w->findings.list[0].text);
}

static const struct {
	const char *in, *want;
} html[] = {
	{ "", "" },
	{ "plain } {x %} }} text", "plain } {x %} }} text" },
	{ "a{{ contact.PRENOM }}b", "azoéb" },
	{ "{{contact.PRENOM}}", "zoé" },
	{ "{{\n contact.PRENOM\n|\nupper }}", "ZOÉ" },
	{ "{{ contact.NOM }}", "O&#39;Hara &amp; &lt;Fils&gt;" },
	{ "{{ contact.NOM|safe }}", "O'Hara & <Fils>" },
	{ "{{ contact.NOM|escape }}", "O&#39;Hara &amp; &lt;Fils&gt;" },
	{ "{% autoescape off %}{{ contact.NOM }}{% endautoescape %}{{ contact.NOM|e }}",
	    "O'Hara & <Fils>O&#39;Hara &amp; &lt;Fils&gt;" },
	{ "{{ mirror }}", "https://example.org/?a=1&amp;b=2" },
	{ "{{ contact.PRENOM | default : \"cher·e membre\" }}", "zoé" },
	{ "{{ contact.VILLE | default : \"cher·e membre\" }}", "cher·e membre" },
	{ "[{{ contact.VILLE }}{{ contact.VILLE|upper }}]", "[]" },
	{ "{{ contact.VILLE|default_if_none:contact.AGE }}", "42" },
	{ "{{ 0|default:'x' }}{{ ''|default_if_none:'y' }}", "x" },
	{ "{{ contact.NOTE|cut:'{{ mirror }} '|first }}", "{" },
	{ "{{ contact.AGE }} {{ 1.50 }} {{ true }} {{ contact.SINCE }}",
	    "42 1.5 True 2026-11-23" },
	{ "{{ contact.TAGS }}", "vélo, &lt;b&gt;, thé" },
	{ "{{ contact.TAGS.0 }}{{ contact.TAGS.9 }}", "vélo" },
	{ "{% if contact.ADHERENT %}oui{% else %}non{% endif %}", "oui" },
	{ "{% if contact.VILLE %}a{% elif contact.AGE > 41 %}b{% else %}c{% endif %}",
	    "b" },
	{ "{% if contact.VILLE %}a{% endif %}", "" },
	{ "{% if \"0\" and \"False\" %}true{% endif %}", "true" },
	{ "{% if not contact.VILLE and !contact.VILLE %}1{% endif %}", "1" },
	{ "{% if not not contact.AGE %}1{% endif %}", "1" },
	{ "{% if contact.AGE >= 42 && contact.AGE <= 42 || false %}", NULL },
	{ "{% if (contact.AGE == 42 || false) && contact.GENRE == 'Madame' %}1{% endif %}",
	    "1" },
	{ "{% if 'thé' in contact.TAGS and 'vin' not in contact.TAGS %}1{% endif %}",
	    "1" },
	{ "{% if 'ara' in contact.NOM %}1{% endif %}", "1" },
	{ "{% if contact.AGE <> 42.0 %}1{% else %}2{% endif %}", "2" },
	{ "{% if contact.SINCE <= time_now %}x{% endif %}", "" }, /* bound to a text */
	{ "a {# {{ nothing }} {% if %} #} b", "a  b" },
	{ "a{#id{color:red}\nb#}", "a{#id{color:red}\nb#}" },
	{ "a{% comment %}{{ x }}{% if %}{% endcomment %}b", "ab" },
	{ "{% verbatim %}{{ x }}{# y #}{% if %}{% endverbatim %}",
	    "{{ x }}{# y #}{% if %}" },
	{ "a \n {{- contact.PRENOM -}} \n b", "azoéb" },
	{ "a {%- if true -%} b {%- endif -%} c", "abc" },
	{ "{{ \"}} %} \\\"q\\\"\" }}", "}} %} &quot;q&quot;" },
	{ "{% for t in contact.TAGS %}{{ forloop.counter }}{{ t }}"
	  "{% if not forloop.last %}, {% endif %}{% empty %}none{% endfor %}",
	    "1vélo, 2&lt;b&gt;, 3thé" },
	{ "{% for t in contact.TAGS reversed %}{{ forloop.revcounter0 }}{{ t|length }}"
	  "{% endfor %}",
	    "231304" },
	{ "{% for t in contact.TAGS %}{% for u in contact.TAGS %}"
	  "{{ forloop.parentloop.Counter }}{{ forloop.counter0 }} {% endfor %}{% endfor %}",
	    "10 11 12 20 21 22 30 31 32 " },
	{ "{% for t in contact.VILLE|split:',' %}{{ t }}{% empty %}none{% endfor %}",
	    "none" },
	{ "{% for i in params.items %}{{ i.title }} {% endfor %}{{ params.price }}",
	    "un deux 12.5" },
	{ "{% with a=contact.AGE b=contact.PRENOM|upper %}{{ b }}{{ a }}{{ b }}{% endwith %}",
	    "ZOÉ42ZOÉ" },
	{ "{% firstof contact.VILLE 0 contact.PRENOM 'x' %}{% firstof contact.VILLE %}",
	    "zoé" },
	{ "{% ifequal contact.AGE 42 %}1{% else %}2{% endifequal %}", "1" },
	{ "{% with contact.AGE as a %}{{ a }}{% endwith %}", "42" },
	{ "{% spaceless %} <p>\n <b>{{ contact.PRENOM }}</b> x </p> {% if true %} <i>"
	  "{% endif %}</i> {% endspaceless %}.",
	    "<p><b>zoé</b> x </p><i></i>." },
	{ "{{ contact.AGE and contact.VILLE }} {{ contact.AGE or contact.VILLE }} "
	  "{{ not contact.AGE }}",
	    "False True False" },
	{ "{{ \"a\\\"b\\'c\\\\d\" }}{{ 'e\\'f\\tg\\nh' }}",
	    "a&quot;b&#39;c\\de&#39;f\tg\nh" },
	{ "{% autoescape off %}{{ contact.NOM }}{% autoescape on %}{{ contact.NOM }}"
	  "{% endautoescape %}{% endautoescape %}",
	    "O'Hara & <Fils>O&#39;Hara &amp; &lt;Fils&gt;" },
	{ "{% for t in contact.TAGS %}{{ forloop.counter }}{{ forloop.counter0 }}"
	  "{{ forloop.revcounter }}{{ forloop.revcounter0 }}{{ forloop.first }}"
	  "{{ forloop.last }} {% endfor %}",
	    "1032TrueFalse 2121FalseFalse 3210FalseTrue " },
	{ "{% for t in contact.TAGS %}{{ forloop.Counter }}{{ forloop.Counter0 }}"
	  "{{ forloop.Revcounter }}{{ forloop.Revcounter0 }}{{ forloop.First }}"
	  "{{ forloop.Last }} {% endfor %}",
	    "1032TrueFalse 2121FalseFalse 3210FalseTrue " },
	{ "{% for t in contact.TAGS %}{% for u in contact.TAGS %}{% if forloop.first %}"
	  "{{ forloop.Parentloop.revcounter }}{% endif %}{% endfor %}{% endfor %}",
	    "321" },
	{ "{% if contact.TAGS %}1{% endif %}{% if contact.VILLE or 0 or '' or false %}2"
	  "{% endif %}",
	    "1" },
	{ "{{ contact.GENRE }} {{ contact.ADHERENT }}", "Madame True" },
	{ "{% autoescape off %}{{ contact.TAGS|join:' & ' }}{% endautoescape %}",
	    "vélo & <b> & thé" },
	{ "{{ contact.NOTE }}", "{{ mirror }} {% if %}\nline 2\n\nline 4" },
};

static void
rendered(void)
{
	struct world w;

	for (size_t i = 0; i < LENGTH(html); i++) {
		world_init(&w);
		parse(&w, html[i].in, ESCAPE_HTML);
		if (html[i].want == NULL) {
			ok(w.findings.errors > 0, "refused: %s", html[i].in);
		} else if (w.findings.errors > 0) {
			is_str(first_finding(&w), "", "%s", html[i].in);
		} else {
			ok(template_render(w.template, &w.bindings, &w.out, &w.err) == 0,
			    "rendered: %s", html[i].in);
			is_str(w.out.data, html[i].want, "%s", html[i].in);
		}
		world_release(&w);
	}
}

static const struct {
	const char *in, *want;
	bool warning; /* nothing worse */
} refused[] = {
	{ "a\né{{ contact.PRENON }}",
	    "2:5: contact.PRENON is not a field; did you mean contact.PRENOM?", false },
	{ "{{ contact.FIRSTNAME }}",
	    "1:4: contact.FIRSTNAME is not a field; did you mean contact.PRENOM?",
	    false },
	{ "{{ contact.XQZWJ }}", "1:4: contact.XQZWJ is not a field", false },
	{ "{{ contact.prenom }}",
	    "1:4: contact.prenom: the field is written contact.PRENOM", true },
	{ "{{ contact.ville }}", "1:4: contact.ville: the field is written contact.VILLE",
	    true },
	{ "{{ contact.Twin }}",
	    "1:4: contact.Twin is not a field; did you mean contact.TWIN?", false },
	{ "{% for t in contact.TAGS %}{{ forloop.parentloop.counter }}{% endfor %}",
	    "1:31: forloop.parentloop.counter: there are not so many loops round it",
	    false },
	{ "{% for t in contact.TAGS %}{{ forloop.count }}{% endfor %}",
	    "1:31: forloop.count is not known; forloop has counter, counter0, revcounter, "
	    "revcounter0, first, last and parentloop",
	    false },
	{ "{{ miror }}", "1:4: miror is not known; did you mean mirror?", false },
	{ "{{ doubleoptin }}",
	    "1:4: doubleoptin has no value here: it is only in the mail that asks for "
	    "confirmation",
	    false },
	{ "{{ params.prise }}",
	    "1:4: params.prise is not known: 'params' has no 'prise'; did "
	    "you mean price?",
	    false },
	{ "{% for i in params.items %}{{ i.titel }}{% endfor %}",
	    "1:31: i.titel is not known: 'i' has no 'titel'; did you mean title?",
	    false },
	{ "x {% if contact.AGE %} y",
	    "1:3: '{% if %}' is never closed: '{% endif %}' is "
	    "missing",
	    false },
	{ "{% if contact.AGE %}{% for t in contact.TAGS %}{% endif %}",
	    "1:21: '{% for %}' is never closed: '{% endfor %}' is missing", false },
	{ "{% endif %}", "1:1: '{% endif %}' without '{% if %}'", false },
	{ "{% else %}", "1:1: '{% else %}' without '{% if %}'", false },
	{ "{% if true %}{% else %}{% else %}{% endif %}",
	    "1:24: nothing but {% endif %} can follow the {% else %} or {% empty %} above",
	    false },
	{ "a {{ contact.AGE b", "1:3: '{{' is never closed: '}}' is missing", false },
	{ "{{ contact.AGE {{ mirror }}", "1:1: '{{' is never closed: '}}' is missing",
	    false },
	{ "{{ contact.AGE %}", "1:16: a tag that begins with '{{' must end with '}}'",
	    false },
	{ "{{ contact.AGE|default:\"x }}",
	    "1:24: this quotation mark has no partner on its line", false },
	{ "{% comment %} x",
	    "1:1: '{% comment %}' is never closed: '{% endcomment %}' is missing",
	    false },
	{ "{% verbatim %} x",
	    "1:1: '{% verbatim %}' is never closed: '{% endverbatim %}' is missing",
	    false },
	{ "{% if contact.AGE and true or false %}{% endif %}",
	    "1:28: 'and' and 'or' together need parentheses: a and (b or c)", false },
	{ "{% if contact.PRENOM < 5 %}{% endif %}",
	    "1:22: only two numbers or two dates have an order, not text and a number",
	    false },
	{ "{% if contact.PRENOM == 5 %}{% endif %}",
	    "1:22: text is never equal to a number", true },
	{ "{{ contact.AGE|uper }}", "1:16: 'uper' is not a filter; did you mean upper?",
	    false },
	{ "{{ contact.AGE|default }}", "1:16: default needs an argument: default:...",
	    false },
	{ "{{ contact.AGE|upper:1 }}", "1:22: upper takes no argument", false },
	{ "{{ contact.AGE|join:',' }}", "1:16: join works on a list, not on a number",
	    false },
	{ "{{ contact.NOM|truncatechars:'x' }}",
	    "1:30: the argument of truncatechars must be a number, not text", false },
	{ "{{ contact.NOM|truncatechars:-1 }}",
	    "1:30: the argument of truncatechars must be a whole number, at least 1",
	    false },
	{ "{% for t in contact.AGE %}{% endfor %}",
	    "1:13: for needs a list; this is a number", false },
	{ "{% with mirror=1 %}{% endwith %}",
	    "1:9: 'mirror' has a meaning already; take another name", false },
	{ "{{ forloop.counter }}", "1:4: forloop is only known inside {% for %}", false },
	{ "{% extends 'x' %}", "1:4: 'extends': this tag is not supported in newsletters",
	    false },
	{ "{% endiff %}", "1:4: 'endiff' is not a tag; did you mean endif?", false },
	{ "{{ }}", "1:4: the tag ends too early: something is missing", false },
	{ "*|FNAME|*",
	    "1:1: '*|FNAME|*' is a tag of Mailchimp; write {{ contact.PRENOM }}", false },
	{ "*|UNSUB|*", "1:1: '*|UNSUB|*' is a tag of Mailchimp; write {{ unsubscribe }}",
	    false },
	{ "{{ .Subscriber.Email }}",
	    "1:1: '{{ .Subscriber.Email }}' is a tag of listmonk; write {{ contact.EMAIL }}",
	    false },
	{ "{{ UnsubscribeURL }}",
	    "1:1: '{{ UnsubscribeURL }}' is a tag of listmonk; write {{ unsubscribe }}",
	    false },
	{ "{{var:prenom:\"y\"}}",
	    "1:1: '{{var:prenom:\"y\"}}' is a tag of Mailjet; write "
	    "{{ contact.PRENOM|default:\"...\" }}",
	    false },
	{ "[[UNSUB_LINK_FR]]",
	    "1:1: '[[UNSUB_LINK_FR]]' is a tag of Mailjet; write {{ unsubscribe }}",
	    false },
	{ "%PRENOM% %WIDTH% {x}",
	    "1:1: '%PRENOM%' is a tag of old Sendinblue and phpList; write "
	    "{{ contact.PRENOM }}",
	    true },
	{ "[PRENOM%%x]",
	    "1:1: '[PRENOM%%x]' is a tag of phpList; write "
	    "{{ contact.PRENOM|default:\"...\" }}",
	    true },
	{ "{{#if x}}",
	    "1:1: '{{#if x}}' is a tag of Handlebars; write {% if contact.X %} or "
	    "{% for x in contact.X %}",
	    false },
	{ "{{{x}}}", "1:1: '{{{x}}' is a tag of Handlebars; write two braces: {{ name }}",
	    false },
	{ "{{ feed.items }}",
	    "1:4: feed.items is not known; Brevo data feeds are not supported; put the "
	    "values into the issue",
	    false },
	{ "{{ True }}", "1:4: True is not known; write true", false },
	{ "{{ contact.EMAIL() }}",
	    "1:17: '(' cannot stand here; names are not called: leave the parentheses out",
	    false },
	{ "{{ contact[\"EMAIL\"] }}",
	    "1:11: '[' cannot stand here; write x.k instead of x[\"k\"]", false },
	{ "{{ contact.AGE + 1 }}",
	    "1:16: '+' cannot stand here; there is no arithmetic; the filter add may do: "
	    "{{ a|add:b }}",
	    false },
	{ "{{ contact.DOUBLE_OPT-IN }}",
	    "1:22: '-' cannot stand here; a name has no '-' in it, and there is no arithmetic",
	    false },
	{ "{{ contact.NOM|default:“x” }}",
	    "1:24: '“' cannot stand here; write straight quotation marks: \"text\"",
	    false },
	{ "{{ contact.NOM|default:&quot;x&quot; }}",
	    "1:24: '&' cannot stand here; write a quotation mark itself, \", instead of "
	    "&quot;",
	    false },
	{ "{{&nbsp;contact.NOM }}",
	    "1:3: '&' cannot stand here; write an ordinary space instead of &nbsp; inside a "
	    "tag",
	    false },
};

static void
refusals(void)
{
	struct world w;

	for (size_t i = 0; i < LENGTH(refused); i++) {
		world_init(&w);
		parse(&w, refused[i].in, ESCAPE_HTML);
		is_str(first_finding(&w), refused[i].want, "%s", refused[i].in);
		ok((w.findings.errors == 0) == refused[i].warning, "severity: %s",
		    refused[i].in);
		world_release(&w);
	}
}

/* Twenty levels are taken, more are refused, a great many do no harm. */
static void
nesting(void)
{
	static const size_t depths[] = { 20, 21, 100000 };
	struct world w;
	struct buf text;

	for (size_t i = 0; i < LENGTH(depths); i++) {
		for (int kind = 0; kind < 2; kind++) {
			world_init(&w);
			buf_init(&text, 64u << 20);
			buf_adds(&text, kind == 0 ? "" : "{% if ");
			for (size_t k = 0; k < depths[i]; k++)
				buf_adds(&text, kind == 0 ? "{% if true %}" : "(");
			buf_adds(&text, kind == 0 ? "" : "true");
			for (size_t k = 0; k < depths[i]; k++)
				buf_adds(&text, kind == 0 ? "{% endif %}" : ")");
			buf_adds(&text, kind == 0 ? "" : " %}{% endif %}");
			parse(&w, text.data, ESCAPE_HTML);
			is_int(w.findings.errors, i == 0 ? 0 : 1, "%zu levels of %s",
			    depths[i], kind == 0 ? "if" : "parentheses");
			buf_release(&text);
			world_release(&w);
		}
	}
}

static void
limits(void)
{
	static const char *const loops =
	    "{% for a in contact.TAGS %}{% for b in contact.TAGS %}"
	    "{% for a in contact.TAGS %}{% for b in contact.TAGS %}"
	    "{% for a in contact.TAGS %}{% for b in contact.TAGS %}"
	    "{% for a in contact.TAGS %}{% for b in contact.TAGS %}"
	    "{% for a in contact.TAGS %}x{% endfor %}{% endfor %}"
	    "{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}"
	    "{% endfor %}";
	struct world w;
	struct buf text;

	world_init(&w);
	buf_adds(&w.out, "before");
	parse(&w, loops, ESCAPE_HTML);
	is_int(
	    template_render(w.template, &w.bindings, &w.out, &w.err), -1, "loop turns");
	is_str(w.err.msg,
	    "the loops take more than 10000 turns at '{% for a in contact.TAGS %}'",
	    "and the message");
	is_int(w.err.kind, ERR_DATA, "and the kind");
	is_str(w.out.data, "before", "and out is as it was");
	world_release(&w);

	world_init(&w);
	buf_init(&text, 64u << 20);
	for (int i = 0; i < 19; i++)
		buf_printf(&text, "{%% with a%d=a%d|add:a%d %%}", i + 1, i, i);
	buf_adds(&text, "{{ a19 }}");
	for (int i = 0; i < 20; i++)
		buf_adds(&text, "{% endwith %}");
	parse(&w, arena_printf(&w.arena, "{%% with a0=contact.NOTE %%}%s", text.data),
	    ESCAPE_HTML);
	is_str(first_finding(&w), "", "a value that doubles nineteen times");
	is_int(
	    template_render(w.template, &w.bindings, &w.out, &w.err), -1, "is refused");
	is_str(w.err.msg, "the filters make more than 16 MiB of text", "with a message");
	buf_release(&text);
	world_release(&w);
}

/* A loop of static text, 10,000 octets by 729 turns. */
static void
output_limit(void)
{
	struct world w;
	struct buf text;

	world_init(&w);
	buf_init(&text, 8u << 20);
	for (int i = 0; i < 6; i++)
		buf_printf(&text, "{%% for a%d in contact.TAGS %%}", i);
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, "1234567890");
	for (int i = 0; i < 6; i++)
		buf_adds(&text, "{% endfor %}");
	parse(&w, text.data, ESCAPE_HTML);
	is_int(
	    template_render(w.template, &w.bindings, &w.out, &w.err), -1, "7 MB in all");
	is_str(w.err.msg, "the result is longer than 4 MiB; shorten the loops",
	    "with a message");
	buf_release(&text);
	world_release(&w);
}

/* What an issue that outlives its fields shows for one that is gone: as for somebody
 * who has none. */
static void
forgiving(void)
{
	static const char *const uses[] = { "{{ contact.GONE }}",
		"{{ contact.GONE|default:\"you\" }}",
		"{% if contact.GONE %}a{% else %}b{% endif %}",
		"{% if contact.GONE == \"x\" or contact.GONE > 3 %}a{% else %}b{% endif %}",
		"{% if \"x\" in contact.GONE %}a{% else %}b{% endif %}",
		"{% for x in contact.GONE %}{{ x }}{% empty %}none{% endfor %}",
		"{% with y=contact.GONE %}[{{ y }}]{% endwith %}",
		"{% firstof contact.GONE \"z\" %}",
		"{{ contact.GONE|date:\"02.01.2006\" }}",
		"{{ contact.GONE|time:\"15:04\" }}", "{{ contact.GONE|add:1 }}",
		"{{ contact.GONE|floatformat:2 }}", "{{ contact.GONE|divisibleby:3 }}",
		"{{ contact.GONE|first }}{{ contact.GONE|last }}{{ contact.GONE|length }}",
		"{{ contact.GONE|join:\", \" }}", "{{ contact.GONE|slice:\":2\" }}",
		"{{ contact.GONE|split:\",\" }}",
		"{{ contact.GONE|upper|title|capfirst }}",
		"{{ contact.GONE|truncatewords:2|urlencode|linebreaks|striptags }}",
		"{{ contact.GONE|yesno:\"a,b,c\" }}", "{{ contact.GONE|pluralize }}",
		"{{ contact.GONE|wordcount }}{{ contact.GONE|cut:\"a\" }}",
		"{{ contact.GONE|safe }}", "{{ contact.GONE|default_if_none:\"n\" }}",
		"{{ contact.PRENOM|default:contact.GONE }}" };
	struct world w;
	const char *absent;

	for (size_t i = 0; i < LENGTH(uses); i++) {
		world_init(&w);
		w.vocabulary.forgiving = true;
		w.vocabulary.language = "en";
		parse(&w, uses[i], ESCAPE_HTML);
		is_str(first_finding(&w), "", "a field that is gone: %s", uses[i]);
		if (w.findings.errors == 0)
			ok(template_render(w.template, &w.bindings, &w.out, &w.err) == 0,
			    "and it is rendered");
		world_release(&w);
	}
	world_init(&w);
	w.vocabulary.forgiving = true;
	parse(&w, "{{ contact.GONE|default:\"you\" }} {{ other }}", ESCAPE_HTML);
	absent = first_finding(&w);
	contains(absent, "other", "only fields are forgiven");
	world_release(&w);
}

static void
headers_and_text(void)
{
	struct world w;

	world_init(&w);
	parse(&w, "{{ contact.NOM }}: {{ contact.NOTE }}{{ '\\r\\t' }}|\xC2\x85|\u2028|",
	    ESCAPE_NONE);
	is_int(
	    template_render_header(w.template, &w.bindings, &w.out, &w.err), 0, "header");
	is_str(w.out.data, "O'Hara & <Fils>: {{ mirror }} {% if %} line 2  line 4  | | |",
	    "no controls, no entities in a header");
	ok(template_uses_field(w.template, NOM), "uses NOM");
	ok(!template_uses_field(w.template, AGE), "does not use AGE");
	ok(!template_uses(w.template, NAME_MIRROR), "what data says is not used");
	world_release(&w);
}

/* Undo quoted-printable, without caring for its rules. */
static void
decode(const struct buf *in, struct buf *out)
{
	for (size_t i = 0; i < in->len; i++) {
		char hex[3] = "";

		if (in->data[i] != '=') {
			buf_addc(out, in->data[i]);
			continue;
		}
		memcpy(hex, in->data + i + 1, 2);
		if (hex[0] != '\r')
			buf_addc(out, (char)strtol(hex, NULL, 16));
		i += 2;
	}
}

static void
quoted_printable(void)
{
	struct world w;
	struct pieces qp;
	struct buf back;

	for (size_t i = 0; i < LENGTH(html); i++) {
		if (html[i].want == NULL)
			continue;
		world_init(&w);
		pieces_init(&qp, 1u << 20);
		buf_init(&back, 1u << 20);
		parse(&w, html[i].in, ESCAPE_HTML);
		template_prepare_qp(w.template);
		template_render_qp(w.template, &w.bindings, &qp, &w.err);
		pieces_flatten(&qp);
		decode(&qp.own, &back);
		for (const char *p = html[i].want; *p != '\0'; p++)
			buf_adds(&w.out, *p == '\n' ? "\r\n" : (char[2]){ *p, '\0' });
		is_str(back.data, w.out.data, "quoted-printable: %s", html[i].in);
		pieces_release(&qp);
		buf_release(&back);
		world_release(&w);
	}
	world_init(&w);
	pieces_init(&qp, 1u << 20);
	parse(&w, "line\n{{ contact.VILLE }}.{{ contact.PRENOM }}\n", ESCAPE_HTML);
	template_prepare_qp(w.template);
	template_render_qp(w.template, &w.bindings, &qp, &w.err);
	pieces_flatten(&qp);
	is_str(qp.own.data, "line\r\n=2E=\r\nzo=C3=A9=\r\n\r\n",
	    "soft breaks between pieces, none after a hard one or for an empty value");
	pieces_release(&qp);
	world_release(&w);
	world_init(&w);
	pieces_init(&qp, 1u << 20);
	parse(&w, "/{{ mirror }}/1\n{{ mirror }}{{ mirror }}", ESCAPE_HTML);
	template_prepare_qp(w.template);
	w.bindings.names[NAME_MIRROR] = value_word("a-1.Z");
	template_render_qp(w.template, &w.bindings, &qp, &w.err);
	pieces_flatten(&qp);
	is_str(qp.own.data, "/=\r\na-1.Z=\r\n/1\r\na-1.Z=\r\na-1.Z",
	    "a word is joined as any value");
	template_render(w.template, &w.bindings, &w.out, &w.err);
	is_str(w.out.data, "/a-1.Z/1\na-1.Za-1.Z", "and is the same as text");
	pieces_release(&qp);
	world_release(&w);
}

static void
tags(void)
{
	static const char text[] =
	    "a{{ x }}{# {{ y }} #}{#z{% comment %}{{ w }}"
	    "{% endcomment %}{% verbatim %}{{ v }}{% endverbatim %}"
	    "{{ '}}' }}{{ open {% if %}";
	static const char *const want[] = { "{{ x }}", "{# {{ y }} #}",
		"{% comment %}{{ w }}{% endcomment %}", "{% verbatim %}",
		"{% endverbatim %}", "{{ '}}' }}", "{{ open ", "{% if %}" };
	struct tag t;
	size_t at = 0, n = 0;

	while (template_next_tag(span_of(text), &at, &t) && n < LENGTH(want)) {
		is_mem(text + t.start, t.end - t.start, want[n], strlen(want[n]),
		    "tag %zu", n);
		n++;
	}
	is_int(n, LENGTH(want), "number of tags");
}

/* Each tag that shows a field and nothing else, and whether this copy has a hole there:
 * VILLE is empty, PRENOM is not. */
static const struct {
	const char *in, *want;
} holes[] = {
	{ "plain {{ mirror }} {{ contact.EMAIL }}", "22-" },
	{ "Hello {{ contact.PRENOM }} of {{ contact.VILLE }}", "9- 33!" },
	{ "{{ contact.VILLE|upper|truncatechars:3 }}", "3!" },
	{ "{{ contact.VILLE | default:\"nowhere\" }}", "" },
	{ "{{ contact.VILLE|upper|default:\"nowhere\" }}", "" },
	{ "{{ contact.VILLE|default_if_none:\"x\" }}", "" },
	{ "{{ contact.VILLE|length }} {{ contact.VILLE|add:\"x\" }}", "" },
	{ "{% firstof contact.VILLE contact.PRENOM %}", "" },
	{ "{% if contact.VILLE %}in {{ contact.VILLE }}{% endif %}", "28-" },
	{ "{% if contact.PRENOM %}{{ contact.VILLE }}{% endif %}", "26!" },
	{ "{% if contact.AGE > 50 %}{{ contact.VILLE }}{% endif %}", "28-" },
	{ "{% for x in params.items %}{{ contact.VILLE }}{% endfor %}", "30!" },
	{ "{% for x in contact.TAGS %}{{ x }}{% empty %}{{ contact.VILLE }}{% endfor %}",
	    "48-" },
	{ "{% with v=contact.PRENOM %}{{ contact.VILLE }}{{ v }}{% endwith %}", "30!" },
	{ "{# {{ contact.VILLE }} #}{{ params.price }}{{ \"x\" }}", "" },
	{ "{{ contact.AGE }}{{ contact.ADHERENT }}{{ contact.SINCE }}", "3- 20- 42-" },
};

static void
find_holes(void)
{
	const struct hole *found;
	bool marks[8];

	for (size_t i = 0; i < LENGTH(holes); i++) {
		struct world w;
		size_t n, k;

		world_init(&w);
		parse(&w, holes[i].in, ESCAPE_HTML);
		n = template_find_holes(w.template, &found);
		memset(marks, 0, sizeof(marks));
		ok(template_mark_holes(w.template, &w.bindings, marks, &w.err) == 0,
		    "%s: marked", holes[i].in);
		for (k = 0; k < n; k++)
			buf_printf(&w.out, "%s%zu%c", k > 0 ? " " : "", found[k].offset,
			    marks[k] ? '!' : '-');
		is_str(w.out.data, holes[i].want, "%s: the holes", holes[i].in);
		world_release(&w);
	}
}

int
main(void)
{
	find_holes();
	rendered();
	refusals();
	nesting();
	limits();
	output_limit();
	forgiving();
	headers_and_text();
	quoted_printable();
	tags();
	return done_testing();
}
