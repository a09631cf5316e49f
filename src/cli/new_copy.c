/* new_copy - a new issue that begins as a copy.  See new_copy.h. */
#include "cli/new_copy.h"

#include "cli/findings.h"
#include "delivery/issue_files.h"
#include "delivery/reader.h"
#include "io/file.h"
#include "issue/foreign.h"
#include "util/file_path.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

/* Settings that were of the old issue alone. */
static const char *const its_own[] = { "name", "send-at", "not-after" };

static size_t
line_of(struct span text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text.s[i] == '\n';
	return line;
}

/* The end of what says this setting: its tag, or its line of front matter. */
static size_t
end_of_setting(const struct manuscript *m, const struct manuscript_setting *s)
{
	char last = m->form == MANUSCRIPT_HTML ? '>' : '\n';
	struct span rest = { m->source.s + s->offset, m->source.n - s->offset };
	const char *end = memchr(rest.s, last, rest.n);
	size_t at = end != NULL ? (size_t)(end + 1 - m->source.s) : m->source.n;

	if (last == '>' && at < m->source.n && m->source.s[at] == '\n')
		at++;
	return at;
}

/* The old text without those settings. */
static void
leave_out(struct ctx *c, const struct manuscript *m, struct buf *out)
{
	const struct manuscript_setting *s;
	size_t from = 0, i;

	for (s = m->settings; s < m->settings + m->nsettings; s++) {
		for (i = 0; i < ARRAY_LEN(its_own) && !str_eq(s->key, its_own[i]); i++)
			continue;
		if (i == ARRAY_LEN(its_own) || s->offset < from)
			continue;
		buf_add(out, m->source.s + from, s->offset - from);
		from = end_of_setting(m, s);
		say(c, "line %zu: '%s%s: %s' is left out: it was the old issue's",
		    line_of(m->source, s->offset), m->key_prefix, s->key, s->value);
	}
	buf_add(out, m->source.s + from, m->source.n - from);
}

static int
translate(struct ctx *c, struct new_copy *n, struct span text, struct err *e)
{
	struct foreign_change *changes;
	struct reader reader;
	size_t i, count;

	if (reader_init(&reader, c->db, c->arena, e) < 0)
		return -1;
	count = foreign_translate(&n->text, text, &reader.vocabulary, &changes, c->arena);
	for (i = 0; i < count; i++)
		say(c, "line %zu: %.*s is now %s",
		    line_of(text, (size_t)(changes[i].from.s - text.s)),
		    (int)changes[i].from.n, changes[i].from.s, changes[i].to);
	if (n->text.overflowed)
		return err_set(e, ERR_DATA, "the copy would be larger than %u bytes",
		    ISSUE_SOURCE_MAX);
	return 0;
}

int
new_copy_load(struct new_copy *n, struct ctx *c, const struct args *a, struct err *e)
{
	/* Its own name is of no interest, and standard input has none. */
	const struct draft_options options = {
		.name = "old", .silent = true, .only_read = true
	};
	const char *old = args_value(a, "from");
	struct args from = *a;
	struct buf text;
	int rc;

	*n = (struct new_copy){ 0 };
	buf_init(&n->text, ISSUE_SOURCE_MAX);
	buf_init(&text, ISSUE_SOURCE_MAX);
	from.list = &old;
	from.count = 1;
	rc = draft_load(&n->old, c, &from, &options, e);
	if (rc < 0) {
		findings_complain(c, &n->old.findings);
	} else {
		leave_out(c, letter_manuscript(n->old.letter), &text);
		rc = translate(c, n, (struct span){ text.data, text.len }, e);
	}
	buf_release(&text);
	return rc;
}

void
new_copy_release(struct new_copy *n)
{
	draft_release(&n->old);
	buf_release(&n->text);
}

/* Does it stay beneath the folder that it is relative to? */
static bool
is_beneath(const char *name)
{
	const char *part = name, *end;

	if (*name == '/' || *name == '\0')
		return false;
	for (; *part != '\0'; part = *end == '/' ? end + 1 : end) {
		end = part + strcspn(part, "/");
		if (end - part == 2 && part[0] == '.' && part[1] == '.')
			return false;
	}
	return true;
}

/* Is it in the text itself, was it given on the command line, or is it the text part of the old issue, which
 * says other things than the new one will? */
static bool
is_left_behind(const struct new_copy *n, const struct source_file *f, struct arena *a)
{
	return f->role == SOURCE_ISSUE || str_starts(f->name, "data:") ||
	    !is_beneath(f->name) ||
	    str_eq(
		f->name, arena_printf(a, "%s.txt", issue_name_of_file(n->old.file, a)));
}

/* Beside the new file, unless it cannot be had or another one is there. */
static int
copy_file(const struct source_file *f, const char *to, struct arena *a, struct err *e)
{
	const char *path = arena_printf(a, "%s%s", to, f->name);

	if (*f->fault != '\0')
		return err_set(e, ERR_NOINPUT, "'%s': %s", f->name, f->fault);
	if (file_make_parents(path, e) < 0)
		return -1;
	return file_create_or_same(path, f->bytes, e);
}

int
new_copy_files(
    struct new_copy *n, struct ctx *c, const char *path, int *failed, struct err *e)
{
	const char *to = file_path_folder(path, c->arena);
	const struct source_file *f;
	struct source all;
	struct err why;

	if (issue_files_complete(c->db, &n->old.source, true, &all, c->arena, e) < 0)
		return -1;
	for (f = all.files; f < all.files + all.count; f++) {
		if (is_left_behind(n, f, c->arena))
			continue;
		why = (struct err){ 0 };
		if (copy_file(f, to, c->arena, &why) == 0)
			continue;
		complain(c, "not copied: %s", why.msg);
		*failed += 1;
	}
	return 0;
}
