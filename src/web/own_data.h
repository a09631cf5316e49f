/*
 * own_data - what a person has a right to: their data, and its erasure.  For who has just
 * shown that the address is theirs.
 */
#ifndef WEB_OWN_DATA_H
#define WEB_OWN_DATA_H

#include "web/visit.h"

/* Answer with all that is stored on them, as a file to keep. */
int own_data_download(struct visit *v, const char *address, struct err *e);

/* Erase it, and say so; out of all that can be had again nothing brings it back. */
int own_data_erase(struct visit *v, const char *address, struct err *e);

#endif
