/*
 * eval - what an expression is worth for one copy.  Pure.
 *
 * Cannot fail: everything was checked while parsing.  Only the room for what
 * filters make is bounded; room.full then says that the result is worthless.
 */
#ifndef ISSUE_EVAL_H
#define ISSUE_EVAL_H

#include "issue/expr.h"
#include "issue/scope.h"
#include "issue/template.h"

/* Where a loop stands. */
struct loop {
	size_t index, count;
};

struct eval {
	const struct bindings *bindings;
	struct filter_room room;
	struct loop loops[NESTING_MAX]; /* from outside */
	size_t nloops;
	struct value locals[LOCALS_MAX];
};

struct value eval(struct eval *v, const struct expr *e);

bool eval_true(struct eval *v, const struct expr *e);

#endif
