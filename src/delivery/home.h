/*
 * home - the machine that a database sends from.
 *
 * A copy of a database on another machine, or a restored backup, knows nothing
 * of what the original has sent since: it must not send by itself.  The first
 * sender makes its machine the home; on another one the database is frozen
 * until a person says otherwise.  Owns the table home.
 */
#ifndef DELIVERY_HOME_H
#define DELIVERY_HOME_H

#include "io/db.h"
#include "util/err.h"

/*
 * May this machine send?  ERR_CONFIG when the database is frozen or at home
 * elsewhere, saying what to do.  The machine is known by $NLCTL_MACHINE_ID, else
 * /etc/machine-id, else its host name.
 */
int home_check(struct db *db, struct err *e);

/* Nothing is sent from now on. */
int home_freeze(struct db *db, struct err *e);

/* This machine is the home from now on. */
int home_unfreeze(struct db *db, struct err *e);

#endif
