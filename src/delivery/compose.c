/* compose - an issue and a contact become a message.  See compose.h. */
#include "delivery/compose.h"

#include "delivery/archive.h"
#include "delivery/identity.h"
#include "delivery/ids.h"
#include "delivery/issue_files.h"
#include "delivery/issue_settings.h"
#include "delivery/reader.h"
#include "people/address.h"
#include "util/date.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

struct compose {
	struct compose_options o;
	struct identity identity;
	struct tracking tracking;
	struct leaving leaving;
	bool in_archive;      /* without base-url: the archive has the issue */
	const char *archived; /* where it is there, else the archive itself */
	struct ids ids;
	char instance[IDS_INSTANCE_SIZE];
	struct reader reader;
	const struct letter *letter;
	struct signing signing;
	struct err unsigned_why; /* where the keys cannot be read */
	struct arena scratch;    /* of one copy */
};

/* Which names exist here, besides the fields. */
static void
set_known(struct compose *c, struct vocabulary *v)
{
	size_t i;

	for (i = 0; i < NAME_COUNT; i++)
		v->known[i] = true;
	v->known[NAME_UPDATE_PROFILE] = *c->leaving.base_url != '\0';
	/* Of the confirmation mail alone. */
	v->known[NAME_DOUBLEOPTIN] = false;
	v->known[NAME_CONFIRM_ASKED] = v->known[NAME_CONFIRM_UNTIL] = false;
	v->known[NAME_MIRROR] =
	    *c->leaving.base_url != '\0' || *c->leaving.archive_url != '\0';
}

/* A message has them in it, or Markdown asks how wide they are. */
static bool
needs_pictures(const struct compose *c)
{
	return c->identity.pictures.way == PICTURE_INLINE ||
	    letter_manuscript(c->o.letter)->form == MANUSCRIPT_MARKDOWN;
}

static int
compile(struct compose *c, struct findings *f, struct err *e)
{
	struct vocabulary *v = arena_alloc(f->arena, sizeof(*v));
	struct arena files = { 0 }; /* the letter has them encoded */
	struct source loaded;
	int rc;

	*v = c->reader.vocabulary;
	v->forgiving = c->o.on_web;
	set_known(c, v);
	rc = issue_files_complete(
	    c->o.db, c->o.source, needs_pictures(c), &loaded, &files, e);
	if (rc == 0)
		rc = letter_compile(
		    c->o.letter, &loaded, &c->identity, v, c->o.subject, f, e);
	arena_release(&files);
	return rc;
}

/* Copies that are sent have links that lead through us; who looks at an issue in a
 * browser, or at one that is not stored, has the addresses themselves. */
static void
load_tracking(struct compose *c, struct arena *a)
{
	const char *base = c->leaving.base_url;

	if (c->o.track.mode == TRACK_NONE || c->o.on_web || *base == '\0')
		return;
	c->tracking.links = arena_printf(a, "%s/l/", base);
	c->tracking.opens = c->o.track.opens ? arena_printf(a, "%s/o/", base) : "";
	c->identity.tracking = &c->tracking;
}

/* Who looks at it in a browser has them as they were mended since (click_mend). */
static int
load_mended(struct compose *c, struct arena *a, struct err *e)
{
	size_t n = letter_manuscript(c->o.letter)->html.nlinks;
	struct stmt *st;
	const char **urls;
	int64_t number;
	int rc;

	if (!c->o.on_web || c->o.track.mode == TRACK_NONE || n == 0)
		return 0;
	urls = arena_alloc(a, n * sizeof(*urls));
	st = db_stmt(c->o.db, SQL_LINK_MENDED);
	bind_int(st, ":issue", c->o.issue);
	while ((rc = stmt_step(st, e)) > 0) {
		number = col_int(st, 0);
		if (number >= 1 && (uint64_t)number <= n)
			urls[number - 1] = arena_strdup(a, col_text(st, 1));
	}
	c->identity.mended = urls;
	c->identity.nmended = n;
	return rc;
}

