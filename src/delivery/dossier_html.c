/*
 * dossier_html - a dossier as one HTML page: no script, no picture, nothing to
 * fetch, so that it reads the same from a disk, in a mail and on paper.
 */
#include "delivery/dossier_html.h"

#include "issue/filter.h"

#include <jansson.h>
#include <string.h>

#define CHUNK_MAX (64u << 20) /* bytes of one value as HTML */

static const char head[] =
    "<!doctype html>\n"
    "<html lang=\"[[language]]\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<title>[[dossier.title]]</title>\n"
    "<style>\n"
    "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; "
    "padding: 0 1rem; color: #1a1a1a; background: #fff; }\n"
    "h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }\n"
    "dl { display: grid; grid-template-columns: 11rem 1fr; margin: 0 0 1rem; "
    "padding: .75rem 0; border-top: 1px solid #ccc; }\n"
    "dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; "
    "white-space: pre-wrap; }\n"
    "@media (max-width: 32rem) { dl { display: block; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n<main>\n"
    "<h1>[[dossier.title]]</h1>\n";

struct page {
	const struct dossier_html_sink *sink;
	const struct lang *lang;
	struct buf b;
	struct arena arena; /* for texts, until they are in the buffer */
};

static void
add_text(struct page *p, const char *key)
{
	buf_adds(&p->b, lang_text(p->lang, key, &p->arena));
}

static void
add_time(struct page *p, int64_t at)
{
	buf_adds(&p->b, lang_date(p->lang, at, &p->arena));
}

static void
add_yes_or_no(struct page *p, bool yes)
{
	add_text(p, yes ? "field.yes" : "field.no");
}

/* What is ready goes out. */
static void
flush(struct page *p)
{
	p->sink->write(p->sink->arg, p->b.data, p->b.len);
	buf_reset(&p->b);
	arena_reset(&p->arena);
}

static void
add_escaped(struct page *p, const char *s, size_t n)
{
	html_escape((struct span){ s, n }, &p->b);
}

/* {"PRENOM":"Léa"} is a line "PRENOM: Léa", true is "Yes"; what is within is JSON. */
static void
add_json(struct page *p, struct span text)
{
	json_t *root = json_loadb(text.s, text.n, 0, NULL), *v;
	const char *key, *sep = "";
	char *shown;

	if (!json_is_object(root)) {
		add_escaped(p, text.s, text.n);
		json_decref(root);
		return;
	}
	json_object_foreach(root, key, v)
	{
		shown = json_is_string(v) ? NULL : json_dumps(v, JSON_ENCODE_ANY);
		buf_adds(&p->b, sep);
		add_escaped(p, key, strlen(key));
		buf_adds(&p->b, ": ");
		if (json_is_string(v))
			add_escaped(p, json_string_value(v), json_string_length(v));
		else if (json_is_boolean(v))
			add_yes_or_no(p, json_is_true(v));
		else if (shown != NULL)
			add_escaped(p, shown, strlen(shown));
		free(shown);
		sep = "\n";
	}
	json_decref(root);
}

static void
section(void *arg, const struct dossier_section *s)
{
	struct page *p = arg;

	buf_printf(&p->b, "<section id=\"%s\">\n<h2>", s->name);
	add_text(p, arena_printf(&p->arena, "dossier.%s", s->name));
	buf_adds(&p->b, "</h2>\n");
	flush(p);
}

static void
row(void *arg)
{
	struct page *p = arg;

	buf_adds(&p->b, "<dl>\n");
}

/* What is not known is left out. */
static void
value(void *arg, const struct dossier_value *v)
{
	struct page *p = arg;
	const char *s;

	if (v->type == DOSSIER_NULL)
		return;
	buf_adds(&p->b, "<dt lang=\"en\">");
	for (s = v->name; *s != '\0'; s++)
		buf_addc(&p->b, *s == '_' ? ' ' : *s);
	buf_adds(&p->b, "</dt><dd>");
	switch (v->type) {
	case DOSSIER_BOOL:
		add_yes_or_no(p, v->number != 0);
		break;
	case DOSSIER_TIME:
		add_time(p, v->number);
		break;
	case DOSSIER_JSON:
		add_json(p, v->text);
		break;
	default:
		add_escaped(p, v->text.s, v->text.n);
	}
	buf_adds(&p->b, "</dd>\n");
	flush(p);
}

static void
row_end(void *arg)
{
	struct page *p = arg;

	buf_adds(&p->b, "</dl>\n");
}

static void
section_end(void *arg, const struct dossier_section *s, int64_t rows)
{
	struct page *p = arg;

	(void)s;
	if (rows == 0) {
		buf_adds(&p->b, "<p>");
		add_text(p, "dossier.nothing");
		buf_adds(&p->b, "</p>\n");
	}
	buf_adds(&p->b, "</section>\n");
	flush(p);
}

/* Up to the first section: whose it is, and of when. */
static void
begin(struct page *p, const char *address, int64_t now)
{
	static const struct lang_extra none[] = { { NULL, NULL } };

	lang_fill(&p->b, p->lang, span_of(head), none, &p->arena);
	buf_adds(&p->b, "<p>");
	add_escaped(p, address, strlen(address));
	buf_adds(&p->b, "<br>\n");
	add_text(p, "dossier.written");
	buf_addc(&p->b, ' ');
	add_time(p, now);
	buf_adds(&p->b, "</p>\n<p>");
	add_text(p, "dossier.names");
	buf_adds(&p->b, "</p>\n");
}

int
dossier_html(struct db *db, const struct dossier_person *person, const struct lang *lang,
    int64_t now, const struct dossier_html_sink *out, struct err *e)
{
	struct page p = { .sink = out, .lang = lang };
	struct dossier_sink sink = { section, row, value, row_end, section_end, &p };
	int rc;

	buf_init(&p.b, CHUNK_MAX);
	begin(&p, person->address, now);
	rc = dossier_write(db, person, &sink, e);
	if (rc == 0) {
		buf_adds(&p.b, "</main>\n</body>\n</html>\n");
		flush(&p);
	}
	buf_release(&p.b);
	arena_release(&p.arena);
	return rc;
}
