/* precheck_online - what is behind the links and pictures of an issue.  See
 * precheck.h. */
#include "delivery/precheck.h"

#include "io/fetch.h"
#include "issue/check_url.h"
#include "issue/template.h"
#include "util/str.h"

#include <strings.h>

#define URLS_MAX 200               /* to be polite, and done some day */
#define SECONDS 20                 /* for one of them */
#define PICTURE_HEAVY (500 * 1000) /* octets, as in issue/check_images.c */

/* A URL, and the first place where it stands. */
struct target {
	const char *url;
	size_t offset;
	bool picture;
};

struct online {
	struct precheck *p;
	const struct manuscript *m;
	struct target targets[URLS_MAX];
	struct fetch fetches[URLS_MAX];
	size_t n;
	size_t merged,
	    too_many; /* URLs that are not looked at: of tags; past the limit */
	size_t first_merged, first_of_many; /* their places */
};

static void
say(struct online *o, enum finding_code code, size_t offset, const char *text)
{
	finding_add(
	    o->p->findings, code, o->m->file, o->m->html.source, offset, "%s", text);
}

/* Which they are. */

static bool
is_known(const struct online *o, const char *url)
{
	size_t i;

	for (i = 0; i < o->n; i++) {
		if (str_eq(o->targets[i].url, url))
			return true;
	}
	return false;
}

static void
add(struct online *o, const char *url, size_t offset, bool picture)
{
	if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
		return;
	if (template_has_tag(url)) {
		if (o->merged++ == 0)
			o->first_merged = offset;
	} else if (o->n == URLS_MAX) {
		if (!is_known(o, url) && o->too_many++ == 0)
			o->first_of_many = offset;
	} else if (!is_known(o, url)) {
		o->fetches[o->n] = (struct fetch){ .url = url };
		o->targets[o->n++] = (struct target){ url, offset, picture };
	}
}

static void
collect(struct online *o)
{
	const struct html *html = &o->m->html;
	size_t i;

	for (i = 0; i < html->nlinks; i++)
		add(o, html->links[i].url, html->links[i].offset, false);
	for (i = 0; i < html->npictures; i++)
		add(o, html->pictures[i].address,
		    (size_t)(html->pictures[i].raw.s - html->source.s), true);
}

/* What is said of them. */

static bool
is_same_site(const char *x, const char *y)
{
	struct span a = host_bare(url_host(span_of(x)));
	struct span b = host_bare(url_host(span_of(y)));

	return a.n == b.n && strncasecmp(a.s, b.s, a.n) == 0;
}

static void
say_moved(struct online *o, const struct target *t, const struct fetch *f)
{
	struct arena *a = o->p->findings->arena;
	bool was_safe = strncasecmp(t->url, "https:", 6) == 0;
	bool is_safe = strncasecmp(f->at, "https:", 6) == 0;

	if (was_safe && !is_safe)
		say(o, FINDING_LINK_DOWNGRADED, t->offset,
		    arena_printf(a, "'%s' leads on to '%s', which is not encrypted",
			t->url, f->at));
	else if (!is_same_site(t->url, f->at))
		say(o, FINDING_LINK_ELSEWHERE, t->offset,
		    arena_printf(a, "'%s' leads on to '%s'", t->url, f->at));
}

static void
say_picture(struct online *o, const struct target *t, const struct fetch *f)
{
	struct arena *a = o->p->findings->arena;

	if (*f->type != '\0' && strncasecmp(f->type, "image/", 6) != 0 &&
	    !str_eq_ci(f->type, "application/octet-stream"))
		say(o, FINDING_IMAGE_TYPE, t->offset,
		    arena_printf(a, "'%s' is '%s'", t->url, f->type));
	else if (f->size > PICTURE_HEAVY)
		say(o, FINDING_IMAGE_HEAVY, t->offset,
		    arena_printf(
			a, "'%s' has %lld KB", t->url, (long long)(f->size / 1000)));
}

/* An answer that is none: gone for good, or refused to us perhaps. */
static void
say_status(struct online *o, const struct target *t, const struct fetch *f)
{
	struct arena *a = o->p->findings->arena;
	bool gone = f->status == 404 || f->status == 410;

	if (gone)
		say(o, t->picture ? FINDING_IMAGE_DEAD : FINDING_LINK_DEAD, t->offset,
		    arena_printf(a, "'%s' is not there: the server answers %d", t->url,
			f->status));
	else
		say(o, FINDING_LINK_UNREACHABLE, t->offset,
		    arena_printf(a,
			"'%s': the server answers %d; some answer programs so, and people "
			"otherwise",
			t->url, f->status));
}

static void
say_of(struct online *o, const struct target *t, const struct fetch *f)
{
	const char *text =
	    arena_printf(o->p->findings->arena, "'%s': %s", t->url, f->why);

	switch (f->result) {
	case FETCH_ANSWERED:
		if (f->status >= 400) {
			say_status(o, t, f);
			return;
		}
		if (t->picture)
			say_picture(o, t, f);
		say_moved(o, t, f);
		return;
	case FETCH_NO_NAME:
		say(o, t->picture ? FINDING_IMAGE_DEAD : FINDING_LINK_DEAD, t->offset,
		    text);
		return;
	case FETCH_PRIVATE:
		say(o, FINDING_LINK_PRIVATE, t->offset, text);
		return;
	case FETCH_CERTIFICATE:
		say(o, FINDING_LINK_CERTIFICATE, t->offset, text);
		return;
	case FETCH_NOT_WEB:
	case FETCH_REDIRECTS:
	case FETCH_TOO_LARGE:
	case FETCH_TOO_SLOW:
	case FETCH_UNREACHABLE:
		say(o, FINDING_LINK_UNREACHABLE, t->offset, text);
		return;
	}
}

static void
say_left_out(struct online *o)
{
	struct arena *a = o->p->findings->arena;

	if (o->merged > 0)
		say(o, FINDING_LINK_UNCHECKED, o->first_merged,
		    arena_printf(a,
			"%zu address%s with merge tags: each reader has another, none was "
			"looked at",
			o->merged, o->merged == 1 ? "" : "es"));
	if (o->too_many > 0)
		say(o, FINDING_LINK_UNCHECKED, o->first_of_many,
		    arena_printf(a, "%zu more addresses: %d are looked at and no more",
			o->too_many, URLS_MAX));
}

static void
show_progress(void *arg, size_t done, size_t n)
{
	struct precheck *p = arg;

	if (p->progress != NULL)
		p->progress(p->arg, (int64_t)done, (int64_t)n);
}

void
precheck_online(struct precheck *p, bool allow_private)
{
	struct arena *a = p->findings->arena;
	struct online *o = arena_alloc(a, sizeof(*o));
	size_t i;

	o->p = p;
	o->m = letter_manuscript(p->letter);
	collect(o);
	fetch_all(o->fetches, o->n,
	    &(struct fetch_options){ .allow_private = allow_private,
		.seconds = SECONDS,
		.progress = show_progress,
		.arg = p },
	    a);
	for (i = 0; i < o->n; i++)
		say_of(o, &o->targets[i], &o->fetches[i]);
	say_left_out(o);
}
