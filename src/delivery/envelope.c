/* envelope - what stands on the outside.  See envelope.h. */
#include "delivery/envelope.h"

#include "people/address.h"

#include <stdio.h>
#include <string.h>

_Static_assert(IDS_TEXT_MAX < IDS_TEXT_SIZE && IDS_TEXT_MAX <= SETTING_STAR_ID,
    "an address that a setting may have has room for the id");

/* An address of ours from a setting, as SMTP takes it; "" where it is not set. */
static int
read_address(struct settings *settings, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	struct address address;
	const char *value, *name;

	*out = "";
	if (setting_get_checked(settings, 0, key, a, &value, e) < 0)
		return -1;
	if (*value == '\0')
		return 0;
	setting_split_address(value, a, &name, &value);
	if (address_parse(&address, span_of(value), a, e) < 0)
		return err_ctx(e, "setting '%s'", key);
	*out = address.key;
	return 0;
}

int
envelope_bounces(const char **out, struct settings *settings, const char *relay,
    struct arena *a, struct err *e)
{
	const char *own = arena_printf(a, "relay.%s.bounce-address", relay);

	if (read_address(settings, own, a, out, e) < 0)
		return -1;
	return **out != '\0' ? 0 : read_address(settings, "bounce.address", a, out, e);
}

int
envelope_init(struct envelope *env, struct db *db, struct settings *settings,
    const char *relay, struct arena *a, struct err *e)
{
	*env = (struct envelope){ .from = "" };
	if (envelope_bounces(&env->bounces, settings, relay, a, e) < 0 ||
	    read_address(settings, "from", a, &env->from, e) < 0)
		return -1;
	return ids_init(&env->ids, db, e);
}

void
envelope_release(struct envelope *env)
{
	ids_release(&env->ids);
}

const char *
envelope_pattern(const struct envelope *env, const struct due *d)
{
	if (*env->bounces != '\0')
		return env->bounces;
	return *d->sender != '\0' ? d->sender : env->from;
}

void
envelope_write(const struct envelope *env, const struct due *d, char from[ENVELOPE_SIZE],
    char envid[IDS_TEXT_SIZE])
{
	const char *pattern = envelope_pattern(env, d), *star = strchr(pattern, '*');

	ids_write(
	    &env->ids, d->kind == COPY_DELIVERY ? IDS_BOUNCE : IDS_NOTICE, d->id, envid);
	if (star == NULL)
		snprintf(from, ENVELOPE_SIZE, "%s", pattern);
	else
		snprintf(from, ENVELOPE_SIZE, "%.*s%s%s", (int)(star - pattern), pattern,
		    envid, star + 1);
}
