/*
 * preferences - the page on which people see and change what they get: fields, language,
 * lists, a pause.
 *
 * Who has the unsubscribe token of a copy is let in, as on the page to unsubscribe, which
 * leads here, and sees the same lists as there; who follows the link that was mailed to
 * them sees them all, and may join public ones.
 * The link of a copy, which is passed on, shows nothing and has that other one mailed.
 * GET shows, POST changes what is different.  A token that was never given out and that of
 * somebody who is on no list get the same page, and nobody learns whether mail was sent.
 */
#include "delivery/preferences.h"

#include "delivery/leave.h"
#include "delivery/preferences_link.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/field_input.h"
#include "web/own_data.h"
#include "web/page.h"
#include "web/permit.h"
#include "web/posted.h"
#include "web/visit.h"

#include <string.h>

#define WEEK_SECONDS 604800

/* The pauses that are offered, in weeks. */
static const int pauses[] = { 1, 2, 4, 8, 12 };

/* Who is let in, and by what. */
struct guest {
	enum preferences_link link;
	int64_t contact; /* 0: nobody */
	int64_t issue;   /* whose token it is; 0: none's */
};

static struct value
fields_value(struct visit *v, const struct preferences *p)
{
	struct value *items = arena_alloc(v->arena, (p->nfields + 1) * sizeof(*items));
	size_t i;

	for (i = 0; i < p->nfields; i++)
		items[i] = field_input(&v->lang, p->fields[i].name, p->fields[i].type,
		    p->fields[i].value, v->arena);
	return field_inputs(v, items, p->nfields);
}

/* One of several to choose from. */
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

/* A list as the form names it. */
static const char *
list_id(const struct visit *v, const struct preference_list *l)
{
	return arena_printf(v->arena, "%lld", (long long)l->id);
}

