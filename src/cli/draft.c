/* draft - ISSUE on a command line.  See draft.h. */
#include "cli/draft.h"

#include "cli/draft_files.h"
#include "cli/findings.h"
#include "cli/whom.h"
#include "delivery/issue_files.h"
#include "delivery/issue_settings.h"
#include "io/file.h"
#include "people/list.h"
#include "util/str.h"
#include "util/utf8.h"

#include <string.h>
#include <unistd.h>

static int
read_file(struct draft *d, const char *path, struct err *e)
{
	struct span text;
	struct buf b;
	int rc;

	buf_init(&b, ISSUE_SOURCE_MAX);
	rc = file_read(path, &b, e);
	text = (struct span){ arena_memdup(&d->arena, b.data, b.len), b.len };
	source_add(&d->source, &d->arena, SOURCE_ISSUE, d->file, text);
	buf_release(&b);
	return rc;
}

static bool
is_name(const char *name)
{
	return strchr(name, '/') == NULL && !utf8_has_control(span_of(name));
}

/* A script with an empty variable must not mail everybody under a new name. */
static int
check_name(const char *name, struct err *e)
{
	if (name[0] == '\0')
		return err_set(e, ERR_USAGE, "--name is empty");
	if (!is_name(name))
		return err_set(
		    e, ERR_USAGE, "--name '%s' has a '/' or a control character", name);
	return 0;
}

/* What the issue says of itself, in its file. */
static int
read_letter(struct draft *d, struct ctx *c, struct err *e)
{
	if (letter_read(&d->letter, &d->source, d->file, &d->arena, &d->findings, e) < 0)
		return -1;
	d->settings =
	    issue_settings_new(c->settings, letter_manuscript(d->letter), &d->findings);
	return 0;
}

static int
read_params(struct draft *d, const struct draft_options *o, struct err *e)
{
	return o->params == NULL
	    ? 0
	    : draft_files_params(&d->source, o->params, &d->arena, e);
}

/* 'nlctl new june' made june.md: who then says june means that file. */
static int
no_issue(struct draft *d, const char *issue, struct err *e)
{
	static const char *const endings[] = { ".md", ".html", ".txt" };
	const char *path;
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		path = arena_printf(&d->arena, "%s%s", issue, endings[i]);
		if (access(path, F_OK) == 0)
			return err_set(e, ERR_NOINPUT,
			    "there is no file '%s', and no issue of that name; did "
			    "you mean '%s'?",
			    issue, path);
	}
	return err_set(
	    e, ERR_NOINPUT, "there is no file '%s', and no issue of that name", issue);
}

/* An issue that the database has. */
static int
read_known(struct draft *d, struct ctx *c, const char *issue,
    const struct draft_options *o, struct err *e)
{
	if (issue_find(c->db, issue, c->arena, &d->known, e) < 0)
		return -1;
	if (d->known.id == 0)
		return no_issue(d, issue, e);
	d->name = d->known.name;
	d->file = d->known.file;
	d->subject = d->known.subject_option;
	d->from_database = true;
	if (issue_files_load(c->db, d->known.id, &d->source, &d->arena, e) < 0 ||
	    read_params(d, o, e) < 0)
		return -1;
	return read_letter(d, c, e);
}

/* --name, else what the file says, else the name of the file. */
static int
choose_name(
    struct draft *d, const char *issue, const struct draft_options *o, struct err *e)
{
	const char *option = o->name;
	const struct manuscript *m = letter_manuscript(d->letter);
	const struct manuscript_setting *own = manuscript_setting(m, ISSUE_SETTING_NAME);
	bool says = own != NULL && *own->value != '\0';

	if (option == NULL && says) {
		d->name = own->value;
		if (!is_name(d->name))
			finding_add(&d->findings, FINDING_SETTING, m->file, m->source,
			    own->offset, "%sname has a '/' or a control character",
			    m->key_prefix);
		return 0;
	}
	if (option != NULL)
		d->name = option;
	else if (!str_eq(issue, "-"))
		d->name = issue_name_of_file(issue, &d->arena);
	else if (!o->named)
		d->name = d->file;
	else
		return err_set(
		    e, ERR_USAGE, "an issue from standard input has no name: add --name");
	return 0;
}

