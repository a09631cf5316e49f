/* check - what a careful reviewer would say of an issue.  See check.h. */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>

#define TEXT_MAX 600

static void (*const checks[])(struct check *c) = {
	check_language,
};

static void
say(struct check *c, enum finding_code code, size_t offset, const char *fmt, va_list ap)
{
	char text[TEXT_MAX];

	vsnprintf(text, sizeof(text), fmt, ap);
	finding_add(
	    c->findings, code, c->manuscript->file, c->html->source, offset, "%s", text);
}

void
check_say(struct check *c, enum finding_code code, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, code, offset, fmt, ap);
	va_end(ap);
}

void
check_say_node(
    struct check *c, enum finding_code code, const GumboNode *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, code, tree_offset(&c->tree, node), fmt, ap);
	va_end(ap);
}

void
check_issue(
    const struct manuscript *m, const struct check_facts *facts, struct findings *f)
{
	struct check c = {
		.manuscript = m, .html = &m->html, .facts = facts, .findings = f
	};
	size_t i;

	tree_open(&c.tree, &m->html.mask);
	for (i = 0; i < ARRAY_LEN(checks); i++)
		checks[i](&c);
	tree_close(&c.tree);
}
