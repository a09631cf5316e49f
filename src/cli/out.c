/*
 * out - data for people or for programs.  See out.h.
 *
 * Text and JSON share the calls, not the layout: JSON is written as it comes;
 * a line of text is put together in a buffer, and the items of a list wait in
 * an arena until the widths of their columns are known.
 */
#include "cli/out.h"

#include "util/arena.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/str.h"
#include "util/term.h"
#include "util/xalloc.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NAME_WIDTH 16 /* of the names in a record */
#define DEPTH_MAX 8   /* objects and arrays in one another */
#define CELLS_MAX 16  /* values in one item of a list */
#define JSON_STRING_MAX (64u << 20)
#define LINE_MAX_BYTES 65536 /* of text: longer values are cut, JSON's are not */

enum place { TOP, RECORD, ROWS, ROW, GROUP, LIST, ITEM };

struct item {
	struct item *next;
	const char *cells[CELLS_MAX];
	size_t n;
};

struct out {
	FILE *f;
	bool json, colour;
	enum place places[DEPTH_MAX];
	bool filled[DEPTH_MAX]; /* a JSON member was written: a comma comes first */
	int depth;
	const struct column *columns;
	size_t ncolumns, column;
	bool left;  /* the reader went away */
	int reason; /* errno of out_bytes' failure: nothing stays to flush again */
	void (*before)(void *arg); /* NULL: nobody wants to know */
	void *before_arg;
	int owed; /* blanks before the next cell of a row */
	struct buf value, quoted;
	struct arena items_memory;
	struct item *items, **items_end, *item;
};

struct out *
out_new(FILE *f, bool json)
{
	struct out *o = xcalloc(1, sizeof(*o));

	o->f = f;
	o->json = json;
	o->colour = !json && term_has_colour(f);
	buf_init(&o->value, LINE_MAX_BYTES);
	buf_init(&o->quoted, JSON_STRING_MAX);
	return o;
}

void
out_free(struct out *o)
{
	if (o == NULL)
		return;
	buf_release(&o->value);
	buf_release(&o->quoted);
	arena_release(&o->items_memory);
	xfree(o);
}

bool
out_is_json(const struct out *o)
{
	return o->json;
}

void
out_before(struct out *o, void (*fn)(void *arg), void *arg)
{
	o->before = fn;
	o->before_arg = arg;
}

bool
out_has_terminal(const struct out *o)
{
	return o->depth > 0 && isatty(fileno(o->f)) == 1;
}

static void
begin(const struct out *o)
{
	if (o->depth == 0 && o->before != NULL)
		o->before(o->before_arg);
}

static enum place
place(const struct out *o)
{
	return o->places[o->depth];
}

static void
enter(struct out *o, enum place p)
{
	if (o->depth + 1 >= DEPTH_MAX)
		BUG("output too deep");
	o->places[++o->depth] = p;
	o->filled[o->depth] = false;
}

static void
leave(struct out *o, enum place p)
{
	if (place(o) != p)
		BUG("output: end of %d within %d", (int)p, (int)place(o));
	o->depth--;
}

/* JSON */

static void
json_text(struct out *o, const char *v)
{
	buf_reset(&o->quoted);
	json_quote(&o->quoted, span_of(v));
	if (o->quoted.overflowed)
		BUG("a value of over %u bytes", JSON_STRING_MAX);
	fwrite(o->quoted.data, 1, o->quoted.len, o->f);
}

static void
json_name(struct out *o, const char *name)
{
	if (o->filled[o->depth])
		fputc(',', o->f);
	o->filled[o->depth] = true;
	json_text(o, name);
	fputc(':', o->f);
}

static void
json_open(struct out *o, char bracket)
{
	if (place(o) == LIST) {
		if (o->filled[o->depth])
			fputc(',', o->f);
		o->filled[o->depth] = true;
	}
	fputc(bracket, o->f);
}

/* Text */

static void
blanks(struct out *o, int n)
{
	fprintf(o->f, "%*s", n > 0 ? n : 0, "");
}

static int
indent(const struct out *o)
{
	int i, n = 0;

	for (i = 1; i <= o->depth; i++)
		n += o->places[i] == GROUP ? 2 : 0;
	return n;
}

/* A name for people; its width.  Ours are lower case and get blanks; a field's is
 * what people have to type. */
static int
text_name(struct out *o, const char *name)
{
	bool ours = name[0] >= 'a' && name[0] <= 'z';
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		fputc(ours && name[i] == '_' ? ' ' : name[i], o->f);
	return term_width(name, i);
}

