/* page_shelf - pages as templates.  See page_shelf.h. */
#include "web/page_shelf.h"

#include "util/embedded.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/own_page.h"

#include <string.h>

#define LAYOUT_MAX 65536 /* bytes of one file with its texts and what is in it */

/* A page of ours in one language. */
struct place {
	struct place *next;
	const char *language; /* of lang_codes */
	const char *name;
	bool whole;
	struct template *template;
};

/* No more than there are pages and languages. */
struct page_shelf {
	struct place *first;
	struct arena arena;
};

struct page_shelf *
page_shelf_new(void)
{
	return xcalloc(1, sizeof(struct page_shelf));
}

void
page_shelf_free(struct page_shelf *s)
{
	if (s == NULL)
		return;
	arena_release(&s->arena);
	xfree(s);
}

/* A page that is being made: of files of a folder where it has them, else of ours. */
struct making {
	struct visit *visit;
	const struct page_wish *wish;
	const char *folder; /* "": none */
	struct vocabulary vocabulary;
};

/* A file with its texts, in the arena of the visit. */
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
	buf_init(&b, LAYOUT_MAX);
	lang_fill(&b, &v->lang, layout, extra, v->arena);
	*out = arena_memdup(v->arena, b.data, b.len);
	if (b.overflowed)
		rc = err_set(
		    e, ERR_CONFIG, "'%s' becomes more than %d bytes", file, LAYOUT_MAX);
	buf_release(&b);
	return rc;
}

/* The text of the template.  The list's colour is behind the style sheet, whoever wrote
 * that. */
static int
assemble(const struct making *m, const char **out, struct err *e)
{
	struct visit *v = m->visit;
	const char *name = m->wish->name, *style;
	const char *file =
	    strchr(name, '.') != NULL ? name : arena_printf(v->arena, "%s.html", name);
	struct lang_extra none = { NULL, NULL };
	struct lang_extra parts[] = {
		{ "title", "" },
		{ "style", "" },
		{ "content", "" },
		{ NULL, NULL },
	};

	if (!m->wish->whole)
		return fill(m, file, &none, out, e);
	if (fill(m, "style.css", &none, &style, e) < 0 ||
	    fill(m, file, &none, &parts[2].text, e) < 0)
		return -1;
	parts[0].text =
	    lang_text(&v->lang, arena_printf(v->arena, "%s.title", name), v->arena);
	parts[1].text = arena_printf(v->arena, "%s{{ params.look }}", style);
	return fill(m, "frame.html", parts, out, e);
}

/* The page as a template, in arena a. */
static int
make(struct template **out, struct visit *v, const struct page_wish *w,
    const char *folder, struct arena *a, struct err *e)
{
	static const struct field_name email = { "EMAIL", VALUE_TEXT };
	const struct making m = {
		.visit = v,
		.wish = w,
		.folder = folder,
		.vocabulary = { .fields = &email,
		    .nfields = 1,
		    .language = v->lang.code,
		    .params = w->params,
		    .params_vary = true },
	};
	struct findings findings;
	const char *text;

	if (assemble(&m, &text, e) < 0)
		return -1;
	findings_init(&findings, v->arena);
	template_parse(out, span_of(arena_strdup(a, text)), w->name, &m.vocabulary,
	    ESCAPE_HTML, a, &findings);
	return findings.errors > 0 ? findings_refuse(&findings, ERR_CONFIG, e) : 0;
}

int
page_shelf_own(const struct template **out, struct visit *v, const struct page_wish *w,
    const char *folder, struct err *e)
{
	struct template *t;

	if (make(&t, v, w, folder, v->arena, e) < 0)
		return -1;
	*out = t;
	return 0;
}

static const struct template *
find(const struct page_shelf *s, const struct visit *v, const struct page_wish *w)
{
	const struct place *p;

	for (p = s->first; p != NULL; p = p->next) {
		if (p->language == v->lang.code && p->whole == w->whole &&
		    str_eq(p->name, w->name))
			return p->template;
	}
	return NULL;
}

static void
put(struct page_shelf *s, const struct visit *v, const struct page_wish *w,
    struct template *t)
{
	struct place *p = arena_alloc(&s->arena, sizeof(*p));

	*p = (struct place){
		.next = s->first,
		.language = v->lang.code,
		.name = arena_strdup(&s->arena, w->name),
		.whole = w->whole,
		.template = t,
	};
	s->first = p;
}

const struct template *
page_shelf_ours(struct visit *v, const struct page_wish *w)
{
	struct page_shelf *s = v->site->pages;
	const struct template *found = s != NULL ? find(s, v, w) : NULL;
	struct err e = { 0 };
	struct template *t;

	if (found != NULL)
		return found;
	if (make(&t, v, w, "", s != NULL ? &s->arena : v->arena, &e) < 0)
		BUG("page '%s': %s", w->name, e.msg);
	if (s != NULL)
		put(s, v, w, t);
	return t;
}
