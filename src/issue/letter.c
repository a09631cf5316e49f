/* letter - an issue compiled once, copied a million times.  See letter.h. */
#include "issue/letter_private.h"

#include "issue/attachment.h"
#include "issue/params.h"
#include "issue/wire.h"
#include "util/xalloc.h"

int
letter_refuse(const struct letter *l, const struct findings *f, struct err *e)
{
	return err_set(e, ERR_DATA, "'%s' has %zu mistake%s: nothing was sent",
	    l->manuscript.file, f->errors, f->errors == 1 ? "" : "s");
}

int
letter_read(struct letter **out, struct source *source, const char *name, struct arena *a,
    struct findings *f, struct err *e)
{
	struct letter *l = arena_alloc(a, sizeof(*l));
	struct span text;

	*out = l;
	if (!source_find(source, name, &text))
		BUG("the source has no '%s'", name);
	l->arena = a;
	l->source = source;
	if (manuscript_read(&l->manuscript, text, name, a, f) < 0)
		return letter_refuse(l, f, e);
	pictures_find(&l->pictures, &l->manuscript.html, source, a);
	return 0;
}

static void
wish(const struct letter *l, enum source_role role, const char *name,
    struct letter_wish *wishes, size_t *n)
{
	if (source_get(l->source, role, name) == NULL)
		wishes[(*n)++] = (struct letter_wish){ role, name };
}

size_t
letter_wishes(const struct letter *l, struct letter_wish **wishes)
{
	const struct manuscript *m = &l->manuscript;
	const struct manuscript_setting *params;
	size_t i, n = 0;

	*wishes = arena_alloc(
	    l->arena, (l->pictures.nnames + m->nsettings + 1) * sizeof(**wishes));
	for (i = 0; i < l->pictures.nnames; i++)
		wish(l, SOURCE_PICTURE, l->pictures.names[i], *wishes, &n);
	for (i = 0; i < m->nsettings; i++) {
		if (str_eq(m->settings[i].key, ATTACHMENT_SETTING))
			wish(l, SOURCE_ATTACHMENT, m->settings[i].value, *wishes, &n);
	}
	params = manuscript_setting(m, PARAMS_SETTING);
	if (params != NULL && source_first(l->source, SOURCE_PARAMS) == NULL)
		wish(l, SOURCE_PARAMS, params->value, *wishes, &n);
	if (!letter_is_text(l))
		wish(l, SOURCE_TEXT, letter_text_name(m->file, l->arena), *wishes, &n);
	return n;
}

int
letter_render_subject(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	return template_render_header(l->subject, &c->bindings, out, e);
}

/* Where it stands its mistakes were found already. */
int
letter_render_preheader(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	struct arena a = { 0 };
	struct findings found;
	struct template *t;
	int rc = 0;

	findings_init(&found, &a);
	template_parse(&t, span_of(l->manuscript.preheader), l->manuscript.file,
	    &l->vocabulary, ESCAPE_NONE, &a, &found);
	if (found.errors == 0)
		rc = template_render_header(t, &c->bindings, out, e);
	arena_release(&a);
	return rc;
}

int
letter_render_pieces(
    const struct letter *l, const struct copy *c, struct pieces *out, struct err *e)
{
	size_t start = out->own.len;

	if (letter_add_headers(l, c, &out->own, e) < 0)
		return -1;
	wire_assert((struct span){ out->own.data + start, out->own.len - start });
	pieces_share(out, l->mime.head);
	pieces_share(out, l->mime.text_lead);
	if (template_render_qp(l->text, &c->bindings, out, e) < 0)
		return -1;
	pieces_share(out, l->mime.html_lead);
	if (!letter_is_text(l) && template_render_qp(l->body, &c->bindings, out, e) < 0)
		return -1;
	pieces_share(out, l->mime.tail);
	if (out->own.overflowed || pieces_len(out) > LETTER_MAX)
		return err_set(e, ERR_DATA, "the message has over %u octets", LETTER_MAX);
	return 0;
}

int
letter_render(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	struct pieces pieces;
	int rc;

	pieces_init(&pieces, LETTER_MAX);
	rc = letter_render_pieces(l, c, &pieces, e);
	pieces_flatten(&pieces);
	buf_add(out, pieces.own.data, pieces.own.len);
	pieces_release(&pieces);
	return rc;
}

int
letter_render_text(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	return template_render(l->text, &c->bindings, out, e);
}

int
letter_render_html(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	if (letter_is_text(l))
		return err_set(e, ERR_NOINPUT, "'%s' is a text: it has no HTML part",
		    l->manuscript.file);
	return template_render(l->body, &c->bindings, out, e);
}

const struct pictures *
letter_pictures(const struct letter *l)
{
	return &l->pictures;
}

const char *
letter_subject(const struct letter *l)
{
	return l->subject_source;
}

const struct manuscript *
letter_manuscript(const struct letter *l)
{
	return &l->manuscript;
}

const char *
letter_file(const struct letter *l)
{
	return l->manuscript.file;
}

int
letter_written(const struct letter *l, struct letter_written *out)
{
	const struct manuscript *m = &l->manuscript;
	struct letter_written one = { .vocabulary = &l->vocabulary, .at = SIZE_MAX };
	int n = 0;

	if (!letter_is_text(l)) {
		one.template = l->body_written;
		one.file = m->file;
		one.text = m->html.source;
		out[n++] = one;
	}
	if (l->text_file != NULL) {
		one.template = l->text_written;
		one.file = l->text_file;
		one.text = l->text_source;
		out[n++] = one;
	}
	one.template = l->subject;
	if (l->subject_source != m->subject) {
		one.file = "--subject";
		one.text = span_of(l->subject_source);
		out[n++] = one;
	} else if (m->form != MANUSCRIPT_HTML) { /* there the title is in the body */
		one.file = m->file;
		one.text = m->source;
		one.at = m->subject_offset;
		out[n++] = one;
	}
	return n;
}

bool
letter_uses(const struct letter *l, enum name name)
{
	size_t i;

	for (i = 0; i < l->nheaders; i++) {
		if (template_uses(l->headers[i].template, name))
			return true;
	}
	return template_uses(l->body, name) || template_uses(l->text, name) ||
	    template_uses(l->subject, name);
}

bool
letter_uses_field(const struct letter *l, size_t field)
{
	size_t i;

	for (i = 0; i < l->nheaders; i++) {
		if (template_uses_field(l->headers[i].template, field))
			return true;
	}
	return template_uses_field(l->body, field) ||
	    template_uses_field(l->text, field) || template_uses_field(l->subject, field);
}
