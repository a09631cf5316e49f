/*
 * scope - what a name means at a place of a template.  Pure.
 *
 * Resolves every path while parsing, to an index or a constant, and says what
 * is wrong with those that mean nothing.  Keeps account of what was used.
 */
#ifndef ISSUE_SCOPE_H
#define ISSUE_SCOPE_H

#include "issue/expr.h"
#include "issue/hint.h"
#include "issue/template.h"
#include "issue/token.h"
#include "util/arena.h"

#define NESTING_MAX 20 /* levels of blocks, parentheses, filters, names in a path */
#define LOCALS_MAX 64  /* variables of with and for that live at a time */

/* A variable of a with or for tag.  Samples: see struct expr. */
struct local {
	struct span name;
	enum value_type type;
	const struct value *constant; /* the same for all copies; NULL: it is not */
	const struct value *samples;
	size_t nsamples;
};

struct scope {
	struct hint_context where; /* text, file, vocabulary, findings */
	struct arena *arena;
	const struct lang *lang; /* of the issue; NULL: none that nlctl speaks */
	struct local locals[LOCALS_MAX];
	size_t nlocals;
	size_t loops; /* for tags that are open */
	bool uses[NAME_COUNT];
	bool *uses_field;
};

/* What the path stands for; NULL when it means nothing, which was said. */
struct expr *scope_resolve(struct scope *s, const struct token *path);

/*
 * A new variable with what e can be, or with the items of e; false, and said,
 * when there are too many or the name is taken.  Its slot is nlocals - 1.
 */
bool scope_add(struct scope *s, const struct token *name, const struct expr *e);
bool scope_add_items(struct scope *s, const struct token *name, const struct expr *e);

/* An error, or a finding of this code, at offset; see finding_add. */
void scope_error(struct scope *s, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void scope_warn(struct scope *s, enum finding_code code, size_t offset, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

#endif
