/* scope - what a name means at a place of a template.  See scope.h. */
#include "issue/scope.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 512
#define WORD_MAX 64 /* a longer name is like no other */
#define KEYS_MAX 64 /* of params that are compared by spelling */

static const struct {
	const char *path;
	enum name name;
	enum value_type type;
	const char *missing; /* why it may not be there */
} names[] = {
	{ "mirror", NAME_MIRROR, VALUE_TEXT,
	    "there is no address to see it in a browser; set 'base-url' (nlctl config: "
	    "where your web pages are) or 'archive-url' (where the web version is), "
	    "set 'mirror' to 'drop', or take this link out" },
	{ "unsubscribe", NAME_UNSUBSCRIBE, VALUE_TEXT,
	    "neither the web pages nor an address for it are configured" },
	{ "update_profile", NAME_UPDATE_PROFILE, VALUE_TEXT,
	    "there is no page for it without web pages; set 'base-url' (nlctl config: where they "
	    "are), or take this link out" },
	{ "doubleoptin", NAME_DOUBLEOPTIN, VALUE_TEXT,
	    "it is only in the mail that asks for confirmation" },
	{ "confirm.asked", NAME_CONFIRM_ASKED, VALUE_TEXT,
	    "it is only in the mail that asks for confirmation" },
	{ "confirm.until", NAME_CONFIRM_UNTIL, VALUE_TEXT,
	    "it is only in the mail that asks for confirmation" },
	{ "sender.name", NAME_SENDER_NAME, VALUE_TEXT, "there is no sender here" },
	{ "sender.email", NAME_SENDER_EMAIL, VALUE_TEXT, "there is no sender here" },
	{ "list.name", NAME_LIST_NAME, VALUE_TEXT, "there is no list here" },
	{ "list.postal_address", NAME_LIST_POSTAL_ADDRESS, VALUE_TEXT,
	    "there is no list here" },
	{ "issue.subject", NAME_ISSUE_SUBJECT, VALUE_TEXT, "there is no issue here" },
	{ "issue.date", NAME_ISSUE_DATE, VALUE_DATE, "there is no issue here" },
	{ "time_now", NAME_TIME_NOW, VALUE_DATE, "it is not known here" },
	{ "track", NAME_TRACK, VALUE_TEXT,
	    "nlctl writes it itself into the links that it tracks" },
};

static const struct {
	const char *lower, *capital;
	enum loop_name name;
	enum value_type type;
} loop_names[] = {
	{ "counter", "Counter", LOOP_COUNTER, VALUE_NUMBER },
	{ "counter0", "Counter0", LOOP_COUNTER0, VALUE_NUMBER },
	{ "revcounter", "Revcounter", LOOP_REVCOUNTER, VALUE_NUMBER },
	{ "revcounter0", "Revcounter0", LOOP_REVCOUNTER0, VALUE_NUMBER },
	{ "first", "First", LOOP_FIRST, VALUE_BOOL },
	{ "last", "Last", LOOP_LAST, VALUE_BOOL },
};

void
scope_error(struct scope *s, size_t offset, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(s->where.findings, FINDING_MERGE_TAG, s->where.file, s->where.text,
	    offset, "%s", text);
}

void
scope_warn(struct scope *s, enum finding_code code, size_t offset, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_add(
	    s->where.findings, code, s->where.file, s->where.text, offset, "%s", text);
}

/* What is being resolved: the path, and what of it is still unread. */
struct walk {
	struct span path, rest;
	size_t offset;
};

static struct span
first_part(struct span path)
{
	const char *dot = memchr(path.s, '.', path.n);

	return (struct span){ path.s, dot == NULL ? path.n : (size_t)(dot - path.s) };
}

/* Take the next name off w; false at the end. */
static bool
next_part(struct walk *w, struct span *part)
{
	if (w->rest.n == 0)
		return false;
	*part = first_part(w->rest);
	w->rest.s += part->n;
	w->rest.n -= part->n;
	if (w->rest.n > 0) { /* the dot */
		w->rest.s++;
		w->rest.n--;
	}
	return true;
}

static struct expr *
new_expr(struct scope *s, enum expr_kind kind, enum value_type type, const struct walk *w)
{
	struct expr *e = arena_alloc(s->arena, sizeof(*e));

	e->kind = kind;
	e->type = type;
	e->offset = w->offset;
	return e;
}

static int
shown(struct span s)
{
	return s.n > 100 ? 100 : (int)s.n;
}

