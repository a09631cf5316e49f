/* nlctl new - a starting file for an issue.  See nlctl-new(1). */
#include "cli/cmd.h"
#include "cli/new_copy.h"
#include "cli/new_pictures.h"
#include "cli/new_start.h"
#include "delivery/issue.h"
#include "io/file.h"
#include "people/list.h"
#include "util/file_path.h"
#include "util/str.h"
#include "util/utf8.h"

#include <string.h>
#include <unistd.h>

static int check(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "from", "OLD", "begin with this file, or with the issue of this name" },
	{ 0, "fetch-pictures", NULL, "fetch pictures from other servers, with --from" },
	{ 'l', "list", "LIST", "for this list" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_new = {
	.name = "new",
	.synopsis = "[--from OLD] [--fetch-pictures] [-l LIST] NAME",
	.summary = "Make a file to begin an issue with",
	.options = options,
	.argmin = 1,
	.argmax = 1,
	.needs = CMD_DB_READ,
	.check = check,
	.run = run,
};

static int
check(const struct args *a, struct err *e)
{
	const char *name = args_at(a, 0);

	if (args_has(a, "fetch-pictures") && !args_has(a, "from"))
		return err_set(e, ERR_USAGE, "--fetch-pictures goes with --from");
	if (args_has(a, "from") && *args_value(a, "from") == '\0')
		return err_set(e, ERR_USAGE, "--from is empty");
	if (*file_path_base(name) == '\0' || str_eq(name, "-") ||
	    utf8_has_control(span_of(name)))
		return err_set(e, ERR_USAGE, "'%s' is no name for a file", name);
	return 0;
}

static bool
is_issue_extension(const char *e)
{
	return str_eq_ci(e, ".md") || str_eq_ci(e, ".markdown") ||
	    str_eq_ci(e, ".html") || str_eq_ci(e, ".htm") || str_eq_ci(e, ".txt");
}

/* The file to make: as it was typed when that says what form it is to have. */
static const char *
path_of(const struct args *a, enum manuscript_form form, struct arena *arena)
{
	static const char *const extensions[] = {
		[MANUSCRIPT_HTML] = ".html",
		[MANUSCRIPT_MARKDOWN] = ".md",
		[MANUSCRIPT_TEXT] = ".txt",
	};
	const char *name = args_at(a, 0);

	if (is_issue_extension(file_path_extension(name)))
		return name;
	return arena_printf(arena, "%s%s", name, extensions[form]);
}

static int
find_list(struct list *list, struct ctx *c, const struct args *a, struct err *e)
{
	const char *name = args_value(a, "list");

	if (name != NULL)
		return list_find(list, c->db, name, c->arena, e);
	return list_default(list, c->db, c->settings, c->arena, e);
}

/* A file that is there is never touched: said before any work is done. */
static int
check_free(const char *path, struct err *e)
{
	if (access(path, F_OK) != 0)
		return 0;
	return err_set(
	    e, ERR_CONFLICT, "'%s' is there already, and is not overwritten", path);
}

static int
write_start(struct ctx *c, const struct args *a, const char **path, struct err *e)
{
	struct list list;
	struct buf text;
	int rc = -1;

	buf_init(&text, ISSUE_SOURCE_MAX);
	*path = path_of(a, MANUSCRIPT_MARKDOWN, c->arena);
	if (find_list(&list, c, a, e) == 0 &&
	    new_start_write(&text, file_path_extension(*path), c, &list, e) == 0)
		rc = file_create(*path, (struct span){ text.data, text.len }, e);
	buf_release(&text);
	return rc;
}

/* The copy itself is made last: what it is said to be made of is there. */
static int
write_copy(
    struct ctx *c, const struct args *a, const char **path, int *failed, struct err *e)
{
	struct new_copy copy;
	const struct manuscript *m;
	int rc = -1;

	if (new_copy_load(&copy, c, a, e) < 0)
		goto out;
	m = letter_manuscript(copy.old.letter);
	*path = path_of(a, m->form, c->arena);
	if (check_free(*path, e) < 0 || new_copy_files(&copy, c, *path, failed, e) < 0 ||
	    (args_has(a, "fetch-pictures") &&
		new_pictures_fetch(&copy.text, m, c, *path, failed, e) < 0))
		goto out;
	rc = file_create(*path, (struct span){ copy.text.data, copy.text.len }, e);
	if (rc == 0 && *m->subject != '\0')
		say(c, "the subject is still '%s'", m->subject);
out:
	new_copy_release(&copy);
	return rc;
}

static void
tell_next(struct ctx *c, const char *path)
{
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "file", path);
		out_record_end(c->out);
		return;
	}
	out_line(c->out, "%s", path);
	say(c, "next:");
	say(c, "  nlctl preview --serve %s  # see it while you write", path);
	say(c, "  nlctl check %s", path);
	say(c, "  nlctl send --test YOUR-ADDRESS %s", path);
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	const char *path = "";
	int failed = 0, rc;

	rc = args_has(a, "from") ? write_copy(c, a, &path, &failed, e)
				 : write_start(c, a, &path, e);
	if (rc < 0)
		return -1;
	tell_next(c, path);
	if (failed > 0)
		return err_set(e, ERR_NO, "'%s' is there, but %d file%s not", path,
		    failed, failed == 1 ? " is" : "s are");
	return 0;
}
