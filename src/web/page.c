/* page - an HTML page in the visitor's language.  See page.h. */
#include "web/page.h"

#include "issue/template.h"
#include "util/embedded.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "web/look.h"

#include <string.h>

#define PAGE_MAX 65536 /* bytes of HTML */
#define VALUES_MAX 16
#define OWN_VALUES 2 /* of these, for the frame */

/* Nothing but our own style, forms to ourselves, no frame around us. */
#define POLICY \
	"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; " \
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
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

/* layout with its texts, in the arena. */
static const char *
fill(const struct visit *v, const char *layout, const struct lang_extra *extra)
{
	struct buf out;
	const char *text;

	buf_init(&out, PAGE_MAX);
	lang_fill(&out, &v->lang, embedded(layout), extra, v->arena);
	text = arena_memdup(v->arena, out.data, out.len);
	buf_release(&out);
	return text;
}

/* The whole page as a template. */
static const char *
assemble(const struct visit *v, const char *name)
{
	struct lang_extra none = { NULL, NULL };
	struct lang_extra parts[] = {
		{ "title",
		    lang_text(
			&v->lang, arena_printf(v->arena, "%s.title", name), v->arena) },
		{ "style",
		    arena_printf(v->arena, "%s%s", embedded("web/pages/style.css").s,
			look_style(v)) },
		{ "content",
		    fill(v, arena_printf(v->arena, "web/pages/%s.html", name), &none) },
		{ NULL, NULL },
	};

	return fill(v, "web/pages/frame.html", parts);
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

/* text, a template that was made of our own files, with its values put in. */
static struct span
render(const struct visit *v, const char *name, const char *text, struct value params)
{
	static const struct field_name email = { "EMAIL", VALUE_TEXT };
	struct vocabulary vocabulary = { .fields = &email,
		.nfields = 1,
		.language = v->lang.code,
		.params = &params };
	struct value nobody = value_text("");
	struct bindings bindings = { .fields = &nobody };
	struct template *template;
	struct findings findings;
	struct err e = { 0 };
	struct buf out;
	struct span html;

	findings_init(&findings, v->arena);
	template_parse(&template, span_of(text), name, &vocabulary, ESCAPE_HTML, v->arena,
	    &findings);
	if (findings.errors > 0)
		BUG("page '%s': %s", name, findings_error(&findings));
	buf_init(&out, PAGE_MAX);
	if (template_render(template, &bindings, &out, &e) < 0)
		BUG("page '%s': %s", name, e.msg);
	html = (struct span){ arena_memdup(v->arena, out.data, out.len), out.len };
	buf_release(&out);
	return html;
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
	struct value_pair pairs[VALUES_MAX] = {
		{ "from", value_text(sender_name(v)) },
		{ "logo", value_text(look_logo(v)) },
	};

	if (n + OWN_VALUES > VALUES_MAX)
		BUG("page '%s': %zu values", name, n);
	if (n > 0)
		memcpy(pairs + OWN_VALUES, values, n * sizeof(*values));
	http_respond(v->out, status, "text/html; charset=utf-8",
	    render(v, name, assemble(v, name), value_map(pairs, n + OWN_VALUES)));
	http_response_add(v->out, "Content-Language", v->lang.code);
	page_protect(v, POLICY);
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
