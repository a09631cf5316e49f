/* subscribe_form - what the form to subscribe asks for.  See subscribe_form.h. */
#include "web/subscribe_form.h"

#include "people/address.h"
#include "people/field.h"
#include "util/buf.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "web/field_input.h"
#include "web/page.h"

#include <ctype.h>
#include <string.h>

#define TRAP "subject" /* what people do not see, and programs fill in */
#define VALUE_MAX 500  /* bytes of a field's value */
#define URL_MAX 4096   /* bytes; a name has 100 characters */

static int
load_fields(struct subscribe_form *f, const struct visit *v, struct err *e)
{
	struct fields all;
	struct span part;
	const char *setting;
	int i;

	if (fields_load(&all, v->site->db, v->arena, e) < 0 ||
	    setting_get(v->site->settings, f->list.id, "subscribe.fields", v->arena,
		&setting, e) < 0)
		return -1;
	while (f->nfields < SUBSCRIBE_FIELDS_MAX && setting_next_field(&setting, &part)) {
		i = fields_find(&all, arena_memdup(v->arena, part.s, part.n));
		if (i < 0)
			continue; /* it was dropped since */
		f->fields[f->nfields].name = all.items[i].name;
		f->fields[f->nfields].type = all.items[i].type;
		f->fields[f->nfields++].value = "";
	}
	return 0;
}

int
subscribe_form_load(
    struct subscribe_form *out, const struct visit *v, const char *list, struct err *e)
{
	bool is_public;

	*out = (struct subscribe_form){ .about = "", .address = "" };
	if (list_find(&out->list, v->site->db, list, v->arena, e) < 0) {
		if (e->kind != ERR_NOTFOUND)
			return -1;
		err_clear(e);
		return 0;
	}
	if (setting_bool(v->site->settings, out->list.id, "public", &is_public, e) < 0)
		return -1;
	if (!is_public)
		return 0;
	if (setting_get(v->site->settings, out->list.id, "description", v->arena,
		&out->about, e) < 0)
		return -1;
	return load_fields(out, v, e) < 0 ? -1 : 1;
}

/* BASE/s/NAME, percent-encoded where it has to be (RFC 3986 section 2.3). */
static const char *
write_address(const char *base, const char *name, struct arena *a)
{
	const char *text;
	struct buf b;

	buf_init(&b, URL_MAX);
	buf_printf(&b, "%s/s/", base);
	for (; *name != '\0'; name++) {
		if (isalnum((unsigned char)*name) || strchr("-._~", *name) != NULL)
			buf_add(&b, name, 1);
		else
			buf_printf(&b, "%%%02X", (unsigned char)*name);
	}
	text = arena_memdup(a, b.data, b.len);
	buf_release(&b);
	return text;
}

int
subscribe_form_address(const char **out, const struct visit *v, int64_t list,
    const char *name, struct err *e)
{
	const char *base, *parts[PATH_PARTS_MAX];
	bool is_public;

	*out = "";
	if (setting_url(v->site->settings, 0, "base-url", v->arena, &base, e) < 0 ||
	    setting_bool(v->site->settings, list, "public", &is_public, e) < 0)
		return -1;
	if (*base != '\0' && is_public &&
	    path_cut(arena_printf(v->arena, "/s/%s", name), "", v->arena, parts) == 2)
		*out = write_address(base, name, v->arena);
	return 0;
}

/* What was typed, without blanks around it. */
static const char *
typed(const struct posted *posted, const char *name, struct arena *a)
{
	struct span s = utf8_trim(span_of(posted_value(posted, name)));

	return arena_memdup(a, s.s, s.n);
}

void
subscribe_form_read(
    struct subscribe_form *f, const struct posted *posted, const struct visit *v)
{
	size_t i;

	f->address = typed(posted, "email", v->arena);
	for (i = 0; i < f->nfields; i++)
		f->fields[i].value = typed(posted,
		    arena_printf(v->arena, FIELD_INPUT_NAME "%s", f->fields[i].name),
		    v->arena);
}

bool
subscribe_form_is_trapped(const struct posted *posted)
{
	return *posted_value(posted, TRAP) != '\0';
}

/* A domain that mail of the internet can reach. */
static bool
is_address(const char *text, struct arena *a)
{
	struct err fault = { 0 };
	struct address address;

	return address_parse(&address, span_of(text), a, &fault) == 0 &&
	    *address.doubt == '\0' && strchr(address.domain, '.') != NULL;
}

int
subscribe_form_check(const struct subscribe_form *f, const struct visit *v,
    struct assignment *out, size_t *n, const char **wrong, struct err *e)
{
	struct err fault = { 0 };
	const char *json;
	size_t i;

	*n = 0;
	*wrong = "EMAIL";
	if (!is_address(f->address, v->arena))
		return 0;
	for (i = 0; i < f->nfields; i++) {
		if (*f->fields[i].value == '\0')
			continue;
		*wrong = f->fields[i].name;
		out[*n] = (struct assignment){ *wrong, f->fields[i].value };
		if (strlen(f->fields[i].value) > VALUE_MAX)
			return 0;
		if (contact_assign(
			&json, v->site->db, "{}", &out[*n], 1, v->arena, &fault) == 0) {
			(*n)++;
			continue;
		}
		if (fault.kind == ERR_DATA)
			return 0;
		*e = fault;
		return -1;
	}
	*wrong = "";
	return 1;
}

static struct value
inputs(const struct subscribe_form *f, struct visit *v)
{
	struct value *all = arena_alloc(v->arena, (f->nfields + 1) * sizeof(*all));
	size_t i;

	for (i = 0; i < f->nfields; i++)
		all[i] = field_input(&v->lang, f->fields[i].name, f->fields[i].type,
		    f->fields[i].value, v->arena);
	return field_inputs(v, all, f->nfields);
}

struct value
subscribe_form_html(const struct subscribe_form *f, struct visit *v, const char *action,
    const char *stamp)
{
	const struct value_pair values[] = {
		{ "action", value_text(action) },
		{ "stamp", value_text(stamp) },
		{ "address", value_text(f->address) },
		{ "fields", inputs(f, v) },
	};

	return page_part(v, "subscribe_form", values, ARRAY_LEN(values));
}
