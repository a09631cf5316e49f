/* draft - ISSUE on a command line.  See draft.h. */
#include "cli/draft.h"

#include "cli/whom.h"
#include "io/file.h"
#include "people/contact.h"
#include "util/str.h"
#include "util/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
read_file(struct draft *d, struct ctx *c, const char *path, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, ISSUE_SOURCE_MAX);
	rc = file_read(path, &b, e);
	d->source = (struct span){ arena_memdup(c->arena, b.data, b.len), b.len };
	buf_release(&b);
	return rc;
}

/* A script with an empty variable must not mail everybody under a new name. */
static int
check_name(const char *name, struct err *e)
{
	if (name[0] == '\0')
		return err_set(e, ERR_USAGE, "--name is empty");
	if (strchr(name, '/') != NULL || utf8_has_control(span_of(name)))
		return err_set(
		    e, ERR_USAGE, "--name '%s' has a '/' or a control character", name);
	return 0;
}

/* The file, else the issue of that name, else an error that names both. */
static int
read_source(
    struct draft *d, struct ctx *c, const char *issue, const char *name, struct err *e)
{
	bool file = str_eq(issue, "-") || access(issue, F_OK) == 0;

	if (name != NULL && check_name(name, e) < 0)
		return -1;
	d->file = str_eq(issue, "-") ? "standard input" : issue;
	d->name = name != NULL ? name : issue_name_of_file(issue, c->arena);
	if (file) {
		if (str_eq(issue, "-") && name == NULL)
			return err_set(e, ERR_USAGE,
			    "an issue from standard input has no name: add --name");
		if (read_file(d, c, issue, e) < 0)
			return -1;
		return issue_find(c->db, d->name, c->arena, &d->known, e) < 0 ? -1 : 0;
	}
	if (issue_find(c->db, issue, c->arena, &d->known, e) < 0)
		return -1;
	if (d->known.id == 0)
		return err_set(e, ERR_NOINPUT,
		    "there is no file '%s', and no issue of that name", issue);
	d->name = d->known.name;
	d->file = d->known.file;
	d->subject = d->known.subject_option;
	return issue_source(c->db, d->known.id, c->arena, &d->source, e);
}

/* As the options say; what they do not say is as with a known issue, else as the
 * settings have it. */
static int
choose_readers(
    struct draft *d, struct ctx *c, const struct args *a, bool conditions, struct err *e)
{
	struct recipients known = { .where = "" };

	if (d->known.id != 0 &&
	    recipients_of_issue(&known, c->db, d->known.id, c->arena, e) < 0)
		return -1;
	d->to = known;
	if (whom_read(&d->to, c, a, conditions, e) < 0)
		return -1;
	d->other_readers = d->known.id != 0 && !recipients_equal(&known, &d->to);
	return 0;
}

static void
print_findings(const struct ctx *c, const struct findings *f)
{
	const struct finding *one;
	const char *label;
	size_t i;

	for (i = 0; i < f->count; i++) {
		one = &f->list[i];
		if (one->severity == FINDING_WARNING && c->quiet)
			continue;
		label = one->severity == FINDING_WARNING ? "warning: " : "";
		if (one->line == 0)
			fprintf(stderr, "%s: %s%s\n", one->file, label, one->text);
		else
			fprintf(stderr, "%s:%zu:%zu: %s%s\n", one->file, one->line,
			    one->column, label, one->text);
	}
	if (f->errors + f->warnings > f->count)
		say(c, "%zu more are not shown", f->errors + f->warnings - f->count);
}

int
draft_load(struct draft *d, struct ctx *c, const struct args *a,
    const struct draft_options *o, struct err *e)
{
	*d = (struct draft){ .subject = "" };
	findings_init(&d->findings, c->arena);
	if (read_source(d, c, args_at(a, 0), o->name, e) < 0 ||
	    choose_readers(d, c, a, o->conditions, e) < 0)
		return -1;
	if (o->subject != NULL)
		d->subject = o->subject;
	if (setting_get(c->settings, d->to.lists[0].id, "from", c->arena, &d->from, e) <
	    0)
		return -1;
	if (compose_new(&d->compose,
		&(struct compose_options){
		    .db = c->db,
		    .settings = c->settings,
		    .clock = &c->clock,
		    .random = &c->random,
		    .source = d->source,
		    .file = d->file,
		    .subject = d->subject,
		    .from = d->from,
		    .list = &d->to.lists[0],
		},
		&d->findings, e) < 0) {
		print_findings(c, &d->findings);
		return -1;
	}
	print_findings(c, &d->findings);
	return 0;
}

int
draft_look_again(struct draft *d, struct ctx *c, struct err *e)
{
	struct recipients known;
	int rc = issue_find(c->db, d->name, c->arena, &d->known, e);

	d->other_readers = false;
	if (rc <= 0)
		return rc;
	if (recipients_of_issue(&known, c->db, d->known.id, c->arena, e) < 0)
		return -1;
	d->other_readers = !recipients_equal(&known, &d->to);
	return 0;
}

void
draft_release(struct draft *d)
{
	compose_free(d->compose);
}

bool
draft_is_changed(const struct draft *d)
{
	unsigned char hash[ISSUE_HASH_SIZE];

	issue_hash(d->source, hash);
	return d->other_readers || memcmp(hash, d->known.hash, sizeof(hash)) != 0 ||
	    !str_eq(d->subject, d->known.subject_option);
}

struct enqueue
draft_enqueue(const struct draft *d, struct ctx *c, struct crash *crash)
{
	const struct letter *letter = compose_letter(d->compose);

	return (struct enqueue){
		.name = d->name,
		.file = d->file,
		.source = d->source,
		.subject = letter_subject(letter),
		.from = d->from,
		.subject_option = d->subject,
		.to = d->to,
		.html = letter_html(letter),
		.random = &c->random,
		.crash = crash,
		.now = clock_now(&c->clock),
	};
}
