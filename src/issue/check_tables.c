/* check_tables - are tables for the layout told from those of data? */
#include "issue/check_private.h"
#include "issue/text_table.h"

/* Said once, for there is one way to mend all of them. */
void
check_tables(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node, *first = NULL;
	enum tree_step step;
	size_t n = 0;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER || !tree_is(node, GUMBO_TAG_TABLE) ||
		    check_has(node, "role") || table_is_data(&c->tree, node))
			continue;
		if (n++ == 0)
			first = node;
	}
	tree_walk_release(&w);
	if (n > 0)
		check_say_node(c, FINDING_TABLE_ROLE, first,
		    n == 1
			? "a table that is only there for the layout has no role"
			: "%zu tables that are only there for the layout have no role; "
			  "the first",
		    n);
}
