/* letter - an issue compiled once, copied a million times.  See letter.h. */
#include "issue/letter.h"

#include "issue/attachment.h"
#include "issue/header.h"
#include "issue/mime.h"
#include "issue/mirror.h"
#include "issue/params.h"
#include "issue/text.h"
#include "issue/wire.h"
#include "util/header_name.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

#define HEADER_VALUE_MAX 8192 /* octets of one merged header value */
#define TEST_MARK "[TEST] "

struct header_template {
	const char *name;
	struct template *template;
};

struct letter {
	struct arena *arena;
	const struct identity *identity;
	struct vocabulary vocabulary; /* with the issue's language */
	const struct source *source;
	struct manuscript manuscript;
	struct value params;
	struct pictures pictures;
	const char *subject_source;
	struct template *subject;
	struct template *text, *body; /* body: the HTML */
	struct mime mime;             /* what stands round these two */
	bool mistaken;                /* mistakes were found in the HTML */
	struct header_template *headers;
	size_t nheaders;
	/* Header fields that are the same in all copies, ready; subject_line is empty
	 * where the subject holds a tag. */
	struct span from, reply_to, subject_line, list_id, bulk;
};

/*
 * A template that the issue says of itself.  In front matter it has its own place.
 * In HTML it stands at offset; its mistakes were found there, and one that is none
 * in the HTML as a whole (a block that begins inside and ends outside) is said of
 * offset.
 */
static void
compile_inner(struct letter *l, struct template **out, const char *text, size_t offset,
    struct findings *f)
{
	struct findings own, *where = l->manuscript.form == MANUSCRIPT_HTML ? &own : f;

	findings_init(&own, l->arena);
	template_parse(out, span_of(text), l->manuscript.file, &l->vocabulary,
	    ESCAPE_NONE, l->arena, where);
	if (own.errors > 0 && !l->mistaken)
		finding_add(f, FINDING_MERGE_TAG, l->manuscript.file,
		    l->manuscript.source, offset, "%s", findings_error(&own));
}

/* A template of the option or setting called name. */
static void
compile_outer(struct letter *l, struct template **out, const char *text, const char *name,
    struct findings *f)
{
	template_parse(
	    out, span_of(text), name, &l->vocabulary, ESCAPE_NONE, l->arena, f);
}

static int
compile_headers(struct letter *l, struct findings *f, struct err *e)
{
	const struct header_setting *h;
	const struct manuscript_setting *own;
	const char *key;
	size_t i;

	l->nheaders = l->identity->nheaders;
	l->headers = arena_alloc(l->arena, l->nheaders * sizeof(*l->headers));
	for (i = 0; i < l->nheaders; i++) {
		h = &l->identity->headers[i];
		if (!header_name_is_valid(h->name) || header_name_is_ours(h->name))
			return err_set(e, ERR_CONFIG,
			    "setting 'header.%s': nlctl writes this field itself",
			    h->name);
		l->headers[i].name = h->name;
		key = arena_printf(l->arena, "header.%s", h->name);
		own = manuscript_setting(&l->manuscript, key);
		if (own != NULL && str_eq(own->value, h->value))
			compile_inner(
			    l, &l->headers[i].template, own->value, own->offset, f);
		else
			compile_outer(l, &l->headers[i].template, h->value, key, f);
	}
	return 0;
}

static void
compile_subject(struct letter *l, const char *option, struct findings *f)
{
	l->subject_source = *option != '\0' ? option : l->manuscript.subject;
	if (*option != '\0')
		compile_outer(l, &l->subject, option, "--subject", f);
	else
		compile_inner(l, &l->subject, l->manuscript.subject,
		    l->manuscript.subject_offset, f);
}

/* An issue that is a text is sent as it stands. */
static bool
is_text(const struct letter *l)
{
	return l->manuscript.form == MANUSCRIPT_TEXT;
}

