/*
 * What is said of tags and words of other programs, and of what people type where the
 * language has something else: each row of the table in LANGUAGE.md, with its place.
 */
#include "tap.h"

#include "issue/template.h"

/* Before every case, so that a place is more than 1:1. */
#define BEFORE "<p>\n é "
#define LINE 2
#define COLUMN 4

static const struct field_name fields[] = {
	{ "EMAIL", VALUE_TEXT },
	{ "PRENOM", VALUE_TEXT },
	{ "NOM", VALUE_TEXT },
	{ "AGE", VALUE_NUMBER },
	{ "OPTIN", VALUE_BOOL },
};

static const struct {
	const char *in;
	size_t behind; /* columns from the beginning of in */
	enum severity severity;
	const char *says;
} cases[] = {
	/* Mailchimp */
	{ "*|FNAME|*", 0, SEVERITY_ERROR,
	    "'*|FNAME|*' is a tag of Mailchimp; write {{ contact.PRENOM }}" },
	{ "*|LNAME|*", 0, SEVERITY_ERROR, "write {{ contact.NOM }}" },
	{ "*|EMAIL|*", 0, SEVERITY_ERROR, "write {{ contact.EMAIL }}" },
	{ "*|CITY|*", 0, SEVERITY_ERROR, "write {{ contact.CITY }}" },
	{ "*|UNSUB|*", 0, SEVERITY_ERROR, "write {{ unsubscribe }}" },
	{ "<a href=\"*|ARCHIVE|*\">", 9, SEVERITY_ERROR, "write {{ mirror }}" },
	{ "*|UPDATE_PROFILE|*", 0, SEVERITY_ERROR, "write {{ update_profile }}" },
	{ "*|LIST:ADDRESSLINE|*", 0, SEVERITY_ERROR, "write {{ list.postal_address }}" },
	{ "*|MC:SUBJECT|*", 0, SEVERITY_ERROR, "write {{ issue.subject }}" },
	{ "*|LIST:COMPANY|*", 0, SEVERITY_ERROR, "write {{ sender.name }}" },
	{ "*|LIST:DESCRIPTION|*", 0, SEVERITY_ERROR, "write the text itself" },
	{ "*|CURRENT_YEAR|*", 0, SEVERITY_ERROR, "write {% now \"2006\" %}" },
	{ "*|DATE:d/m/Y|*", 0, SEVERITY_ERROR, "write {% now \"02/01/2006\" %}" },
	{ "*|IF:FNAME|*", 0, SEVERITY_ERROR, "write {% if contact.X %}" },
	{ "*|ELSE:|*", 0, SEVERITY_ERROR, "write {% else %}" },
	{ "*|END:IF|*", 0, SEVERITY_ERROR, "write {% endif %}" },
	/* listmonk */
	{ "{{ .Subscriber.Email }}", 0, SEVERITY_ERROR,
	    "is a tag of listmonk; write {{ contact.EMAIL }}" },
	{ "{{ .Subscriber.FirstName }}", 0, SEVERITY_ERROR,
	    "write {{ contact.PRENOM }}" },
	{ "{{ .Subscriber.Attribs.town }}", 0, SEVERITY_ERROR,
	    "write {{ contact.town }}" },
	{ "{{ UnsubscribeURL }}", 0, SEVERITY_ERROR, "write {{ unsubscribe }}" },
	{ "{{ MessageURL }}", 0, SEVERITY_ERROR, "write {{ mirror }}" },
	{ "{{ TrackLink \"https://a.example\" . }}", 0, SEVERITY_ERROR,
	    "write the plain URL" },
	{ "{{ TrackView }}", 0, SEVERITY_ERROR, "leave it out" },
	{ "{{ end }}", 0, SEVERITY_ERROR, "write {% endif %}" },
	{ "{{ if .Subscriber.Name }}", 0, SEVERITY_ERROR, "write {% if contact.X %}" },
	{ "{{ range .Items }}", 0, SEVERITY_ERROR, "write {% for x in contact.X %}" },
	/* Mailjet */
	{ "{{var:prenom:\"y\"}}", 0, SEVERITY_ERROR,
	    "is a tag of Mailjet; write {{ contact.PRENOM|default:\"...\" }}" },
	{ "{{data:city}}", 0, SEVERITY_ERROR,
	    "write {{ contact.city|default:\"...\" }}" },
	{ "[[UNSUB_LINK_FR]]", 0, SEVERITY_ERROR,
	    "is a tag of Mailjet; write {{ unsubscribe }}" },
	{ "[[UNSUB_LINK_EN]]", 0, SEVERITY_ERROR, "write {{ unsubscribe }}" },
	/* old Sendinblue and phpList */
	{ "%PRENOM%", 0, SEVERITY_WARNING,
	    "is a tag of old Sendinblue and phpList; write {{ contact.PRENOM }}" },
	{ "[UNSUBSCRIBE]", 0, SEVERITY_WARNING, "write {{ unsubscribe }}" },
	{ "[MIRROR]", 0, SEVERITY_WARNING, "write {{ mirror }}" },
	{ "{PRENOM}", 0, SEVERITY_WARNING, "write {{ contact.PRENOM }}" },
	{ "{contact.PRENOM}", 0, SEVERITY_WARNING,
	    "'{contact.PRENOM}' has one brace; write {{ contact.PRENOM }}" },
	{ "{unsubscribe}", 0, SEVERITY_WARNING, "write {{ unsubscribe }}" },
	{ "[NOM%%ami]", 0, SEVERITY_WARNING,
	    "is a tag of phpList; write {{ contact.NOM|default:\"...\" }}" },
	/* Handlebars */
	{ "{{#if x}}", 0, SEVERITY_ERROR, "is a tag of Handlebars; write {% if" },
	{ "{{#each items}}", 0, SEVERITY_ERROR, "{% for x in contact.X %}" },
	{ "{{/if}}", 0, SEVERITY_ERROR, "write {% endif %} or {% endfor %}" },
	{ "{{^x}}", 0, SEVERITY_ERROR, "write {% if not contact.X %}" },
	{ "{{{x}}}", 0, SEVERITY_ERROR, "write two braces: {{ name }}" },
	{ "{{> x}}", 0, SEVERITY_ERROR, "nothing is included from elsewhere" },
	{ "{{ else }}", 0, SEVERITY_ERROR, "write {% else %}" },
	{ "{{ action_url }}", 3, SEVERITY_ERROR,
	    "action_url is not known; write contact.NAME for a field of the person, "
	    "params.action_url for a value of this issue (--params)" },
	/* Brevo's feeds */
	{ "{{ feed.title }}", 3, SEVERITY_ERROR, "Brevo data feeds are not supported" },
	{ "{{ event.name }}", 3, SEVERITY_ERROR, "Brevo data feeds are not supported" },
	{ "{% for i in feed.items %}{% endfor %}", 12, SEVERITY_ERROR,
	    "Brevo data feeds are not supported" },
	{ "<!--feed.loop-->", 0, SEVERITY_ERROR, "Brevo data feeds are not supported" },
	/* tags that newsletters have not */
	{ "{% extends 'x' %}", 3, SEVERITY_ERROR,
	    "'extends': this tag is not supported in newsletters" },
	{ "{% block x %}", 3, SEVERITY_ERROR, "'block': this tag is not supported" },
	{ "{% include 'x' %}", 3, SEVERITY_ERROR, "'include': this tag is not" },
	{ "{% import 'x' %}", 3, SEVERITY_ERROR, "'import': this tag is not" },
	{ "{% macro x() %}", 3, SEVERITY_ERROR, "'macro': this tag is not" },
	{ "{% set x = 1 %}", 3, SEVERITY_ERROR, "'set': this tag is not" },
	{ "{% cycle 'a' 'b' %}", 3, SEVERITY_ERROR, "'cycle': this tag is not" },
	{ "{% ifchanged %}", 3, SEVERITY_ERROR, "'ifchanged': this tag is not" },
	{ "{% load i18n %}", 3, SEVERITY_ERROR, "'load': this tag is not" },
	/* what people type */
	{ "{{ contact.EMAIL() }}", 16, SEVERITY_ERROR, "leave the parentheses out" },
	{ "{{ contact[\"EMAIL\"] }}", 10, SEVERITY_ERROR, "write x.k instead" },
	{ "{{ contact.AGE + 1 }}", 15, SEVERITY_ERROR, "{{ a|add:b }}" },
	{ "{{ contact.AGE * 2 }}", 15, SEVERITY_ERROR, "there is no arithmetic" },
	{ "{{ contact.AGE - 2 }}", 15, SEVERITY_ERROR, "there is no arithmetic" },
	{ "{{ contact.AGE / 2 }}", 15, SEVERITY_ERROR, "there is no arithmetic" },
	{ "{{ contact.AGE % 2 }}", 15, SEVERITY_ERROR, "divisibleby" },
	{ "{{ True }}", 3, SEVERITY_ERROR, "True is not known; write true" },
	{ "{% if contact.OPTIN == False %}{% endif %}", 23, SEVERITY_ERROR,
	    "False is not known; write false" },
	{ "{% if contact.NOM == None %}{% endif %}", 21, SEVERITY_ERROR,
	    "None is not known; leave the comparison out" },
	{ "{{ contact.DOUBLE_OPT-IN }}", 21, SEVERITY_ERROR, "a name has no '-' in it" },
	{ "{{ contact.NOM|default:“x” }}", 23, SEVERITY_ERROR,
	    "write straight quotation marks: \"text\"" },
	{ "{{ contact.NOM|default:«x» }}", 23, SEVERITY_ERROR,
	    "write straight quotation marks" },
	{ "{{ contact.NOM|default:‘x’ }}", 23, SEVERITY_ERROR,
	    "write straight quotation marks: 'text'" },
	{ "{{ contact.NOM|default:&quot;x&quot; }}", 23, SEVERITY_ERROR,
	    "write a quotation mark itself" },
	{ "{{ contact.NOM|default:&#39;x&#39; }}", 23, SEVERITY_ERROR,
	    "write an apostrophe itself" },
	{ "{{&nbsp;contact.NOM }}", 2, SEVERITY_ERROR, "instead of &nbsp;" },
	{ "{{\xC2\xA0"
	  "contact.NOM }}",
	    2, SEVERITY_ERROR, "instead of the no-break space" },
	{ "{% if contact.AGE &gt; 1 %}{% endif %}", 18, SEVERITY_ERROR,
	    "write > itself instead of &gt;" },
	{ "{% if contact.AGE &amp;&amp; true %}{% endif %}", 18, SEVERITY_ERROR,
	    "write and instead" },
	{ "{% if contact.AGE = 1 %}{% endif %}", 18, SEVERITY_ERROR,
	    "to compare, write ==" },
	{ "{{ contact.OPTIN ? 'a' : 'b' }}", 17, SEVERITY_ERROR,
	    "{% if x %}a{% else %}" },
	{ "{{ contact.<b>NOM</b> }}", 3, SEVERITY_ERROR, "name a field of it" },
	{ "{{ <b>contact.NOM</b> }}", 3, SEVERITY_ERROR, "an HTML tag cannot stand" },
	/* names that are alike */
	{ "{{ contact.FIRSTNAME }}", 3, SEVERITY_ERROR, "did you mean contact.PRENOM?" },
	{ "{{ contact.VORNAME }}", 3, SEVERITY_ERROR, "did you mean contact.PRENOM?" },
	{ "{{ contact.NOME }}", 3, SEVERITY_ERROR, "did you mean contact.PRENOM?" },
	{ "{{ contact.LASTNAME }}", 3, SEVERITY_ERROR, "did you mean contact.NOM?" },
	{ "{{ contact.COGNOME }}", 3, SEVERITY_ERROR, "did you mean contact.NOM?" },
	{ "{{ contact.NACHNAME }}", 3, SEVERITY_ERROR, "did you mean contact.NOM?" },
	{ "{{ contact.LNAME }}", 3, SEVERITY_ERROR, "did you mean contact.NOM?" },
	{ "{{ contact.PRENON }}", 3, SEVERITY_ERROR, "did you mean contact.PRENOM?" },
	{ "{{ contact.prenom }}", 3, SEVERITY_WARNING,
	    "contact.prenom: the field is written contact.PRENOM" },
	{ "{{ PRENOM }}", 3, SEVERITY_ERROR,
	    "PRENOM is not known; did you mean contact.PRENOM?" },
	{ "{{ sender }}", 3, SEVERITY_ERROR,
	    "sender is not known; did you mean sender.name or sender.email?" },
	{ "{{ list.address }}", 3, SEVERITY_ERROR,
	    "did you mean list.name or list.postal_address?" },
	{ "{% if contact.OPTIN %}{% else if contact.AGE %}{% endif %}", 30,
	    SEVERITY_ERROR, "write {% elif ... %} instead of {% else if ... %}" },
	{ "{{ unsubscribed }}", 3, SEVERITY_ERROR, "did you mean unsubscribe?" },
	/* what is taken for the sake of old templates */
	{ "{% ifequal contact.AGE 1 %}{% endifequal %}", 0, SEVERITY_WARNING,
	    "write {% if a == b %} instead of ifequal" },
	{ "{% ifnotequal contact.AGE 1 %}{% endifnotequal %}", 0, SEVERITY_WARNING,
	    "write {% if a != b %} instead of ifnotequal" },
	{ "{% spaceless %}{% endspaceless %}", 0, SEVERITY_WARNING,
	    "leave spaceless out" },
	{ "{% with contact.AGE as a %}{% endwith %}", 20, SEVERITY_WARNING,
	    "write {% with a=... %}" },
};

