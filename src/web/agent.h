/*
 * agent - what a browser, or what comes in the place of one, says of itself.
 *
 * Virus scanners look at every link of a message, robots and previews at many; a
 * browser may fetch what nobody has asked for yet.  Those that say so are known here;
 * one that pretends to be a person's browser is known by what it does
 * (delivery/click.h).
 */
#ifndef WEB_AGENT_H
#define WEB_AGENT_H

#include "io/http.h"

#include <stdbool.h>

/* Is it a program, and no person who follows a link? */
bool agent_is_program(const struct http_request *r);

/* The same where a message is shown: mail programs say less of themselves. */
bool agent_shows_nobody(const struct http_request *r);

/* Is it asked not to follow its user: Global Privacy Control, Do Not Track? */
bool agent_wants_privacy(const struct http_request *r);

#endif