/* Where everybody sees the issue; the whole archive, where it is not in it. */
static int
load_archived(struct compose *c, struct arena *a, struct err *e)
{
	const char *place = "";

	if (*c->leaving.base_url == '\0' && *c->leaving.archive_url != '\0' &&
	    archive_place(&place, c->o.db, c->o.settings, c->o.list, c->o.name,
		c->o.where, c->o.issue, a, e) < 0)
		return -1;
	c->in_archive = *place != '\0';
	c->archived = c->in_archive
	    ? arena_printf(a, "%s/%s", c->leaving.archive_url, place)
	    : c->leaving.archive_url;
	return 0;
}

/* Where readers find pictures, and whether they find the issue on the web. */
static int
load_web(struct compose *c, struct arena *a, struct err *e)
{
	/* The archive has the pictures of its own issues. */
	const char *url = c->in_archive ? c->leaving.archive_url : c->leaving.base_url;
	const struct compose_page *page = c->o.page;
	const char *images, *mirror;

	if (setting_get(c->o.settings, c->o.list->id, "images", a, &images, e) < 0 ||
	    setting_get(c->o.settings, c->o.list->id, "mirror", a, &mirror, e) < 0)
		return -1;
	c->identity.pictures = (struct picture_host){
		.way = *url == '\0' || (str_eq(images, "inline") && !c->o.on_web)
		    ? PICTURE_INLINE
		    : PICTURE_HOSTED,
		.url = arena_printf(a, "%s/i/", url),
		.domain = strrchr(c->identity.from_address, '@') + 1,
	};
	if (page != NULL) {
		c->identity.head = page->head;
		c->identity.body = page->body;
	}
	if (page != NULL && *page->pictures != '\0') {
		c->identity.pictures.way = PICTURE_HOSTED;
		c->identity.pictures.url = page->pictures;
	}
	c->identity.drop_mirror = str_eq(mirror, "drop");
	c->identity.issue = c->o.name;
	c->identity.now = c->o.now;
	load_tracking(c, a);
	return load_mended(c, a, e);
}

struct headers {
	struct header_setting *list;
	enum setting_origin *origins;
	size_t n;
};

/* The names of fields have no case (RFC 5322 §2.2): of two spellings the nearer one
 * is the field. */
static int
add_header(struct headers *all, const struct header_setting *h,
    enum setting_origin origin, struct err *e)
{
	size_t i = 0;

	while (i < all->n && !str_eq_ci(all->list[i].name, h->name))
		i++;
	if (i == all->n)
		all->n++;
	else if (all->origins[i] == origin)
		return err_set(e, ERR_CONFIG,
		    "'header.%s' and 'header.%s' are the same field: take one away",
		    all->list[i].name, h->name);
	else if (all->origins[i] > origin)
		return 0;
	all->list[i] = *h;
	all->origins[i] = origin;
	return 0;
}

/* header.NAME, in the order of their names.  Those of other lists have a name and
 * no value here. */
static int
load_headers(struct compose *c, struct arena *a, struct err *e)
{
	struct headers all = { 0 };
	struct header_setting h;
	enum setting_origin origin;
	const char *const *names;
	size_t n, i;

	if (setting_names(c->o.settings, "header", a, &names, &n, e) < 0)
		return -1;
	all.list = arena_alloc(a, n * sizeof(*all.list));
	all.origins = arena_alloc(a, n * sizeof(*all.origins));
	for (i = 0; i < n; i++) {
		h.name = names[i];
		if (setting_explain(c->o.settings, c->o.list->id,
			arena_printf(a, "header.%s", h.name), a, &h.value, &origin,
			e) < 0)
			return -1;
		if (*h.value != '\0' && add_header(&all, &h, origin, e) < 0)
			return -1;
	}
	c->identity.headers = all.list;
	c->identity.nheaders = all.n;
	return 0;
}

