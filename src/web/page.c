/* page - an HTML page in the visitor's language.  See page.h. */
#include "web/page.h"

#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "web/etag.h"
#include "web/gzip.h"
#include "web/look.h"
#include "web/own_page.h"
#include "web/page_shelf.h"

#include <string.h>

#define VALUES_MAX 16
#define OWN_VALUES 5 /* of these, for the frame */

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

/* The page, in the arena of the visit. */
static int
render(const struct template *t, struct visit *v, const struct page_wish *w,
    struct span *html, struct err *e)
{
	struct value nobody = value_text("");
	struct bindings bindings = { .fields = &nobody, .params = w->params };
	struct buf out;
	int rc;

	buf_init(&out, TEMPLATE_OUTPUT_MAX);
	rc = template_render(t, &bindings, &out, e);
	*html = (struct span){ arena_memdup(v->arena, out.data, out.len), out.len };
	buf_release(&out);
	return rc;
}

/* Whatever is wrong with what somebody wrote: then it is our page, and a warning. */
static struct span
make(struct visit *v, const struct page_wish *w)
{
	const char *folder = own_page_folder(v);
	const struct template *t;
	struct span html;

	if (*folder != '\0') {
		if (page_shelf_own(&t, v, w, folder, &v->warning) == 0 &&
		    render(t, v, w, &html, &v->warning) == 0)
			return html;
		err_ctx(&v->warning, "setting 'pages'");
	}
	if (render(page_shelf_ours(v, w), v, w, &html, &v->failure) < 0) {
		err_ctx(&v->failure, "page '%s'", w->name);
		return (struct span){ "", 0 };
	}
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
		{ "look", value_text(look_style(v)) },
		{ "head", value_text("") },
		{ "start", value_text(arena_printf(v->arena, "%s/", v->base)) },
	};
	struct value_pair pairs[VALUES_MAX];
	struct value params;
	const struct page_wish wish = {
		.name = name,
		.whole = whole,
		.params = &params,
	};

	if (n + OWN_VALUES > VALUES_MAX)
		BUG("page '%s': %zu values", name, n);
	if (n > 0)
		memcpy(pairs, values, n * sizeof(*values));
	memcpy(pairs + n, own, sizeof(own));
	params = value_map(pairs, n + OWN_VALUES);
	return make(v, &wish);
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
page_publish(struct visit *v, const char *policy)
{
	gzip_answer(v);
	etag_add_hash(v);
	http_response_add(v->out, "Content-Security-Policy", policy);
	http_response_add(v->out, "Cache-Control", PAGE_A_WHILE);
	http_response_add(v->out, "X-Content-Type-Options", "nosniff");
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