static struct value
lists_value(const struct visit *v, const struct preferences *p)
{
	struct value *items = arena_alloc(v->arena, (p->nlists + 1) * sizeof(*items));
	size_t i;

	for (i = 0; i < p->nlists; i++)
		items[i] =
		    option(v, list_id(v, &p->lists[i]), p->lists[i].name, p->lists[i].on);
	return value_list(items, p->nlists);
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

static struct value
weeks_value(const struct visit *v)
{
	struct value *items = arena_alloc(v->arena, sizeof(*items) * ARRAY_LEN(pauses));
	size_t i;

	for (i = 0; i < ARRAY_LEN(pauses); i++)
		items[i] = value_number(pauses[i]);
	return value_list(items, ARRAY_LEN(pauses));
}

/* The form; above it that it was saved, or a field that holds what does not fit. */
static void
answer(struct visit *v, const struct preferences *p, bool saved, const char *wrong)
{
	const char *until =
	    p->paused_until != 0 ? lang_day(&v->lang, p->paused_until, v->arena) : "";
	struct value_pair values[] = {
		{ "address", value_text(page_address(p->address, v->arena)) },
		{ "saved", value_bool(saved) },
		{ "wrong",
		    value_text(
			*wrong != '\0' ? field_label(&v->lang, wrong, v->arena) : "") },
		{ "fields", fields_value(v, p) },
		{ "languages", languages_value(v, p->language) },
		{ "lists", lists_value(v, p) },
		{ "weeks", weeks_value(v) },
		{ "until", value_text(until) },
		{ "proven", value_bool(p->proven) },
	};

	page_answer(v, "preferences", 200, values, ARRAY_LEN(values));
}

/* The lists that are left now, and the way back. */
static int
answer_left(struct visit *v, const struct preferences *p,
    const struct preferences_wish *wish, struct err *e)
{
	struct value *names = arena_alloc(v->arena, (p->nlists + 1) * sizeof(*names));
	const char *token = v->path[1], *permit;
	size_t n = 0, i;

	if (permit_write(&permit, v, token, e) < 0)
		return -1;
	for (i = 0; i < p->nlists; i++) {
		if (p->lists[i].on && !wish->on[i])
			names[n++] = value_text(p->lists[i].name);
	}

	const struct value_pair values[] = {
		{ "address", value_text(page_address(p->address, v->arena)) },
		{ "lists", value_list(names, n) },
		{ "permit", value_text(permit) },
		{ "base", value_text(v->base) },
		{ "token", value_text(token) },
	};

	page_answer(v, "left", 200, values, ARRAY_LEN(values));
	return 0;
}

static int
load(struct visit *v, const struct guest *g, struct preferences *out, struct err *e)
{
	const struct preferences_guest guest = { .contact = g->contact,
		.issue = g->issue,
		.proven = g->link == PREFERENCES_LINK_MAILED };

	return preferences_load(out, v->site->db, v->site->settings, &guest,
	    clock_now(v->site->clock), v->arena, e);
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

/* "0" ends a pause, a number of weeks begins one. */
static void
read_pause(struct preferences_wish *wish, const struct posted *form)
{
	int64_t weeks;

	if (str_to_int(posted_value(form, "pause"), 0, pauses[ARRAY_LEN(pauses) - 1],
		&weeks) < 0)
		return;
	wish->pauses = true;
	wish->paused_until = weeks > 0 ? wish->now + weeks * WEEK_SECONDS : 0;
}

/* Is there a field of that name and value? */
static bool
has(const struct posted *form, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < form->n; i++) {
		if (str_eq(form->fields[i].name, name) &&
		    str_eq(form->fields[i].value, value))
			return true;
	}
	return false;
}

/* Is word one of those in text, which have blanks between them? */
static bool
has_word(const char *text, const char *word)
{
	size_t n;

	for (; *text != '\0'; text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		if (span_is((struct span){ text, n }, word))
			return true;
	}
	return false;
}

/* What the form says; a list that it did not show stays as it is. */
static void
read_wish(const struct visit *v, const struct posted *form, const struct preferences *p,
    struct preferences_wish *wish)
{
	bool *on = arena_alloc(v->arena, (p->nlists + 1) * sizeof(*on));
	const char *name;
	size_t i;

	wish->values = arena_alloc(v->arena, (p->nfields + 1) * sizeof(*wish->values));
	for (i = 0; i < p->nfields; i++) {
		name = arena_printf(v->arena, FIELD_INPUT_NAME "%s", p->fields[i].name);
		if (posted_has(form, name))
			wish->values[i] = posted_value(form, name);
	}
	for (i = 0; i < p->nlists; i++) {
		name = list_id(v, &p->lists[i]);
		on[i] = has_word(posted_value(form, "shown"), name)
		    ? has(form, "list", name)
		    : p->lists[i].on;
	}
	wish->on = on;
	wish->language = language_of(form, p);
	read_pause(wish, form);
}

/* Off every list, whatever else stands in the form: nothing in it may keep them. */
static void
wish_to_leave(
    const struct visit *v, const struct preferences *p, struct preferences_wish *wish)
{
	wish->values = arena_alloc(v->arena, (p->nfields + 1) * sizeof(*wish->values));
	wish->on = arena_alloc(v->arena, (p->nlists + 1) * sizeof(*wish->on));
	wish->leaves = true;
}

static bool
leaves(const struct preferences *p, const struct preferences_wish *wish)
{
	size_t i;

	for (i = 0; i < p->nlists; i++) {
		if (p->lists[i].on && !wish->on[i])
			return true;
	}
	return false;
}

/* What was typed is shown again. */
static void
answer_wrong(struct visit *v, struct preferences *p, const struct preferences_wish *wish,
    const char *wrong)
{
	size_t i;

	for (i = 0; i < p->nfields; i++) {
		if (wish->values[i] != NULL)
			p->fields[i].value = wish->values[i];
	}
	for (i = 0; i < p->nlists; i++)
		p->lists[i].on = wish->on[i];
	answer(v, p, false, wrong);
}

static int
save(struct visit *v, const struct guest *g, const struct posted *form,
    struct preferences *p, struct err *e)
{
	struct preferences_wish wish = { .random = v->site->random,
		.now = clock_now(v->site->clock) };
	const char *wrong;
	int rc;

	if (str_eq(posted_value(form, "do"), "leave"))
		wish_to_leave(v, p, &wish);
	else
		read_wish(v, form, p, &wish);
	rc = preferences_save(v->site->db, p, &wish, &wrong, v->arena, e);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		answer_wrong(v, p, &wish, wrong);
		return 0;
	}
	/* Who has the mailed link can choose the list again, for a day; others get an undo. */
	if (!p->proven && leaves(p, &wish))
		return answer_left(v, p, &wish, e);
	if (load(v, g, p, e) < 0)
		return -1;
	page_speak(v, p->language);
	answer(v, p, true, "");
	return 0;
}

