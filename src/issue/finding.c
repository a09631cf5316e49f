/* finding - what is wrong with an issue, where, and what to do.  See finding.h. */
#include "issue/finding.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 600 /* bytes of one message; longer ones are cut */

void
findings_init(struct findings *f, struct arena *a)
{
	*f = (struct findings){ .arena = a };
}

void
findings_derived(struct findings *f, struct derived *text)
{
	text->next = f->derived;
	f->derived = text;
}

struct origin
findings_origin(const struct findings *f, struct origin at)
{
	const struct derived *d = f->derived;

	while (d != NULL) {
		if (d->text.s == at.text.s) {
			at = derived_origin(d, at.offset);
			d = f->derived;
		} else {
			d = d->next;
		}
	}
	return at;
}

static size_t *
counter(struct findings *f, enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return &f->errors;
	case SEVERITY_WARNING:
		return &f->warnings;
	case SEVERITY_NOTE:
		return &f->notes;
	}
	BUG("severity %d", (int)severity);
}

/* Count it; NULL when it is not to be kept. */
static struct finding *
next(struct findings *f, enum finding_code code, const char *file)
{
	enum severity severity = finding_kind(code)->severity;
	struct finding *more;

	*counter(f, severity) += 1;
	if (f->of[code]++ >= FINDINGS_MAX)
		return NULL;
	if (f->count == f->room) {
		f->room = f->room == 0 ? 32 : f->room * 2;
		more = arena_alloc(f->arena, f->room * sizeof(*more));
		if (f->count > 0)
			memcpy(more, f->list, f->count * sizeof(*more));
		f->list = more;
	}
	more = &f->list[f->count++];
	*more = (struct finding){
		.code = code, .severity = severity, .file = arena_strdup(f->arena, file)
	};
	return more;
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

/* Go to the offset, from where the last finding was when that is before it:
 * thousands of them in a big file do not read it thousands of times. */
static void
locate(struct findings *f, struct span text, size_t offset)
{
	struct finding_mark *p = &f->last;

	if (p->text != text.s || p->offset > offset)
		*p = (struct finding_mark){ text.s, 0, 1, 1 };
	for (; p->offset < offset && p->offset < text.n; p->offset++) {
		if (text.s[p->offset] == '\n') {
			p->line++;
			p->column = 1;
		} else if (!continues(text.s[p->offset])) {
			p->column++;
		}
	}
}

struct finding
finding_place(struct findings *f, const char *file, struct span text, size_t offset)
{
	struct origin at = findings_origin(f, (struct origin){ file, text, offset });

	locate(f, at.text, at.offset);
	return (struct finding){
		.file = at.file, .line = f->last.line, .column = f->last.column
	};
}

void
finding_add(struct findings *f, enum finding_code code, const char *file,
    struct span text, size_t offset, const char *fmt, ...)
{
	struct origin at = findings_origin(f, (struct origin){ file, text, offset });
	struct finding *g = next(f, code, at.file);
	va_list ap;

	if (g == NULL)
		return;
	locate(f, at.text, at.offset);
	g->line = f->last.line;
	g->column = f->last.column;
	va_start(ap, fmt);
	g->text = message(f->arena, fmt, ap);
	va_end(ap);
}

void
finding_add_whole(
    struct findings *f, enum finding_code code, const char *file, const char *fmt, ...)
{
	struct finding *g = next(f, code, file);
	va_list ap;

	if (g == NULL)
		return;
	va_start(ap, fmt);
	g->text = message(f->arena, fmt, ap);
	va_end(ap);
}

int
findings_refuse(const struct findings *f, enum err_kind kind, struct err *e)
{
	const struct finding *one = f->list;

	while (one->severity != SEVERITY_ERROR)
		one++;
	if (one->line == 0)
		return err_set(e, kind, "%s: %s", one->file, one->text);
	return err_set(
	    e, kind, "%s:%zu:%zu: %s", one->file, one->line, one->column, one->text);
}

const char *
findings_error(const struct findings *f)
{
	size_t i;

	for (i = 0; i < f->count; i++) {
		if (f->list[i].severity == SEVERITY_ERROR)
			return f->list[i].text;
	}
	return "";
}

/* Make errors of what has this code. */
static void
harden(struct findings *f, enum finding_code code)
{
	enum severity severity = finding_kind(code)->severity;
	size_t i;

	if (severity == SEVERITY_ERROR || f->is_hard[code])
		return;
	f->is_hard[code] = true;
	for (i = 0; i < f->count; i++) {
		if (f->list[i].code == code)
			f->list[i].severity = SEVERITY_ERROR;
	}
	*counter(f, severity) -= f->of[code];
	f->errors += f->of[code];
	f->hardened += f->of[code];
}

static void
harden_warnings(struct findings *f)
{
	int i;

	for (i = 0; i < FINDING_CODES; i++) {
		if (finding_kind((enum finding_code)i)->severity == SEVERITY_WARNING)
			harden(f, (enum finding_code)i);
	}
}

void
findings_harden(struct findings *f, const char *codes, struct span *unknown)
{
	enum finding_code code;
	struct span word;

	*unknown = (struct span){ "", 0 };
	for (; *codes != '\0'; codes += *codes == ',') {
		word = (struct span){ codes, strcspn(codes, ",") };
		codes += word.n;
		word = span_trim(word);
		if (span_is(word, "all")) {
			harden_warnings(f);
		} else if (finding_code_find(word.s, word.n, &code)) {
			harden(f, code);
		} else {
			*unknown = word;
		}
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (order != 0)
		return order;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	return strcmp(x->text, y->text);
}

void
findings_sort(struct findings *f)
{
	if (f->count > 1)
		qsort(f->list, f->count, sizeof(*f->list), by_place);
}
