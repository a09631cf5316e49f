/*
 * gzip - an answer is sent packed to who can unpack it, where that saves something.
 *
 * Only what everybody may read, and what says nothing of what was asked: from the
 * length of a packed page that holds a secret beside words of the request, the secret
 * can be guessed (BREACH).
 */
#ifndef WEB_GZIP_H
#define WEB_GZIP_H

#include "web/visit.h"

#define GZIP_LEAST 1024 /* bytes; below, a packed answer fills as many packets */

/* Pack the answer, 200 as yet; before its ETag, of which each form has its own. */
void gzip_answer(struct visit *v);

#endif
