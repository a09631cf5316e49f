/* Is what we write JSON, with everything escaped that must be? */
#include "tap.h"

#include "util/json.h"

#include <jansson.h>

static const struct {
	const char *in;
	size_t n;
	const char *want;
} cases[] = {
	{ "", 0, "\"\"" },
	{ "plain", 5, "\"plain\"" },
	{ "a\"b\\c", 5, "\"a\\\"b\\\\c\"" },
	{ "\n\r\t\b", 4, "\"\\n\\r\\t\\u0008\"" },
	{ "\0x", 2, "\"\\u0000x\"" },
	{ "\xC3\xA9\x7F", 3, "\"\xC3\xA9\\u007f\"" },
	{ "a\xE9z", 3, "\"a\xEF\xBF\xBDz\"" },
	{ "</script>", 9, "\"</script>\"" },
};

int
main(void)
{
	struct arena a = { 0 };
	struct buf b;
	struct json j;
	json_error_t why;
	json_t *v;

	buf_init(&b, 4096);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		buf_reset(&b);
		json_quote(&b, (struct span){ cases[i].in, cases[i].n });
		is_str(b.data, cases[i].want, "string %zu", i);
		is_str(json_quoted((struct span){ cases[i].in, cases[i].n }, &a),
		    cases[i].want, "the same in an arena");
		v = json_loads(b.data, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
		ok(v != NULL, "another reader takes it (%s)", v == NULL ? why.text : "");
		json_decref(v);
	}
	buf_reset(&b);
	json_init(&j, &b);
	json_open_object(&j);
	json_key(&j, "a");
	json_open_array(&j);
	json_put_int(&j, -7);
	json_put_bool(&j, true);
	json_put_null(&j);
	json_open_object(&j);
	json_close_object(&j);
	json_close_array(&j);
	json_key(&j, "b\"");
	json_put_str(&j, "x");
	json_key(&j, "c");
	json_put_raw(&j, "[1,2]");
	json_close_object(&j);
	is_str(b.data, "{\"a\":[-7,true,null,{}],\"b\\\"\":\"x\",\"c\":[1,2]}",
	    "brackets and commas");
	buf_release(&b);
	arena_release(&a);
	return done_testing();
}