/* The field of this name, or the only one that differs in case; -1: none. */
static int
find_field(struct scope *s, struct span name, const struct walk *w, size_t *out)
{
	const struct vocabulary *v = s->where.vocabulary;
	char word[WORD_MAX];
	size_t i, alike = 0;

	for (i = 0; i < v->nfields; i++) {
		if (span_is(name, v->fields[i].name)) {
			*out = i;
			return 0;
		}
	}
	if (name.n >= sizeof(word))
		return -1;
	memcpy(word, name.s, name.n);
	word[name.n] = '\0';
	for (i = 0; i < v->nfields; i++) {
		if (str_eq_ci(word, v->fields[i].name)) {
			*out = i;
			alike++;
		}
	}
	if (alike != 1)
		return -1;
	scope_warn(s, FINDING_MERGE_DOUBT, w->offset,
	    "%.*s: the field is written contact.%s", shown(w->path), w->path.s,
	    v->fields[*out].name);
	return 0;
}

static struct expr *
contact(struct scope *s, struct walk *w)
{
	const struct vocabulary *v = s->where.vocabulary;
	struct span part;
	const char *near;
	struct expr *e;
	size_t i;

	if (!next_part(w, &part)) {
		scope_error(s, w->offset,
		    "contact is not a value; name a field of it: contact.EMAIL");
		return NULL;
	}
	if (find_field(s, part, w, &i) < 0) {
		if (v->forgiving) /* the constant that is absent */
			return new_expr(s, EXPR_CONST, VALUE_ANY, w);
		near = hint_field(v, part);
		scope_error(s, w->offset, "contact.%.*s is not a field%s%s%s",
		    shown(part), part.s, near == NULL ? "" : "; did you mean contact.",
		    near == NULL ? "" : near, near == NULL ? "" : "?");
		return NULL;
	}
	s->uses_field[i] = true;
	e = new_expr(s, EXPR_FIELD, v->fields[i].type, w);
	e->index = i;
	return e;
}

static struct expr *
forloop(struct scope *s, struct walk *w)
{
	size_t level = s->loops, i;
	struct span part;
	struct expr *e;

	if (level == 0) {
		scope_error(s, w->offset, "forloop is only known inside {%% for %%}");
		return NULL;
	}
	level--;
	while (next_part(w, &part)) {
		if (span_is(part, "parentloop") || span_is(part, "Parentloop")) {
			if (level == 0) {
				scope_error(s, w->offset,
				    "%.*s: there are not so many loops round it",
				    shown(w->path), w->path.s);
				return NULL;
			}
			level--;
			continue;
		}
		for (i = 0; i < ARRAY_LEN(loop_names); i++) {
			if (!span_is(part, loop_names[i].lower) &&
			    !span_is(part, loop_names[i].capital))
				continue;
			e = new_expr(s, EXPR_LOOP, loop_names[i].type, w);
			e->index = loop_names[i].name;
			e->level = level;
			return e;
		}
		break;
	}
	scope_error(s, w->offset,
	    "%.*s is not known; forloop has counter, counter0, revcounter, "
	    "revcounter0, first, last and parentloop",
	    shown(w->path), w->path.s);
	return NULL;
}

/* The one type that all samples have; VALUE_ANY when they differ. */
static enum value_type
common_type(const struct value *v, size_t n)
{
	enum value_type t = VALUE_NONE;

	for (size_t i = 0; i < n; i++) {
		if (v[i].type == VALUE_NONE)
			continue;
		if (t != VALUE_NONE && t != v[i].type)
			return VALUE_ANY;
		t = v[i].type;
	}
	return t == VALUE_NONE ? VALUE_ANY : t;
}

static struct expr *
params(struct scope *s, struct walk *w)
{
	const struct vocabulary *v = s->where.vocabulary;
	struct expr *e;

	if (v->params == NULL) {
		scope_error(s, w->offset,
		    "%.*s is not known: no file of params was given", shown(w->path),
		    w->path.s);
		return NULL;
	}
	e = new_expr(s, v->params_vary ? EXPR_PARAMS : EXPR_CONST, VALUE_MAP, w);
	e->constant = *v->params;
	e->samples = &e->constant;
	e->nsamples = 1;
	return e;
}

/* "{{ sender }}", "{{ list.address }}": what there is of that, "a, b or c"; NULL: it is
 * no such group. */
static const char *
of_group(struct scope *s, struct span path)
{
	const char *dot = memchr(path.s, '.', path.n), *found = NULL;
	size_t i, n = dot != NULL ? (size_t)(dot - path.s) : path.n;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (strncmp(names[i].path, path.s, n) != 0 || names[i].path[n] != '.')
			continue;
		found = found == NULL
		    ? names[i].path
		    : arena_printf(s->arena, "%s or %s", found, names[i].path);
	}
	return found;
}

