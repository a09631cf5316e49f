/* precheck_settings - settings that do nothing, because another is missing.  See
 * precheck.h. */
#include "delivery/precheck.h"

#include "delivery/archive.h"
#include "delivery/track.h"

static void
say(struct precheck *p, const char *key, const char *value, const char *why)
{
	finding_add_whole(
	    p->findings, FINDING_SETTING_IDLE, key, "'%s', but %s", value, why);
}

static int
check_tracking(struct precheck *p, int64_t list, struct arena *a, struct err *e)
{
	struct track track;
	const char *mode;
	bool opens;

	if (track_load(&track, p->settings, list, e) < 0 ||
	    setting_get(p->settings, list, "track", a, &mode, e) < 0 ||
	    setting_bool(p->settings, list, "track.opens", &opens, e) < 0)
		return -1;
	if (track_mode_of(mode) != track.mode)
		say(p, "track", mode, "without base-url no click is counted");
	if (opens && !track.opens)
		say(p, "track.opens", "yes",
		    track_mode_of(mode) == TRACK_NONE
			? "with track none no opened message is counted"
			: "without base-url no opened message is counted");
	return 0;
}

static int
check_pages(struct precheck *p, int64_t list, struct arena *a, struct err *e)
{
	const char *base, *archive;
	bool is_public, in_archive;

	if (setting_get(p->settings, 0, "base-url", a, &base, e) < 0 ||
	    archive_home(p->settings, a, &archive, e) < 0 ||
	    setting_bool(p->settings, list, "public", &is_public, e) < 0 ||
	    setting_bool(p->settings, list, "archive", &in_archive, e) < 0)
		return -1;
	if (is_public && *base == '\0')
		say(p, "public", "yes", "without base-url nobody can subscribe");
	if (in_archive && *archive == '\0')
		say(p, "archive", "yes",
		    "without base-url or archive-url nobody can read it");
	return 0;
}

int
precheck_settings(struct precheck *p, struct err *e)
{
	int64_t list = p->to->lists[0].id;
	struct arena a = { 0 };
	int rc = -1;

	if (check_tracking(p, list, &a, e) == 0 && check_pages(p, list, &a, e) == 0)
		rc = 0;
	arena_release(&a);
	return rc;
}
