/*
 * nlctl config - show and change settings.  See nlctl-config(1).
 *
 * What is exported is lines of "KEY = VALUE", those of a list below a line
 * "[LIST]"; the same is imported, all or nothing.
 */
#include "cli/checking.h"
#include "cli/cmd.h"
#include "io/file.h"
#include "people/list.h"
#include "people/setting.h"
#include "util/buf.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

#define FILE_MAX (1u << 20) /* bytes of an imported file */

static enum cmd_needs needs_of(const struct args *a);
static int check_form(const struct args *a, struct err *e);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 'l', "list", "LIST", "the value of this list" },
	{ 0, "all", NULL, "show every setting, with its default" },
	{ 0, "unset", NULL, "go back to the value below it" },
	{ 0, "explain", NULL, "show which value holds, and who says so" },
	{ 0, "export", NULL, "write what is set, for --import" },
	{ 0, "import", "FILE", "set everything that FILE says" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_config = {
	.name = "config",
	.synopsis = "[-l LIST] [--all]\n"
		    "[-l LIST] KEY [VALUE]\n"
		    "[-l LIST] --unset KEY\n"
		    "[-l LIST] --explain KEY\n"
		    "--export\n"
		    "--import FILE",
	.summary = "Show and change settings",
	.options = options,
	.argmax = 2,
	.needs = CMD_DB_READ,
	.needs_of = needs_of,
	.check = check_form,
	.run = run,
};

static const char *const origins[] = {
	[SETTING_FROM_DEFAULT] = "default",
	[SETTING_FROM_CONFIG] = "config",
	[SETTING_FROM_LIST] = "list",
	[SETTING_FROM_ISSUE] = "issue",
	[SETTING_FROM_OPTION] = "option",
};

static enum cmd_needs
needs_of(const struct args *a)
{
	if (args_has(a, "import"))
		return CMD_DB_CREATE;
	if (args_has(a, "unset"))
		return CMD_DB_WRITE;
	return a->count == 2 ? CMD_DB_CREATE : CMD_DB_READ;
}

static int
list_of(struct ctx *c, const struct args *a, int64_t *id, struct err *e)
{
	const char *name = args_value(a, "list");
	struct list l;

	*id = 0;
	if (name == NULL)
		return 0;
	if (list_find(&l, c->db, name, c->arena, e) < 0)
		return -1;
	*id = l.id;
	return 0;
}

static const struct column columns[] = {
	{ "list", 14 },
	{ "key", 26 },
	{ "value", 30 },
	{ "origin", 8 },
};

static void
show_row(struct out *o, const char *list, const char *key, const char *value,
    enum setting_origin origin)
{
	out_row_begin(o);
	if (list[0] != '\0')
		out_text(o, "list", list);
	else
		out_null(o, "list");
	out_text(o, "key", key);
	out_text(o, "value", value);
	out_text(o, "origin", origins[origin]);
	out_row_end(o);
}

/* What setting_each calls back for. */
struct each {
	struct ctx *c;
	const char *list; /* only this one's; NULL: all */
	const char *section;
};

static int
show_each(void *arg, const struct setting_row *row, struct err *e)
{
	const struct each *each = arg;

	(void)e;
	if (each->list == NULL || str_eq_ci(each->list, row->list))
		show_row(each->c->out, row->list, row->key, row->value, row->origin);
	return 0;
}

static int
show_set(struct ctx *c, const struct args *a, struct err *e)
{
	struct each each = { c, args_value(a, "list"), NULL };
	int rc;

	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	rc = setting_each(c->settings, show_each, &each, e);
	out_rows_end(c->out);
	return rc;
}

/* Keys with a "*" stand for many: only those that are set can be shown. */
static int
show_all(struct ctx *c, int64_t list, struct err *e)
{
	enum setting_origin origin;
	const char *value;
	size_t i, n;
	const struct setting_key *keys = setting_keys(&n);

	out_rows_begin(c->out, columns, ARRAY_LEN(columns));
	for (i = 0; i < n; i++) {
		if (strchr(keys[i].key, '*') != NULL)
			continue;
		if (setting_explain(
			c->settings, list, keys[i].key, c->arena, &value, &origin, e) < 0)
			return -1;
		show_row(c->out, "", keys[i].key, value, origin);
	}
	out_rows_end(c->out);
	return 0;
}

/* Who may say so, the first to be heard first. */
static const char *
levels(const struct setting_key *k, struct arena *a)
{
	return arena_printf(
	    a, "option, %s%sconfig", k->issue ? "issue, " : "", k->list ? "list, " : "");
}

static int
show_one(struct ctx *c, int64_t list, const char *key, bool explain, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);
	enum setting_origin origin;
	const char *value;

	if (k == NULL ||
	    setting_explain(c->settings, list, key, c->arena, &value, &origin, e) < 0)
		return -1;
	if (!explain && !out_is_json(c->out)) {
		if (value[0] == '\0')
			return err_set(e, ERR_NO,
			    "'%s' is not set: nlctl config %s VALUE", key, key);
		out_line(c->out, "%s", value);
		return 0;
	}
	out_record_begin(c->out);
	out_text(c->out, "key", key);
	out_text(c->out, "value", value);
	out_text(c->out, "origin", origins[origin]);
	out_text(c->out, "default", k->value);
	out_text(c->out, "levels", levels(k, c->arena));
	out_text(c->out, "meaning", k->help);
	out_record_end(c->out);
	return 0;
}