/* The HTML without links to its page on the web, when they are dropped. */
static struct edits
without_mirror(const struct letter *l)
{
	struct edits e = { .text = l->manuscript.html.source, .arena = l->arena };

	if (l->identity->drop_mirror)
		mirror_drop_html(&l->manuscript.html, &e);
	return e;
}

/*
 * The HTML as it is sent, when it is not the author's to the byte: its mistakes were
 * found in that, where they have their place, unless a link that was taken out parts a
 * block from its end.
 */
static void
compile_sent(struct letter *l, const struct source *files, struct findings *f)
{
	struct edits e = without_mirror(l);
	struct findings own;

	pictures_edit(&l->pictures, &l->identity->pictures, files, &e);
	if (e.count == 0)
		return;
	findings_init(&own, l->arena);
	template_parse(&l->body, edits_apply(&e), l->manuscript.file, &l->vocabulary,
	    ESCAPE_HTML, l->arena, &own);
	if (own.errors > 0)
		finding_add_whole(f, FINDING_MERGE_TAG, l->manuscript.file,
		    "without its {{ mirror }}: %s", findings_error(&own));
}

static struct span
text_without_mirror(const struct letter *l)
{
	struct edits e = without_mirror(l);
	struct findings own;
	struct html html;

	if (e.count == 0)
		return text_of_html(&l->manuscript.html, l->arena);
	findings_init(&own, l->arena);
	if (html_read(&html, edits_apply(&e), l->manuscript.file, l->arena, &own) < 0)
		return (struct span){ "", 0 }; /* compile_sent says so too */
	return text_of_html(&html, l->arena);
}

/* A text part that the author wrote.  Its mistakes are found before links are dropped,
 * where they have their place. */
static void
compile_written(struct letter *l, struct span text, const char *file, struct findings *f)
{
	struct edits e = { .text = text, .arena = l->arena };
	size_t errors = f->errors;

	template_parse(&l->text, text, file, &l->vocabulary, ESCAPE_NONE, l->arena, f);
	if (!l->identity->drop_mirror || f->errors > errors)
		return;
	mirror_drop_text(&e);
	template_parse(
	    &l->text, edits_apply(&e), file, &l->vocabulary, ESCAPE_NONE, l->arena, f);
}

/* Of "path/june.html", with the slash: 5. */
static int
directory_length(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash == NULL ? 0 : (int)(slash + 1 - file);
}

const char *
letter_text_name(const char *file, struct arena *a)
{
	const char *base = file + directory_length(file), *dot = strrchr(base, '.');
	size_t stem = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);

	return arena_printf(a, "%.*s.txt", (int)stem, base);
}

/* The text part that the author wrote, in a file beside the issue; false when there
 * is none. */
static bool
compile_own_text(struct letter *l, struct findings *f)
{
	const char *name = letter_text_name(l->manuscript.file, l->arena);
	const struct source_file *file = source_get(l->source, SOURCE_TEXT, name);
	const char *path;

	if (file == NULL || file->bytes.s == NULL)
		return false;
	path = arena_printf(l->arena, "%.*s%s", directory_length(l->manuscript.file),
	    l->manuscript.file, name);
	if (!utf8_valid(file->bytes.s, file->bytes.n))
		finding_add_whole(f, FINDING_NOT_UTF8, path, "this is not UTF-8");
	else
		compile_written(l, file->bytes, path, f);
	if (l->text != NULL && template_uses(l->body, NAME_UNSUBSCRIBE) &&
	    !template_uses(l->text, NAME_UNSUBSCRIBE))
		finding_add_whole(f, FINDING_TEXT_UNSUBSCRIBE, path,
		    "the HTML has a link to leave by, this text has none");
	return true;
}

/* What the HTML says, in plain text.  Its mistakes were found in the HTML, where
 * they have their place; a tag that the text cannot hold is one more. */