static void
text_line(struct out *o, const char *name)
{
	blanks(o, indent(o));
	blanks(o, NAME_WIDTH - indent(o) - text_name(o, name));
	fprintf(o->f, "  %s\n", o->value.len > 0 ? o->value.data : "-");
}

static void
text_cell(struct out *o)
{
	const struct column *c = &o->columns[o->column - 1];
	int width;

	if (c->width == 0)
		return;
	blanks(o, o->owed);
	fputs(o->value.len > 0 ? o->value.data : "-", o->f);
	width = o->value.len > 0 ? term_width(o->value.data, o->value.len) : 1;
	o->owed = c->width > width ? c->width - width + 2 : 2;
}

static void
text_item(struct out *o)
{
	if (o->item->n >= CELLS_MAX)
		BUG("too many values in an item");
	o->item->cells[o->item->n++] =
	    arena_strdup(&o->items_memory, o->value.len > 0 ? o->value.data : "-");
}

/* Is name the next column?  A row whose values are in disorder is our bug. */
static void
next_column(struct out *o, const char *name)
{
	if (place(o) != ROW)
		return;
	if (o->column >= o->ncolumns || !str_eq(o->columns[o->column].name, name))
		BUG("column %zu is not '%s'", o->column, name);
	o->column++;
}

/* Every value passes here: true when JSON is to be written now. */
static bool
begin_value(struct out *o, const char *name)
{
	next_column(o, name);
	buf_reset(&o->value);
	if (o->json)
		json_name(o, name);
	return o->json;
}

/* And here, as text, what stands in o->value. */
static void
end_value(struct out *o, const char *name)
{
	switch (place(o)) {
	case ROW:
		text_cell(o);
		break;
	case ITEM:
		text_item(o);
		break;
	case RECORD:
	case GROUP:
		text_line(o, name);
		break;
	default:
		BUG("a value outside of a record");
	}
}

void
out_record_begin(struct out *o)
{
	begin(o);
	if (o->json)
		json_open(o, '{');
	if (place(o) != LIST) {
		enter(o, RECORD);
		return;
	}
	enter(o, ITEM);
	o->item = arena_alloc(&o->items_memory, sizeof(*o->item));
	*o->items_end = o->item;
	o->items_end = &o->item->next;
}

void
out_record_end(struct out *o)
{
	if (o->json)
		fputc('}', o->f);
	leave(o, place(o) == ITEM ? ITEM : RECORD);
	if (o->json && place(o) == TOP)
		fputc('\n', o->f);
}

void
out_rows_begin(struct out *o, const struct column *columns, size_t n)
{
	size_t i;
	int width, owed = 0;

	begin(o);
	enter(o, ROWS);
	o->columns = columns;
	o->ncolumns = n;
	if (o->json)
		return;
	if (o->colour)
		fputs("\033[1m", o->f);
	for (i = 0; i < n; i++) {
		if (columns[i].width == 0)
			continue;
		blanks(o, owed);
		width = text_name(o, columns[i].name);
		owed = columns[i].width > width ? columns[i].width - width + 2 : 2;
	}
	fputs(o->colour ? "\033[0m\n" : "\n", o->f);
}

void
out_row_begin(struct out *o)
{
	enter(o, ROW);
	o->column = 0;
	o->owed = 0;
	if (o->json)
		fputc('{', o->f);
}

void
out_row_end(struct out *o)
{
	if (o->column != o->ncolumns)
		BUG("a row with %zu of %zu columns", o->column, o->ncolumns);
	fputs(o->json ? "}\n" : "\n", o->f);
	leave(o, ROW);
}

void
out_rows_end(struct out *o)
{
	leave(o, ROWS);
}

void
out_text(struct out *o, const char *name, const char *v)
{
	if (begin_value(o, name)) {
		json_text(o, v);
		return;
	}
	term_add(&o->value, v, strnlen(v, LINE_MAX_BYTES / 4));
	end_value(o, name);
}

void
out_text_or_null(struct out *o, const char *name, const char *v)
{
	if (v[0] != '\0')
		out_text(o, name, v);
	else
		out_null(o, name);
}

void
out_int(struct out *o, const char *name, int64_t v)
{
	if (begin_value(o, name)) {
		fprintf(o->f, "%lld", (long long)v);
		return;
	}
	buf_printf(&o->value, "%lld", (long long)v);
	end_value(o, name);
}

void
out_bool(struct out *o, const char *name, bool v)
{
	if (begin_value(o, name)) {
		fputs(v ? "true" : "false", o->f);
		return;
	}
	buf_adds(&o->value, v ? "yes" : "no");
	end_value(o, name);
}

