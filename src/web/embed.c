/* embed - the form to subscribe for a page of somebody's own.  See embed.h. */
#include "web/embed.h"

#include "util/buf.h"
#include "util/str.h"
#include "web/page.h"
#include "web/path.h"
#include "web/subscribe_form.h"

#include <ctype.h>
#include <string.h>

#define URL_MAX 4096 /* bytes; a name has 100 characters */

/* BASE/s/NAME, percent-encoded where it has to be (RFC 3986 section 2.3). */
static const char *
address(const char *base, const char *name, struct arena *a)
{
	size_t n = strlen(base);
	const char *text;
	struct buf b;

	while (n > 0 && base[n - 1] == '/')
		n--;
	buf_init(&b, URL_MAX);
	buf_printf(&b, "%.*s/s/", (int)n, base);
	for (; *name != '\0'; name++) {
		if (isalnum((unsigned char)*name) || strchr("-._~", *name) != NULL)
			buf_add(&b, name, 1);
		else
			buf_printf(&b, "%%%02X", (unsigned char)*name);
	}
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

/* Is there a page that the form leads to? */
static int
check(const struct site *s, const struct list *list, const char *base, struct arena *a,
    struct err *e)
{
	const char *parts[PATH_PARTS_MAX];
	bool is_public;

	if (setting_bool(s->settings, list->id, "public", &is_public, e) < 0)
		return -1;
	if (*base == '\0')
		return err_set(e, ERR_CONFIG,
		    "there is no setting 'base-url': the form leads there");
	if (!is_public)
		return err_set(e, ERR_CONFLICT,
		    "the list '%s' is not public: nlctl config -l '%s' public yes",
		    list->name, list->name);
	if (path_cut(arena_printf(a, "/s/%s", list->name), "", a, parts) != 2)
		return err_set(e, ERR_CONFLICT,
		    "the name '%s' cannot stand in an address: 'nlctl list rename' "
		    "changes it",
		    list->name);
	return 0;
}

static int
choose_language(struct visit *v, const char *language, struct err *e)
{
	if (language == NULL &&
	    setting_get(v->site->settings, v->list, "language", v->arena, &language, e) <
		0)
		return -1;
	if (!lang_find(&v->lang, language))
		return err_set(e, ERR_USAGE,
		    "nlctl does not speak '%s': it is one of de, en, es, fr, it, nl, pt",
		    language);
	return 0;
}

int
embed_form(struct span *out, const struct site *s, const struct list *list,
    const char *language, struct arena *a, struct err *e)
{
	struct visit v = { .site = s, .base = "", .list = list->id, .arena = a };
	struct subscribe_form form;
	const char *base;

	if (setting_get(s->settings, 0, "base-url", a, &base, e) < 0 ||
	    check(s, list, base, a, e) < 0 || choose_language(&v, language, e) < 0 ||
	    subscribe_form_load(&form, &v, list->name, e) < 0)
		return -1;
	*out = subscribe_form_html(&form, &v, address(base, list->name, a), "").text;
	return 0;
}
