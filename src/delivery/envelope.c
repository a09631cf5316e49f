/* envelope - what stands on the outside.  See envelope.h. */
#include "delivery/envelope.h"

#include "people/address.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

int
envelope_init(struct envelope *env, struct db *db, struct settings *settings,
    const char *relay, struct arena *a, struct err *e)
{
	const char *keys[] = { arena_printf(a, "relay.%s.bounce-address", relay),
		"bounce.address", "from" };
	const char *value = "", *name;
	struct address address;
	size_t i;

	for (i = 0; i < ARRAY_LEN(keys) && *value == '\0'; i++) {
		if (setting_get(settings, 0, keys[i], a, &value, e) < 0)
			return -1;
	}
	setting_split_address(value, a, &name, &value);
	if (address_parse(&address, span_of(value), a, e) < 0)
		return err_ctx(e, "setting '%s'", keys[i - 1]);
	env->pattern = address.key;
	return ids_init(&env->ids, db, e);
}

void
envelope_write(const struct envelope *env, const struct due *d, char from[ENVELOPE_SIZE],
    char envid[IDS_TEXT_SIZE])
{
	const char *star = strchr(env->pattern, '*');

	ids_write(
	    &env->ids, d->kind == COPY_DELIVERY ? IDS_BOUNCE : IDS_NOTICE, d->id, envid);
	if (star == NULL)
		snprintf(from, ENVELOPE_SIZE, "%s", env->pattern);
	else
		snprintf(from, ENVELOPE_SIZE, "%.*s%s%s", (int)(star - env->pattern),
		    env->pattern, envid, star + 1);
}
