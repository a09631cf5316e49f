/* block - the "{% … %}" tags.  See block.h. */
#include "issue/block.h"

#include "util/xalloc.h"

#include <string.h>

#define WORD_MAX 32 /* longer words are like no tag */

/*
 * A tag and what it belongs to.  Openers have an end; the others say which
 * opener they need.  parse gets the lexer behind the tag's name.
 */
struct block_tag {
	const char *name;
	const char *end;       /* openers: the name of the closing tag */
	const char *inside[4]; /* others: openers they belong to */
	void (*parse)(struct parser *p, const struct raw_tag *t, struct lexer *l);
};

struct node *
parser_add(struct parser *p, enum node_kind kind)
{
	struct node *n = arena_alloc(p->scope.arena, sizeof(*n));

	n->kind = kind;
	*p->tail = n;
	p->tail = &n->next;
	return n;
}

bool
parser_at_end(struct parser *p, struct lexer *l)
{
	struct token t = lexer_next(l);

	if (t.type == TOKEN_END)
		return true;
	expr_unexpected(&p->scope, l, &t);
	return false;
}

static struct open_block *
top(struct parser *p)
{
	if (p->depth == 0 || p->depth > NESTING_MAX)
		BUG("no open block");
	return &p->open[p->depth - 1];
}

/* Close the innermost block: what it changed is as before. */
static void
pop(struct parser *p)
{
	struct open_block *b = top(p);

	if (b->node != NULL)
		p->tail = b->tail;
	p->escape = b->escape;
	p->scope.nlocals = b->nlocals;
	if (b->looping)
		p->scope.loops--;
	p->verbatim = false;
	p->depth--;
}

/* The condition of the tag, whole; NULL: wrong, and said. */
static struct expr *
condition(struct parser *p, struct lexer *l)
{
	struct expr *e = expr_parse(&p->scope, l);

	return e != NULL && parser_at_end(p, l) ? e : NULL;
}

/* What follows goes into a new arm of the innermost if. */
static void
add_arm(struct parser *p, const struct expr *e)
{
	struct branch *arm = arena_alloc(p->scope.arena, sizeof(*arm));

	arm->condition = e;
	*top(p)->arms = arm;
	top(p)->arms = &arm->next;
	p->tail = &arm->body;
}

static void
open_if(struct parser *p, struct expr *e)
{
	struct node *n = parser_add(p, NODE_IF);

	top(p)->node = n;
	top(p)->tail = p->tail;
	top(p)->arms = &n->branches;
	add_arm(p, e);
}

static void
parse_if(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	(void)t;
	open_if(p, condition(p, l));
}

static void
parse_equal(struct parser *p, struct lexer *l, size_t start, bool negate)
{
	struct expr *a = expr_parse_operand(&p->scope, l), *b = NULL, *e = NULL;

	if (a != NULL)
		b = expr_parse_operand(&p->scope, l);
	if (b != NULL && parser_at_end(p, l)) {
		e = expr_equal(&p->scope, a, b);
		if (negate)
			e = expr_not(&p->scope, e);
	}
	scope_warn(&p->scope, FINDING_MERGE_DEPRECATED, start,
	    "write {%% if a %s b %%} instead of %s",
	    negate ? "!=" : "==", negate ? "ifnotequal" : "ifequal");
	open_if(p, e);
}

static void
parse_ifequal(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	parse_equal(p, l, t->start, false);
}

static void
parse_ifnotequal(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	parse_equal(p, l, t->start, true);
}

/* No arm may follow an else. */
static bool
arm_allowed(struct parser *p, const struct raw_tag *t)
{
	if (!top(p)->last_arm)
		return true;
	scope_error(&p->scope, t->start,
	    "nothing but {%% %s %%} can follow the {%% else %%} or {%% empty %%} above",
	    top(p)->tag->end);
	return false;
}

static void
parse_elif(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct expr *e = condition(p, l);

	if (arm_allowed(p, t))
		add_arm(p, e);
}

static void
parse_else(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct lexer ahead = *l;
	struct token next = lexer_next(&ahead);

	if (span_is(next.span, "if")) {
		scope_error(&p->scope, next.offset,
		    "write {%% elif ... %%} instead of {%% else if ... %%}");
		return;
	}
	if (!parser_at_end(p, l) || !arm_allowed(p, t))
		return;
	top(p)->last_arm = true;
	add_arm(p, NULL);
}

