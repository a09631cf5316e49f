/*
 * screenshot - how an HTML text looks, by a headless Chromium.  See screenshot.h.
 *
 * The text is in a frame of a page of ours, which tells the frame's height: first one
 * page with a frame of each width, whose heights are read from its DOM, then for each
 * width a page as high as that to be drawn.  The policy of our page holds in the frame
 * too.
 */
#include "cli/screenshot.h"

#include "io/child.h"
#include "io/file.h"
#include "issue/filter.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HTML_MAX (64u << 20)
#define DOM_MAX (128u << 20)
#define PNG_MAX (64u << 20)
#define HEIGHT_MAX 16384 /* pixels: Chromium draws no more */
#define SECONDS "60"     /* for one run of it */
#define KILL_SECONDS "5" /* between asking it to end and killing it */
#define TIMED_OUT 124    /* what timeout(1) ends with */
#define ARGUMENTS_MAX 32
#define HEIGHTS "data-heights=\""

static const int widths[SCREENSHOT_WIDTHS] = { 600, 375 };

#define PAGE \
	"<!doctype html><html><head><meta charset=\"utf-8\">" \
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; " \
	"style-src 'unsafe-inline'; img-src data:; font-src data:; " \
	"script-src 'nonce-measure'\">" \
	"<style>body{margin:0;background:#fff}iframe{display:block;border:0}</style>" \
	"</head><body>"
#define MEASURE \
	"<script nonce=\"measure\">onload=()=>document.documentElement.setAttribute(" \
	"'data-heights',[...document.querySelectorAll('iframe')].map(f=>" \
	"f.contentDocument.documentElement.scrollHeight).join(' '))</script>"

struct camera {
	const char *browser;
	const char *folder; /* of ours */
	struct span html;
	struct arena *a;
};

static bool
is_in_path(const char *name, struct arena *a)
{
	const char *path = getenv("PATH"), *end;

	for (; path != NULL && *path != '\0'; path = *end == ':' ? end + 1 : end) {
		end = path + strcspn(path, ":");
		if (access(arena_printf(a, "%.*s/%s", (int)(end - path), path, name),
			X_OK) == 0)
			return true;
	}
	return false;
}

static const char *
find_browser(struct arena *a)
{
	static const char *const names[] = { "chromium", "chromium-browser",
		"google-chrome", "google-chrome-stable" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (is_in_path(names[i], a))
			return names[i];
	}
	return NULL;
}

/* A frame with the text, as the value of an attribute. */
static void
add_frame(struct buf *page, struct span html, int width, int height)
{
	buf_printf(page,
	    "<iframe width=\"%d\" height=\"%d\" sandbox=\"allow-same-origin\" srcdoc=\"",
	    width, height);
	html_escape(html, page);
	buf_adds(page, "\"></iframe>");
}

static int
write_page(const char *path, const struct buf *page, struct err *e)
{
	if (page->overflowed)
		return err_set(e, ERR_DATA, "the HTML is too large for a screenshot");
	return file_write(path, (struct span){ page->data, page->len }, e);
}

/* All that it writes to standard output goes to out. */
static int
read_all(int fd, struct buf *out, struct err *e)
{
	char *room;
	ssize_t n;

	while ((room = buf_reserve(out, 65536)) != NULL) {
		n = read(fd, room, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, ERR_SYSTEM, "cannot read from Chromium");
		if (n == 0)
			return 0;
		out->len += (size_t)n;
		out->data[out->len] = '\0';
	}
	return err_set(e, ERR_SYSTEM, "Chromium says too much");
}

/* Run it on a page; what it prints goes to out. */
static int
run(const struct camera *c, const char *page, const char *size, const char *action,
    struct buf *out, struct err *e)
{
	const char *argv[ARGUMENTS_MAX] = { "timeout", "-k", KILL_SECONDS, SECONDS,
		/* Its words on standard error are for its developers. */
		"sh", "-c", "exec \"$@\" 2>/dev/null", "sh", c->browser, "--headless=new",
		"--disable-gpu", "--hide-scrollbars", "--no-first-run",
		"--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions",
		"--host-resolver-rules=MAP * ~NOTFOUND",
		"--force-device-scale-factor=1" };
	struct child child;
	size_t n = 0;
	int status;

