/* look - a list's colour and logo.  See look.h. */
#include "web/look.h"

#include "io/file.h"
#include "issue/css.h"
#include "issue/media.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/page.h"

#define LOGO_MAX 262144 /* bytes */
#define AN_HOUR "public, max-age=3600"
#define READABLE 4.5 /* WCAG 2.2, 1.4.3 */

/* What pages are written on, --card of pages/style.css. */
static const struct css_colour light = { 0xFF, 0xFF, 0xFF };
static const struct css_colour dark = { 0x1F, 0x23, 0x27 };

/* A page does not fail for its looks. */
static const char *
setting(const struct visit *v, const char *key)
{
	struct err ignored = { 0 };
	const char *value;

	if (setting_get(v->site->settings, v->list, key, v->arena, &value, &ignored) < 0)
		return "";
	return value;
}

/* A tenth of the way from one to the other. */
static uint8_t
nearer(uint8_t from, uint8_t to)
{
	return (uint8_t)((9 * from + to) / 10);
}

/* The colour, as far towards black or white as reading it on that card needs. */
static struct css_colour
readable(struct css_colour c, struct css_colour card)
{
	struct css_colour ink = css_ink(card);
	int i;

	for (i = 0; i < 20 && css_contrast(c, card) < READABLE; i++) {
		c.red = nearer(c.red, ink.red);
		c.green = nearer(c.green, ink.green);
		c.blue = nearer(c.blue, ink.blue);
	}
	return css_contrast(c, card) < READABLE ? ink : c;
}

static const char *
hex(struct css_colour c, struct arena *a)
{
	return arena_printf(a, "#%02x%02x%02x", c.red, c.green, c.blue);
}

static const char *
properties(struct css_colour c, struct css_colour card, struct arena *a)
{
	struct css_colour accent = readable(c, card);

	return arena_printf(a, ":root { --accent: %s; --on-accent: %s; }", hex(accent, a),
	    hex(css_ink(accent), a));
}

const char *
look_style(const struct visit *v)
{
	struct css_colour c;

	if (!css_colour(span_of(setting(v, "color")), &c))
		return "";
	return arena_printf(v->arena, "%s\n@media (prefers-color-scheme: dark) { %s }\n",
	    properties(c, light, v->arena), properties(c, dark, v->arena));
}

const char *
look_logo(const struct visit *v)
{
	if (*setting(v, "logo") == '\0')
		return "";
	return arena_printf(v->arena, "%s/logo/%lld", v->base, (long long)v->list);
}

/* The file, in arena a. */
static int
read_picture(struct look_logo *out, const char *file, struct arena *a, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, LOGO_MAX);
	rc = file_read(file, &b, e);
	out->bytes = (struct span){ arena_memdup(a, b.data, b.len), b.len };
	buf_release(&b);
	out->type = media_of_picture(out->bytes);
	if (rc == 0 && *out->type == '\0')
		rc = err_set(e, ERR_DATA, "'%s' is no picture that nlctl knows", file);
	out->name = arena_printf(a, "logo.%s", media_extension(out->type));
	return rc < 0 ? err_ctx(e, "setting 'logo'") : 0;
}

int
look_read_logo(struct look_logo *out, struct settings *settings, int64_t list,
    struct arena *a, struct err *e)
{
	const char *file;

	*out = (struct look_logo){ .name = "", .type = "" };
	if (setting_get(settings, list, "logo", a, &file, e) < 0)
		return -1;
	return *file != '\0' ? read_picture(out, file, a, e) : 0;
}

int
logo_visit(struct visit *v, struct err *e)
{
	struct look_logo logo = { .name = "" };
	int64_t list;

	if (str_to_int(v->path[1], 0, INT64_MAX, &list) == 0 &&
	    look_read_logo(&logo, v->site->settings, list, v->arena, e) < 0)
		return -1;
	if (*logo.name == '\0') {
		page_answer(v, "missing", 404, NULL, 0);
		return 0;
	}
	http_respond(v->out, 200, logo.type, logo.bytes);
	http_response_add(v->out, "Cache-Control", AN_HOUR);
	page_protect_picture(v);
	return 0;
}
