/*
 * http - what was asked over HTTP and what is answered, as values.  Pure.
 *
 * httpd fills the one and sends the other; who answers knows neither sockets nor
 * libraries, so that another door (CGI) needs nothing new.
 */
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include "util/arena.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_RESPONSE_HEADERS_MAX 16
#define HTTP_WAITED_ENOUGH INT64_MAX /* there is no later */

struct http_header {
	const char *name, *value;
};

/* Strings are never NULL; what is in them came from outside. */
struct http_request {
	const char *method; /* as it was sent: "GET" */
	const char *path;   /* begins with "/", %XX decoded, holds no NUL */
	const char *query;  /* what stood behind the "?", as it was sent */
	const char *peer;   /* the number of who asks; "" on a socket of this machine */
	const struct http_header *headers;
	size_t nheaders;
	struct span body;
};

struct http_response {
	unsigned status;
	struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
	size_t nheaders;
	struct span body;              /* left away by the door when HEAD was asked */
	void (*give_back)(void *lent); /* NULL: nothing in it is lent */
	void *lent;
};

/* One that is asked and its answer, with the texts of both. */
struct http_exchange {
	struct http_request request;
	struct http_response response;
	int64_t waited; /* ms since the request was there whole, or HTTP_WAITED_ENOUGH */
	struct arena arena;
};

/* Set path and query from a request target ("/a%20b?c"); -1 when it is none. */
int http_request_target(struct http_request *r, const char *target, struct arena *a);

/* The first header field of this name, case ignored; "" when there is none. */
const char *http_request_header(const struct http_request *r, const char *name);

/* GET or HEAD: may change nothing that is stored of a person. */
bool http_request_reads(const struct http_request *r);

/* POST: may change what it has the authority for. */
bool http_request_posts(const struct http_request *r);

/* The parts are borrowed; body has this type. */
void http_respond(
    struct http_response *r, unsigned status, const char *type, struct span body);

/* The same with a line of plain text. */
void http_respond_line(struct http_response *r, unsigned status, const char *line);

/* The body is part of something that others send too, and is to be given back when it
 * is sent. */
void http_response_borrows(
    struct http_response *r, void (*give_back)(void *lent), const void *lent);

/* Give back what is lent, and be as new. */
void http_response_release(struct http_response *r);

/* A URL as it may stand in Location, in arena a: what a browser would leave out of it or
 * encode is left out or encoded. */
const char *http_location(const char *url, struct arena *a);

/* Both are borrowed.  A value with a line end makes the door answer 500. */
void http_response_add(struct http_response *r, const char *name, const char *value);

#endif
