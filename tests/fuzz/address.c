/*
 * A hostile address: what is accepted may stand between the angle brackets of
 * RCPT, is its own key, and is the same person however it is shown.
 */
#include "fuzz.h"

#include "people/address.h"
#include "util/utf8.h"

#include <string.h>

/* Only what RFC 5321 and RFC 6531 let stand there. */
static void
check_key(const struct address *x)
{
	bool quoted = x->key[0] == '"';
	size_t at = (size_t)(x->domain - x->key) - 1, i;

	hold(strlen(x->key) <= ADDRESS_MAX && at <= ADDRESS_LOCAL_MAX && at > 0);
	hold(x->key[at] == '@' && strchr(x->domain, '@') == NULL);
	for (i = 0; x->key[i] != '\0'; i++) {
		hold((unsigned char)x->key[i] > 0x20 && x->key[i] != 0x7F);
		hold(i < at || (unsigned char)x->key[i] < 0x80);
		if (!quoted)
			hold(strchr("<>()[],;:\\\"", x->key[i]) == NULL);
	}
	hold(utf8_valid(x->key, i) && x->eai == !utf8_is_ascii(span_of(x->key)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	struct address x, y;

	if (address_parse(&x, (struct span){ (const char *)data, n }, &a, &e) < 0) {
		hold(e.kind == ERR_DATA && e.msg[0] != '\0');
	} else {
		check_key(&x);
		hold(address_parse(&y, span_of(x.key), &a, &e) == 0);
		hold(strcmp(x.key, y.key) == 0 && strcmp(y.display, y.key) == 0);
		hold(address_parse(&y, span_of(x.display), &a, &e) == 0);
		hold(strcmp(x.key, y.key) == 0 && strcmp(x.display, y.display) == 0);
	}
	arena_release(&a);
	return 0;
}