static int
export_each(void *arg, const struct setting_row *row, struct err *e)
{
	struct each *each = arg;

	(void)e;
	if (row->origin == SETTING_FROM_OPTION)
		return 0;
	if (!str_eq(each->section, row->list)) {
		each->section = arena_strdup(each->c->arena, row->list);
		out_line(each->c->out, "[%s]", row->list);
	}
	out_line(each->c->out, "%s = %s", row->key, row->value);
	return 0;
}

/* One line of a file that --export wrote; *list is the section it stands in. */
static int
import_line(struct ctx *c, struct span line, int64_t *list, struct err *e)
{
	const char *equals;
	struct span key, value;
	struct list l;
	char *name;

	line = span_trim(line);
	if (line.n == 0 || line.s[0] == '#')
		return 0;
	if (line.s[0] == '[' && line.s[line.n - 1] == ']') {
		name = arena_memdup(c->arena, line.s + 1, line.n - 2);
		*list = 0;
		if (name[0] == '\0')
			return 0;
		if (list_find(&l, c->db, name, c->arena, e) < 0)
			return -1;
		*list = l.id;
		return 0;
	}
	equals = memchr(line.s, '=', line.n);
	if (equals == NULL)
		return err_set(e, ERR_DATA, "neither 'KEY = VALUE' nor '[LIST]'");
	key = span_trim((struct span){ line.s, (size_t)(equals - line.s) });
	value = span_trim(
	    (struct span){ equals + 1, line.n - (size_t)(equals - line.s) - 1 });
	return setting_set(c->db, *list, arena_memdup(c->arena, key.s, key.n),
	    arena_memdup(c->arena, value.s, value.n), e);
}

/* The line that s ends in. */
static size_t
lines_of(const char *s)
{
	size_t n = 1;

	while ((s = strchr(s, '\n')) != NULL) {
		n++;
		s++;
	}
	return n;
}

static int
import(struct ctx *c, const char *file, struct err *e)
{
	struct buf text;
	const char *s, *end;
	int64_t list = 0;
	size_t number = 0;
	int rc = -1;

	buf_init(&text, FILE_MAX);
	if (file_read(file, &text, e) < 0)
		goto out;
	if (strlen(text.data) != text.len) {
		err_set(e, ERR_DATA, "'%s' is no text: it has a NUL in line %zu", file,
		    lines_of(text.data));
		goto out;
	}
	if (db_begin(c->db, e) < 0)
		goto out;
	for (s = text.data; *s != '\0'; s = *end != '\0' ? end + 1 : end) {
		end = s + strcspn(s, "\n");
		number++;
		if (import_line(c, (struct span){ s, (size_t)(end - s) }, &list, e) < 0) {
			err_ctx(e, "%s:%zu", file, number);
			goto out;
		}
	}
	rc = db_commit(c->db, e);
out:
	db_rollback(c->db);
	buf_release(&text);
	return rc;
}

/* Of --all, --unset, --explain, --export and --import, one; and the arguments
 * that go with it. */
static int
check_form(const struct args *a, struct err *e)
{
	static const struct {
		const char *option;
		int count;
	} forms[] = { { "all", 0 }, { "unset", 1 }, { "explain", 1 }, { "export", 0 },
		{ "import", 0 } };
	const char *before = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++) {
		if (!args_has(a, forms[i].option))
			continue;
		if (before != NULL)
			return err_set(e, ERR_USAGE,
			    "options '--%s' and '--%s' do not go together", before,
			    forms[i].option);
		before = forms[i].option;
		if (a->count != forms[i].count)
			return err_set(e, ERR_USAGE, "option '--%s' goes with %s", before,
			    forms[i].count > 0 ? "one KEY" : "no argument");
	}
	return 0;
}

/* What is no code would stop every check and send, later. */
static int
validate(struct ctx *c, const char *key, const char *value, struct err *e)
{
	struct findings none;

	if (!str_eq(key, "check.errors"))
		return 0;
	findings_init(&none, c->arena);
	return checking_harden(&none, value, e);
}

/* Programs read how it stands now. */
static int
change_one(struct ctx *c, const struct args *a, int64_t list, struct err *e)
{
	const char *key = args_at(a, 0);
	bool unset = args_has(a, "unset");
	int rc;

	if (!unset && validate(c, key, args_at(a, 1), e) < 0)
		return -1;
	rc = unset ? setting_unset(c->db, list, key, e)
		   : setting_set(c->db, list, key, args_at(a, 1), e);

	if (rc == 0 && out_is_json(c->out))
		rc = show_one(c, list, key, false, e);
	return rc;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct each each = { c, NULL, "" };
	int64_t list;

	if (list_of(c, a, &list, e) < 0)
		return -1;
	if (args_has(a, "import"))
		return import(c, args_value(a, "import"), e);
	if (args_has(a, "export") && !out_is_json(c->out))
		return setting_each(c->settings, export_each, &each, e);
	if (args_has(a, "all"))
		return show_all(c, list, e);
	if (args_has(a, "unset") || a->count == 2)
		return change_one(c, a, list, e);
	if (a->count == 1)
		return show_one(c, list, args_at(a, 0), args_has(a, "explain"), e);
	return show_set(c, a, e);
}
