/* markdown_form - buttons, and ":::" lines with what is between them.  See
 * markdown_shape.h. */
#include "issue/markdown_shape.h"

#include "util/xalloc.h"

#include <string.h>

#define OPEN_MAX 4 /* forms in forms */
#define WORD_MAX 40

static const struct form {
	const char *name;
	enum markdown_kind kind;
} forms[] = {
	{ "band", MARKDOWN_BAND },
	{ "card", MARKDOWN_CARD },
	{ "columns", MARKDOWN_COLUMNS },
};

/* What stands behind the colons of a ":::" line. */
struct fence {
	char name[WORD_MAX]; /* "": the line ends a form */
	struct span rest;
};

struct shaper {
	struct markdown *md;
	struct findings *f;
	struct markdown_node *block;
	struct markdown_node *open[OPEN_MAX]; /* forms, from the outermost */
	size_t nopen;
};

static struct fence
read_fence(const struct markdown_node *n)
{
	struct span s = n->standin->source;
	struct fence fence = { "", { "", 0 } };
	size_t i = 0, len = 0;

	while (i < s.n && s.s[i] == ':')
		i++;
	s = span_trim((struct span){ s.s + i, s.n - i });
	while (len < s.n && s.s[len] != ' ' && s.s[len] != '\t')
		len++;
	i = len < WORD_MAX ? len : WORD_MAX - 1;
	memcpy(fence.name, s.s, i);
	fence.name[i] = '\0';
	fence.rest = span_trim((struct span){ s.s + len, s.n - len });
	return fence;
}

static const struct form *
find_form(struct shaper *sh, const struct markdown_node *n, const char *name)
{
	const char *names[ARRAY_LEN(forms)], *near;
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++) {
		if (str_eq(forms[i].name, name))
			return &forms[i];
		names[i] = forms[i].name;
	}
	near = str_near(name, names, ARRAY_LEN(forms));
	if (near != NULL)
		markdown_complain(sh->md, n, sh->f,
		    "there is no form '%s'; did you mean '::: %s'?", name, near);
	else
		markdown_complain(sh->md, n, sh->f,
		    "there is no form '%s': write '::: band', '::: card' or '::: "
		    "columns', and ':::' where it ends",
		    name);
	return NULL;
}

static bool
is_color(struct span s)
{
	size_t i;

	if (s.n != 7 || s.s[0] != '#')
		return false;
	for (i = 1; i < s.n; i++) {
		if (str_hex_digit(s.s[i]) < 0)
			return false;
	}
	return true;
}

static struct markdown_node *
innermost(const struct shaper *sh)
{
	return sh->nopen == 0 ? sh->block : sh->open[sh->nopen - 1];
}

/* May such a form stand where we are? */
static bool
fits(const struct shaper *sh, const struct markdown_node *n, const struct form *form)
{
	const struct markdown_node *in = innermost(sh);

	if (sh->block->kind != MARKDOWN_ROOT)
		markdown_complain(sh->md, n, sh->f,
		    "a form stands by itself, not in a list or a quotation: begin its "
		    "lines at the margin, behind an empty line");
	else if (in->kind != MARKDOWN_ROOT && in->kind != MARKDOWN_BAND)
		markdown_complain(sh->md, n, sh->f,
		    "there is no room for a form in a card or in columns: end that first, "
		    "with ':::'");
	else if (in->kind == MARKDOWN_BAND && form->kind == MARKDOWN_BAND)
		markdown_complain(sh->md, n, sh->f,
		    "a band in a band: end the first one before, with ':::'");
	else
		return true;
	return false;
}

static void
open_form(struct shaper *sh, struct markdown_node *n, const struct fence *fence)
{
	const struct form *form = find_form(sh, n, fence->name);

	if (sh->nopen == OPEN_MAX)
		return;
	if (form == NULL || !fits(sh, n, form)) {
		/* Its end is an end still. */
		n->kind = MARKDOWN_BAND;
	} else {
		n->kind = form->kind;
		if (form->kind == MARKDOWN_BAND && is_color(fence->rest))
			n->color = fence->rest;
		else if (fence->rest.n > 0)
			markdown_complain(sh->md, n, sh->f, "%s",
			    form->kind == MARKDOWN_BAND
				? "a colour is written '::: band #ffe08a', with six digits "
				  "or letters from a to f"
				: "nothing may stand behind the name of the form");
	}
	markdown_append(innermost(sh), n);
	sh->open[sh->nopen++] = n;
}

/* A paragraph with a picture and nothing else, perhaps in a link? */
static bool
is_picture(const struct markdown_node *n)
{
	if (n == NULL || n->kind != MARKDOWN_PARAGRAPH)
		return false;
	n = n->first;
	if (n != NULL && n->next == NULL && n->kind == MARKDOWN_LINK)
		n = n->first;
	return n != NULL && n->next == NULL && n->kind == MARKDOWN_IMAGE;
}

