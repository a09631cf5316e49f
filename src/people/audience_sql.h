/*
 * audience_sql - the tree of an audience expression as SQL: for people/audience*.c.
 *
 * The text is nothing but parts of sql/queries/audience.sql, one in the hole of
 * another; values go to the "?" of the text, in their order.
 */
#ifndef PEOPLE_AUDIENCE_SQL_H
#define PEOPLE_AUDIENCE_SQL_H

#include "people/audience_tree.h"

/* outer around n, and, when value is not NULL, outer around value behind it. */
struct db_piece audience_sql(enum sql_part outer, const struct audience_node *n,
    const struct audience_operand *value, struct arena *a);

#endif
