/* check_link_words - does a link say where it leads, to who hears only the links? */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <string.h>

/* As a whole, in the languages that nlctl speaks. */
static const char *const vague[] = { "click here", "here", "click", "this link", "link",
	"cliquez ici", "cliquer ici", "clique ici", "clic ici", "ici", "cliquez",
	"ce lien", "lien", "hier klicken", "klicken sie hier", "hier", "klick hier",
	"klik hier", "clica aquí", "haz clic aquí", "haga clic aquí", "aquí", "aqui",
	"clique aqui", "clicca qui", "qui" };

static bool
is_vague(const char *words)
{
	struct span s = span_trim(span_of(words));
	size_t i;

	while (s.n > 0 && strchr(".!:>» ", s.s[s.n - 1]) != NULL)
		s.n--;
	for (i = 0; i < ARRAY_LEN(vague); i++) {
		if (s.n == strlen(vague[i]) && check_find(s, vague[i]) == 0)
			return true;
	}
	return false;
}

void
check_link_words(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step != TREE_ENTER || !tree_is(node, GUMBO_TAG_A) ||
		    *tree_attribute(node, "href") == '\0')
			continue;
		if (is_vague(check_words(c, node)))
			check_say_node(c, FINDING_LINK_VAGUE, node,
			    "the link says only '%s'", check_words(c, node));
	}
	tree_walk_release(&w);
}
