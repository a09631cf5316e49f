/*
 * draft - ISSUE on a command line: a file, "-", or the name of an issue that
 * the database has; read, checked and compiled.  For send and preview.
 */
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H

#include "cli/cmd.h"
#include "delivery/compose.h"
#include "delivery/enqueue.h"
#include "delivery/issue.h"
#include "delivery/precheck.h"
#include "issue/finding.h"
#include "util/str.h"

struct draft {
	struct arena arena; /* of all but known */
	const char *file;   /* as named in messages */
	const char *name;   /* of the issue */
	struct source source;
	struct recipients to;
	struct track track;  /* what its copies will be sent with */
	const char *subject; /* --subject; "": its own */
	const char *from; /* the sender: the issue's, or the setting of the first list */
	bool from_database; /* it is no file, but an issue that is there */
	bool other_readers; /* others than the known issue's */
	struct issue known; /* the issue of that name; id 0: there is none */
	struct findings findings;
	struct letter *letter;
	struct settings *settings; /* of the issue */
	struct compose *compose;
};

/* What the command has of these options. */
struct draft_options {
	const char *name, *subject, *params; /* NULL: not given */
	bool named;                          /* it has --name: what it reads is kept */
	bool conditions;                     /* it has --where and --exclude */
	bool attachments;                    /* it has --attach */
	bool silent;                         /* it shows the findings itself */
	bool only_read; /* what it says of itself will do: no readers,
				     * not compiled */
};

/*
 * Read ISSUE, the first argument; whom it goes to from --list and, with conditions,
 * from --where and --exclude; where an option is silent, what the issue's file
 * says.  Prints what is wrong with the issue, but when silent; fails with ERR_DATA when any of it is
 * an error, ERR_NOINPUT when there is neither a file nor an issue.  To be released
 * in every case.
 */
int draft_load(struct draft *d, struct ctx *c, const struct args *a,
    const struct draft_options *o, struct err *e);

/* Forget all but the known issue: its files may be large. */
void draft_release(struct draft *d);

/* Read the known issue anew: another process may have made or changed it. */
int draft_look_again(struct draft *d, struct ctx *c, struct err *e);

/* Are files, subject, lists or conditions others than those of the known issue of
 * its name? */
bool draft_is_changed(const struct draft *d);

/* What enqueue and outbox need; borrows from d. */
int draft_enqueue(struct enqueue *out, struct draft *d, struct ctx *c,
    struct crash *crash, struct err *e);

/* What prechecks need; borrows from d, adds to its findings and shows progress. */
struct precheck draft_precheck(struct draft *d, struct ctx *c);

#endif