static void
parse_for(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct token name = lexer_next(l), in = lexer_next(l), word;
	struct node *n = parser_add(p, NODE_FOR);
	struct expr *e = NULL;

	n->tag = (struct span){ p->scope.where.text.s + t->start, t->end - t->start };
	top(p)->node = n;
	top(p)->tail = p->tail;
	p->tail = &n->body;
	if (!token_is_ident(&name) || !token_is(&in, TOKEN_PATH, "in")) {
		scope_error(&p->scope, t->start,
		    "write {%% for x in contact.FIELD %%}, with one name before 'in'");
	} else {
		e = expr_parse_operand(&p->scope, l);
		word = lexer_peek(l);
		n->reversed = e != NULL && token_is(&word, TOKEN_PATH, "reversed");
		if (n->reversed)
			lexer_next(l);
		if (e != NULL && parser_at_end(p, l) && e->type != VALUE_LIST &&
		    e->type != VALUE_ANY)
			scope_error(&p->scope, e->offset, "for needs a list; this is %s",
			    value_type_name(e->type));
	}
	n->value = e;
	if (token_is_ident(&name) && scope_add_items(&p->scope, &name, e))
		n->slot = p->scope.nlocals - 1;
	p->scope.loops++;
	top(p)->looping = true;
}

static void
parse_empty(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct open_block *b = top(p);

	if (!parser_at_end(p, l) || !arm_allowed(p, t))
		return;
	b->last_arm = true;
	b->looping = false;
	p->scope.loops--;
	p->scope.nlocals = b->nlocals;
	p->tail = &b->node->empty;
}

/* "with x as y": one operand, then the name. */
static bool
with_as(struct parser *p, struct lexer *l, struct assignment *a)
{
	struct expr *e = expr_parse_operand(&p->scope, l);
	struct token as, name;

	if (e == NULL)
		return false;
	as = lexer_next(l);
	name = lexer_next(l);
	if (!token_is(&as, TOKEN_PATH, "as") || !token_is_ident(&name)) {
		scope_error(&p->scope, as.offset, "write {%% with name=value %%}");
		return false;
	}
	scope_warn(&p->scope, FINDING_MERGE_DEPRECATED, as.offset,
	    "write {%% with %.*s=... %%} instead of {%% with ... as %.*s %%}",
	    name.span.n > 60 ? 60 : (int)name.span.n, name.span.s,
	    name.span.n > 60 ? 60 : (int)name.span.n, name.span.s);
	a->value = e;
	if (!scope_add(&p->scope, &name, e))
		return false;
	a->slot = p->scope.nlocals - 1;
	return parser_at_end(p, l);
}

/*
 * "with a=x b=y": all values are meant as they are outside, so the names come
 * into scope only after the last.
 */
static bool
with_pairs(struct parser *p, struct lexer *l, struct assignment **tail)
{
	struct token names[LOCALS_MAX], name, equal;
	struct expr *values[LOCALS_MAX];
	size_t n = 0;

	do {
		name = lexer_next(l);
		equal = lexer_next(l);
		if (!token_is_ident(&name) || !token_is(&equal, TOKEN_PUNCT, "=")) {
			scope_error(
			    &p->scope, name.offset, "write {%% with name=value %%}");
			return false;
		}
		if (n == LOCALS_MAX) {
			scope_error(&p->scope, name.offset,
			    "more than %d variables at a time", LOCALS_MAX);
			return false;
		}
		names[n] = name;
		values[n] = expr_parse_operand(&p->scope, l);
		if (values[n++] == NULL)
			return false;
	} while (lexer_peek(l).type != TOKEN_END);
	for (size_t i = 0; i < n; i++) {
		struct assignment *a = arena_alloc(p->scope.arena, sizeof(*a));

		if (!scope_add(&p->scope, &names[i], values[i]))
			return false;
		a->value = values[i];
		a->slot = p->scope.nlocals - 1;
		*tail = a;
		tail = &a->next;
	}
	return true;
}

