/* page - an HTML page in the visitor's language.  See page.h. */
#include "web/page.h"

#include "issue/template.h"
#include "util/embedded.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "web/look.h"
#include "web/own_page.h"

#include <string.h>

#define PAGE_MAX 65536      /* bytes of HTML */
#define PART_MAX (1u << 20) /* of what has no frame */
#define VALUES_MAX 16
#define OWN_VALUES 3 /* of these, for the frame */

#define PICTURE_POLICY "default-src 'none'; style-src 'unsafe-inline'; sandbox"

void
page_speak(struct visit *v, const char *language)
{
	struct lang lang;

	if (lang_find(&lang, language))
		v->lang = lang;
}

void
page_about(struct visit *v, int64_t list)
{
	struct err ignored = { 0 };
	const char *language;

	v->list = list;
	if (!v->lang_asked &&
	    setting_get(
		v->site->settings, list, "language", v->arena, &language, &ignored) == 0)
		page_speak(v, language);
}

/* Who writes, as the heading has it; a page does not fail for it. */
static const char *
sender_name(const struct visit *v)
{
	struct err ignored = { 0 };
	const char *from, *name, *email;

	if (setting_get(v->site->settings, v->list, "from", v->arena, &from, &ignored) <
	    0)
		return "";
	setting_split_address(from, v->arena, &name, &email);
	return name;
}

/* A page that is being made: of files of a folder where it has them, else of ours. */
struct making {
	struct visit *visit;
	const char *folder; /* "": none */
	bool whole;         /* with the frame around it */
	size_t max;         /* bytes */
	struct vocabulary vocabulary;
};

/* A file with its texts, in the arena. */
static int
fill(const struct making *m, const char *file, const struct lang_extra *extra,
    const char **out, struct err *e)
{
	struct visit *v = m->visit;
	struct span layout = { NULL, 0 };
	struct buf b;
	int rc = 0;

	if (*m->folder != '\0' &&
	    own_page_read(v, m->folder, file, extra, &m->vocabulary, &layout, e) < 0)
		return -1;
	if (layout.s == NULL)
		layout = embedded(arena_printf(v->arena, "web/pages/%s", file));
	buf_init(&b, m->max);
	lang_fill(&b, &v->lang, layout, extra, v->arena);
	*out = arena_memdup(v->arena, b.data, b.len);
	if (b.overflowed)
		rc = err_set(
		    e, ERR_CONFIG, "'%s' becomes more than %zu bytes", file, m->max);
	buf_release(&b);
	return rc;
}

/* The page as a template. */
static int
assemble(const struct making *m, const char *name, const char **out, struct err *e)
{
	struct visit *v = m->visit;
	const char *file =
	    strchr(name, '.') != NULL ? name : arena_printf(v->arena, "%s.html", name);
	struct lang_extra none = { NULL, NULL };
	struct lang_extra parts[] = {
		{ "title", "" },
		{ "style", "" },
		{ "content", "" },
		{ NULL, NULL },
	};

	if (!m->whole)
		return fill(m, file, &none, out, e);
	if (fill(m, "style.css", &none, &parts[1].text, e) < 0 ||
	    fill(m, file, &none, &parts[2].text, e) < 0)
		return -1;
	parts[0].text =
	    lang_text(&v->lang, arena_printf(v->arena, "%s.title", name), v->arena);
	parts[1].text = arena_printf(v->arena, "%s%s", parts[1].text, look_style(v));
	return fill(m, "frame.html", parts, out, e);
}

/* The page, in the arena. */
static int
make(const struct making *m, const char *name, struct span *html, struct err *e)
{
	struct arena *a = m->visit->arena;
	struct value nobody = value_text("");
	struct bindings bindings = { .fields = &nobody };
	struct template *template;
	struct findings findings;
	const char *text;
	struct buf out;
	int rc;

	if (assemble(m, name, &text, e) < 0)
		return -1;
	findings_init(&findings, a);
	template_parse(
	    &template, span_of(text), name, &m->vocabulary, ESCAPE_HTML, a, &findings);
	if (findings.errors > 0)
		return findings_refuse(&findings, ERR_CONFIG, e);
	buf_init(&out, m->max);
	rc = template_render(template, &bindings, &out, e);
	*html = (struct span){ arena_memdup(a, out.data, out.len), out.len };
	buf_release(&out);
	return rc;
}