/* The file, else the issue of that name, else an error that names both. */
static int
read_source(struct draft *d, struct ctx *c, const char *issue,
    const struct draft_options *o, struct err *e)
{
	bool input = str_eq(issue, "-");

	if (o->name != NULL && check_name(o->name, e) < 0)
		return -1;
	if (!input && access(issue, F_OK) != 0)
		return read_known(d, c, issue, o, e);
	d->file = input ? "standard input" : issue;
	if (read_file(d, issue, e) < 0 || read_params(d, o, e) < 0 ||
	    read_letter(d, c, e) < 0)
		return -1;
	draft_files_load(&d->source, d->letter, &d->arena);
	if (choose_name(d, issue, o, e) < 0)
		return -1;
	return issue_find(c->db, d->name, c->arena, &d->known, e) < 0 ? -1 : 0;
}

static bool
is_known_source(const struct draft *d)
{
	unsigned char hash[SOURCE_HASH_SIZE];

	source_hash(&d->source, hash);
	return d->known.id != 0 && memcmp(hash, d->known.hash, sizeof(hash)) == 0;
}

/* The list that the issue's file names goes into d->to. */
static int
choose_own_list(struct draft *d, struct ctx *c, struct err *e)
{
	const struct manuscript *m = letter_manuscript(d->letter);
	enum setting_origin origin;
	struct err why = { 0 };
	struct list list;
	const char *name;

	if (setting_explain(d->settings, 0, "list", &d->arena, &name, &origin, e) < 0)
		return -1;
	if (origin != SETTING_FROM_ISSUE)
		return 0;
	if (list_find(&list, c->db, name, &d->arena, &why) < 0) {
		if (why.kind != ERR_NOTFOUND)
			return err_set(e, why.kind, "%s", why.msg);
		/* Others in its place, so that all mistakes are found at once. */
		finding_add(&d->findings, FINDING_SETTING, m->file, m->source,
		    manuscript_setting(m, "list")->offset, "%slist: %s", m->key_prefix,
		    why.msg);
		return 0;
	}
	d->to.lists = arena_alloc(&d->arena, sizeof(*d->to.lists));
	d->to.lists[0] = (struct issue_list){ list.id, list.name };
	d->to.nlists = 1;
	return 0;
}

/* As the options say; what they do not say is as with a known issue, else as its
 * file has it, which comes first when it is another than the one that went there;
 * else as the settings have it. */
static int
choose_readers(
    struct draft *d, struct ctx *c, const struct args *a, bool conditions, struct err *e)
{
	struct recipients known = { .where = "" };

	if (d->known.id != 0 &&
	    recipients_of_issue(&known, c->db, d->known.id, &d->arena, e) < 0)
		return -1;
	d->to = known;
	if ((!is_known_source(d) && choose_own_list(d, c, e) < 0) ||
	    whom_read(&d->to, c, a, conditions, e) < 0)
		return -1;
	d->other_readers = d->known.id != 0 && !recipients_equal(&known, &d->to);
	return 0;
}

/* The one that its file names; nlctl's own in its place, so that all mistakes are
 * found at once. */
static void
load_own_layout(struct draft *d, const char *path)
{
	const struct manuscript *m = letter_manuscript(d->letter);
	struct err why = { 0 };

	if (draft_files_layout(&d->source, path, true, &d->arena, &why) < 0)
		finding_add(&d->findings, FINDING_LAYOUT, m->file, m->source,
		    manuscript_setting(m, "layout")->offset, "layout: %s", why.msg);
}

/*
 * The layout of a Markdown file, by its own setting or that of its list.  Only with
 * it is the file known to be that of a known issue, which has a say in whom it goes to.
 */
static int
load_layout(
    struct draft *d, struct ctx *c, const struct args *a, bool conditions, struct err *e)
{
	enum setting_origin origin;
	const char *path;