static void
parse_with(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct node *n = parser_add(p, NODE_WITH);
	struct lexer ahead = *l;
	struct token first = lexer_next(&ahead), second = lexer_next(&ahead);

	(void)t;
	top(p)->node = n;
	top(p)->tail = p->tail;
	if (first.type == TOKEN_END || token_is(&second, TOKEN_PUNCT, "=")) {
		with_pairs(p, l, &n->assignments);
	} else {
		n->assignments = arena_alloc(p->scope.arena, sizeof(*n->assignments));
		with_as(p, l, n->assignments);
	}
	p->tail = &n->body;
}

static void
parse_autoescape(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct token word = lexer_next(l);

	if (token_is(&word, TOKEN_PATH, "on") || token_is(&word, TOKEN_PATH, "off")) {
		if (parser_at_end(p, l))
			p->escape = p->html && span_is(word.span, "on");
	} else {
		scope_error(&p->scope, t->start,
		    "write {%% autoescape on %%} or {%% autoescape off %%}");
	}
}

static void
parse_verbatim(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	(void)t;
	p->verbatim = parser_at_end(p, l);
}

static void
parse_firstof(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct expr *first = NULL, **tail = &first;
	struct node *n;

	(void)t;
	do {
		*tail = expr_parse_operand(&p->scope, l);
		if (*tail == NULL)
			return;
		/* resolved names may be shared by nobody, so next is free */
		tail = &(*tail)->next;
	} while (lexer_peek(l).type != TOKEN_END);
	n = parser_add(p, NODE_OUTPUT);
	n->values = first;
	n->escape = p->escape;
}

/* {% now "f" %} is {{ time_now|date:"f" }}. */
static void
parse_now(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	static const char time_now[] = "time_now";
	struct token name = { .type = TOKEN_PATH,
		.span = { time_now, sizeof(time_now) - 1 },
		.offset = t->start };
	struct token first = lexer_peek(l);
	struct expr *now, *format;
	struct node *n;

	if (first.type != TOKEN_STRING) {
		scope_error(&p->scope, t->start,
		    "write {%% now \"02/01/2006\" %%} or {%% now \"%%d/%%m/%%Y\" %%}");
		return;
	}
	format = expr_parse_operand(&p->scope, l);
	if (format == NULL || !parser_at_end(p, l))
		return;
	now = scope_resolve(&p->scope, &name);
	if (now != NULL)
		now = expr_filter(&p->scope, "date", &first, now, format);
	if (now == NULL)
		return;
	n = parser_add(p, NODE_OUTPUT);
	n->values = now;
	n->escape = p->escape;
}

static void
parse_spaceless(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct node *n = parser_add(p, NODE_SPACELESS);

	parser_at_end(p, l);
	scope_warn(&p->scope, FINDING_MERGE_DEPRECATED, t->start,
	    "leave spaceless out: white space between tags does no harm");
	top(p)->node = n;
	top(p)->tail = p->tail;
	p->tail = &n->body;
}

static const struct block_tag tags[] = {
	{ "if", "endif", { NULL }, parse_if },
	{ "ifequal", "endifequal", { NULL }, parse_ifequal },
	{ "ifnotequal", "endifnotequal", { NULL }, parse_ifnotequal },
	{ "for", "endfor", { NULL }, parse_for },
	{ "with", "endwith", { NULL }, parse_with },
	{ "autoescape", "endautoescape", { NULL }, parse_autoescape },
	{ "verbatim", "endverbatim", { NULL }, parse_verbatim },
	{ "spaceless", "endspaceless", { NULL }, parse_spaceless },
	{ "elif", NULL, { "if" }, parse_elif },
	{ "else", NULL, { "if", "ifequal", "ifnotequal" }, parse_else },
	{ "empty", NULL, { "for" }, parse_empty },
	{ "firstof", NULL, { NULL }, parse_firstof },
	{ "now", NULL, { NULL }, parse_now },
};

static const struct block_tag *
find_tag(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (span_is(name, tags[i].name))
			return &tags[i];
	}
	return NULL;
}

static const struct block_tag *
find_end(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		if (tags[i].end != NULL && span_is(name, tags[i].end))
			return &tags[i];
	}
	return NULL;
}