void
out_time(struct out *o, const char *name, int64_t utc)
{
	time_t t = (time_t)utc;
	struct tm tm;
	char text[64];

	if ((o->json ? gmtime_r(&t, &tm) : localtime_r(&t, &tm)) == NULL) {
		out_null(o, name); /* a year that no calendar has */
		return;
	}
	if (begin_value(o, name)) {
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
		json_text(o, text);
		return;
	}
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm);
	buf_adds(&o->value, text);
	end_value(o, name);
}

void
out_null(struct out *o, const char *name)
{
	if (begin_value(o, name))
		fputs("null", o->f);
	else
		end_value(o, name);
}

static bool
is_json(const char *text)
{
	json_t *v = json_loads(text, JSON_DECODE_ANY, NULL);
	bool is = v != NULL;

	json_decref(v);
	return is;
}

void
out_json(struct out *o, const char *name, const char *json)
{
	if (begin_value(o, name)) {
		if (is_json(json))
			fputs(json, o->f);
		else
			json_text(o, json);
		return;
	}
	term_add(&o->value, json, strnlen(json, LINE_MAX_BYTES / 4));
	end_value(o, name);
}

void
out_group_begin(struct out *o, const char *name)
{
	if (o->json) {
		json_name(o, name);
		json_open(o, '{');
	} else {
		blanks(o, indent(o));
		text_name(o, name);
		fputc('\n', o->f);
	}
	enter(o, GROUP);
}

void
out_group_end(struct out *o)
{
	if (o->json)
		fputc('}', o->f);
	leave(o, GROUP);
}

void
out_list_begin(struct out *o, const char *name)
{
	if (o->json) {
		json_name(o, name);
		json_open(o, '[');
	} else {
		blanks(o, indent(o));
		text_name(o, name);
	}
	enter(o, LIST);
	arena_reset(&o->items_memory);
	o->items = NULL;
	o->items_end = &o->items;
}

static void
list_widths(const struct out *o, int widths[CELLS_MAX])
{
	const struct item *it;
	size_t i;
	int w;

	for (it = o->items; it != NULL; it = it->next) {
		for (i = 0; i < it->n; i++) {
			w = term_width(it->cells[i], strlen(it->cells[i]));
			if (w > widths[i])
				widths[i] = w;
		}
	}
}

static void
text_list(struct out *o)
{
	int widths[CELLS_MAX] = { 0 }, margin = indent(o) + 2;
	const struct item *it;
	size_t i;

	fputs(o->items == NULL ? ": none\n" : "\n", o->f);
	list_widths(o, widths);
	for (it = o->items; it != NULL; it = it->next) {
		blanks(o, margin);
		for (i = 0; i < it->n; i++) {
			fputs(it->cells[i], o->f);
			if (i + 1 < it->n)
				blanks(o,
				    widths[i] + 2 -
					term_width(it->cells[i], strlen(it->cells[i])));
		}
		fputc('\n', o->f);
	}
}

void
out_list_end(struct out *o)
{
	leave(o, LIST);
	if (o->json)
		fputc(']', o->f);
	else
		text_list(o);
}

void
out_raw(struct out *o, const char *s, size_t n)
{
	struct buf shown;

	if (o->json)
		return;
	begin(o);
	if (isatty(fileno(o->f)) != 1) {
		fwrite(s, 1, n, o->f);
		return;
	}
	/* \x1B takes the most room. */
	buf_init(&shown, 4 * n + 1);
	term_add_lines(&shown, s, n);
	fwrite(shown.data, 1, shown.len, o->f);
	buf_release(&shown);
}

void
out_bytes(struct out *o, const char *s, size_t n)
{
	begin(o);
	if (fwrite(s, 1, n, o->f) < n && o->reason == 0)
		o->reason = errno;
}

void
out_line(struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->json)
		return;
	begin(o);
	va_start(ap, fmt);
	vfprintf(o->f, fmt, ap);
	va_end(ap);
	fputc('\n', o->f);
}

bool
out_is_dead(const struct out *o)
{
	return ferror(o->f) != 0;
}

bool
out_was_left(const struct out *o)
{
	return o != NULL && o->left;
}

/* Is it a pipe whose reader is gone? */
static bool
reader_gone(FILE *f)
{
	struct pollfd p = { fileno(f), POLLOUT, 0 };

	return poll(&p, 1, 0) == 1 && (p.revents & (POLLERR | POLLHUP)) != 0;
}

int
out_finish(struct out *o, struct err *e)
{
	errno = 0;
	if (fflush(o->f) == 0 && !ferror(o->f))
		return 0;
	/* The write that failed may be long ago, and its reason lost. */
	if (errno == 0)
		errno = o->reason != 0 ? o->reason : EIO;
	o->left = reader_gone(o->f);
	return err_errno(e, ERR_IO, "cannot write to standard output");
}