/* A fault that every copy has is the issue's: it is found here, once, and not by
 * marking reader after reader as failed. */
static int
try_one(struct compose *c, struct findings *f, struct err *e)
{
	struct due nobody = { .gone = "",
		.address = "reader@example.org",
		.key = "reader@example.org",
		.fields = "{}" };
	struct pieces message;
	int rc;

	pieces_init(&message, LETTER_MAX);
	rc = compose_write_unsigned(c, &nobody, &message, e);
	if (rc < 0 && e->kind == ERR_DATA)
		finding_add_whole(
		    f, FINDING_TOO_BIG, letter_file(c->letter), "%s", e->msg);
	if (rc < 0)
		err_ctx(e, "no copy of '%s' can be made", letter_file(c->letter));
	pieces_release(&message);
	return rc;
}

int
compose_new(struct compose **out, const struct compose_options *o, struct findings *f,
    struct err *e)
{
	struct compose *c = xcalloc(1, sizeof(*c));

	*out = NULL;
	c->o = *o;
	c->letter = o->letter;
	if (identity_load(&c->identity, &c->leaving, o->settings, o->list, o->from,
		f->arena, e) < 0 ||
	    load_headers(c, f->arena, e) < 0 || load_archived(c, f->arena, e) < 0 ||
	    load_web(c, f->arena, e) < 0 || ids_init(&c->ids, o->db, e) < 0 ||
	    ids_instance(c->instance, o->db, e) < 0 ||
	    reader_init(&c->reader, o->db, f->arena, e) < 0 || compile(c, f, e) < 0 ||
	    try_one(c, f, e) < 0) {
		compose_free(c);
		return -1;
	}
	signing_load(&c->signing, o->settings, o->list->id, c->identity.from_address,
	    &c->unsigned_why);
	*out = c;
	return 0;
}

int
compose_stored(struct compose **out, struct compose_options o, const struct issue *issue,
    struct findings *f, struct err *e)
{
	struct issue_list *lists;
	int rc;

	*out = NULL;
	o.source = arena_alloc(f->arena, sizeof(*o.source));
	if (issue_files_load(o.db, issue->id, o.source, f->arena, e) < 0 ||
	    issue_lists(o.db, issue->id, f->arena, &lists, e) < 0 ||
	    letter_read(&o.letter, o.source, issue->file, f->arena, f, e) < 0)
		return -1;
	o.settings = issue_settings_new(o.settings, letter_manuscript(o.letter), f);
	o.name = issue->name;
	o.issue = issue->id;
	o.where = issue->where;
	o.now = issue->created;
	o.subject = issue->subject_option;
	o.from = issue->from;
	o.list = lists;
	o.track = issue->track;
	rc = compose_new(out, &o, f, e);
	settings_free(o.settings);
	return rc;
}

void
compose_free(struct compose *c)
{
	if (c == NULL)
		return;
	arena_release(&c->scratch);
	signing_release(&c->signing);
	ids_release(&c->ids);
	xfree(c);
}

const struct letter *
compose_letter(const struct compose *c)
{
	return c->letter;
}

const char *
compose_sender(const struct compose *c)
{
	return c->identity.from_address;
}

/* Where this copy can be seen in a browser. */
static const char *
mirror_url(struct compose *c, const struct due *d)
{
	char id[IDS_TEXT_SIZE];

	if (*c->leaving.base_url == '\0')
		return c->archived;
	ids_write(&c->ids, d->kind == COPY_DELIVERY ? IDS_MIRROR : IDS_TEST, d->id, id);
	return arena_printf(&c->scratch, "%s/v/%s", c->leaving.base_url, id);
}

/* The page from which this copy's reader has the link to their preferences mailed; of a
 * copy that is not kept it is nobody's. */
