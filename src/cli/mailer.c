/* mailer - a process of its own that sends the mail of pages.  See mailer.h. */
#include "cli/mailer.h"

#include "util/err.h"

#include <stddef.h>

#define OURSELVES "/proc/self/exe" /* whatever PATH a web server gave us */
#define LOOK_MS 500

void
mailer_init(struct mailer *m, const char *db_path)
{
	*m = (struct mailer){ .db_path = db_path, .child = { .pid = -1, .fd = -1 } };
}

int
mailer_turn(struct mailer *m)
{
	const char *const argv[] = { OURSELVES, "-q", "-d", m->db_path, "run", NULL };
	struct err ignored = { 0 };

	if (m->child.pid >= 0 && !child_has_ended(&m->child))
		return LOOK_MS;
	if (!m->wanted)
		return -1;
	m->wanted = false;
	/* Where it cannot start, cron sends the message. */
	return child_start(&m->child, argv, CHILD_SILENT, &ignored) < 0 ? -1 : LOOK_MS;
}
