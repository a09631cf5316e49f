/*
 * Hostile front matter: each byte of a value is the author's, at the place that it
 * is said to have.
 */
#include "fuzz.h"

#include "issue/front_matter.h"
#include "util/utf8.h"

#include <string.h>

static void
check_entry(const struct front_matter_entry *e, struct span text)
{
	struct origin at;
	size_t i;

	hold(e->offset < text.n && *e->key != '\0');
	hold(strlen(e->value.text.s) == e->value.text.n);
	for (i = 0; i < e->value.text.n; i++) {
		at = derived_origin(&e->value, i);
		hold(at.text.s == text.s && at.offset < text.n);
		hold(text.s[at.offset] == e->value.text.s[i]);
		hold(e->value.text.s[i] != '\n');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = { (const char *)data, n };
	struct front_matter front;
	struct arena a = { 0 };
	struct findings f;
	size_t i;

	/* As manuscript.h has it checked before. */
	if (!utf8_valid(text.s, text.n) || memchr(text.s, '\0', text.n) != NULL)
		return 0;
	findings_init(&f, &a);
	front_matter_read(&front, text, "f.md", &a, &f);
	hold(front.end <= text.n && front.nentries <= FRONT_MATTER_ENTRIES_MAX);
	hold((front.end > 0) == front_matter_begins(text) || n == 0);
	for (i = 0; i < front.nentries; i++)
		check_entry(&front.entries[i], text);
	arena_release(&a);
	return 0;
}
