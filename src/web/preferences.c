/*
 * preferences - the page on which people see and change what they get: fields, language.
 *
 * Who has the unsubscribe token of a copy is let in, as on the page to unsubscribe, which
 * leads here.  GET shows, POST changes what is different.  A token that was never given
 * out and that of somebody who is on no list get the same page.
 */
#include "delivery/preferences.h"

#include "delivery/leave.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/field_input.h"
#include "web/page.h"
#include "web/posted.h"
#include "web/visit.h"

#define SOURCE_PAGE "preferences page"
#define FIELD "field." /* what the names of fields begin with in the form */

static struct value
fields_value(const struct visit *v, const struct preferences *p)
{
	struct value *items = arena_alloc(v->arena, (p->nfields + 1) * sizeof(*items));
	size_t i;

	for (i = 0; i < p->nfields; i++)
		items[i] = field_input(&v->lang, p->fields[i].name, p->fields[i].type,
		    p->fields[i].value, v->arena);
	return value_list(items, p->nfields);
}

static struct value
option(const struct visit *v, const char *value, const char *label, bool chosen)
{
	const struct value_pair pairs[] = {
		{ "value", value_text(value) },
		{ "label", value_text(label) },
		{ "chosen", value_bool(chosen) },
	};

	return page_map(pairs, ARRAY_LEN(pairs), v->arena);
}

/* The languages, each in its own; one that nlctl does not speak is "" and stays. */
static struct value
languages_value(const struct visit *v, const char *language)
{
	struct lang theirs = { .code = "" }, l;
	struct value *items;
	size_t n = 0, i;

	for (i = 0; lang_codes[i] != NULL; i++)
		continue;
	items = arena_alloc(v->arena, (i + 1) * sizeof(*items));
	if (!lang_find(&theirs, language))
		items[n++] = option(v, "",
		    lang_text(&v->lang, "preferences.no-language", v->arena), true);
	for (i = 0; lang_codes[i] != NULL; i++) {
		lang_find(&l, lang_codes[i]);
		items[n++] = option(v, l.code, lang_text(&l, "language.name", v->arena),
		    str_eq(l.code, theirs.code));
	}
	return value_list(items, n);
}

/* The form; above it that it was saved, or a field that holds what does not fit. */
static void
answer(struct visit *v, const struct preferences *p, bool saved, const char *wrong)
{
	struct value_pair values[] = {
		{ "address", value_text(page_address(p->address, v->arena)) },
		{ "saved", value_bool(saved) },
		{ "wrong",
		    value_text(
			*wrong != '\0' ? field_label(&v->lang, wrong, v->arena) : "") },
		{ "fields", fields_value(v, p) },
		{ "languages", languages_value(v, p->language) },
	};

	page_answer(v, "preferences", 200, values, ARRAY_LEN(values));
}

static int
load(struct visit *v, int64_t contact, struct preferences *out, struct err *e)
{
	return preferences_load(
	    out, v->site->db, v->site->settings, contact, v->arena, e);
}

/* A language that is another one than before, of those that the page offers. */
static const char *
language_of(const struct posted *form, const struct preferences *p)
{
	struct lang theirs, chosen;

	if (!lang_find(&chosen, posted_value(form, "language")))
		return NULL;
	if (lang_find(&theirs, p->language) && str_eq(theirs.code, chosen.code))
		return NULL;
	return chosen.code;
}

static int
save(struct visit *v, const struct posted *form, struct preferences *p, struct err *e)
{
	struct preferences_wish wish = {
		.values = arena_alloc(v->arena, (p->nfields + 1) * sizeof(*wish.values)),
		.language = language_of(form, p),
		.source = SOURCE_PAGE,
		.now = clock_now(v->site->clock),
	};
	const char *name, *wrong;
	size_t i;
	int rc;

	for (i = 0; i < p->nfields; i++) {
		name = arena_printf(v->arena, FIELD "%s", p->fields[i].name);
		if (posted_has(form, name))
			wish.values[i] = posted_value(form, name);
	}
	rc = preferences_save(v->site->db, p, &wish, &wrong, v->arena, e);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		if (load(v, p->contact, p, e) < 0)
			return -1;
		page_speak(v, p->language);
		answer(v, p, true, "");
		return 0;
	}
	for (i = 0; i < p->nfields; i++) {
		if (wish.values[i] != NULL)
			p->fields[i].value = wish.values[i];
	}
	answer(v, p, false, wrong);
	return 0;
}

static int
act(struct visit *v, struct preferences *p, struct err *e)
{
	struct err fault = { 0 };
	struct posted form;

	if (posted_read(&form, http_request_header(v->request, "Content-Type"),
		v->request->body, v->arena, &fault) < 0 ||
	    !str_eq(posted_value(&form, "do"), "save")) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	if (p->nlists == 0) {
		page_answer(v, "nothing", 200, NULL, 0);
		return 0;
	}
	return save(v, &form, p, e);
}

int
preferences_visit(struct visit *v, struct err *e)
{
	struct leave_offer offer;
	struct preferences p;

	if (leave_look(&offer, v->site->db, v->path[1], v->arena, e) < 0 ||
	    load(v, offer.contact, &p, e) < 0)
		return -1;
	if (p.nlists > 0) {
		page_about(v, p.lists[0].id);
		page_speak(v, p.language);
	}
	if (site_writes(v->request))
		return act(v, &p, e);
	if (p.nlists == 0)
		page_answer(v, "nothing", 200, NULL, 0);
	else
		answer(v, &p, false, "");
	return 0;
}
