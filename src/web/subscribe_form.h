/*
 * subscribe_form - what the form to subscribe to a list asks for, and what somebody
 * typed into it.  What comes of it is web/subscribe.
 */
#ifndef WEB_SUBSCRIBE_FORM_H
#define WEB_SUBSCRIBE_FORM_H

#include "issue/value.h"
#include "people/contact.h"
#include "people/list.h"
#include "web/posted.h"
#include "web/visit.h"

#include <stddef.h>

#define SUBSCRIBE_FIELDS_MAX 24

struct subscribe_form {
	struct list list;
	const char *about;   /* the setting description */
	const char *address; /* as it was typed, without blanks around it */
	struct {
		const char *name;
		enum field_type type;
		const char *value;
	} fields[SUBSCRIBE_FIELDS_MAX];
	size_t nfields;
};

/*
 * The empty form of the list of this name, in the visit's arena.  1: there it is; 0: there
 * is no such list, or it is not public; -1.
 */
int subscribe_form_load(
    struct subscribe_form *out, const struct visit *v, const char *list, struct err *e);

/* Where the form of this list is on the web; "": it is not public, there is no base-url,
 * or its name cannot stand in an address. */
int subscribe_form_address(const char **out, const struct visit *v, int64_t list,
    const char *name, struct err *e);

/* Fill it in. */
void subscribe_form_read(
    struct subscribe_form *f, const struct posted *posted, const struct visit *v);

/* A program filled in what people do not see. */
bool subscribe_form_is_trapped(const struct posted *posted);

/*
 * The fields that are not empty, for who has SUBSCRIBE_FIELDS_MAX of them.  1: all of it
 * fits; 0: *wrong is the name of the field that does not, EMAIL for the address; -1.
 */
int subscribe_form_check(const struct subscribe_form *f, const struct visit *v,
    struct assignment *out, size_t *n, const char **wrong, struct err *e);

/* Its HTML, to be put into a page; action "": the address of that page. */
struct value subscribe_form_html(const struct subscribe_form *f, struct visit *v,
    const char *action, const char *stamp);

#endif
