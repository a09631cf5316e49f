/*
 * sending - what send, run and retry do at the terminal while mail goes out:
 * become the sender or follow the one there is, a progress line, a summary
 * that adds up, an exit status.
 */
#ifndef CLI_SENDING_H
#define CLI_SENDING_H

#include "cli/cmd.h"
#include "delivery/issue.h"

/*
 * Send what is due of this issue.  While another process sends, its progress is
 * followed, and the end is as if we had sent.  Prints the issue's sums.  Fails
 * with ERR_NO when a copy failed or is uncertain, with ERR_TEMP when some wait
 * for a later run.
 */
int sending_issue(struct ctx *c, struct issue *issue, struct err *e);

/* Send these notices (or see them sent) and say what became of each. */
int sending_notices(
    struct ctx *c, const int64_t *ids, const char *const *names, int n, struct err *e);

/* Send the notices that wait, unless another process is sending: then it takes
 * them along, which is said. */
int sending_waiting(struct ctx *c, struct err *e);

/* Everything that is due; says nothing when nothing is.  Another sender: done. */
int sending_all(struct ctx *c, struct err *e);

/*
 * What an issue needs of a person: why, and the command for it, in arena a.
 * False when it needs nothing.
 */
struct advice {
	const char *why, *what;
};
bool sending_advice(const struct issue *issue, struct arena *a, struct advice *out);

/* How far an issue is that another process sends, as a progress line; then wait until
 * it is worth another look. */
void sending_look(struct ctx *c, const struct issue *issue);

/* One issue's state and sums, as a record. */
void sending_print(struct ctx *c, const struct issue *issue);

#endif
