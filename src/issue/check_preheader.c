/* check_preheader - the line that lists of mail show behind the subject. */
#include "issue/check_private.h"

#include "util/term.h"

#include <string.h>

#define COLUMNS_MIN 30
#define COLUMNS_MAX 200

/* Where it would have to be: the beginning of the body. */
static const GumboNode *
body(const struct check *c)
{
	const GumboNode *root = c->tree.gumbo->root;
	unsigned i;

	for (i = 0; i < root->v.element.children.length; i++) {
		if (tree_is(root->v.element.children.data[i], GUMBO_TAG_BODY))
			return root->v.element.children.data[i];
	}
	return root;
}

void
check_preheader(struct check *c)
{
	const char *text = c->manuscript->preheader;
	int columns = term_width(text, strlen(text));

	if (*text == '\0')
		check_say_issue(c, FINDING_PREHEADER_MISSING, body(c),
		    "there is no preheader: lists of mail show how the text begins, '%s'",
		    check_short(c, span_trim(c->text)));
	else if (str_eq_ci(text, c->facts->subject))
		check_say_issue(c, FINDING_PREHEADER_REPEATS, body(c),
		    "the preheader says the same as the subject");
	else if (columns < COLUMNS_MIN && strstr(text, "{{") == NULL)
		check_say_issue(c, FINDING_PREHEADER_SHORT, body(c),
		    "the preheader '%s' has %d columns: what comes behind it is shown too",
		    text, columns);
	else if (columns > COLUMNS_MAX)
		check_say_issue(c, FINDING_PREHEADER_LONG, body(c),
		    "the preheader has %d columns, and no program shows over %d", columns,
		    COLUMNS_MAX);
}