/* The same answer whether there is somebody to mail it to, or they had enough of it. */
static int
mail_link(struct visit *v, const struct guest *g, struct err *e)
{
	const struct site *site = v->site;
	bool queued;

	if (preferences_link_mail(site->db, site->settings, site->random, g->contact,
		clock_now(site->clock), &queued, v->arena, e) < 0)
		return -1;
	*site->mail |= queued;
	page_answer(v, "mailed", 200, NULL, 0);
	return 0;
}

static bool
is_empty(const struct preferences *p)
{
	return p->nlists == 0 && !p->proven;
}

/* Nothing brings it back, so it is asked twice. */
static int
erase(struct visit *v, const struct preferences *p, const struct posted *form,
    struct err *e)
{
	if (str_eq(posted_value(form, "sure"), "yes"))
		return own_data_erase(v, p->address, e);
	page_answer(v, "erase", 200, NULL, 0);
	return 0;
}

/* What the mailed link alone opens; false: something else is to be done. */
static bool
act_on_data(struct visit *v, const struct guest *g, const struct preferences *p,
    const struct posted *form, int *rc, struct err *e)
{
	const char *what = posted_value(form, "do");

	if (g->link != PREFERENCES_LINK_MAILED)
		return false;
	if (str_eq(what, "data"))
		*rc = own_data_download(v, p->address, e);
	else if (str_eq(what, "erase"))
		*rc = erase(v, p, form, e);
	else
		return false;
	return true;
}

static int
act(struct visit *v, const struct guest *g, struct preferences *p, struct err *e)
{
	struct err fault = { 0 };
	struct posted form;
	const char *what;
	int rc;

	if (posted_read(&form, http_request_header(v->request, "Content-Type"),
		v->request->body, v->arena, &fault) < 0) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	what = posted_value(&form, "do");
	if (str_eq(what, "mail"))
		return mail_link(v, g, e);
	if (act_on_data(v, g, p, &form, &rc, e))
		return rc;
	if (g->link == PREFERENCES_LINK_COPY ||
	    (!str_eq(what, "save") && !str_eq(what, "leave"))) {
		page_answer(v, "wrong", 400, NULL, 0);
		return 0;
	}
	if (!is_empty(p))
		return save(v, g, &form, p, e);
	page_answer(v, "nothing", 200, NULL, 0);
	return 0;
}

static int
let_in(struct visit *v, struct guest *g, struct err *e)
{
	struct leave_offer offer;

	if (preferences_link_read(&g->link, &g->contact, v->site->db, v->path[1],
		clock_now(v->site->clock), v->arena, e) < 0 ||
	    leave_look(&offer, v->site->db, v->path[1], v->arena, e) < 0)
		return -1;
	if (g->link != PREFERENCES_LINK_NONE)
		return 0;
	g->contact = offer.contact;
	g->issue = offer.issue;
	return 0;
}

int
preferences_visit(struct visit *v, struct err *e)
{
	struct preferences p;
	struct guest g = { 0 };

	if (let_in(v, &g, e) < 0 || load(v, &g, &p, e) < 0)
		return -1;
	/* The link of a copy does not even show whether they are still on a list. */
	if (g.link != PREFERENCES_LINK_COPY && p.nlists > 0)
		page_about(v, p.lists[0].id);
	if (g.link != PREFERENCES_LINK_COPY && !is_empty(&p))
		page_speak(v, p.language);
	if (http_request_posts(v->request))
		return act(v, &g, &p, e);
	if (g.link == PREFERENCES_LINK_COPY)
		page_answer(v, "forwarded", 200, NULL, 0);
	else if (is_empty(&p))
		page_answer(v, "nothing", 200, NULL, 0);
	else
		answer(v, &p, false, "");
	return 0;
}
