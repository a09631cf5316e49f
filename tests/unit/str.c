/* str - text without the addresses in it. */
#include "util/str.h"

#include "tap.h"

static const struct {
	const char *text, *without;
	size_t size;
} cases[] = {
	{ "", "", 64 },
	{ "no such user", "no such user", 64 },
	{ "<lea@asso.example>: access denied", "<\xE2\x80\xA6>: access denied", 64 },
	{ "to=<lea@asso.example>, id (x@y)", "<\xE2\x80\xA6>, id (<\xE2\x80\xA6>)", 64 },
	{ "lea@asso.example", "<\xE2\x80\xA6>", 64 },
	{ "no such user", "no s", 5 },
	{ "a b", "", 1 },
};

int
main(void)
{
	char out[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		str_without_addresses(out, cases[i].size, cases[i].text);
		is_str(out, cases[i].without, "'%s'", cases[i].text);
	}
	return done_testing();
}
