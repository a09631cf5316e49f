/* check - what a careful reviewer would say of an issue.  See check.h. */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 1024 /* more than a finding keeps, which cuts between characters */

/*
 * To add one: its function in check_WHAT.c, a line here, its codes in the table of
 * finding_code.c and in nlctl-check(1), rows in tests/cli/check.py.
 */
static const struct {
	void (*look)(struct check *c);
	bool html; /* looks at the HTML: not for what is sent as text alone */
} checks[] = {
	{ check_language, true },
	{ check_subject, false },
	{ check_preheader, true },
	{ check_leaving, false },
	{ check_identity, false },
	{ check_links, true },
	{ check_link_words, true },
	{ check_images, true },
	{ check_size, true },
	{ check_headings, true },
	{ check_tables, true },
	{ check_contrast, true },
	{ check_client, true },
	{ check_client_css, true },
	{ check_filter, false },
	{ check_hidden, true },
	{ check_leftover, false },
	{ check_garbled, false },
	{ check_clicks, false },
};

static void
say(struct check *c, enum finding_code code, struct span text, size_t offset,
    const char *fmt, va_list ap)
{
	char message[MESSAGE_MAX];

	vsnprintf(message, sizeof(message), fmt, ap);
	finding_add(c->findings, code, c->manuscript->file, text, offset, "%s", message);
}

void
check_say(struct check *c, enum finding_code code, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, code, c->source, offset, fmt, ap);
	va_end(ap);
}

void
check_say_node(
    struct check *c, enum finding_code code, const GumboNode *node, const char *fmt, ...)
{
	struct span s = c->source;
	size_t at = tree_offset(&c->tree, node);
	va_list ap;

	while (node->type == GUMBO_NODE_TEXT && at < s.n &&
	    strchr(" \t\r\n", s.s[at]) != NULL)
		at++;
	va_start(ap, fmt);
	say(c, code, s, at, fmt, ap);
	va_end(ap);
}

void
check_say_issue(
    struct check *c, enum finding_code code, const GumboNode *node, const char *fmt, ...)
{
	char message[MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (c->manuscript->form == MANUSCRIPT_HTML)
		check_say_node(c, code, node, "%s", message);
	else
		finding_add_whole(c->findings, code, c->manuscript->file, "%s", message);
}

void
check_say_source(
    struct check *c, enum finding_code code, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, code, c->manuscript->source, offset, fmt, ap);
	va_end(ap);
}

void
check_issue(
    const struct manuscript *m, const struct check_facts *facts, struct findings *f)
{
	struct check c = { .manuscript = m,
		.html = &m->html,
		.facts = facts,
		.source = m->body.text,
		.text = m->body.text,
		.arena = f->arena,
		.findings = f };
	bool html = m->form != MANUSCRIPT_TEXT;
	size_t i;

	if (html) {
		c.source = m->html.source;
		tree_open(&c.tree, &m->html.mask);
		c.text = span_of(check_seen(&c));
	}
	for (i = 0; i < ARRAY_LEN(checks); i++) {
		if (html || !checks[i].html)
			checks[i].look(&c);
	}
	if (html)
		tree_close(&c.tree);
}
