/*
 * etag - who has an answer already is told so, in place of the answer.
 *
 * ETag and If-None-Match of RFC 9110, section 13.1.2.  For what everybody may keep: a
 * page of one person is kept by nobody.
 */
#ifndef WEB_ETAG_H
#define WEB_ETAG_H

#include "web/visit.h"

/* Give the answer, 200 as yet, this name, with its quotes; the visitor who has one of
 * that name gets 304 and no body. */
void etag_add(struct visit *v, const char *etag);

/* The same, with a name made of the bytes of the body. */
void etag_add_hash(struct visit *v);

#endif
