/* embed - the form to subscribe for a page of somebody's own.  See embed.h. */
#include "web/embed.h"

#include "util/str.h"
#include "web/page.h"
#include "web/path.h"
#include "web/subscribe_form.h"

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
	const char *base, *action;

	if (setting_get(s->settings, 0, "base-url", a, &base, e) < 0 ||
	    check(s, list, base, a, e) < 0 || choose_language(&v, language, e) < 0 ||
	    subscribe_form_load(&form, &v, list->name, e) < 0 ||
	    subscribe_form_address(&action, &v, list->id, list->name, e) < 0)
		return -1;
	*out = subscribe_form_html(&form, &v, action, "").text;
	return 0;
}
