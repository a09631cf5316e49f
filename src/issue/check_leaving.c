/* check_leaving - can readers leave, and see who writes to them? */
#include "issue/check_private.h"

#include <ctype.h>
#include <string.h>

/* Is the name a word of any tag? */
static bool
names(struct span text, const char *name)
{
	struct tag tag;
	size_t at = 0;

	while (template_next_tag(text, &at, &tag)) {
		struct span s = { text.s + tag.start, tag.end - tag.start };

		if (tag.kind != TAG_COMMENT && check_find(s, name) < s.n)
			return true;
	}
	return false;
}

/* Is there a link by it that a reader can see and click on, or the bare address? */
static bool
can_be_seen(struct check *c, const char *name)
{
	struct tree_walk w = { 0 };
	const GumboNode *node, *link = NULL;
	enum tree_step step;
	bool seen = names(c->text, name);

	tree_walk_begin(&w, &c->tree, NULL);
	while (!seen && (step = tree_walk_next(&w, &node)) != TREE_END) {
		if (step == TREE_LEAVE)
			link = node == link ? NULL : link;
		else if (tree_is_hidden(&c->tree, node))
			tree_walk_skip(&w, node);
		else if ((tree_is(node, GUMBO_TAG_A) || tree_is(node, GUMBO_TAG_AREA)) &&
		    names(span_of(check_attribute(c, node, "href")), name))
			link = node;
		if (link != NULL)
			seen = tree_is(node, GUMBO_TAG_AREA) ||
			    tree_is(node, GUMBO_TAG_IMG) ||
			    (node->type == GUMBO_NODE_TEXT &&
				check_letters(span_of(node->v.text.text), 1) > 0);
	}
	tree_walk_release(&w);
	return seen;
}

/* {% with %} may give it another name: then nobody knows where it is shown. */
static bool
is_renamed(struct span text, const char *name)
{
	struct tag tag;
	size_t at = 0;

	while (template_next_tag(text, &at, &tag)) {
		struct span s = { text.s + tag.start, tag.end - tag.start };

		if (tag.kind == TAG_BLOCK && check_find(s, name) < s.n)
			return true;
	}
	return false;
}

/* Another program's tag for it is an error of its own. */
static bool
is_foreign(const struct check *c)
{
	return c->findings->of[FINDING_FOREIGN_TAG] +
		c->findings->of[FINDING_FOREIGN_DOUBT] >
	    0 &&
	    memmem(c->source.s, c->source.n, "UNSUB", 5) != NULL;
}

void
check_leaving(struct check *c)
{
	const char *name = "unsubscribe";

	if (names(c->source, name)) {
		if (c->manuscript->form != MANUSCRIPT_TEXT && !can_be_seen(c, name) &&
		    !is_renamed(c->source, name))
			finding_add_whole(c->findings, FINDING_UNSUBSCRIBE_MISSING,
			    c->manuscript->file,
			    "nobody can see the link to unsubscribe: it is hidden, in a "
			    "comment, or has no words");
	} else if (!is_foreign(c)) {
		finding_add_whole(c->findings, FINDING_UNSUBSCRIBE_MISSING,
		    c->manuscript->file, "there is no link to unsubscribe");
	}
}

/* "59000 Lille", "12345 Berlin", "1071 AA Amsterdam": a number of four or five digits
 * and a name. */
static bool
has_postal_code(struct span s)
{
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++) {
		if (isdigit((unsigned char)s.s[i])) {
			digits++;
			continue;
		}
		if ((digits == 4 || digits == 5) && s.s[i] == ' ' && i + 1 < s.n &&
		    isupper((unsigned char)s.s[i + 1]))
			return true;
		digits = isalpha((unsigned char)s.s[i]) || (s.s[i] & 0x80) != 0 ? 99 : 0;
	}
	return false;
}

static bool
has(const struct check *c, const char *text)
{
	return *text != '\0' && check_find(c->text, text) < c->text.n;
}

/* What is left without blanks, commas and line breaks: an address is set in lines. */
static struct span
letters_of(struct check *c, struct span s)
{
	char *out = arena_alloc(c->arena, s.n + 1);
	size_t i, n = 0;

	for (i = 0; i < s.n; i++) {
		if (isalnum((unsigned char)s.s[i]) || (s.s[i] & 0x80) != 0)
			out[n++] = (char)tolower((unsigned char)s.s[i]);
	}
	return (struct span){ out, n };
}

static bool
has_address(struct check *c)
{
	struct span text = letters_of(c, c->text);
	struct span address = letters_of(c, span_of(c->facts->postal_address));

	return memmem(text.s, text.n, address.s, address.n) != NULL ||
	    names(c->source, "list.postal_address");
}

/* Who writes is told by a name, an address, or a way to write back. */
static bool
is_signed(const struct check *c)
{
	return has(c, c->facts->from_name) || has(c, c->facts->list_name) ||
	    names(c->source, "sender.name") || names(c->source, "sender.email") ||
	    names(c->source, "list.name") || memchr(c->text.s, '@', c->text.n) != NULL ||
	    has_postal_code(c->text);
}

void
check_identity(struct check *c)
{
	if (*c->facts->postal_address != '\0' && !has_address(c))
		finding_add_whole(c->findings, FINDING_ADDRESS_MISSING,
		    c->manuscript->file, "the postal address '%s' does not stand in it",
		    check_short(c, span_of(c->facts->postal_address)));
	else if (!is_signed(c))
		finding_add_whole(c->findings, FINDING_SENDER_MISSING,
		    c->manuscript->file,
		    "its text does not say who sends it: no name, no address");
}
