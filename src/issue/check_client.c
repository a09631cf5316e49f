/* check_client - elements that mail programs take out. */
#include "issue/check_private.h"

#include "issue/css.h"

#include <string.h>

/* A web font that is not loaded falls back on another: no harm. */
static bool
is_style_sheet(const GumboNode *node)
{
	const char *href = tree_attribute(node, "href");

	return strcasestr(tree_attribute(node, "rel"), "stylesheet") != NULL &&
	    strcasestr(href, "font") == NULL;
}

static bool
is_refresh(const GumboNode *node)
{
	return str_eq_ci(tree_attribute(node, "http-equiv"), "refresh");
}

/* A charset of its own, which is not that in which the mail is sent. */
static bool
is_other_charset(const GumboNode *node)
{
	const char *charset = tree_attribute(node, "charset");
	const char *content = tree_attribute(node, "content");

	if (*charset == '\0' &&
	    str_eq_ci(tree_attribute(node, "http-equiv"), "Content-Type"))
		charset = strcasestr(content, "charset=");
	return charset != NULL && *charset != '\0' &&
	    strcasestr(charset, "utf-8") == NULL && strcasestr(charset, "utf8") == NULL;
}

static void
check_meta(struct check *c, const GumboNode *node)
{
	if (is_refresh(node))
		check_say_node(c, FINDING_CLIENT_REFRESH, node,
		    "<meta http-equiv=\"refresh\"> leads nobody anywhere");
	else if (is_other_charset(node))
		check_say_node(c, FINDING_CHARSET, node,
		    "<meta> says another charset than UTF-8, in which mail is sent");
}

static void
check_element(struct check *c, const GumboNode *node, bool in_body)
{
	const char *name = gumbo_normalized_tagname(node->v.element.tag);

	switch (node->v.element.tag) {
	case GUMBO_TAG_SCRIPT:
		check_say_node(c, FINDING_CLIENT_SCRIPT, node, "<script> runs nowhere");
		break;
	case GUMBO_TAG_FORM:
	case GUMBO_TAG_INPUT:
	case GUMBO_TAG_SELECT:
	case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_BUTTON:
		check_say_node(c, FINDING_CLIENT_FORM, node,
		    "<%s>: forms do nothing in most mail programs", name);
		break;
	case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_OBJECT:
	case GUMBO_TAG_EMBED:
	case GUMBO_TAG_APPLET:
	case GUMBO_TAG_AUDIO:
	case GUMBO_TAG_VIDEO:
	case GUMBO_TAG_CANVAS:
	case GUMBO_TAG_SVG:
		check_say_node(c, FINDING_CLIENT_EMBED, node,
		    "<%s> is not shown by most mail programs", name);
		break;
	case GUMBO_TAG_BASE:
		check_say_node(c, FINDING_CLIENT_BASE, node,
		    "<base> is ignored, and breaks links to parts of the mail");
		break;
	case GUMBO_TAG_LINK:
		if (is_style_sheet(node))
			check_say_node(c, FINDING_CLIENT_STYLESHEET, node,
			    "the style sheet '%s' is not loaded",
			    check_short(c, span_of(check_attribute(c, node, "href"))));
		break;
	case GUMBO_TAG_META:
		check_meta(c, node);
		break;
	case GUMBO_TAG_STYLE:
		if (in_body)
			check_say_node(c, FINDING_CLIENT_STYLE_PLACE, node,
			    "<style> in the body is dropped by some mail programs");
		break;
	default:
		break;
	}
}

void
check_client(struct check *c)
{
	struct tree_walk w = { 0 };
	const GumboNode *node;
	enum tree_step step;
	bool in_body = false;

	tree_walk_begin(&w, &c->tree, NULL);
	while ((step = tree_walk_next(&w, &node)) != TREE_END) {
		if (tree_is(node, GUMBO_TAG_BODY))
			in_body = step == TREE_ENTER;
		if (step != TREE_ENTER || node->type != GUMBO_NODE_ELEMENT)
			continue;
		check_element(c, node, in_body);
		if (tree_is(node, GUMBO_TAG_FORM) || tree_is(node, GUMBO_TAG_SELECT) ||
		    tree_is(node, GUMBO_TAG_SVG))
			tree_walk_skip(&w, node); /* what is in it goes with it */
	}
	tree_walk_release(&w);
}
