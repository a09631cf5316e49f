/* letter_compile - from what was read to what can be rendered.  See letter.h. */
#include "issue/letter_private.h"

#include "issue/attachment.h"
#include "issue/encoding.h"
#include "issue/mirror.h"
#include "issue/params.h"
#include "issue/text.h"
#include "util/file_path.h"
#include "util/header_name.h"
#include "util/str.h"
#include "util/utf8.h"

#include <string.h>

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

/* Templates of other programs have such a <title>. */
#define SUBJECT_OF_ITSELF "issue.subject is what stands here: write the subject itself"

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
	if (!utf8_valid(option, strlen(option)))
		finding_add_whole(f, FINDING_NOT_UTF8, "--subject", "this is not UTF-8");
	l->subject_source = *option != '\0' ? option : l->manuscript.subject;
	if (*option != '\0')
		compile_outer(l, &l->subject, option, "--subject", f);
	else
		compile_inner(l, &l->subject, l->manuscript.subject,
		    l->manuscript.subject_offset, f);
	if (!template_uses(l->subject, NAME_ISSUE_SUBJECT))
		return;
	if (*option != '\0')
		finding_add_whole(f, FINDING_MERGE_TAG, "--subject", SUBJECT_OF_ITSELF);
	else
		finding_add(f, FINDING_MERGE_TAG, l->manuscript.file,
		    l->manuscript.source, l->manuscript.subject_offset,
		    SUBJECT_OF_ITSELF);
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

/* What the identity puts into the HTML. */
static void
add_beginnings(const struct letter *l, struct edits *e)
{
	const struct html *h = &l->manuscript.html;

	if (*l->identity->head != '\0')
		edits_add(e, (struct span){ h->source.s + h->head, 0 },
		    span_of(l->identity->head));
	if (*l->identity->body != '\0' && h->body != SIZE_MAX)
		edits_add(e, (struct span){ h->source.s + h->body, 0 },
		    span_of(l->identity->body));
}

/* The same with its links as readers get them. */
static struct edits
with_links(const struct letter *l)
{
	struct edits e = without_mirror(l);

	if (l->identity->tracking != NULL)
		tracking_edit_html(l->identity->tracking, &l->manuscript.html, &e);
	else
		tracking_mend_links(l->identity->mended, l->identity->nmended, true,
		    &l->manuscript.html, &e);
	return e;
}

/* In a text: an issue that is one has links of its own, one beside the HTML those of
 * that. */
static void
edit_text_links(const struct letter *l, struct edits *e)
{
	const struct tracking *tracking = l->identity->tracking;
	const struct html *links = &l->manuscript.html;

	if (!letter_is_text(l) && tracking != NULL)
		tracking_edit_text(tracking, links, e);
	else if (tracking != NULL)
		tracking_edit_links(tracking, links, e);
	else if (letter_is_text(l))
		tracking_mend_links(
		    l->identity->mended, l->identity->nmended, false, links, e);
}

/*
 * The HTML as it is sent, when it is not the author's to the byte: its mistakes were
 * found in that, where they have their place, unless a link that was taken out parts a
 * block from its end.
 */
static void
compile_sent(struct letter *l, const struct source *files, struct findings *f)
{
	struct edits e = with_links(l);
	struct findings own;

	pictures_edit(&l->pictures, &l->identity->pictures, files, &e);
	add_beginnings(l, &e);
	if (e.count == 0)
		return;
	findings_init(&own, l->arena);
	template_parse(&l->body, edits_apply(&e), l->manuscript.file, &l->sent,
	    ESCAPE_HTML, l->arena, &own);
	if (own.errors > 0)
		finding_add_whole(f, FINDING_MERGE_TAG, l->manuscript.file,
		    "without its {{ mirror }}: %s", findings_error(&own));
}

static struct span
text_of_sent(const struct letter *l)
{
	struct edits e = with_links(l);
	struct findings own;
	struct html html;

	if (e.count == 0)
		return text_of_html(&l->manuscript.html, l->arena);
	findings_init(&own, l->arena);
	if (html_read(&html, edits_apply(&e), l->manuscript.file, l->arena, &own) < 0)
		return (struct span){ "", 0 }; /* compile_sent says so too */
	return text_of_html(&html, l->arena);
}

/* A text part that the author wrote.  Its mistakes are found before links are dropped or
 * changed, where they have their place. */
