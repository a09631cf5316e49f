/*
 * dossier_html - a dossier as one HTML page that needs nothing else.
 *
 * Its headings and dates are in the language given; the names of the entries are those
 * of the JSON, in any language.
 */
#ifndef DELIVERY_DOSSIER_HTML_H
#define DELIVERY_DOSSIER_HTML_H

#include "delivery/dossier.h"
#include "util/lang.h"

#include <stddef.h>

/* Handed to write piece by piece, so that memory does not depend on how much there is. */
struct dossier_html_sink {
	void (*write)(void *arg, const void *s, size_t n);
	void *arg;
};
int dossier_html(struct db *db, const struct dossier_person *p, const struct lang *lang,
    int64_t now, const struct dossier_html_sink *sink, struct err *e);

#endif