	if (letter_manuscript(d->letter)->form != MANUSCRIPT_MARKDOWN || d->from_database)
		return 0;
	if (setting_explain(d->settings, d->to.lists[0].id, "layout", &d->arena, &path,
		&origin, e) < 0)
		return -1;
	if (*path == '\0')
		return 0;
	if (origin == SETTING_FROM_ISSUE)
		load_own_layout(d, path);
	else if (draft_files_layout(&d->source, path, false, &d->arena, e) < 0)
		return err_ctx(e, "setting 'layout'");
	return choose_readers(d, c, a, conditions, e);
}

static int
load(struct draft *d, struct ctx *c, const struct args *a, const struct draft_options *o,
    struct err *e)
{
	if (read_source(d, c, args_at(a, 0), o, e) < 0 ||
	    (o->attachments && draft_files_attach(&d->source, a, &d->arena, e) < 0))
		return -1;
	if (o->only_read)
		return 0;
	if (choose_readers(d, c, a, o->conditions, e) < 0 ||
	    load_layout(d, c, a, o->conditions, e) < 0)
		return -1;
	if (o->subject != NULL)
		d->subject = o->subject;
	if (setting_get(d->settings, d->to.lists[0].id, "from", &d->arena, &d->from, e) <
		0 ||
	    track_load(&d->track, d->settings, d->to.lists[0].id, e) < 0)
		return -1;
	return compose_new(&d->compose,
	    &(struct compose_options){
		.db = c->db,
		.settings = d->settings,
		.clock = &c->clock,
		.random = &c->random,
		.letter = d->letter,
		.name = d->name,
		.issue = d->from_database ? d->known.id : 0,
		.where = d->to.where,
		.now = clock_now(&c->clock),
		.source = &d->source,
		.subject = d->subject,
		.from = d->from,
		.list = &d->to.lists[0],
	    },
	    &d->findings, e);
}

int
draft_load(struct draft *d, struct ctx *c, const struct args *a,
    const struct draft_options *o, struct err *e)
{
	int rc;

	*d = (struct draft){ .subject = "" };
	findings_init(&d->findings, &d->arena);
	rc = load(d, c, a, o, e);
	if (!o->silent)
		findings_complain(c, &d->findings);
	return rc;
}

int
draft_look_again(struct draft *d, struct ctx *c, struct err *e)
{
	struct recipients known;
	int rc = issue_find(c->db, d->name, c->arena, &d->known, e);

	d->other_readers = false;
	if (rc <= 0)
		return rc;
	if (recipients_of_issue(&known, c->db, d->known.id, &d->arena, e) < 0)
		return -1;
	d->other_readers = !recipients_equal(&known, &d->to);
	return 0;
}

void
draft_release(struct draft *d)
{
	compose_free(d->compose);
	settings_free(d->settings);
	arena_release(&d->arena);
	*d = (struct draft){ .known = d->known };
}

bool
draft_is_changed(const struct draft *d)
{
	return d->other_readers || !is_known_source(d) ||
	    !str_eq(d->subject, d->known.subject_option);
}

int
draft_enqueue(struct enqueue *out, struct draft *d, struct ctx *c, struct crash *crash,
    struct err *e)
{
	*out = (struct enqueue){
		.name = d->name,
		.file = d->file,
		.source = &d->source,
		.subject = letter_subject(d->letter),
		.from = d->from,
		.subject_option = d->subject,
		.to = d->to,
		.track = d->track,
		.manuscript = letter_manuscript(d->letter),
		.random = &c->random,
		.crash = crash,
		.now = clock_now(&c->clock),
	};
	return archive_describe(&out->archive, d->name, d->compose, d->settings,
	    d->to.lists[0].id, &d->arena, e);
}

static void
show_precheck(void *arg, int64_t done, int64_t total)
{
	struct ctx *c = arg;

	progress_update(c->progress, done, total, "checking");
}

struct precheck
draft_precheck(struct draft *d, struct ctx *c)
{
	return (struct precheck){
		.db = c->db,
		.settings = d->settings,
		.name = d->name,
		.source = &d->source,
		.letter = d->letter,
		.compose = d->compose,
		.to = &d->to,
		.now = clock_now(&c->clock),
		.findings = &d->findings,
		.progress = show_precheck,
		.arg = c,
	};
}
