/* own_page - pages that somebody wrote in the place of ours.  See own_page.h. */
#include "web/own_page.h"

#include "io/file.h"
#include "util/utf8.h"

#include <string.h>

#define FILE_MAX 32768 /* bytes */

const char *
own_page_folder(const struct visit *v)
{
	struct err ignored = { 0 };
	const char *folder;

	if (setting_get(
		v->site->settings, v->list, "pages", v->arena, &folder, &ignored) < 0)
		return "";
	return folder;
}

/* 1: read; 0: it is not there; -1. */
static int
read_file(const struct visit *v, const char *folder, const char *file, struct span *out,
    struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, FILE_MAX);
	rc = file_read_beneath(folder, file, &b, e);
	if (rc == 0)
		*out = (struct span){ arena_memdup(v->arena, b.data, b.len), b.len };
	buf_release(&b);
	if (rc == 0)
		return 1;
	if (e->kind != ERR_NOINPUT || !file_is_folder(folder))
		return -1;
	err_clear(e);
	return 0;
}

/* Mistakes in text, which is called name. */
static void
find_mistakes(const struct visit *v, const char *name, struct span text,
    const struct lang_extra *extra, const struct vocabulary *vocabulary,
    struct findings *f)
{
	struct template *ignored;
	struct span bad;

	if (!utf8_valid(text.s, text.n) || strlen(text.s) != text.n)
		finding_add_whole(f, FINDING_NOT_UTF8, name, "this is not UTF-8 text");
	else if (!lang_can_fill(&v->lang, text, extra, v->arena, &bad))
		finding_add(f, FINDING_MERGE_TAG, name, text, (size_t)(bad.s - text.s),
		    "there is no text '%.*s'", (int)bad.n, bad.s);
	else
		template_parse(
		    &ignored, text, name, vocabulary, ESCAPE_HTML, v->arena, f);
}

int
own_page_read(const struct visit *v, const char *folder, const char *file,
    const struct lang_extra *extra, const struct vocabulary *vocabulary, struct span *out,
    struct err *e)
{
	const char *name = arena_printf(v->arena, "%s/%s", folder, file);
	struct findings findings;
	struct span text;
	int rc = read_file(v, folder, file, &text, e);

	if (rc < 0)
		return err_ctx(e, "'%s'", folder);
	if (rc == 0)
		return 0;
	findings_init(&findings, v->arena);
	find_mistakes(v, name, text, extra, vocabulary, &findings);
	if (findings.errors > 0)
		return findings_refuse(&findings, ERR_CONFIG, e);
	*out = text;
	return 0;
}