static void
compile_text(struct letter *l, struct findings *f)
{
	struct findings own;

	findings_init(&own, l->arena);
	if (is_text(l)) {
		compile_written(l, l->manuscript.body.text, l->manuscript.file, f);
		return;
	}
	if (compile_own_text(l, f))
		return;
	template_parse(&l->text, text_without_mirror(l), l->manuscript.file,
	    &l->vocabulary, ESCAPE_NONE, l->arena, &own);
	if (own.errors > 0)
		finding_add_whole(f, FINDING_MERGE_TAG, l->manuscript.file,
		    "no text alternative can be made: %s", findings_error(&own));
}

static bool
read_params(struct letter *l, struct findings *f)
{
	size_t i;

	for (i = 0; i < l->source->count; i++) {
		const struct source_file *file = &l->source->files[i];

		if (file->role != SOURCE_PARAMS || file->bytes.s == NULL)
			continue;
		l->vocabulary.params = &l->params;
		return params_read(&l->params, file->bytes, file->name, l->arena, f);
	}
	return true;
}

/* Once all tags are known, and with links to the mirror taken out. */
static void
check_mirror(struct letter *l, struct findings *f)
{
	if (l->identity->drop_mirror && letter_uses(l, NAME_MIRROR))
		finding_add_whole(f, FINDING_MERGE_TAG, l->manuscript.file,
		    "'mirror' is set to drop, but {{ mirror }} stands where it cannot be "
		    "taken out: only a link is, <a href=\"{{ mirror }}\">");
}

static int
refuse(const struct letter *l, const struct findings *f, struct err *e)
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
		return refuse(l, f, e);
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
	size_t i, n = 0;

	*wishes =
	    arena_alloc(l->arena, (l->pictures.nnames + m->nsettings) * sizeof(**wishes));
	for (i = 0; i < l->pictures.nnames; i++)
		wish(l, SOURCE_PICTURE, l->pictures.names[i], *wishes, &n);
	for (i = 0; i < m->nsettings; i++) {
		if (str_eq(m->settings[i].key, ATTACHMENT_SETTING))
			wish(l, SOURCE_ATTACHMENT, m->settings[i].value, *wishes, &n);
	}
	return n;
}

static void
add_ready(struct buf *out, struct span field)
{
	buf_add(out, field.s, field.n);
}

/* What b holds is ready for all copies. */
static struct span
take_ready(struct letter *l, struct buf *b)
{
	struct span s = { arena_memdup(l->arena, b->data, b->len), b->len };

	buf_reset(b);
	return s;
}

static int
prepare_subject(struct letter *l, struct buf *b, struct buf *value, struct err *e)
{
	struct copy nobody = { 0 };

	if (!template_is_plain(l->subject))
		return 0;
	if (letter_render_subject(l, &nobody, value, e) < 0 ||
	    header_text(b, "Subject", value->data, e) < 0)
		return err_ctx(e, "the subject");
	l->subject_line = take_ready(l, b);
	buf_reset(value);
	return 0;
}

static int
prepare_bulk(struct letter *l, struct buf *b, struct buf *value, struct err *e)
{
	const struct identity *id = l->identity;

	if (header_phrase(b, "List-Id", id->list_name, id->list_id, e) < 0)
		return -1;
	l->list_id = take_ready(l, b);
	if (*id->list_help != '\0') {
		buf_printf(value, "<%s>", id->list_help);
		if (header_raw(b, "List-Help", value->data, e) < 0)
			return -1;
	}
	if (header_raw(b, "Auto-Submitted", "auto-generated", e) < 0 ||
	    header_raw(b, "Precedence", "bulk", e) < 0 ||
	    header_raw(b, "Feedback-ID", id->feedback_id, e) < 0)
		return -1;
	l->bulk = take_ready(l, b);
	return 0;
}

