/* What a letter is made of beside the issue: a text part of one's own, params. */
#include "tap.h"

#include "issue/letter.h"

static const char html[] =
    "<!doctype html><html lang=\"fr\"><title>{{ params.title }}, {{ contact.PRENOM }}</title>"
    "<body><p>{{ params.title }} & co</p><a href=\"{{ unsubscribe }}\">Leave</a></body></html>";

/* text and params: NULL: there is no such file. */
static const struct {
	const char *text, *params;
	const char *subject, *part, *finding; /* finding: of the first, "" none */
} cases[] = {
	{ NULL, "{\"title\": \"Juin\"}", "Juin, Zoé", "Juin & co", "" },
	{ "{{ params.title }} !\n{{ unsubscribe }}\n", "{\"title\": \"Juin\"}",
	    "Juin, Zoé", "Juin !\nhttps://leave\n", "" },
	{ "Bonjour {{ contact.PRENOM }}\n", "{\"title\": \"<Juin>\"}", "<Juin>, Zoé",
	    "Bonjour Zoé\n",
	    "in/june.txt:0:0: the HTML has a link to leave by, this text has none" },
	{ "Bonjour\n {{ contact.PRENON }}\n{{ unsubscribe }}", "{\"title\": \"Juin\"}",
	    NULL, NULL,
	    "in/june.txt:2:5: contact.PRENON is not a field; did you mean contact.PRENOM?" },
	{ "\xFF", "{\"title\": \"Juin\"}", NULL, NULL,
	    "in/june.txt:1:1: the byte 0xFF is not UTF-8" },
	{ "\xEF\xBB\xBFJuin\n{{ unsubscribe }}", "{\"title\": \"Juin\"}", "Juin, Zoé",
	    "Juin\nhttps://leave", "" },
	{ NULL, "{\"title\":\n nope}", NULL, NULL, "p.json:2:" },
	{ NULL, "{\"titel\": \"Juin\"}", NULL, NULL,
	    "in/june.html:1:42: params.title is not known: 'params' has no 'title'; did you "
	    "mean titel?" },
	{ NULL, NULL, NULL, NULL,
	    "in/june.html:1:42: params.title is not known: no file of params was given" },
};

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT },
	{ "PRENOM", VALUE_TEXT } };

static int
compile(struct letter **l, size_t i, struct arena *a, struct findings *f, struct err *e)
{
	static const struct identity identity = { .head = "",
		.body = "",
		.from_name = "",
		.from_address = "a@asso.example",
		.reply_name = "",
		.reply_to = "",
		.list_name = "",
		.list_id = "",
		.list_help = "",
		.feedback_id = "",
		.postal_address = "" };
	struct vocabulary *v = arena_alloc(a, sizeof(*v));
	struct source *source = arena_alloc(a, sizeof(*source));

	*v = (struct vocabulary){ .fields = fields, .nfields = LENGTH(fields) };
	v->known[NAME_UNSUBSCRIBE] = true;
	source_add(source, a, SOURCE_ISSUE, "in/june.html", span_of(html));
	if (cases[i].text != NULL)
		source_add(source, a, SOURCE_TEXT, "june.txt", span_of(cases[i].text));
	if (cases[i].params != NULL)
		source_add(source, a, SOURCE_PARAMS, "p.json", span_of(cases[i].params));
	findings_init(f, a);
	if (letter_read(l, source, "in/june.html", a, f, e) < 0)
		return -1;
	return letter_compile(*l, source, &identity, v, "", f, e);
}

static void
test_case(size_t i)
{
	struct value values[] = { value_text("z@asso.example"), value_text("Zoé") };
	struct copy copy = { .bindings.fields = values };
	struct arena a = { 0 };
	struct err e = { 0 };
	struct findings f;
	struct letter *l;
	struct buf out;
	int rc = compile(&l, i, &a, &f, &e);
	const char *finding = "";

	copy.bindings.names[NAME_UNSUBSCRIBE] = value_text("https://leave");
	buf_init(&out, LETTER_MAX);
	if (f.count > 0)
		finding = arena_printf(&a, "%s:%zu:%zu: %s", f.list[0].file,
		    f.list[0].line, f.list[0].column, f.list[0].text);
	if (*cases[i].finding == '\0')
		is_str(finding, "", "letter %zu: nothing is wrong", i);
	else
		contains(finding, cases[i].finding, "letter %zu: what is wrong", i);
	is_int(rc, cases[i].subject == NULL ? -1 : 0, "letter %zu: compiled", i);
	if (rc == 0 && cases[i].subject != NULL) {
		letter_render_subject(l, &copy, &out, &e);
		is_str(out.data, cases[i].subject, "letter %zu: subject", i);
		buf_reset(&out);
		letter_render_text(l, &copy, &out, &e);
		contains(out.data, cases[i].part, "letter %zu: text", i);
	}
	buf_release(&out);
	arena_release(&a);
}

static void
test_names(void)
{
	static const struct {
		const char *file, *text;
	} names[] = {
		{ "june.html", "june.txt" },
		{ "a.b/june", "june.txt" },
		{ "/x/2026.06.md", "2026.06.txt" },
		{ ".june", ".june.txt" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < LENGTH(names); i++)
		is_str(letter_text_name(names[i].file, &a), names[i].text, "beside %s",
		    names[i].file);
	arena_release(&a);
}

int
main(void)
{
	for (size_t i = 0; i < LENGTH(cases); i++)
		test_case(i);
	test_names();
	return done_testing();
}
