/*
 * page_shelf - pages as templates, made once for all who ask.
 *
 * A page is made of files: the frame, the style sheet and what is in it, each with its
 * texts in the visitor's language.  Ours are put together and parsed for the first who
 * asks; what a page is about comes in when it is rendered.  What somebody wrote in the
 * place of ours (own_page.h) may be another in a second, and is read for each visit.
 */
#ifndef WEB_PAGE_SHELF_H
#define WEB_PAGE_SHELF_H

#include "issue/template.h"
#include "web/visit.h"

struct page_shelf;

struct page_shelf *page_shelf_new(void);
void page_shelf_free(struct page_shelf *s); /* NULL is accepted */

struct page_wish {
	const char *name; /* web/pages/NAME.html; one with a dot is the file's */
	bool whole;       /* with the frame around it */
	/* A map, what the page is about: an example for who comes later. */
	const struct value *params;
};

/* Ours, for bindings with params; it lives as long as the visit at least. */
const struct template *page_shelf_ours(struct visit *v, const struct page_wish *w);

/* The one of a folder, where it has any of the files. */
int page_shelf_own(const struct template **out, struct visit *v,
    const struct page_wish *w, const char *folder, struct err *e);

#endif
