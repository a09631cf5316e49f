/*
 * params - values of an issue that no contact has, from a JSON file: what stands
 * in {"price": 12.5} is named {{ params.price }}.  Pure.
 *
 * They are the same for all copies, so that every path to one is resolved, and a
 * misspelt one found, while the issue is compiled.
 */
#ifndef ISSUE_PARAMS_H
#define ISSUE_PARAMS_H

#include "issue/finding.h"
#include "issue/value.h"
#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>

#define PARAMS_SETTING "params" /* which names the file, in an issue */
#define PARAMS_MAX (1u << 20)   /* octets of a file */
#define PARAMS_DEPTH 20 /* objects and lists in each other: as deep as a path goes */

/*
 * Read text, the file called name, as a map whose values are in a: objects are
 * maps, null is nothing.  False when it cannot be taken, and why is an error in f.
 */
bool params_read(struct value *out, struct span text, const char *name, struct arena *a,
    struct findings *f);

#endif
