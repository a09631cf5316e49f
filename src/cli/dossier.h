/*
 * dossier - how a dossier is written as a page.
 */
#ifndef CLI_DOSSIER_H
#define CLI_DOSSIER_H

#include "cli/cmd.h"
#include "delivery/dossier.h"

/* One HTML page that needs nothing else, to standard output. */
int dossier_html(struct ctx *c, const struct dossier_person *p, struct err *e);

#endif
