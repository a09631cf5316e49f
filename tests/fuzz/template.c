/*
 * template - any bytes as a template: parse them, and when nothing is wrong with
 * them render them in every way there is.  Plain and quoted-printable must
 * agree about what fails, and the scanner of tags must walk forward.
 */
#include "fuzz.h"

#include "issue/template.h"

#include <stdlib.h>

static const struct field_name fields[] = {
	{ "EMAIL", VALUE_TEXT },
	{ "PRENOM", VALUE_TEXT },
	{ "VILLE", VALUE_TEXT },
	{ "AGE", VALUE_NUMBER },
	{ "ADHERENT", VALUE_BOOL },
	{ "GENRE", VALUE_CATEGORY },
	{ "SINCE", VALUE_DATE },
	{ "TAGS", VALUE_LIST },
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static void
scan(struct span text)
{
	size_t at = 0, end = 0;
	struct tag t;

	while (template_next_tag(text, &at, &t)) {
		if (t.start < end || t.end <= t.start || t.end > text.n || at < t.end)
			abort();
		end = t.end;
	}
}

static void
render(struct template *t, const struct bindings *b)
{
	struct buf plain, header;
	struct pieces qp;
	struct err e = { 0 };
	int status;

	buf_init(&plain, 32u << 20);
	pieces_init(&qp, 32u << 20);
	buf_init(&header, 32u << 20);
	template_prepare_qp(t);
	status = template_render(t, b, &plain, &e);
	if (status != template_render_qp(t, b, &qp, &e) ||
	    status != template_render_header(t, b, &header, &e))
		abort();
	if (plain.len > TEMPLATE_OUTPUT_MAX ||
	    (status < 0 && plain.len + pieces_len(&qp) > 0))
		abort();
	for (size_t i = 0; i < header.len; i++) {
		if ((unsigned char)header.data[i] < ' ')
			abort();
	}
	buf_release(&plain);
	pieces_release(&qp);
	buf_release(&header);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct value tags[2] = { value_text("vélo"), value_text("<b>\r\n.x") };
	struct value items[1] = { { .type = VALUE_MAP } };
	struct value_pair title = { "title", value_text("un & deux") };
	struct value_pair pairs[2] = { { "price", value_number(12.25) },
		{ "items", value_list(items, 1) } };
	struct value params = { .type = VALUE_MAP }, values[FIELDS] = { 0 };
	struct vocabulary v = {
		.fields = fields, .nfields = FIELDS, .language = "fr", .params = &params
	};
	struct bindings b = { .fields = values };
	struct span text = { (const char *)data, size };
	struct arena a = { 0 };
	struct findings f;
	struct template *t;

	items[0].map.pairs = &title;
	items[0].map.n = 1;
	params.map.pairs = pairs;
	params.map.n = 2;
	values[0] = value_text("zoe@example.org");
	values[1] = value_text("zo\xC3\xA9 d'\xE2\x80\xA6\xFF \xC2");
	values[3] = value_number(-1.5);
	values[4] = value_bool(true);
	values[5] = value_text("Madame");
	values[5].type = VALUE_CATEGORY;
	values[6] = value_date(1795392000);
	values[7] = value_list(tags, 2);
	for (int i = 0; i < NAME_COUNT; i++) {
		v.known[i] = true;
		b.names[i] = value_text("https://example.org/?a=1&b=2");
	}
	scan(text);
	findings_init(&f, &a);
	template_parse(&t, text, "fuzz", &v,
	    size > 0 && data[0] & 1 ? ESCAPE_NONE : ESCAPE_HTML, &a, &f);
	if (f.errors == 0)
		render(t, &b);
	arena_release(&a);
	return 0;
}
