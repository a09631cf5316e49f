/*
 * nlctl dossier - all that is stored on a person, to hand out.  See
 * nlctl-dossier(1).
 *
 * JSON here; the page is delivery/dossier_html.c.
 */
#include "delivery/dossier.h"
#include "cli/cmd.h"
#include "delivery/dossier_html.h"
#include "people/contact.h"
#include "util/arena.h"
#include "util/lang.h"
#include "util/xalloc.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "html", NULL, "as a page to read, instead of JSON" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_dossier = {
	.name = "dossier",
	.synopsis = "[--html] EMAIL",
	.summary = "Write out all that is stored on a person",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_WRITE, /* for the key of hashes, when there is none yet */
	.run = run,
};

struct json {
	struct out *out;
	struct arena row;
	const struct dossier_section *section;
};

static void
section(void *arg, const struct dossier_section *s)
{
	struct json *j = arg;

	j->section = s;
	if (!s->single)
		out_list_begin(j->out, s->name);
}

static void
row(void *arg)
{
	struct json *j = arg;

	if (j->section->single)
		out_group_begin(j->out, j->section->name);
	else
		out_record_begin(j->out);
}

static void
value(void *arg, const struct dossier_value *v)
{
	struct json *j = arg;

	switch (v->type) {
	case DOSSIER_NULL:
		out_null(j->out, v->name);
		break;
	case DOSSIER_TEXT:
		out_text(j->out, v->name, arena_memdup(&j->row, v->text.s, v->text.n));
		break;
	case DOSSIER_NUMBER:
		out_int(j->out, v->name, v->number);
		break;
	case DOSSIER_BOOL:
		out_bool(j->out, v->name, v->number != 0);
		break;
	case DOSSIER_TIME:
		out_time(j->out, v->name, v->number);
		break;
	case DOSSIER_JSON:
		out_json(j->out, v->name, arena_memdup(&j->row, v->text.s, v->text.n));
		break;
	}
}

static void
row_end(void *arg)
{
	struct json *j = arg;

	if (j->section->single)
		out_group_end(j->out);
	else
		out_record_end(j->out);
	arena_reset(&j->row);
}

static void
section_end(void *arg, const struct dossier_section *s, int64_t rows)
{
	struct json *j = arg;

	if (!s->single)
		out_list_end(j->out);
	else if (rows == 0)
		out_null(j->out, s->name);
}

static int
write_json(struct ctx *c, const struct dossier_person *p, struct err *e)
{
	/* Also without --json: this is no table for a terminal. */
	struct json j = { .out = out_new(stdout, true) };
	struct dossier_sink sink = { section, row, value, row_end, section_end, &j };
	int rc;

	out_record_begin(j.out);
	out_text(j.out, "address", p->address);
	out_time(j.out, "written", clock_now(&c->clock));
	rc = dossier_write(c->db, p, &sink, e);
	if (rc == 0)
		out_record_end(j.out);
	if (rc == 0)
		rc = out_finish(j.out, e);
	out_free(j.out);
	arena_release(&j.row);
	return rc;
}

static void
write_page(void *arg, const void *s, size_t n)
{
	out_raw(arg, s, n);
}

/* The person's language, where nlctl speaks it; else its own to readers. */
static int
language_of(struct ctx *c, int64_t contact, struct lang *out, struct err *e)
{
	struct contact person;
	const char *tag;

	if (contact != 0 && contact_by_id(&person, c->db, contact, c->arena, e) < 0)
		return -1;
	if (contact != 0 && lang_find(out, person.language))
		return 0;
	if (setting_get(c->settings, 0, "language", c->arena, &tag, e) < 0)
		return -1;
	if (!lang_find(out, tag))
		BUG("the setting language is '%s'", tag);
	return 0;
}

static int
write_html(struct ctx *c, const struct dossier_person *p, struct err *e)
{
	const struct dossier_html_sink page = { write_page, c->out };
	struct lang lang;

	if (language_of(c, p->contact, &lang, e) < 0)
		return -1;
	return dossier_html(c->db, p, &lang, clock_now(&c->clock), &page, e);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct dossier_person p;

	if (args_has(a, "html") && out_is_json(c->out))
		return err_set(
		    e, ERR_USAGE, "options '--html' and '--json' do not go together");
	if (dossier_find(c->db, args_at(a, 0), c->arena, &p, e) < 0)
		return -1;
	if (args_has(a, "html"))
		return write_html(c, &p, e);
	return write_json(c, &p, e);
}
