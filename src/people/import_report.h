/*
 * import_report - what is done with each record, in the order of the file.
 *
 * Verdicts come sorted by address, as import_apply gives them; they are sorted
 * again by line, on disk when they are many.
 */
#ifndef PEOPLE_IMPORT_REPORT_H
#define PEOPLE_IMPORT_REPORT_H

#include "people/import.h"
#include "util/err.h"

struct import_report;

struct import_report *import_report_new(void);
void import_report_free(struct import_report *r); /* NULL is accepted */

int import_report_add(
    struct import_report *r, const struct import_row_verdict *row, struct err *e);

/* All of them, once; -1 when each returns that. */
int import_report_each(struct import_report *r,
    int (*each)(void *arg, const struct import_row_verdict *row, struct err *e),
    void *arg, struct err *e);

#endif
