/* new_start - the text that a new issue begins with.  See new_start.h. */
#include "cli/new_start.h"

#include "people/field.h"
#include "util/embedded.h"
#include "util/lang.h"
#include "util/person_part.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>
#include <time.h>

#define LINE_MAX_BYTES 1024 /* of one sentence, filled in */

struct start {
	struct arena *a;
	struct lang lang;
	const char *list, *first_name; /* the field; "": there is none */
	int64_t now;
	bool html;
};

/* text with each {key} replaced; keys and values are pairs, NULL at the end. */
static const char *
fill(const char *text, const char *const pairs[], struct arena *a)
{
	struct buf out;
	const char *filled;
	size_t i, n;

	buf_init(&out, LINE_MAX_BYTES);
	while (*text != '\0') {
		for (i = 0; pairs[i] != NULL && !str_starts(text, pairs[i]); i += 2)
			continue;
		n = pairs[i] != NULL ? strlen(pairs[i]) : 1;
		if (pairs[i] != NULL)
			buf_adds(&out, pairs[i + 1]);
		else
			buf_addc(&out, *text);
		text += n;
	}
	filled = arena_memdup(a, out.data, out.len);
	buf_release(&out);
	return filled;
}

static const char *
subject(const struct start *s)
{
	time_t now = (time_t)s->now;
	struct tm tm;
	const char *month, *year;

	localtime_r(&now, &tm);
	month = arena_printf(s->a, "month.%d", tm.tm_mon + 1);
	year = arena_printf(s->a, "%d", tm.tm_year + 1900);
	return fill(lang_text(&s->lang, "new.subject", s->a),
	    (const char *const[]){
		"{month}", lang_text(&s->lang, month, s->a), "{year}", year, NULL },
	    s->a);
}

static const char *
greeting(const struct start *s)
{
	const char *name = lang_text(&s->lang, "new.name", s->a);

	if (*s->first_name != '\0')
		name = arena_printf(
		    s->a, "{{ contact.%s | default:\"%s\" }}", s->first_name, name);
	return fill(lang_text(&s->lang, "new.greeting", s->a),
	    (const char *const[]){ "{name}", name, NULL }, s->a);
}

/* Not in the text itself, where brackets would meet brackets. */
static const char *
button(const struct start *s)
{
	return arena_printf(s->a, "[%s](https://www.example.org/)",
	    lang_text(&s->lang, "new.link", s->a));
}

/* The name of the list as the value of an attribute, or of a line of front matter. */
static const char *
list_value(const struct start *s)
{
	static const char *const attribute[] = { "&", "&amp;", "\"", "&quot;", "<",
		"&lt;", NULL };
	static const char *const quoted[] = { "\\", "\\\\", "\"", "\\\"", NULL };

	if (s->html)
		return fill(s->list, attribute, s->a);
	if (strpbrk(s->list, "\"'\\") == NULL && s->list[0] != '-')
		return s->list;
	return arena_printf(s->a, "\"%s\"", fill(s->list, quoted, s->a));
}

static int
find_first_name(struct start *s, struct db *db, struct err *e)
{
	struct fields fields;

	s->first_name = "";
	if (fields_load(&fields, db, s->a, e) < 0)
		return -1;
	for (size_t i = 0; i < fields.n && *s->first_name == '\0'; i++) {
		if (person_part(fields.items[i].name) == PERSON_FIRST_NAME)
			s->first_name = fields.items[i].name;
	}
	return 0;
}

static struct span
text_for(const char *extension)
{
	if (str_eq_ci(extension, ".txt"))
		return embedded("cli/pages/new.txt");
	if (str_eq_ci(extension, ".html") || str_eq_ci(extension, ".htm"))
		return embedded("cli/pages/new.html");
	return embedded("cli/pages/new.md");
}

int
new_start_write(struct buf *out, const char *extension, struct ctx *c,
    const struct list *list, struct err *e)
{
	struct start s = { .a = c->arena,
		.list = list->name,
		.now = clock_now(&c->clock),
		.html = str_starts(extension, ".h") };
	const char *language;

	if (setting_get(c->settings, list->id, "language", c->arena, &language, e) < 0 ||
	    find_first_name(&s, c->db, e) < 0)
		return -1;
	if (!lang_find(&s.lang, language) && !lang_find(&s.lang, "en"))
		BUG("English is not spoken");
	lang_fill(out, &s.lang, text_for(extension),
	    (const struct lang_extra[]){
		{ "list", list_value(&s) },
		{ "subject", subject(&s) },
		{ "greeting", greeting(&s) },
		{ "button", button(&s) },
		{ NULL, NULL },
	    },
	    c->arena);
	return 0;
}
