/*
 * params - any bytes as a file of params: what is taken can be named, to the last
 * value, and printed.
 */
#include "fuzz.h"

#include "issue/params.h"
#include "issue/template.h"

#include <stdlib.h>

/* Walk through it all; deeper than the limit is a mistake of the reader's. */
static void
walk(const struct value *v, int depth, struct buf *out)
{
	size_t i;

	if (depth > PARAMS_DEPTH)
		abort();
	value_print(v, out);
	buf_reset(out);
	for (i = 0; v->type == VALUE_LIST && i < v->list.n; i++)
		walk(&v->list.items[i], depth + 1, out);
	for (i = 0; v->type == VALUE_MAP && i < v->map.n; i++)
		walk(&v->map.pairs[i].value, depth + 1, out);
}

/* A template that names much of what may be there. */
static void
use(const struct value *params, struct arena *a)
{
	static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT } };
	static const char text[] =
	    "{% for x in params.a %}{{ x }}{{ x.b|default:'<b>' }}{{ x.0|upper }}{% endfor %}"
	    "{{ params.a|length }}{% with y=params.a|last %}{{ y.b }}{% endwith %}"
	    "{{ params.b|date:'2 January 2006' }}{{ params.a|join:' & ' }}";
	struct value values[] = { value_text("a@b.example") };
	struct bindings b = { .fields = values };
	struct vocabulary v = {
		.fields = fields, .nfields = 1, .language = "fr", .params = params
	};
	struct findings f;
	struct template *t;
	struct err e = { 0 };
	struct buf out;

	findings_init(&f, a);
	template_parse(&t, span_of(text), "t", &v, ESCAPE_HTML, a, &f);
	if (f.errors > 0)
		return;
	buf_init(&out, 8u << 20);
	template_render(t, &b, &out, &e);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct arena a = { 0 };
	struct findings f;
	struct value params;
	struct buf out;

	findings_init(&f, &a);
	if (params_read(&params, text, "p.json", &a, &f)) {
		buf_init(&out, 4u << 20);
		walk(&params, 0, &out);
		buf_release(&out);
		use(&params, &a);
	} else if (f.errors == 0) {
		abort();
	}
	arena_release(&a);
	return 0;
}
