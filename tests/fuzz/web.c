/*
 * What anybody can send to the public pages: the target of a request, a path, an
 * Accept-Language field, a form in either encoding.  Whatever comes is refused, or comes
 * out as bounded, harmless text.
 *
 * The first line is the target and the path, the second the language field, the third the type of
 * the form, the rest its body.
 */
#include "fuzz.h"

#include "io/http.h"
#include "web/accept.h"
#include "web/path.h"
#include "web/posted.h"

#include <string.h>
#include <unistr.h>

/* A terminated copy of the line at the start of s, which moves behind it. */
static const char *
take_line(struct span *s, struct arena *a)
{
	const char *end = memchr(s->s, '\n', s->n);
	size_t n = end != NULL ? (size_t)(end - s->s) : s->n;
	const char *line = arena_memdup(a, s->s, n);

	s->s += n + (end != NULL);
	s->n -= n + (end != NULL);
	return line;
}

static void
check_text(const char *s)
{
	hold(u8_check((const uint8_t *)s, strlen(s)) == NULL);
	for (; *s != '\0'; s++)
		hold((unsigned char)*s >= 0x20 && *s != 0x7F);
}

static void
check_path(const char *path, struct arena *a)
{
	const char *parts[PATH_PARTS_MAX];
	int n = path_cut(path, "/news", a, parts), i;

	hold(n >= -1 && n <= PATH_PARTS_MAX);
	for (i = 0; i < n; i++) {
		check_text(parts[i]);
		hold(parts[i][0] != '\0' || (i > 0 && i == n - 1)); /* a folder */
		hold(strpbrk(parts[i], "/\\") == NULL);
		hold(strcmp(parts[i], ".") != 0 && strcmp(parts[i], "..") != 0);
	}
}

/* As the door for HTTP reads it; what is a path is cut as well. */
static void
check_target(const char *target, struct arena *a)
{
	struct http_request r = { 0 };

	if (http_request_target(&r, target, a) < 0)
		return;
	hold(r.path[0] == '/' && strlen(r.path) <= strlen(target));
	hold(strlen(r.query) < strlen(target));
	check_path(r.path, a);
}

static void
check_form(const char *type, struct span body, struct arena *a)
{
	struct posted form;
	struct err e = { 0 };
	int rc = posted_read(&form, type, body, a, &e);

	hold((rc < 0) == (e.kind == ERR_DATA) && form.n <= POSTED_FIELDS_MAX);
	for (size_t i = 0; i < form.n; i++) {
		check_text(form.fields[i].name);
		check_text(form.fields[i].value);
		hold(
		    strlen(form.fields[i].name) + strlen(form.fields[i].value) <= body.n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span rest = { (const char *)data, n };
	struct arena a = { 0 };
	struct lang lang;
	const char *path = take_line(&rest, &a), *field = take_line(&rest, &a),
		   *type = take_line(&rest, &a);

	check_target(path, &a);
	check_path(path, &a);
	if (accept_language(&lang, field))
		hold(strlen(lang.code) == 2);
	if (accept_gzip(field))
		hold(strchr(field, '*') != NULL || strcasestr(field, "gzip") != NULL);
	check_form(type, rest, &a);
	arena_release(&a);
	return 0;
}
