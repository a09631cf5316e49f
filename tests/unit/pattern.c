/* Patterns of domains: their one spelling, whom they mean, what is refused. */
#include "tap.h"

#include "people/pattern.h"

static const struct {
	const char *in, *want, *tail; /* want NULL: refused, and tail says why */
} cases[] = {
	{ "@example.org", "@example.org", "@example.org" },
	{ "*@Example.ORG", "@example.org", "@example.org" },
	{ "@*.Example.org", "@*.example.org", ".example.org" },
	{ "@B\xC3\xBC"
	  "cher.example",
	    "@xn--bcher-kva.example", "@xn--bcher-kva.example" },
	{ "@*.b\xC3\xBC"
	  "cher.example",
	    "@*.xn--bcher-kva.example", ".xn--bcher-kva.example" },
	{ "@*.org", "@*.org", ".org" },
	{ "@localhost", "@localhost", "@localhost" },
	{ "@org", "@org", "@org" },
	{ "@", NULL, "nothing behind the '@'" },
	{ "@*", NULL, "'*' may only stand" },
	{ "@*.", NULL, "empty part" },
	{ "@*.*.org", NULL, "'*' may only stand" },
	{ "@ex*.org", NULL, "'*' may only stand" },
	{ "@a@b.org", NULL, "more than one '@'" },
	{ "@[127.0.0.1]", NULL, "IP address" },
	{ "@a b.org", NULL, "blank" },
};

static void
test_next(struct arena *a)
{
	static const char *const want[] = { "@a.b.example", "@*.b.example",
		"@*.example" };
	const char *at = "a.b.example", *pattern;
	size_t n = 0;

	while (pattern_next(&at, n == 0, a, &pattern)) {
		if (n < LENGTH(want))
			is_str(pattern, want[n], "pattern %zu that means a.b.example", n);
		n++;
	}
	is_int(n, LENGTH(want), "and no other");
}

int
main(void)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	const char *out;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		err_clear(&e);
		ok(pattern_is(cases[i].in), "'%s' is meant as one", cases[i].in);
		if (pattern_parse(&out, cases[i].in, &a, &e) == 0) {
			is_str(out, cases[i].want, "'%s'", cases[i].in);
			is_str(pattern_tail(out), cases[i].tail, "its tail");
		} else {
			is_str(NULL, cases[i].want, "'%s' is refused", cases[i].in);
			is_int(e.kind, ERR_DATA, "as bad data");
			contains(e.msg, cases[i].tail, "and the reason");
		}
	}
	ok(!pattern_is("a@example.org"), "an address is none");
	ok(!pattern_is("*"), "nor is a star");
	test_next(&a);
	arena_release(&a);
	return done_testing();
}
