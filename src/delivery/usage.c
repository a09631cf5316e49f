/* usage - which issues that have still copies to make name a field.  See usage.h. */
#include "delivery/usage.h"

#include "delivery/compose.h"
#include "people/audience_saved.h"
#include "people/field.h"
#include "util/str.h"

struct search {
	const struct usage *u;
	const char *name;
	size_t field; /* its place in a reader's vocabulary */
	int (*fn)(void *arg, const struct issue *issue, struct err *e);
	void *arg;
};

/* 1: it does; 0: it does not, or does not compile; -1. */
static int
uses(const struct search *s, const struct issue *issue, struct arena *a, struct err *e)
{
	const struct usage *u = s->u;
	struct compose *compose;
	struct findings f;
	int rc;

	/* Once all copies are made nobody asks the condition any more. */
	if (!str_eq(issue->state, "sending") &&
	    audience_names_field(issue->where, s->name, a))
		return 1;
	findings_init(&f, a);
	if (compose_stored(&compose,
		(struct compose_options){
		    .db = u->db,
		    .settings = u->settings,
		    .clock = u->clock,
		    .random = u->random,
		},
		issue, &f, e) < 0) {
		if (e->kind != ERR_DATA && e->kind != ERR_CONFIG)
			return -1;
		err_clear(e);
		return 0;
	}
	rc = letter_uses_field(compose_letter(compose), s->field);
	compose_free(compose);
	return rc;
}

static int
look(void *arg, const struct issue *issue, struct err *e)
{
	const struct search *s = arg;
	struct arena a = { 0 };
	int rc;

	if (str_eq(issue->state, "finished") || str_eq(issue->state, "cancelled"))
		return 0;
	rc = uses(s, issue, &a, e);
	arena_release(&a);
	return rc > 0 ? s->fn(s->arg, issue, e) : rc;
}

int
usage_of_field(const struct usage *u, const char *name,
    int (*fn)(void *arg, const struct issue *issue, struct err *e), void *arg,
    struct err *e)
{
	struct search s = { .u = u, .name = name, .fn = fn, .arg = arg };
	struct arena a = { 0 };
	struct fields f;
	int rc = fields_load(&f, u->db, &a, e), at = 0;

	if (rc == 0)
		at = fields_find(&f, name);
	/* The first name of a vocabulary is EMAIL. */
	s.field = (size_t)at + 1;
	if (rc == 0 && at >= 0)
		rc = issue_each(u->db, false, &a, look, &s, e);
	arena_release(&a);
	return rc;
}