static int
prepare_headers(struct letter *l, struct err *e)
{
	const struct identity *id = l->identity;
	struct buf b, value;
	int rc = -1;

	buf_init(&b, LETTER_MAX);
	buf_init(&value, HEADER_VALUE_MAX);
	if (header_mailbox(&b, "From", id->from_name, id->from_address, e) < 0)
		goto out;
	l->from = take_ready(l, &b);
	if (*id->reply_to != '\0') {
		if (header_mailbox(&b, "Reply-To", id->reply_name, id->reply_to, e) < 0)
			goto out;
		l->reply_to = take_ready(l, &b);
	}
	if (prepare_subject(l, &b, &value, e) < 0)
		goto out;
	rc = *id->list_id != '\0' ? prepare_bulk(l, &b, &value, e) : 0;
out:
	buf_release(&b);
	buf_release(&value);
	return rc;
}

/* What stands round the text and the HTML, encoded. */
static int
prepare_mime(struct letter *l, const struct source *files, struct err *e)
{
	const struct identity *id = l->identity;
	struct calendar calendar = { id->issue, id->from_name, id->from_address,
		id->now };
	struct mime_part *pictures, *attachments;
	struct mime_tree tree = { .html = !is_text(l) };
	struct arena scratch = { 0 };
	int rc;

	tree.npictures =
	    pictures_parts(&l->pictures, &id->pictures, files, &pictures, &scratch);
	tree.nattachments =
	    attachments_parts(&l->manuscript, files, &calendar, &attachments, &scratch);
	tree.pictures = pictures;
	tree.attachments = attachments;
	rc = mime_make(&l->mime, &tree, LETTER_MAX, l->arena, e);
	arena_release(&scratch);
	return rc;
}

/* Encode once what a million copies have in common. */
static int
prepare(struct letter *l, const struct source *files, struct err *e)
{
	template_prepare_qp(l->body);
	template_prepare_qp(l->text);
	if (prepare_headers(l, e) < 0 || prepare_mime(l, files, e) < 0)
		return err_ctx(e, "no copy of '%s' can be made", l->manuscript.file);
	return 0;
}

int
letter_compile(struct letter *l, const struct source *files,
    const struct identity *identity, const struct vocabulary *v, const char *subject,
    struct findings *f, struct err *e)
{
	size_t errors = f->errors;

	l->identity = identity;
	l->vocabulary = *v;
	l->vocabulary.language = l->manuscript.language;
	l->vocabulary.known[NAME_MIRROR] |= identity->drop_mirror;
	if (!read_params(l, f))
		return refuse(l, f, e);
	template_parse(&l->body, l->manuscript.html.source, l->manuscript.file,
	    &l->vocabulary, ESCAPE_HTML, l->arena, f);
	l->mistaken = f->errors > errors;
	pictures_check(&l->pictures, &l->manuscript.html, files, l->manuscript.file, f);
	attachments_check(&l->manuscript, files, l->arena, f);
	compile_subject(l, subject, f);
	if (compile_headers(l, f, e) < 0)
		return -1;
	if (f->errors == 0 && !is_text(l))
		compile_sent(l, files, f);
	if (f->errors == 0 || is_text(l))
		compile_text(l, f);
	if (f->errors == 0)
		check_mirror(l, f);
	if (f->errors > 0)
		return refuse(l, f, e);
	return prepare(l, files, e);
}

int
letter_render_subject(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	return template_render_header(l->subject, &c->bindings, out, e);
}

static int
add_subject(const struct letter *l, const struct copy *c, struct buf *out,
    struct buf *value, struct err *e)
{
	char *marked;
	int rc;

	if (!c->test && l->subject_line.n > 0) {
		add_ready(out, l->subject_line);
		return 0;
	}
	buf_reset(value);
	if (letter_render_subject(l, c, value, e) < 0)
		return err_ctx(e, "the subject");
	if (!c->test)
		return header_text(out, "Subject", value->data, e);
	marked = xcalloc(value->len + sizeof(TEST_MARK), 1);
	memcpy(marked, TEST_MARK, strlen(TEST_MARK));
	memcpy(marked + strlen(TEST_MARK), value->data, value->len);
	rc = header_text(out, "Subject", marked, e);
	xfree(marked);
	return rc;
}

