/* http - what was asked over HTTP and what is answered.  See http.h. */
#include "io/http.h"

#include "util/xalloc.h"

#include <string.h>

/* Decode %XX of text in its place; -1 when one is wrong or stands for NUL. */
static int
decode(char *text)
{
	struct span in = span_of(text);
	char *out = text;
	size_t n;

	for (; in.n > 0; in.s += n, in.n -= n) {
		n = *in.s == '%' ? 3 : 1;
		if (n == 1)
			*out = *in.s;
		else if (!str_percent(in, out) || *out == '\0')
			return -1;
		out++;
	}
	*out = '\0';
	return 0;
}

int
http_request_target(struct http_request *r, const char *target, struct arena *a)
{
	size_t n = strcspn(target, "?");
	char *path = arena_memdup(a, target, n);

	r->path = path;
	r->query = target[n] == '?' ? arena_strdup(a, target + n + 1) : "";
	return *path == '/' ? decode(path) : -1;
}

const char *
http_request_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->nheaders; i++) {
		if (str_eq_ci(r->headers[i].name, name))
			return r->headers[i].value;
	}
	return "";
}

bool
http_request_reads(const struct http_request *r)
{
	return str_eq(r->method, "GET") || str_eq(r->method, "HEAD");
}

bool
http_request_posts(const struct http_request *r)
{
	return str_eq(r->method, "POST");
}

void
http_respond(struct http_response *r, unsigned status, const char *type, struct span body)
{
	r->status = status;
	r->body = body;
	http_response_add(r, "Content-Type", type);
}

void
http_respond_line(struct http_response *r, unsigned status, const char *line)
{
	http_respond(r, status, "text/plain; charset=utf-8", span_of(line));
}

const char *
http_location(const char *url, struct arena *a)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(url) + 1), *to = out;
	const unsigned char *s = (const unsigned char *)url;

	for (; *s != '\0'; s++) {
		if (*s == '\t' || *s == '\r' || *s == '\n')
			continue; /* as the URL Standard has it */
		if (*s > ' ' && *s < 0x7F && strchr("\"<>\\^`{|}", *s) == NULL) {
			*to++ = (char)*s;
			continue;
		}
		*to++ = '%';
		*to++ = digits[*s >> 4];
		*to++ = digits[*s & 15];
	}
	*to = '\0';
	return out;
}

void
http_response_add(struct http_response *r, const char *name, const char *value)
{
	if (r->nheaders == HTTP_RESPONSE_HEADERS_MAX)
		BUG("a response with more than %d header fields",
		    HTTP_RESPONSE_HEADERS_MAX);
	r->headers[r->nheaders++] = (struct http_header){ name, value };
}

void
http_response_borrows(
    struct http_response *r, void (*give_back)(void *lent), const void *lent)
{
	r->give_back = give_back;
	r->lent = (void *)lent; /* it is not changed, only counted */
}

void
http_response_release(struct http_response *r)
{
	if (r->give_back != NULL)
		r->give_back(r->lent);
	*r = (struct http_response){ 0 };
}
