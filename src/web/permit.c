/* permit - what a page may do for a while.  See permit.h. */
#include "web/permit.h"

#include "web/stamp.h"

/* No other stamp is about such a thing. */
static const char *
undo_of(const struct visit *v, const char *token)
{
	return arena_printf(v->arena, "undo %s", token);
}

int
permit_write(const char **out, const struct visit *v, const char *token, struct err *e)
{
	return stamp_write(out, v, undo_of(v, token), e);
}

int
permit_check(const struct visit *v, const char *permit, const char *token, struct err *e)
{
	int64_t age;
	int rc = stamp_check(v, permit, undo_of(v, token), &age, e);

	return rc > 0 ? age < PERMIT_SECONDS : rc;
}
