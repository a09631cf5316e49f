/* mirror - an issue as it is seen in a browser.  See mirror.h. */
#include "delivery/mirror.h"

#include "delivery/sample.h"
#include "util/str.h"
#include "util/xalloc.h"

#define VOLUMES 4

/* An issue on the shelf; compose NULL: the place is empty. */
struct volume {
	int64_t issue, list;
	enum mirror_kind kind;
	int64_t since; /* monotonic ms */
	int64_t date;  /* of a page that is nobody's, UTC seconds */
	struct compose *compose;
	struct compose_page page; /* for everybody */
	struct arena arena;       /* in which it lives */
};

struct mirror_shelf {
	struct volume volumes[VOLUMES];
};

/* Without an issue no key of ids was ever made, and a page may not make one. */
static int
has_issues(struct db *db, int64_t *out, struct err *e)
{
	return stmt_int(db_stmt(db, SQL_ISSUE_ANY), out, e);
}

static int
read_id(
    struct mirror *out, struct db *db, const char *text, int64_t *delivery, struct err *e)
{
	struct ids ids;
	int64_t number;
	int rc = ids_init(&ids, db, e);

	if (rc < 0)
		goto out;
	if (ids_read(&ids, IDS_MIRROR, text, delivery) == 0)
		out->kind = MIRROR_COPY;
	else if (ids_read(&ids, IDS_PUBLIC, text, &out->issue) == 0)
		out->kind = MIRROR_PUBLIC;
	else if (ids_read(&ids, IDS_TEST, text, &number) == 0)
		out->kind = MIRROR_TEST;
out:
	ids_release(&ids);
	return rc;
}

static int
read_copy(
    struct mirror *out, struct db *db, int64_t delivery, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_MIRROR_COPY);
	int rc;

	bind_int(st, ":delivery", delivery);
	rc = stmt_step(st, e);
	if (rc > 0) {
		out->issue = col_int(st, 0);
		out->reader.id = delivery;
		out->reader.date = col_int(st, 1);
		out->reader.contact = col_int(st, 2);
		out->reader.address = arena_strdup(a, col_text(st, 3));
		out->reader.fields = arena_strdup(a, col_text(st, 4));
		if (*out->reader.address == '\0')
			out->kind = MIRROR_PUBLIC;
	}
	stmt_reset(st);
	if (rc == 0)
		out->kind = MIRROR_NONE;
	return rc < 0 ? -1 : 0;
}

int
mirror_find(
    struct mirror *out, struct db *db, const char *id, struct arena *a, struct err *e)
{
	int64_t any, delivery = 0;

	*out = (struct mirror){ .reader = sample_nobody() };
	if (has_issues(db, &any, e) < 0)
		return -1;
	if (any == 0)
		return 0;
	if (read_id(out, db, id, &delivery, e) < 0)
		return -1;
	return out->kind == MIRROR_COPY ? read_copy(out, db, delivery, a, e) : 0;
}

struct mirror_shelf *
mirror_shelf_new(void)
{
	return xcalloc(1, sizeof(struct mirror_shelf));
}

static void
clear(struct volume *v)
{
	compose_free(v->compose);
	arena_release(&v->arena);
	*v = (struct volume){ 0 };
}

void
mirror_shelf_free(struct mirror_shelf *s)
{
	size_t i;

	for (i = 0; s != NULL && i < ARRAY_LEN(s->volumes); i++)
		clear(&s->volumes[i]);
	xfree(s);
}

/* The place of this issue, empty when it is not there or too old. */
static struct volume *
place_of(struct mirror_shelf *s, const struct mirror *m)
{
	struct volume *oldest = &s->volumes[0], *v;
	size_t i;

	for (i = 0; i < ARRAY_LEN(s->volumes); i++) {
		v = &s->volumes[i];
		if (v->issue == m->issue && v->list == m->list && v->kind == m->kind &&
		    v->compose != NULL &&
		    clock_monotonic_ms() - v->since < MIRROR_SHELF_MS)
			return v;
		if (v->since < oldest->since)
			oldest = v;
	}
	clear(oldest);
	return oldest;
}

/* What differs in a page for everybody; it lives as long as what is compiled with it. */
static int
set_page(struct volume *v, const struct mirror *m, const struct compose_options *o,
    struct err *e)
{
	struct arena *a = &v->arena;

	if (m->kind == MIRROR_PUBLIC) {
		v->page = (struct compose_page){ "", "#", "", "", "" };
		return mirror_public(o->db, o->settings, m->issue, a, &v->page.mirror, e);
	}
	v->page = (struct compose_page){
		.mirror = arena_strdup(a, m->page.mirror),
		.leave = arena_strdup(a, m->page.leave),
		.pictures = arena_strdup(a, m->page.pictures),
		.head = arena_strdup(a, m->page.head),
		.body = arena_strdup(a, m->page.body),
	};
	return 0;
}

static int
compile(struct volume *v, const struct mirror *m, const struct compose_options *o,
    struct err *e)
{
	struct issue issue = { .id = m->issue, .name = "" };
	struct compose_options old = *o;
	struct findings findings;

	if (issue_refresh(o->db, &v->arena, &issue, e) < 0)
		return -1;
	findings_init(&findings, &v->arena);
	old.on_web = true;
	if (m->kind != MIRROR_COPY) {
		if (set_page(v, m, o, e) < 0)
			return -1;
		old.page = &v->page;
	}
	if (compose_stored(&v->compose, old, &issue, &findings, e) < 0)
		return err_ctx(e, "issue '%s'", issue.name);
	v->issue = m->issue;
	v->list = m->list;
	v->kind = m->kind;
	v->since = clock_monotonic_ms();
	v->date = issue.started != 0 ? issue.started : issue.created;
	return 0;
}

struct mirror
mirror_archive(int64_t list, int64_t issue, const struct compose_page *page)
{
	return (struct mirror){ .kind = MIRROR_ARCHIVE,
		.list = list,
		.issue = issue,
		.reader = sample_nobody(),
		.page = *page };
}

int
mirror_write(const struct mirror *m, struct mirror_shelf *shelf,
    const struct compose_options *o, struct buf *out, bool *is_html, struct err *e)
{
	struct volume *v = place_of(shelf, m);
	struct due reader = m->reader;

	if (v->compose == NULL && compile(v, m, o, e) < 0) {
		clear(v);
		return -1;
	}
	if (reader.date == 0)
		reader.date = v->date;
	return compose_write_page(v->compose, &reader, out, is_html, e);
}

int
mirror_title(struct db *db, int64_t issue, struct arena *a, const char **title,
    int64_t *list, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_MIRROR_TITLE);
	int rc;

	bind_int(st, ":issue", issue);
	rc = stmt_step(st, e);
	*title = rc > 0 ? arena_strdup(a, col_text(st, 0)) : "";
	*list = rc > 0 ? col_int(st, 1) : 0;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
mirror_public(struct db *db, struct settings *settings, int64_t issue, struct arena *a,
    const char **out, struct err *e)
{
	char id[IDS_TEXT_SIZE];
	const char *base;
	struct ids ids;
	int rc;

	*out = "";
	if (setting_url(settings, 0, "base-url", a, &base, e) < 0)
		return -1;
	if (*base == '\0')
		return 0;
	rc = ids_init(&ids, db, e);
	if (rc == 0) {
		ids_write(&ids, IDS_PUBLIC, issue, id);
		*out = arena_printf(a, "%s/v/%s", base, id);
	}
	ids_release(&ids);
	return rc;
}