/* RFC 2369, RFC 8058: the web address first, one of each kind. */
static int
add_leaving(const struct copy *c, struct buf *out, struct buf *value, struct err *e)
{
	const char *url = c->unsubscribe_url, *mailto = c->unsubscribe_mailto;

	buf_reset(value);
	if (*url != '\0')
		buf_printf(value, "<%s>", url);
	if (*mailto != '\0')
		buf_printf(value, "%s<%s>", *url != '\0' ? ", " : "", mailto);
	if (header_raw(out, "List-Unsubscribe", value->data, e) < 0)
		return -1;
	if (*url == '\0' || !c->one_click)
		return 0;
	return header_raw(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", e);
}

static int
add_addresses(const struct letter *l, const struct copy *c, struct buf *out,
    struct buf *value, struct err *e)
{
	if (header_date(out, "Date", c->date, e) < 0)
		return -1;
	add_ready(out, l->from);
	/* An address with a non-ASCII local part may stand in the envelope alone:
	 * the message stays 7-bit (RFC 5322 §3.4, an empty group). */
	if (*c->to_address == '\0') {
		if (header_raw(out, "To", "undisclosed-recipients:;", e) < 0)
			return -1;
	} else {
		buf_reset(value);
		buf_adds(value, c->to_name);
		buf_truncate(value, utf8_blank_controls(value->data, value->len));
		if (header_mailbox(out, "To", value->data, c->to_address, e) < 0)
			return -1;
	}
	add_ready(out, l->reply_to);
	return 0;
}

static int
add_list(const struct letter *l, const struct copy *c, struct buf *out, struct buf *value,
    struct err *e)
{
	if (c->personal)
		return header_raw(out, "Auto-Submitted", "auto-generated", e);
	add_ready(out, l->list_id);
	if (add_leaving(c, out, value, e) < 0)
		return -1;
	add_ready(out, l->bulk);
	return 0;
}

/* One that has nothing to say to this reader is left out. */
static int
add_own(const struct letter *l, const struct copy *c, struct buf *out, struct buf *value,
    struct err *e)
{
	size_t i;

	for (i = 0; i < l->nheaders; i++) {
		buf_reset(value);
		if (template_render_header(
			l->headers[i].template, &c->bindings, value, e) < 0)
			goto fail;
		if (value->data[strspn(value->data, " ")] == '\0')
			continue;
		if (header_text(out, l->headers[i].name, value->data, e) < 0)
			goto fail;
	}
	return 0;
fail:
	return err_ctx(e, "the header field %s", l->headers[i].name);
}

static int
add_headers(const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	struct buf value;
	int rc = -1;

	buf_init(&value, HEADER_VALUE_MAX);
	if (add_addresses(l, c, out, &value, e) < 0 ||
	    add_subject(l, c, out, &value, e) < 0)
		goto out;
	buf_reset(&value);
	buf_printf(&value, "<%s>", c->message_id);
	if (header_raw(out, "Message-ID", value.data, e) < 0 ||
	    add_list(l, c, out, &value, e) < 0 || add_own(l, c, out, &value, e) < 0)
		goto out;
	rc = header_raw(out, "MIME-Version", "1.0", e);
out:
	buf_release(&value);
	return rc;
}

int
letter_render(
    const struct letter *l, const struct copy *c, struct buf *out, struct err *e)
{
	size_t start = out->len;

	if (add_headers(l, c, out, e) < 0)
		return -1;
	wire_assert((struct span){ out->data + start, out->len - start });
	add_ready(out, l->mime.head);
	add_ready(out, l->mime.text_lead);
	if (template_render_qp(l->text, &c->bindings, out, e) < 0)
		return -1;
	add_ready(out, l->mime.html_lead);
	if (!is_text(l) && template_render_qp(l->body, &c->bindings, out, e) < 0)
		return -1;
	add_ready(out, l->mime.tail);
	if (out->overflowed)
		return err_set(e, ERR_DATA, "the message has over %u octets", LETTER_MAX);
	return 0;
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
	if (is_text(l))
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
