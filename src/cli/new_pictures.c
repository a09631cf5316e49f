/* new_pictures - pictures that are on other servers, fetched.  See new_pictures.h. */
#include "cli/new_pictures.h"

#include "delivery/issue.h"
#include "io/fetch.h"
#include "io/file.h"
#include "issue/media.h"
#include "issue/template.h"
#include "util/file_path.h"
#include "util/str.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PICTURES_MAX 500
#define PICTURE_BYTES_MAX (10u << 20)
#define PICTURE_SECONDS 30
#define AT_A_TIME 16 /* pictures in memory */

struct pictures {
	struct ctx *c;
	const char *folder;   /* NAME-pictures/, as the text refers to it */
	const char *beside;   /* the folder of the file, with its slash, or "" */
	const char **urls;    /* as fetched */
	struct span *written; /* as in the text: character references and all */
	size_t n;
};

static bool
is_remote(const char *url)
{
	/* With a merge tag it is another one for each reader. */
	return (strncasecmp(url, "http://", 7) == 0 ||
		   strncasecmp(url, "https://", 8) == 0) &&
	    !template_has_tag(url);
}

static bool
is_known(const struct pictures *p, const char *url)
{
	for (size_t i = 0; i < p->n; i++) {
		if (str_eq(p->urls[i], url))
			return true;
	}
	return false;
}

/* Each once, in the order of the text. */
static void
collect(struct pictures *p, const struct html *html)
{
	const struct html_picture *picture = html->pictures;

	p->urls = arena_alloc(p->c->arena, PICTURES_MAX * sizeof(*p->urls));
	p->written = arena_alloc(p->c->arena, PICTURES_MAX * sizeof(*p->written));
	for (; picture < html->pictures + html->npictures; picture++) {
		if (p->n == PICTURES_MAX || !is_remote(picture->address) ||
		    is_known(p, picture->address))
			continue;
		p->urls[p->n] = picture->address;
		p->written[p->n++] = picture->raw;
	}
}

/* Does an address end there?  Not that of another one which begins alike. */
static bool
ends_address(char c)
{
	return c == '\0' || strchr("\"'<>() \t\r\n]", c) != NULL;
}

/* Put to in the place of each from that is a whole address. */
static void
replace(struct buf *text, struct span from, const char *to)
{
	struct buf out;
	const char *s = text->data, *end = s + text->len, *found;

	if (from.n == 0)
		return;
	buf_init(&out, text->max);
	while ((found = memmem(s, (size_t)(end - s), from.s, from.n)) != NULL) {
		buf_add(&out, s, (size_t)(found - s));
		if (ends_address(found[from.n]))
			buf_adds(&out, to);
		else
			buf_add(&out, found, from.n);
		s = found + from.n;
	}
	buf_add(&out, s, (size_t)(end - s));
	buf_reset(text);
	buf_add(text, out.data, out.len);
	buf_release(&out);
}

/* NULL: it is a picture that can be kept. */
static const char *
fault(const struct fetch *f, struct arena *a)
{
	if (f->result != FETCH_ANSWERED)
		return f->why;
	if (f->status != 200)
		return arena_printf(a, "the server says %d", f->status);
	return *media_of_picture(f->bytes) == '\0' ? "it is no picture" : NULL;
}

static int
keep(struct pictures *p, struct buf *text, const struct fetch *f, size_t i, struct err *e)
{
	struct arena *a = p->c->arena;
	const char *name = arena_printf(
	    a, "%s%zu.%s", p->folder, i + 1, media_extension(media_of_picture(f->bytes)));
	const char *path = arena_printf(a, "%s%s", p->beside, name);

	if (file_make_parents(path, e) < 0 || file_create_or_same(path, f->bytes, e) < 0)
		return -1;
	replace(text, p->written[i], name);
	replace(text, span_of(p->urls[i]), name);
	say(p->c, "%s is now %s", p->urls[i], name);
	return 0;
}

/* The name of the file without what would need care in an address. */
static const char *
folder_for(const char *path, struct arena *a)
{
	char *name = arena_strdup(a, issue_name_of_file(path, a)), *c;
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	for (c = name; *c != '\0'; c++) {
		if (strchr(plain, *c) == NULL)
			*c = '-';
	}
	return arena_printf(a, "%s-pictures/", name);
}

/* Some of them, from the one numbered from 0; what they are is dropped again. */
static void
fetch_some(struct pictures *p, struct buf *text, size_t from, size_t n, int *failed)
{
	const struct fetch_options options = {
		.max = PICTURE_BYTES_MAX,
		.seconds = PICTURE_SECONDS,
		/* The servers of tests are on this machine. */
		.allow_private = getenv("NLCTL_TEST_FETCH_PRIVATE") != NULL,
	};
	struct fetch fetches[AT_A_TIME] = { { 0 } };
	struct arena scratch = { 0 };
	const char *why;
	struct err e;

	for (size_t i = 0; i < n; i++)
		fetches[i] = (struct fetch){ .url = p->urls[from + i], .body = true };
	fetch_all(fetches, n, &options, &scratch);
	for (size_t i = 0; i < n; i++) {
		e = (struct err){ 0 };
		why = fault(&fetches[i], &scratch);
		if (why == NULL && keep(p, text, &fetches[i], from + i, &e) < 0)
			why = e.msg;
		if (why == NULL)
			continue;
		complain(p->c, "not fetched: %s: %s", fetches[i].url, why);
		*failed += 1;
	}
	arena_release(&scratch);
}

int
new_pictures_fetch(struct buf *text, const struct manuscript *m, struct ctx *c,
    const char *path, int *failed, struct err *e)
{
	struct pictures p = { .c = c, .folder = folder_for(path, c->arena) };
	size_t i, n;

	p.beside = file_path_folder(path, c->arena);
	collect(&p, &m->html);
	for (i = 0; i < p.n; i += n) {
		n = p.n - i < AT_A_TIME ? p.n - i : AT_A_TIME;
		progress_update(
		    c->progress, (int64_t)i, (int64_t)p.n, "fetching pictures");
		fetch_some(&p, text, i, n, failed);
	}
	if (text->overflowed)
		return err_set(e, ERR_DATA, "the copy would be larger than %u bytes",
		    ISSUE_SOURCE_MAX);
	return 0;
}
