/* finding - what is wrong with an issue, where, and what to do.  See finding.h. */
#include "issue/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 600 /* bytes of one message; longer ones are cut */

void
findings_init(struct findings *f, struct arena *a)
{
	*f = (struct findings){ .arena = a };
}

/* Count it; NULL when it is not to be kept. */
static struct finding *
next(struct findings *f, enum severity severity)
{
	if (severity == FINDING_ERROR)
		f->errors++;
	else
		f->warnings++;
	if (f->count == FINDINGS_MAX)
		return NULL;
	if (f->list == NULL)
		f->list = arena_alloc(f->arena, FINDINGS_MAX * sizeof(*f->list));
	return &f->list[f->count++];
}

static bool
continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static const char *
message(struct arena *a, const char *fmt, va_list ap)
{
	char text[TEXT_MAX + 1];
	int len = vsnprintf(text, sizeof(text), fmt, ap);
	size_t n = len < 0 ? 0 : (size_t)len;

	if (n >= TEXT_MAX) { /* was cut: not inside a code point */
		n = TEXT_MAX - 1;
		while (n > 0 && continues(text[n]))
			n--;
	}
	return arena_memdup(a, text, n);
}

void
finding_add(struct findings *f, enum severity severity, const char *file,
    struct span text, size_t offset, const char *fmt, ...)
{
	struct finding *g = next(f, severity);
	va_list ap;
	size_t i;

	if (g == NULL)
		return;
	g->severity = severity;
	g->file = arena_strdup(f->arena, file);
	g->line = g->column = 1;
	for (i = 0; i < offset && i < text.n; i++) {
		if (text.s[i] == '\n') {
			g->line++;
			g->column = 1;
		} else if (!continues(text.s[i])) {
			g->column++;
		}
	}
	va_start(ap, fmt);
	g->text = message(f->arena, fmt, ap);
	va_end(ap);
}

void
finding_add_whole(
    struct findings *f, enum severity severity, const char *file, const char *fmt, ...)
{
	struct finding *g = next(f, severity);
	va_list ap;

	if (g == NULL)
		return;
	g->severity = severity;
	g->file = arena_strdup(f->arena, file);
	va_start(ap, fmt);
	g->text = message(f->arena, fmt, ap);
	va_end(ap);
}

const char *
findings_error(const struct findings *f)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		if (f->list[i].severity == FINDING_ERROR)
			return f->list[i].text;
	}
	return "";
}
