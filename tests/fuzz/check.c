/*
 * A hostile issue, HTML, Markdown or text: whatever it holds, looking at it ends, and
 * what is found lies in it and is text.
 */
#include "fuzz.h"

#include "issue/check.h"
#include "util/utf8.h"

#include <string.h>

static size_t
lines(struct span text)
{
	size_t i, n = 1;

	for (i = 0; i < text.n; i++)
		n += text.s[i] == '\n';
	return n;
}

static void
check_found(const struct findings *f, struct span text)
{
	size_t i, kept = 0;

	for (i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];

		hold(utf8_valid(one->text, strlen(one->text)));
		hold(*one->text != '\0' && one->line <= lines(text));
	}
	for (i = 0; i < FINDING_CODES; i++)
		kept += f->of[i];
	hold(kept == f->errors + f->warnings + f->notes);
}

/* The first octet says what it is: an issue has no file name here. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { "issue.html", "issue.txt", "issue.md" };
	struct arena a = { 0 };
	struct findings f;
	struct manuscript m;
	struct check_facts facts = { .from_name = "The Garden",
		.track = "none",
		.list_name = "news",
		.postal_address = "12 Long Lane, 59000 Lille",
		.language = "fr" };
	struct span text = { (const char *)data + 1, n - 1 }, unknown;

	if (n == 0)
		return 0;
	findings_init(&f, &a);
	if (manuscript_read(&m, text, names[data[0] % 3], &a, &f) == 0) {
		facts.subject = m.subject;
		check_issue(&m, &facts, &f);
		findings_harden(&f, "all", &unknown);
		findings_sort(&f);
		hold(f.warnings == 0);
		check_found(&f, text);
	}
	arena_release(&a);
	return 0;
}
