/* track - what is recorded of those who read an issue.  See track.h. */
#include "delivery/track.h"

#include "util/str.h"

const char *const track_mode_names[] = { "none", "counts", "contacts" };

enum track_mode
track_mode_of(const char *name)
{
	if (str_eq(name, track_mode_names[TRACK_COUNTS]))
		return TRACK_COUNTS;
	return str_eq(name, track_mode_names[TRACK_CONTACTS]) ? TRACK_CONTACTS
							      : TRACK_NONE;
}

int
track_load(struct track *out, struct settings *settings, int64_t list, struct err *e)
{
	struct arena a = { 0 };
	const char *mode, *base;
	bool opens;
	int rc = -1;

	*out = (struct track){ 0 };
	if (setting_get(settings, list, "track", &a, &mode, e) < 0 ||
	    setting_get(settings, list, "base-url", &a, &base, e) < 0 ||
	    setting_bool(settings, list, "track.opens", &opens, e) < 0)
		goto out;
	if (*base != '\0')
		out->mode = track_mode_of(mode);
	out->opens = opens && out->mode != TRACK_NONE;
	rc = 0;
out:
	arena_release(&a);
	return rc;
}