static void
compile_written(struct letter *l, struct span text, const char *file, struct findings *f)
{
	struct edits e = { .text = text, .arena = l->arena };
	size_t errors = f->errors;

	l->text_file = file;
	l->text_source = text;
	template_parse(&l->text, text, file, &l->vocabulary, ESCAPE_NONE, l->arena, f);
	l->text_written = l->text;
	if (f->errors > errors)
		return;
	if (l->identity->drop_mirror)
		mirror_drop_text(&e);
	edit_text_links(l, &e);
	if (e.count > 0)
		template_parse(
		    &l->text, edits_apply(&e), file, &l->sent, ESCAPE_NONE, l->arena, f);
}

const char *
letter_text_name(const char *file, struct arena *a)
{
	const char *base = file_path_base(file), *dot = strrchr(base, '.');
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
	struct span text;
	const char *path;

	if (file == NULL || file->bytes.s == NULL)
		return false;
	path = arena_printf(
	    l->arena, "%s%s", file_path_folder(l->manuscript.file, l->arena), name);
	text = file->bytes;
	if (encoding_check(&text, path, f) == 0)
		compile_written(l, text, path, f);
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
	if (letter_is_text(l)) {
		compile_written(l, l->manuscript.body.text, l->manuscript.file, f);
		return;
	}
	if (compile_own_text(l, f))
		return;
	template_parse(&l->text, text_of_sent(l), l->manuscript.file, &l->sent,
	    ESCAPE_NONE, l->arena, &own);
	if (own.errors > 0)
		finding_add_whole(f, FINDING_MERGE_TAG, l->manuscript.file,
		    "no text alternative can be made: %s", findings_error(&own));
}

static bool
read_params(struct letter *l, struct findings *f)
{
	const struct source_file *file = source_first(l->source, SOURCE_PARAMS);
	const struct manuscript_setting *own;

	if (file == NULL)
		return true;
	if (*file->fault != '\0') {
		own = manuscript_setting(&l->manuscript, PARAMS_SETTING);
		finding_add(f, FINDING_PARAMS, l->manuscript.file, l->manuscript.source,
		    own == NULL ? 0 : own->offset, "%sparams '%s': %s",
		    l->manuscript.key_prefix, file->name, file->fault);
		return false;
	}
	l->vocabulary.params = &l->params;
	return params_read(&l->params, file->bytes, file->name, l->arena, f);
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

/* What stands round the text and the HTML, encoded. */
static int
prepare_mime(struct letter *l, const struct source *files, struct err *e)
{
	const struct identity *id = l->identity;
	struct calendar calendar = { id->issue, id->from_name, id->from_address,
		id->now };
	struct mime_part *pictures, *attachments;
	struct mime_tree tree = { .html = !letter_is_text(l) };
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
	if (letter_prepare_headers(l, e) < 0 || prepare_mime(l, files, e) < 0)
		return err_ctx(e, "no copy of '%s' can be made", l->manuscript.file);
	return 0;
}

/* Set Markdown into its layout, whose pictures are the issue's too. */
static int
lay_out(struct letter *l, const struct source *files, struct findings *f)
{
	struct manuscript_layout layout = {
		.source = files,
		.language = l->identity->language,
		.mirror = l->vocabulary.known[NAME_MIRROR] && !l->identity->drop_mirror,
		.postal_address = *l->identity->postal_address != '\0',
	};

	if (l->manuscript.form != MANUSCRIPT_MARKDOWN)
		return 0;
	if (manuscript_lay_out(&l->manuscript, &layout, l->arena, f) < 0)
		return -1;
	pictures_find(&l->pictures, &l->manuscript.html, l->source, l->arena);
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
	l->vocabulary.known[NAME_TRACK] = false;
	if (!read_params(l, f) || lay_out(l, files, f) < 0)
		return letter_refuse(l, f, e);
	l->sent = l->vocabulary;
	l->sent.known[NAME_TRACK] = true;
	template_parse(&l->body,
	    letter_is_text(l) ? span_of("") : l->manuscript.html.source,
	    l->manuscript.file, &l->vocabulary, ESCAPE_HTML, l->arena, f);
	l->body_written = l->body;
	l->mistaken = f->errors > errors;
	pictures_check(&l->pictures, &l->manuscript.html, files, l->manuscript.file, f);
	attachments_check(&l->manuscript, files, l->arena, f);
	compile_subject(l, subject, f);
	if (compile_headers(l, f, e) < 0)
		return -1;
	if (f->errors == 0 && !letter_is_text(l))
		compile_sent(l, files, f);
	if (f->errors == 0 || letter_is_text(l))
		compile_text(l, f);
	if (f->errors == 0)
		check_mirror(l, f);
	if (f->errors > 0)
		return letter_refuse(l, f, e);
	return prepare(l, files, e);
}
