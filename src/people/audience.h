/*
 * audience - an audience expression, such as ADHERENT = true and VILLE = "Lille":
 * the language of nlctl-audience(5), compiled to a condition on contacts.
 *
 * Reads the definitions of fields, lists and saved expressions, and the names of
 * issues and links; its SQL stands in sql/queries/audience.sql and nowhere
 * else.  Of delivery's it reads the public views v_delivery, v_click, v_issue and
 * v_link.  Everything belongs to the arena given.
 */
#ifndef PEOPLE_AUDIENCE_H
#define PEOPLE_AUDIENCE_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"

#include <stdbool.h>
#include <stdint.h>

struct audience_node;

struct audience {
	struct db *db;
	const struct audience_node *tree;
	struct db_piece where; /* " AND (…)", for statements with a contact c */
};

struct audience_text {
	const char *expression;
	const char *label; /* where it comes from, for messages: "--where" */
	const char *lists; /* that "subscribed" is about: JSON array of ids; NULL: all */
	int64_t now;
};

/*
 * Fails with ERR_DATA, "LABEL:LINE:COLUMN: …" (of a mistake in a saved one with
 * @NAME as the label): no sentence of the language, an unknown name, with the
 * near one, or types that do not fit, saying what the field is.
 */
int audience_compile(struct audience *out, struct db *db, const struct audience_text *t,
    struct arena *a, struct err *e);

/* What db_stmt_with takes; NULL of NULL. */
const struct db_piece *audience_where(const struct audience *x);

/* One line of an explanation: a condition, or what several ones make together. */
struct audience_answer {
	int depth;
	const char *condition; /* as written; "all of these", "one of these" */
	const char *value;     /* what the person has, for people; "" of what has none */
	bool holds;
};

/*
 * Go through the expression for one contact, from the whole to its parts; strings
 * live until each returns.  The first answer, of depth 0, is that of the whole.
 */
int audience_explain(const struct audience *x, int64_t contact,
    int (*each)(void *arg, const struct audience_answer *answer, struct err *e),
    void *arg, struct err *e);

#endif