static void
unknown(struct scope *s, const struct walk *w)
{
	const char *list[ARRAY_LEN(names)], *near = NULL, *field, *hint;
	char word[WORD_MAX];
	size_t i;

	hint = hint_word(w->path);
	if (hint != NULL) {
		scope_error(s, w->offset, "%.*s is not known; %s", shown(w->path),
		    w->path.s, hint);
		return;
	}
	field = hint_field(s->where.vocabulary, w->path);
	if (w->path.n < sizeof(word)) {
		memcpy(word, w->path.s, w->path.n);
		word[w->path.n] = '\0';
		for (i = 0; i < ARRAY_LEN(names); i++)
			list[i] = names[i].path;
		near = str_near(word, list, ARRAY_LEN(list));
	}
	if (near == NULL)
		near = of_group(s, w->path);
	if (near != NULL)
		scope_error(s, w->offset, "%.*s is not known; did you mean %s?",
		    shown(w->path), w->path.s, near);
	else if (field != NULL)
		scope_error(s, w->offset, "%.*s is not known; did you mean contact.%s?",
		    shown(w->path), w->path.s, field);
	else
		scope_error(s, w->offset,
		    "%.*s is not known; write contact.NAME for a field of the person, "
		    "params.%.*s for a value of this issue (--params)",
		    shown(w->path), w->path.s, shown(w->path), w->path.s);
}

static struct expr *
fixed_name(struct scope *s, const struct walk *w)
{
	struct expr *e;
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (!span_is(w->path, names[i].path))
			continue;
		if (!s->where.vocabulary->known[names[i].name]) {
			scope_error(s, w->offset, "%s has no value here: %s",
			    names[i].path, names[i].missing);
			return NULL;
		}
		s->uses[names[i].name] = true;
		e = new_expr(s, EXPR_NAME, names[i].type, w);
		e->index = names[i].name;
		return e;
	}
	unknown(s, w);
	return NULL;
}

static bool
all_digits(struct span s, size_t *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < s.n && i < 9; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return false;
		*out = *out * 10 + (size_t)(s.s[i] - '0');
	}
	return i == s.n;
}

/* What the part can be in all the samples of e. */
static void
sample_part(struct scope *s, struct expr *e, const struct expr *of)
{
	struct value *v = arena_alloc(s->arena, of->nsamples * sizeof(*v));
	const struct value *got;
	size_t i, n = 0;

	for (i = 0; i < of->nsamples; i++) {
		got = NULL;
		if (e->kind == EXPR_GET)
			got = value_get(&of->samples[i], e->key);
		else if (of->samples[i].type == VALUE_LIST &&
		    e->index < of->samples[i].list.n)
			got = &of->samples[i].list.items[e->index];
		if (got != NULL)
			v[n++] = *got;
	}
	e->samples = v;
	e->nsamples = n;
	e->type = common_type(v, n);
}

/* The key of one of the samples that somebody who wrote key may have meant. */
static const char *
near_key(const struct expr *of, struct span key)
{
	const char *keys[KEYS_MAX];
	char word[WORD_MAX];
	size_t i, k, n = 0;

	if (key.n >= sizeof(word))
		return NULL;
	memcpy(word, key.s, key.n);
	word[key.n] = '\0';
	for (i = 0; i < of->nsamples; i++) {
		for (k = 0; of->samples[i].type == VALUE_MAP &&
		     k < of->samples[i].map.n && n < KEYS_MAX;
		     k++)
			keys[n++] = of->samples[i].map.pairs[k].key;
	}
	return str_near(word, keys, n);
}

/* The part of e that stands behind a dot. */
static struct expr *
part_of(struct scope *s, const struct walk *w, struct expr *of, struct span part)
{
	struct expr *e = new_expr(s, EXPR_GET, VALUE_ANY, w);
	bool number = all_digits(part, &e->index);
	const char *near;

	e->a = of;
	e->key = part;
	if (number && of->type != VALUE_MAP)
		e->kind = EXPR_ITEM;
	if (of->type == VALUE_LIST ? e->kind != EXPR_ITEM
				   : of->type != VALUE_MAP && of->type != VALUE_ANY) {
		scope_error(s, w->offset, "%.*s: '%.*s' is %s and has no part '%.*s'",
		    shown(w->path), w->path.s, (int)(part.s - w->path.s - 1), w->path.s,
		    value_type_name(of->type), shown(part), part.s);
		return NULL;
	}
	if (of->samples == NULL) {
		if (of->type == VALUE_LIST)
			e->type = VALUE_TEXT;
		return e;
	}
	sample_part(s, e, of);
	if (e->nsamples == 0 && of->nsamples > 0 && e->kind == EXPR_GET) {
		near = near_key(of, part);
		scope_error(s, w->offset, "%.*s is not known: '%.*s' has no '%.*s'%s%s%s",
		    shown(w->path), w->path.s, (int)(part.s - w->path.s - 1), w->path.s,
		    shown(part), part.s, near == NULL ? "" : "; did you mean ",
		    near == NULL ? "" : near, near == NULL ? "" : "?");
		return NULL;
	}
	if (of->kind == EXPR_CONST && e->nsamples == 1) { /* params.x.y is constant */
		e->kind = EXPR_CONST;
		e->constant = e->samples[0];
	}
	return e;
}

