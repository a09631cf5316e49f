/* breaker - when a run of refusals is our relay's fault, not the readers'. */
#include "delivery/breaker.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

/* A script of answers: "." accepted; letters a-z a refusal with a text of its own,
 * from a domain of its own; A-Z the same texts, all from one domain. */
static bool
tripped(const char *script)
{
	struct breaker b = { 0 };
	char address[64], text[128];

	for (; *script != '\0'; script++) {
		if (*script == '.') {
			breaker_passed(&b);
			continue;
		}
		snprintf(address, sizeof(address), "reader%d@%c.example", (int)b.seen,
		    *script >= 'a' ? *script : 'x');
		snprintf(text, sizeof(text), "<%s>: no such %c %d", address, *script | 32,
		    (int)b.seen);
		breaker_failed(&b, address, text);
	}
	return breaker_is_tripped(&b);
}

int
main(void)
{
	static const struct {
		const char *name, *script;
		bool want;
	} cases[] = {
		{ "nothing yet", "", false },
		{ "nine alike are too few", "AAAAAAAAA", false },
		{ "ten alike", "AAAAAAAAAA", true },
		{ "ten alike among fifty",
		    "AAAAAAAAAA........................................", true },
		{ "nine alike among fifty",
		    "AAAAAAAAA.........................................", false },
		{ "the window moves on",
		    "AAAAAAAAAA...................................................",
		    false },
		{ "ten of other texts at one domain", "ABCDEFGHIJ", false },
		{ "ten of other texts at ten domains", "abcdefghij", true },
		{ "ten at two domains, other texts", "ABCDEFGHIj", false },
		{ "fifty accepted", "..................................................",
		    false },
	};
	size_t i;

	for (i = 0; i < LENGTH(cases); i++)
		ok(tripped(cases[i].script) == cases[i].want, "%s", cases[i].name);
	return done_testing();
}