static void
unclosed(struct parser *p)
{
	const struct block_tag *tag = top(p)->tag;

	scope_error(&p->scope, top(p)->start,
	    "'{%% %s %%}' is never closed: '{%% %s %%}' is missing", tag->name, tag->end);
}

/* A closing tag: close its block, and complain about those still open in it. */
static void
close_block(struct parser *p, const struct block_tag *tag, const struct raw_tag *t,
    struct lexer *l)
{
	size_t depth = p->depth;

	parser_at_end(p, l);
	if (p->too_deep > 0) {
		p->too_deep--;
		return;
	}
	while (depth > 0 && p->open[depth - 1].tag != tag)
		depth--;
	if (depth == 0) {
		scope_error(&p->scope, t->start, "'{%% %s %%}' without '{%% %s %%}'",
		    tag->end, tag->name);
		return;
	}
	for (; p->depth > depth; pop(p))
		unclosed(p);
	pop(p);
}

static void
open_block(struct parser *p, const struct block_tag *tag, const struct raw_tag *t,
    struct lexer *l)
{
	if (p->depth == NESTING_MAX || p->too_deep > 0) {
		if (p->too_deep++ == 0)
			scope_error(&p->scope, t->start,
			    "blocks are nested more than %d deep", NESTING_MAX);
		return;
	}
	p->open[p->depth++] = (struct open_block){ .tag = tag,
		.start = t->start,
		.nlocals = p->scope.nlocals,
		.escape = p->escape };
	tag->parse(p, t, l);
}

static void
unknown(struct parser *p, const struct token *word)
{
	const char *names[2 * ARRAY_LEN(tags)], *near = NULL;
	char text[WORD_MAX];
	size_t i, n = 0;
	int len = word->span.n > 60 ? 60 : (int)word->span.n;

	if (word->type == TOKEN_END) {
		scope_error(&p->scope, word->offset, "the tag is empty");
		return;
	}
	if (hint_foreign_block(word->span)) {
		scope_error(&p->scope, word->offset,
		    "'%.*s': this tag is not supported in newsletters", len,
		    word->span.s);
		return;
	}
	for (i = 0; i < ARRAY_LEN(tags); i++) {
		names[n++] = tags[i].name;
		if (tags[i].end != NULL)
			names[n++] = tags[i].end;
	}
	if (word->span.n < sizeof(text)) {
		memcpy(text, word->span.s, word->span.n);
		text[word->span.n] = '\0';
		near = str_near(text, names, n);
	}
	scope_error(&p->scope, word->offset, "'%.*s' is not a tag%s%s%s", len,
	    word->span.s, near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
	    near == NULL ? "" : "?");
}

/* Does the innermost block have such a part? */
static bool
belongs(struct parser *p, const struct block_tag *tag, const struct raw_tag *t)
{
	if (tag->inside[0] == NULL)
		return true;
	for (size_t i = 0; p->depth > 0 && tag->inside[i] != NULL; i++) {
		if (str_eq(top(p)->tag->name, tag->inside[i]))
			return true;
	}
	if (p->depth > 0)
		scope_error(&p->scope, t->start,
		    "'{%% %s %%}' has no place directly inside '{%% %s %%}'", tag->name,
		    top(p)->tag->name);
	else
		scope_error(&p->scope, t->start, "'{%% %s %%}' without '{%% %s %%}'",
		    tag->name, tag->inside[0]);
	return false;
}

void
block_parse(struct parser *p, const struct raw_tag *t, struct lexer *l)
{
	struct token word = lexer_next(l);
	const struct block_tag *tag = find_tag(word.span), *ended;

	if (word.type != TOKEN_PATH || (tag == NULL && find_end(word.span) == NULL)) {
		unknown(p, &word);
		return;
	}
	if (tag == NULL) {
		ended = find_end(word.span);
		close_block(p, ended, t, l);
	} else if (tag->end != NULL) {
		open_block(p, tag, t, l);
	} else if (p->too_deep == 0 && belongs(p, tag, t)) {
		tag->parse(p, t, l);
	}
}

void
block_finish(struct parser *p)
{
	for (; p->depth > 0; pop(p))
		unclosed(p);
}
