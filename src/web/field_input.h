/*
 * field_input - a field of contacts as an input of a form: what people know it as, and
 * how its value is typed.
 */
#ifndef WEB_FIELD_INPUT_H
#define WEB_FIELD_INPUT_H

#include "issue/value.h"
#include "people/field.h"
#include "util/arena.h"
#include "util/lang.h"
#include "web/visit.h"

#define FIELD_INPUT_NAME "field." /* and the name of the field: what the form calls it */

/* "Prénom" for what is a first name, whatever the field is called; else its own name in
 * small letters. */
const char *field_label(const struct lang *l, const char *name, struct arena *a);

/*
 * A map for a page: label; name and value, as they are; type, of the input; number and
 * truth, which ask for a keyboard and for yes or no; autocomplete, "" or what browsers
 * call it (WCAG 2.2, 1.3.5).  name and value are borrowed.
 */
struct value field_input(const struct lang *l, const char *name, enum field_type type,
    const char *value, struct arena *a);

/* All of them as HTML: web/pages/fields.html. */
struct value field_inputs(struct visit *v, const struct value *inputs, size_t n);

#endif