static const char *
preferences_url(struct compose *c, const struct due *d)
{
	char id[IDS_TEXT_SIZE];

	ids_write(
	    &c->ids, d->kind == COPY_DELIVERY ? IDS_PREFERENCES : IDS_TEST, d->id, id);
	return leaving_preferences(&c->leaving, id, &c->scratch);
}

/* What stands for this copy in its links. */
static const char *
track_id(struct compose *c, const struct due *d)
{
	char id[IDS_TEXT_SIZE];

	ids_write(&c->ids, IDS_CLICK, d->id, id);
	return arena_strdup(&c->scratch, id);
}

static void
set_names(struct compose *c, const struct due *d, struct copy *copy)
{
	struct value *names = copy->bindings.names;
	const char *unsubscribe = copy->unsubscribe_url;

	if (*unsubscribe == '\0')
		unsubscribe = copy->unsubscribe_mailto;
	if (letter_uses(c->letter, NAME_MIRROR))
		names[NAME_MIRROR] = value_text(mirror_url(c, d));
	if (letter_uses(c->letter, NAME_UPDATE_PROFILE))
		names[NAME_UPDATE_PROFILE] = value_text(preferences_url(c, d));
	if (c->identity.tracking != NULL)
		names[NAME_TRACK] = value_word(track_id(c, d));
	names[NAME_UNSUBSCRIBE] = value_text(unsubscribe);
	names[NAME_SENDER_NAME] = value_text(c->identity.from_name);
	names[NAME_SENDER_EMAIL] = value_text(c->identity.from_address);
	names[NAME_LIST_NAME] = value_text(c->identity.list_name);
	names[NAME_LIST_POSTAL_ADDRESS] = value_text(c->identity.postal_address);
	names[NAME_ISSUE_DATE] = value_date(date_wall(copy->date));
	names[NAME_TIME_NOW] = names[NAME_ISSUE_DATE];
}

/* {{ issue.subject }}: the subject as this reader gets it. */
static int
set_subject(struct compose *c, struct copy *copy, struct err *e)
{
	struct buf subject;
	int rc = 0;

	if (!letter_uses(c->letter, NAME_ISSUE_SUBJECT))
		return 0;
	buf_init(&subject, LETTER_MAX);
	rc = letter_render_subject(c->letter, copy, &subject, e);
	if (rc == 0)
		copy->bindings.names[NAME_ISSUE_SUBJECT] =
		    value_text(arena_memdup(&c->scratch, subject.data, subject.len));
	buf_release(&subject);
	return rc;
}

/* Everything that differs in the copy for d; lives in scratch. */
static int
fill_copy(struct compose *c, const struct due *d, struct copy *copy, struct err *e)
{
	char token[UUID_TEXT_SIZE];

	arena_reset(&c->scratch);
	*copy = (struct copy){ .date = d->date != 0 ? d->date : clock_now(c->o.clock) };
	uuid_format(d->token, token);
	copy->unsubscribe_url = leaving_url(&c->leaving, token, &c->scratch);
	copy->unsubscribe_mailto = leaving_mailto(&c->leaving, token, &c->scratch);
	copy->one_click = c->leaving.one_click;
	copy->message_id =
	    ids_message_id(c->instance, d->kind == COPY_DELIVERY ? 'd' : 'n', d->id,
		c->identity.from_address, &c->scratch);
	if (reader_read(&c->reader, d, &c->scratch, e) < 0)
		return -1;
	copy->bindings.fields = c->reader.values;
	copy->to_name = reader_name(&c->reader, &c->scratch);
	copy->to_address = d->eai ? "" : d->key;
	set_names(c, d, copy);
	return set_subject(c, copy, e);
}

int
compose_bind(struct compose *c, const struct due *d, struct bindings *out, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0)
		return -1;
	*out = copy.bindings;
	return 0;
}

int
compose_signing(const struct compose *c, const struct signing **out, struct err *e)
{
	*out = &c->signing;
	if (c->unsigned_why.kind != ERR_NONE)
		return err_set(e, c->unsigned_why.kind, "%s", c->unsigned_why.msg);
	return 0;
}

