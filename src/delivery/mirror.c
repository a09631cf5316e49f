/* mirror - an issue as it is seen in a browser.  See mirror.h. */
#include "delivery/mirror.h"

#include "util/str.h"

#include <string.h>

/* Nobody in particular: no field has a value. */
static struct due
anybody(void)
{
	return (struct due){ .kind = COPY_DELIVERY,
		.gone = "",
		.sender = "",
		.address = "",
		.key = "",
		.fields = "{}" };
}

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

	*out = (struct mirror){ .reader = anybody() };
	if (has_issues(db, &any, e) < 0)
		return -1;
	if (any == 0)
		return 0;
	if (read_id(out, db, id, &delivery, e) < 0)
		return -1;
	return out->kind == MIRROR_COPY ? read_copy(out, db, delivery, a, e) : 0;
}

int
mirror_write(const struct mirror *m, const struct compose_options *o, struct buf *out,
    bool *is_html, struct arena *a, struct err *e)
{
	struct issue issue = { .id = m->issue, .name = "" };
	struct compose_options old = *o;
	struct due reader = m->reader;
	struct findings findings;
	struct compose *compose;
	int rc;

	if (issue_refresh(o->db, a, &issue, e) < 0)
		return -1;
	if (reader.date == 0)
		reader.date = issue.started != 0 ? issue.started : issue.created;
	findings_init(&findings, a);
	old.forgiving = true; /* links outlive fields */
	if (compose_stored(&compose, old, &issue, &findings, e) < 0)
		return err_ctx(e, "issue '%s'", issue.name);
	rc = compose_write_page(compose, &reader, out, is_html, e);
	compose_free(compose);
	return rc;
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
	if (setting_get(settings, 0, "base-url", a, &base, e) < 0)
		return -1;
	if (*base == '\0')
		return 0;
	rc = ids_init(&ids, db, e);
	if (rc == 0) {
		ids_write(&ids, IDS_PUBLIC, issue, id);
		*out =
		    arena_printf(a, "%s%sv/%s", base, str_ends(base, "/") ? "" : "/", id);
	}
	ids_release(&ids);
	return rc;
}
