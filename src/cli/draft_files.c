/* draft_files - what an issue on the command line refers to.  See draft_files.h. */
#include "cli/draft_files.h"

#include "io/file.h"
#include "issue/attachment.h"
#include "issue/html.h"
#include "issue/layout.h"
#include "issue/params.h"
#include "util/file_path.h"

#include <string.h>

/* The most octets of a file, by what it is for. */
static size_t
most(enum source_role role)
{
	switch (role) {
	case SOURCE_PICTURE:
		return PICTURE_BYTES_MAX;
	case SOURCE_PARAMS:
		return PARAMS_MAX;
	case SOURCE_TEXT:
		return HTML_BYTES_MAX;
	default:
		return ATTACHMENT_BYTES_MAX;
	}
}

static const char *
fault_of(const struct err *e, enum source_role role, struct arena *a)
{
	switch (e->kind) {
	case ERR_NOINPUT:
		return "there is no such file beside the issue";
	case ERR_PERM:
		return "it may not be read";
	case ERR_CONFLICT:
		return "it is no file in the issue's folder, or below it";
	case ERR_DATA:
		return arena_printf(a, "it is larger than %zu MiB", most(role) >> 20);
	default:
		return arena_strdup(a, e->msg);
	}
}

static void
load(struct source *source, const char *folder, const struct letter_wish *w,
    struct arena *a)
{
	struct source_file missing = { .role = w->role, .name = w->name, .type = "" };
	struct err e = { 0 };
	struct buf b;

	buf_init(&b, most(w->role));
	if (file_read_beneath(folder, w->name, &b, &e) == 0) {
		source_add(source, a, w->role, w->name,
		    (struct span){ arena_memdup(a, b.data, b.len), b.len });
	} else if (w->role != SOURCE_TEXT || e.kind != ERR_NOINPUT) {
		missing.fault = fault_of(&e, w->role, a);
		source_add_file(source, a, &missing);
	}
	buf_release(&b);
}

void
draft_files_load(struct source *source, const struct letter *l, struct arena *a)
{
	const char *folder = file_path_folder(source->files[0].name, a);
	struct letter_wish *wishes;
	size_t n = letter_wishes(l, &wishes), i;

	for (i = 0; i < n; i++) {
		if (source_get(source, wishes[i].role, wishes[i].name) == NULL)
			load(source, folder, &wishes[i], a);
	}
}

/* The pictures that a layout refers to, from its folder. */
static void
load_layout_pictures(
    struct source *source, const char *folder, struct span layout, struct arena *a)
{
	struct letter_wish wish = { .role = SOURCE_PICTURE };
	struct pictures pictures;
	struct findings unheard; /* what is wrong with it is said where it is used */
	struct html html;
	size_t i;

	findings_init(&unheard, a);
	if (html_read(&html, layout, "", a, &unheard) < 0)
		return;
	pictures_find(&pictures, &html, source, a);
	for (i = 0; i < pictures.nnames; i++) {
		wish.name = pictures.names[i];
		if (source_get(source, wish.role, wish.name) == NULL)
			load(source, folder, &wish, a);
	}
}

int
draft_files_layout(
    struct source *source, const char *path, bool beneath, struct arena *a, struct err *e)
{
	const char *folder = file_path_folder(source->files[0].name, a);
	struct span text;
	struct buf b;
	int rc;

	buf_init(&b, LAYOUT_BYTES_MAX);
	rc = beneath ? file_read_beneath(folder, path, &b, e) : file_read(path, &b, e);
	text = (struct span){ arena_memdup(a, b.data, b.len), b.len };
	buf_release(&b);
	if (rc < 0)
		return -1;
	source_add(source, a, SOURCE_LAYOUT, path, text);
	if (beneath)
		folder = arena_printf(a, "%s%s", folder, file_path_folder(path, a));
	else
		folder = file_path_folder(path, a);
	load_layout_pictures(source, folder, text, a);
	return 0;
}

int
draft_files_params(
    struct source *source, const char *path, struct arena *a, struct err *e)
{
	struct source_file *old = source_first(source, SOURCE_PARAMS);
	struct source one = { 0 };
	struct buf b;
	int rc;

	buf_init(&b, PARAMS_MAX);
	rc = file_read(path, &b, e);
	if (rc == 0)
		source_add(&one, a, SOURCE_PARAMS, path,
		    (struct span){ arena_memdup(a, b.data, b.len), b.len });
	if (rc == 0 && old != NULL)
		*old = one.files[0];
	else if (rc == 0)
		source_add_file(source, a, &one.files[0]);
	buf_release(&b);
	return rc < 0 ? err_ctx(e, "--params") : 0;
}

int
draft_files_attach(
    struct source *source, const struct args *args, struct arena *a, struct err *e)
{
	const char *path, *name;
	struct buf b;
	int n, rc = 0;

	for (n = 0; rc == 0 && (path = args_nth(args, "attach", n)) != NULL; n++) {
		name = file_path_base(path);
		if (*name == '\0' || str_eq(name, "-"))
			return err_set(e, ERR_USAGE, "--attach '%s' is no file", path);
		if (source_get(source, SOURCE_ATTACHMENT, name) != NULL)
			return err_set(e, ERR_USAGE,
			    "--attach '%s': another file of that name is attached "
			    "already",
			    path);
		buf_init(&b, ATTACHMENT_BYTES_MAX);
		rc = file_read(path, &b, e);
		if (rc == 0)
			source_add(source, a, SOURCE_ATTACHMENT, name,
			    (struct span){ arena_memdup(a, b.data, b.len), b.len });
		buf_release(&b);
	}
	return rc < 0 ? err_ctx(e, "--attach") : 0;
}