/* Whatever is wrong with what somebody wrote: then it is our page, and a warning. */
static struct span
make_any(struct visit *v, const char *name, bool whole, const struct value *params)
{
	static const struct field_name email = { "EMAIL", VALUE_TEXT };
	struct making m = {
		.visit = v,
		.folder = own_page_folder(v),
		.whole = whole,
		.max = whole ? PAGE_MAX : PART_MAX,
		.vocabulary = { .fields = &email,
		    .nfields = 1,
		    .language = v->lang.code,
		    .params = params },
	};
	struct err e = { 0 };
	struct span html;

	if (*m.folder != '\0') {
		if (make(&m, name, &html, &v->warning) == 0)
			return html;
		err_ctx(&v->warning, "setting 'pages'");
		m.folder = "";
	}
	if (make(&m, name, &html, &e) < 0)
		BUG("page '%s': %s", name, e.msg);
	return html;
}

/* The frame's own values are known in any case; what the page says of them wins. */
static struct span
make_with(struct visit *v, const char *name, bool whole, const struct value_pair *values,
    size_t n)
{
	const struct value_pair own[OWN_VALUES] = {
		{ "from", value_text(sender_name(v)) },
		{ "logo", value_text(look_logo(v)) },
		{ "head", value_text("") },
	};
	struct value_pair pairs[VALUES_MAX];
	struct value params;

	if (n + OWN_VALUES > VALUES_MAX)
		BUG("page '%s': %zu values", name, n);
	if (n > 0)
		memcpy(pairs, values, n * sizeof(*values));
	memcpy(pairs + n, own, sizeof(own));
	params = value_map(pairs, n + OWN_VALUES);
	return make_any(v, name, whole, &params);
}

struct span
page_write(struct visit *v, const char *name, const struct value_pair *values, size_t n)
{
	return make_with(v, name, true, values, n);
}

struct value
page_part(struct visit *v, const char *name, const struct value_pair *values, size_t n)
{
	struct value part = value_span(make_with(v, name, false, values, n));

	part.safe = true;
	return part;
}

struct value
page_map(const struct value_pair *pairs, size_t n, struct arena *a)
{
	struct value_pair *copy = arena_alloc(a, n * sizeof(*copy));

	memcpy(copy, pairs, n * sizeof(*copy));
	return value_map(copy, n);
}

void
page_protect(struct visit *v, const char *policy)
{
	http_response_add(v->out, "Content-Security-Policy", policy);
	http_response_add(v->out, "Cache-Control", "no-store");
	http_response_add(v->out, "Referrer-Policy", "no-referrer");
	http_response_add(v->out, "X-Content-Type-Options", "nosniff");
	http_response_add(v->out, "X-Robots-Tag", "noindex");
}

void
page_protect_picture(struct visit *v)
{
	http_response_add(v->out, "Content-Security-Policy", PICTURE_POLICY);
	http_response_add(v->out, "X-Content-Type-Options", "nosniff");
}

void
page_answer(struct visit *v, const char *name, unsigned status,
    const struct value_pair *values, size_t n)
{
	http_respond(
	    v->out, status, "text/html; charset=utf-8", page_write(v, name, values, n));
	http_response_add(v->out, "Content-Language", v->lang.code);
	page_protect(v, PAGE_POLICY);
}

const char *
page_address(const char *address, struct arena *a)
{
	const char *at = strrchr(address, '@');
	uint32_t c;
	size_t first = utf8_next(address, strlen(address), &c);

	if (at == NULL)
		return "…";
	/* U+2060 WORD JOINER: no line ends within. */
	return arena_printf(a, "%.*s…\xE2\x81\xA0%s", (int)first, address, at);
}