/* The picture of a card and its text become two columns, in their order. */
static void
finish_card(struct shaper *sh, struct markdown_node *card)
{
	struct markdown_node *n = card->first, *next, *picture, *text;
	bool first = is_picture(card->first);

	if (!first && !is_picture(card->last)) {
		markdown_complain(sh->md, card, sh->f,
		    "a card begins or ends with its picture: write ![what it shows](file), "
		    "with an empty line before and behind");
		return;
	}
	picture = markdown_node(sh->md, MARKDOWN_COLUMN, card->offset);
	text = markdown_node(sh->md, MARKDOWN_COLUMN, card->offset);
	card->number = first ? 0 : 1;
	card->first = card->last = NULL;
	markdown_append(card, first ? picture : text);
	markdown_append(card, first ? text : picture);
	for (; n != NULL; n = next) {
		next = n->next;
		if ((first && picture->first == NULL) || (!first && next == NULL))
			markdown_append(picture, n);
		else
			markdown_append(text, n);
	}
}

/* A rule parts two columns. */
static void
finish_columns(struct shaper *sh, struct markdown_node *columns)
{
	struct markdown_node *n = columns->first, *next, *column;
	size_t rules = 0;

	for (; n != NULL; n = n->next)
		rules += n->kind == MARKDOWN_RULE;
	if (rules != 1) {
		markdown_complain(sh->md, columns, sh->f,
		    "between two columns stands a rule: '---', with an empty line before "
		    "and behind; there are %zu",
		    rules);
		return;
	}
	n = columns->first;
	columns->first = columns->last = NULL;
	column = markdown_node(sh->md, MARKDOWN_COLUMN, columns->offset);
	markdown_append(columns, column);
	for (; n != NULL; n = next) {
		next = n->next;
		if (n->kind != MARKDOWN_RULE) {
			markdown_append(column, n);
			continue;
		}
		column = markdown_node(sh->md, MARKDOWN_COLUMN, n->offset);
		markdown_append(columns, column);
	}
}

static void
close_form(struct shaper *sh, const struct markdown_node *n)
{
	struct markdown_node *form;

	if (sh->nopen == 0) {
		markdown_complain(sh->md, n, sh->f,
		    "this ':::' ends nothing: a form begins with its name, such as '::: "
		    "band'");
		return;
	}
	form = sh->open[--sh->nopen];
	if (form->kind == MARKDOWN_CARD)
		finish_card(sh, form);
	else if (form->kind == MARKDOWN_COLUMNS)
		finish_columns(sh, form);
}

/* The link of which n is nothing but a bold one; NULL: it is something else. */
static struct markdown_node *
bold_link(struct markdown_node *n)
{
	struct markdown_node *inner = n->first, *link, *strong;

	if (inner == NULL || inner->next != NULL)
		return NULL;
	link = n->kind == MARKDOWN_LINK ? n : inner;
	strong = n->kind == MARKDOWN_LINK ? inner : n;
	if (link->kind != MARKDOWN_LINK || strong->kind != MARKDOWN_STRONG)
		return NULL;
	inner = n->kind == MARKDOWN_LINK ? strong->first : link->first;
	for (n = inner; n != NULL; n = n->next) {
		if (n->kind == MARKDOWN_IMAGE)
			return NULL;
	}
	return inner != NULL ? link : NULL;
}

static bool
is_gap(const struct markdown_node *n)
{
	return n->kind == MARKDOWN_LINE || n->kind == MARKDOWN_BREAK ||
	    (n->kind == MARKDOWN_TEXT && span_trim(n->text).n == 0);
}

static bool
is_buttons(const struct markdown_node *paragraph)
{
	struct markdown_node *n;

	for (n = paragraph->first; n != NULL; n = n->next) {
		if (!is_gap(n) && bold_link(n) == NULL)
			return false;
	}
	return paragraph->first != NULL;
}

/* Each bold link of the paragraph, without what makes it bold, as a button. */
static void
add_buttons(struct shaper *sh, struct markdown_node *paragraph)
{
	struct markdown_node *n = paragraph->first, *next, *link, *strong, *button, *t;

	for (; n != NULL; n = next) {
		next = n->next;
		link = bold_link(n);
		if (link == NULL)
			continue;
		strong = n->kind == MARKDOWN_LINK ? n->first : NULL;
		if (strong != NULL) {
			link->first = strong->first;
			link->last = strong->last;
			for (t = link->first; t != NULL; t = t->next)
				t->parent = link;
		}
		button = markdown_node(sh->md, MARKDOWN_BUTTON, link->offset);
		markdown_append(button, link);
		markdown_append(innermost(sh), button);
	}
}

void
markdown_shape_forms(struct markdown *m, struct markdown_node *block, struct findings *f)
{
	struct shaper sh = { .md = m, .f = f, .block = block };
	struct markdown_node *n = block->first, *next;
	struct fence fence;

	block->first = block->last = NULL;
	for (; n != NULL; n = next) {
		next = n->next;
		if (n->kind == MARKDOWN_FENCE) {
			fence = read_fence(n);
			if (*fence.name != '\0')
				open_form(&sh, n, &fence);
			else
				close_form(&sh, n);
		} else if (block->kind == MARKDOWN_ROOT &&
		    n->kind == MARKDOWN_PARAGRAPH && is_buttons(n)) {
			add_buttons(&sh, n);
		} else {
			markdown_append(innermost(&sh), n);
		}
	}
	while (sh.nopen > 0) {
		n = sh.open[--sh.nopen];
		markdown_complain(m, n, f,
		    "this form is never closed: write ':::' alone on a line where it "
		    "ends");
	}
}