int
compose_write_unsigned(
    struct compose *c, const struct due *d, struct pieces *out, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0)
		return -1;
	return letter_render_pieces(c->letter, &copy, out, e);
}

static int
sign(struct compose *c, struct buf *message, struct err *e)
{
	const struct signing *signing;

	if (compose_signing(c, &signing, e) < 0)
		return -1;
	return signing_sign(signing, clock_now(c->o.clock), message, e);
}

int
compose_write(struct compose *c, const struct due *d, struct buf *out, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0 || letter_render(c->letter, &copy, out, e) < 0)
		return -1;
	return sign(c, out, e);
}

int
compose_write_test(struct compose *c, const struct due *d, const struct address *to,
    struct buf *out, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0)
		return -1;
	copy.to_name = "";
	copy.to_address = to->eai ? "" : to->key;
	copy.test = true;
	if (letter_render(c->letter, &copy, out, e) < 0)
		return -1;
	return sign(c, out, e);
}

int
compose_keep_pictures(const struct compose *c, int64_t now, struct err *e)
{
	if (c->identity.pictures.way != PICTURE_HOSTED)
		return 0;
	return issue_files_keep_pictures(c->o.db, c->o.source, now, e);
}

static int
write_html(struct compose *c, const struct copy *copy, struct buf *out, struct err *e)
{
	struct arena files = { 0 };
	struct source loaded;
	struct buf html;
	int rc;

	buf_init(&html, LETTER_MAX);
	rc = letter_render_html(c->letter, copy, &html, e);
	if (rc == 0)
		rc = issue_files_complete(c->o.db, c->o.source, true, &loaded, &files, e);
	if (rc == 0)
		pictures_embed(letter_pictures(c->letter), &c->identity.pictures, &loaded,
		    (struct span){ html.data, html.len }, out);
	if (rc == 0 && out->overflowed)
		rc = err_set(e, ERR_DATA, "with its pictures the HTML has over %zu MiB",
		    out->max >> 20);
	buf_release(&html);
	arena_release(&files);
	return rc;
}

/* Whoever was given the page leads nobody off a list.  In a text, where addresses are
 * read, the one to leave by is of the page that says how. */
static const char *
page_leave(struct compose *c, bool is_html)
{
	const char *base = c->leaving.base_url;

	if (!is_html && *base != '\0')
		return arena_printf(&c->scratch, "%s/", base);
	return c->o.page != NULL ? c->o.page->leave : "#";
}

static void
set_page_names(struct compose *c, bool is_html, struct value *names)
{
	const struct compose_page *page = c->o.page;

	names[NAME_UNSUBSCRIBE] = value_text(page_leave(c, is_html));
	names[NAME_UPDATE_PROFILE] = names[NAME_UNSUBSCRIBE];
	if (page != NULL)
		names[NAME_MIRROR] = value_text(page->mirror);
}

int
compose_write_page(
    struct compose *c, const struct due *d, struct buf *out, bool *is_html, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0)
		return -1;
	*is_html = letter_manuscript(c->letter)->form != MANUSCRIPT_TEXT;
	set_page_names(c, *is_html, copy.bindings.names);
	if (!*is_html)
		return letter_render_text(c->letter, &copy, out, e);
	return letter_render_html(c->letter, &copy, out, e);
}

int
compose_write_part(struct compose *c, const struct due *d, enum compose_part part,
    struct buf *out, struct err *e)
{
	struct copy copy;

	if (fill_copy(c, d, &copy, e) < 0)
		return -1;
	if (part == COMPOSE_SUBJECT)
		return letter_render_subject(c->letter, &copy, out, e);
	if (part == COMPOSE_PREHEADER)
		return letter_render_preheader(c->letter, &copy, out, e);
	if (part == COMPOSE_TEXT)
		return letter_render_text(c->letter, &copy, out, e);
	return write_html(c, &copy, out, e);
}