	while (argv[n] != NULL)
		n++;
	argv[n++] = arena_printf(c->a, "--user-data-dir=%s/profile", c->folder);
	argv[n++] = size;
	argv[n++] = action;
	if (geteuid() == 0)
		argv[n++] = "--no-sandbox";
	argv[n++] = arena_printf(c->a, "file://%s", page);
	if (child_start(&child, argv, CHILD_READ, e) < 0)
		return -1;
	if (read_all(child.fd, out, e) < 0) {
		struct err later = { 0 };

		(void)child_wait(&child, &later);
		return -1;
	}
	status = child_wait(&child, e);
	if (status == TIMED_OUT)
		return err_set(
		    e, ERR_SYSTEM, "'%s' was not done in " SECONDS " s", c->browser);
	if (status > 0)
		return err_set(
		    e, ERR_SYSTEM, "'%s' ended with status %d", c->browser, status);
	return status;
}

/* The numbers behind data-heights in the DOM that it printed. */
static int
read_heights(const struct camera *c, const struct buf *dom,
    int heights[SCREENSHOT_WIDTHS], struct err *e)
{
	const char *at = strstr(dom->data, HEIGHTS);
	char *end = NULL;
	long height;

	at = at != NULL ? at + strlen(HEIGHTS) : "";
	for (int i = 0; i < SCREENSHOT_WIDTHS; i++, at = end) {
		height = strtol(at, &end, 10);
		if (end == at || height < 1)
			return err_set(e, ERR_SYSTEM,
			    "'%s' does not say how high the page is", c->browser);
		heights[i] = height < HEIGHT_MAX ? (int)height : HEIGHT_MAX;
	}
	return 0;
}

static int
measure(const struct camera *c, int heights[SCREENSHOT_WIDTHS], struct err *e)
{
	const char *path = arena_printf(c->a, "%s/measure.html", c->folder);
	struct buf page, dom;
	int rc = -1;

	buf_init(&page, HTML_MAX);
	buf_init(&dom, DOM_MAX);
	buf_adds(&page, PAGE);
	for (int i = 0; i < SCREENSHOT_WIDTHS; i++)
		add_frame(&page, c->html, widths[i], 100);
	buf_adds(&page, MEASURE);
	if (write_page(path, &page, e) == 0 &&
	    run(c, path, "--window-size=1000,600", "--dump-dom", &dom, e) == 0)
		rc = read_heights(c, &dom, heights, e);
	buf_release(&page);
	buf_release(&dom);
	return rc;
}

static int
draw(const struct camera *c, int width, int height, const char *to, struct err *e)
{
	const char *path = arena_printf(c->a, "%s/draw.html", c->folder);
	const char *drawn = arena_printf(c->a, "%s/drawn.png", c->folder);
	struct buf page, words, png;
	int rc = -1;

	buf_init(&page, HTML_MAX);
	buf_init(&words, DOM_MAX);
	buf_init(&png, PNG_MAX);
	buf_adds(&page, PAGE);
	add_frame(&page, c->html, width, height);
	if (write_page(path, &page, e) == 0 &&
	    run(c, path, arena_printf(c->a, "--window-size=%d,%d", width, height),
		arena_printf(c->a, "--screenshot=%s", drawn), &words, e) == 0 &&
	    file_read(drawn, &png, e) == 0)
		rc = file_write(to, (struct span){ png.data, png.len }, e);
	unlink(drawn);
	buf_release(&page);
	buf_release(&words);
	buf_release(&png);
	return rc;
}

/* file without ".png", a hyphen, the width, ".png". */
static const char *
path_for(const char *file, int width, struct arena *a)
{
	size_t n = strlen(file) - (str_ends(file, ".png") ? strlen(".png") : 0);

	return arena_printf(a, "%.*s-%d.png", (int)n, file, width);
}

int
screenshot_take(const char *paths[SCREENSHOT_WIDTHS], const char *file, struct span html,
    struct arena *a, struct err *e)
{
	struct camera c = { .browser = find_browser(a), .html = html, .a = a };
	int heights[SCREENSHOT_WIDTHS], rc;

	if (c.browser == NULL)
		return err_set(e, ERR_CONFIG,
		    "no Chromium is installed, which draws screenshots: neither "
		    "'chromium' nor 'google-chrome' is in PATH");
	c.folder = file_temporary_folder(a, e);
	if (c.folder == NULL)
		return -1;
	rc = measure(&c, heights, e);
	for (int i = 0; rc == 0 && i < SCREENSHOT_WIDTHS; i++) {
		paths[i] = path_for(file, widths[i], a);
		rc = draw(&c, widths[i], heights[i], paths[i], e);
	}
	file_remove_folder(c.folder);
	return rc;
}
