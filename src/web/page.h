/*
 * page - an HTML page in the visitor's language, out of web/pages/.
 *
 * web/pages/NAME.html is the inside of a page, frame.html what is around it.  Both are
 * templates of the merge language, after the texts of util/lang have been put in for
 * [[KEY]]; what a page is about is in params.  So whatever a name contains, it comes
 * out as text.  The title is the text NAME.title.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "issue/value.h"
#include "web/visit.h"

#include <stddef.h>

/* Nothing but our own style, forms to ourselves, no frame around us. */
#define PAGE_POLICY \
	"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; " \
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/* Of an issue, whose HTML is its author's: it shows text, styles and pictures, and does
 * nothing. */
#define PAGE_ISSUE_POLICY \
	"default-src 'none'; img-src 'self' https: data:; style-src 'unsafe-inline'; " \
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

#define PAGE_A_WHILE "public, max-age=300" /* Cache-Control of what may change */

/* Speak the language of this tag where nlctl does; else it stays as it is. */
void page_speak(struct visit *v, const char *language);

/* This page is about that list: it shows the list's sender, and speaks its language to
 * who asks for none that nlctl knows.  Before page_speak. */
void page_about(struct visit *v, int64_t list);

/*
 * Answer with this page; values are params.KEY in it.  One that becomes too large (an
 * issue that is a text of megabytes, thousands of lists) is v->failure, and nothing.
 */
void page_answer(struct visit *v, const char *name, unsigned status,
    const struct value_pair *values, size_t n);

/* web/pages/NAME.html alone, as HTML: a value for a page; of a NAME with a dot, that
 * file. */
struct value page_part(
    struct visit *v, const char *name, const struct value_pair *values, size_t n);

/* A map in a, for a value that is one of several: {{ field.label }}. */
struct value page_map(const struct value_pair *pairs, size_t n, struct arena *a);

/* The same as a text, for who answers by himself.  params.head, HTML, goes into the head
 * of the page. */
struct span page_write(
    struct visit *v, const char *name, const struct value_pair *values, size_t n);

/* The header fields of a page that is of one person: nobody keeps it, finds it, or learns
 * of its address from a link; policy is its Content-Security-Policy. */
void page_protect(struct visit *v, const char *policy);

/* Of an answer, 200 as yet, that everybody may read: who likes may keep it for a while, and
 * find it.  It is packed and has an ETag. */
void page_publish(struct visit *v, const char *policy);

/* Those of a picture: an SVG that is opened by itself is a document, which may show itself
 * and no more. */
void page_protect_picture(struct visit *v);

/* An address that its owner knows again and nobody else learns: "l…@asso.example". */
const char *page_address(const char *address, struct arena *a);

#endif
