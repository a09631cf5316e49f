/* limits - how many may subscribe by the form.  See limits.h. */
#include "web/limits.h"

#include "people/quota.h"

#define HOUR 3600

struct quotas {
	struct quota all, network;
};

static int
load(struct quotas *q, const struct visit *v, const char *network, struct err *e)
{
	*q = (struct quotas){
		.all = { .what = "subscribe", .who = "", .seconds = HOUR },
		.network = { .what = "subscribe", .who = network, .seconds = HOUR },
	};
	if (setting_int(v->site->settings, 0, "subscribe.per-hour", &q->all.max, e) < 0)
		return -1;
	return setting_int(
	    v->site->settings, 0, "subscribe.per-network", &q->network.max, e);
}

int
limits_look(
    enum limits_state *out, const struct visit *v, const char *network, struct err *e)
{
	int64_t now = clock_now(v->site->clock), all, theirs = 0;
	struct quotas q;

	if (load(&q, v, network, e) < 0 ||
	    quota_used(v->site->db, &q.all, now, &all, e) < 0)
		return -1;
	if (*network != '\0' && quota_used(v->site->db, &q.network, now, &theirs, e) < 0)
		return -1;
	if (all >= q.all.max || theirs >= q.network.max)
		*out = LIMITS_CLOSED;
	else
		*out = all >= q.all.max / 2 ? LIMITS_SLOW : LIMITS_FREE;
	return 0;
}

int
limits_count(const struct visit *v, const char *network, struct err *e)
{
	int64_t now = clock_now(v->site->clock);
	struct db *db = v->site->db;
	struct quotas q;
	int rc;

	if (load(&q, v, network, e) < 0 || db_begin(db, e) < 0)
		return -1;
	rc = quota_take(db, &q.all, now, e);
	if (rc >= 0 && *network != '\0')
		rc = quota_take(db, &q.network, now, e);
	if (rc >= 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc < 0 ? -1 : 0;
}
