/*
 * person - what several commands about people need from their options.
 */
#ifndef CLI_PERSON_H
#define CLI_PERSON_H

#include "cli/cmd.h"
#include "people/audience.h"
#include "people/contact.h"
#include "people/list.h"

/* The list of -l, else the default one; strings are in c->arena. */
int person_list(struct ctx *c, const struct args *a, struct list *out, struct err *e);

/* The expression of --where; "subscribed" in it is about this list, or all (0). */
int person_where(struct ctx *c, const char *expression, int64_t list,
    struct audience *out, struct err *e);

/* FIELD=VALUE of the arguments from `first` on, or of all -f options (first -1). */
int person_assignments(struct ctx *c, const struct args *a, int first,
    struct assignment **out, size_t *n, struct err *e);

/*
 * Do one for each argument, which is a token.  One that does nothing is told, and
 * the others still count: then ERR_NO, "2 of 3 tokens " and what.
 */
int person_tokens(struct ctx *c, const struct args *a,
    int (*one)(struct ctx *c, const char *token, struct err *e), const char *what,
    struct err *e);

/* contact.fields as a group "fields", typed, in the order of their making. */
int person_fields(struct ctx *c, const char *json, struct err *e);

#endif