/* What looks like a tag and is none: prose, CSS, addresses. */
static const char *const silent[] = {
	"100 % of 50 %",
	"%WIDTH%",
	"{color: red}",
	"{WIDTH}",
	"{contact}",
	"{contact.}",
	"[1]",
	"[WIDTH%%x]",
	"[[note]]",
	"*|lower|",
	"* | A | *",
	"https://a.example/%20PRENOM%20",
	"<!-- feed -->",
	"{% verbatim %}*|FNAME|* {{ x }}{% endverbatim %}",
	"a { b",
	"@media { .x { y: z } }",
};

static void
parse(const char *text, struct arena *a, struct findings *f)
{
	struct vocabulary v = {
		.fields = fields, .nfields = LENGTH(fields), .language = "fr"
	};
	struct template *t;

	for (int i = 0; i < NAME_COUNT; i++)
		v.known[i] = true;
	findings_init(f, a);
	template_parse(&t, span_of(arena_printf(a, BEFORE "%s", text)), "june.html", &v,
	    ESCAPE_HTML, a, f);
}

static void
test_case(size_t i)
{
	struct arena a = { 0 };
	struct findings f;

	parse(cases[i].in, &a, &f);
	if (!ok(f.count > 0, "said: %s", cases[i].in))
		return;
	contains(f.list[0].text, cases[i].says, "what: %s", cases[i].in);
	is_str(f.list[0].file, "june.html", "file");
	is_int(f.list[0].line, LINE, "line: %s", cases[i].in);
	is_int(f.list[0].column, COLUMN + cases[i].behind, "column: %s", cases[i].in);
	is_int(f.list[0].severity, cases[i].severity, "severity: %s", cases[i].in);
	is_int(f.errors == 0, cases[i].severity == SEVERITY_WARNING, "errors: %s",
	    cases[i].in);
	arena_release(&a);
}

int
main(void)
{
	struct arena a = { 0 };
	struct findings f;
	size_t i;

	for (i = 0; i < LENGTH(cases); i++)
		test_case(i);
	for (i = 0; i < LENGTH(silent); i++) {
		parse(silent[i], &a, &f);
		is_str(f.count > 0 ? f.list[0].text : "", "", "nothing is said of: %s",
		    silent[i]);
	}
	arena_release(&a);
	return done_testing();
}
