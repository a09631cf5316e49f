/* check_language - does the issue say in which language it is written? */
#include "issue/check_private.h"

void
check_language(struct check *c)
{
	const GumboNode *root = c->tree.gumbo->root;

	if (*c->manuscript->language == '\0')
		check_say_node(c, FINDING_LANGUAGE_MISSING, root,
		    "<html> does not say the language of the text");
}