static struct expr *
find_local(struct scope *s, struct span name, const struct walk *w)
{
	struct expr *e;
	size_t i;

	for (i = s->nlocals; i-- > 0;) {
		const struct local *l = &s->locals[i];

		if (l->name.n != name.n || memcmp(l->name.s, name.s, name.n) != 0)
			continue;
		e = new_expr(s, EXPR_LOCAL, l->type, w);
		if (l->constant != NULL) {
			e->kind = EXPR_CONST;
			e->constant = *l->constant;
		}
		e->index = i;
		e->samples = l->samples;
		e->nsamples = l->nsamples;
		return e;
	}
	return NULL;
}

struct expr *
scope_resolve(struct scope *s, const struct token *path)
{
	struct walk w = { path->span, path->span, path->offset };
	struct span root, part;
	struct expr *e;
	size_t depth = 0;

	next_part(&w, &root);
	e = find_local(s, root, &w);
	if (e == NULL && span_is(root, "contact"))
		e = contact(s, &w);
	else if (e == NULL && span_is(root, "forloop"))
		e = forloop(s, &w);
	else if (e == NULL && span_is(root, "params"))
		e = params(s, &w);
	else if (e == NULL)
		return fixed_name(s, &w);
	while (e != NULL && next_part(&w, &part)) {
		if (++depth > NESTING_MAX) {
			scope_error(
			    s, w.offset, "a path has more than %d parts", NESTING_MAX);
			return NULL;
		}
		e = part_of(s, &w, e, part);
	}
	return e;
}

static struct local *
add(struct scope *s, const struct token *name)
{
	static const char *const taken[] = { "contact", "forloop", "params", "mirror",
		"unsubscribe", "update_profile", "doubleoptin", "sender", "list", "issue",
		"time_now", "true", "false", "and", "or", "not", "in" };
	struct local *l;

	for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
		if (span_is(name->span, taken[i])) {
			scope_error(s, name->offset,
			    "'%s' has a meaning already; take another name", taken[i]);
			return NULL;
		}
	}
	if (s->nlocals == LOCALS_MAX) {
		scope_error(
		    s, name->offset, "more than %d variables at a time", LOCALS_MAX);
		return NULL;
	}
	l = &s->locals[s->nlocals++];
	*l = (struct local){ .name = name->span, .type = VALUE_ANY };
	return l;
}

bool
scope_add(struct scope *s, const struct token *name, const struct expr *e)
{
	struct local *l = add(s, name);

	if (l == NULL || e == NULL)
		return l != NULL;
	l->type = e->type;
	l->constant = e->kind == EXPR_CONST ? &e->constant : NULL;
	l->samples = e->samples;
	l->nsamples = e->nsamples;
	return true;
}

bool
scope_add_items(struct scope *s, const struct token *name, const struct expr *e)
{
	struct local *l = add(s, name);
	struct value *v;
	size_t i, n = 0;

	if (l == NULL || e == NULL)
		return l != NULL;
	if (e->samples == NULL) {
		/* the items of a multi field and of split are texts */
		l->type = e->kind == EXPR_FIELD ? VALUE_TEXT : VALUE_ANY;
		return true;
	}
	for (i = 0; i < e->nsamples; i++)
		n += e->samples[i].type == VALUE_LIST ? e->samples[i].list.n : 0;
	v = arena_alloc(s->arena, n * sizeof(*v));
	n = 0;
	for (i = 0; i < e->nsamples; i++) {
		for (size_t k = 0;
		     e->samples[i].type == VALUE_LIST && k < e->samples[i].list.n; k++)
			v[n++] = e->samples[i].list.items[k];
	}
	l->samples = v;
	l->nsamples = n;
	l->type = common_type(v, n);
	return true;
}
