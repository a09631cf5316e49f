/* manuscript - an issue as its author wrote it, in whatever form.  See manuscript.h. */
#include "issue/manuscript.h"

#include "issue/encoding.h"
#include "issue/front_matter.h"
#include "issue/layout.h"
#include "issue/markdown_html.h"
#include "issue/token.h"
#include "issue/web_address.h"
#include "util/file_path.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <string.h>

static const struct manuscript_key keys[] = {
	{ "subject", .in_html = "its <title>" },
	{ "preheader", .in_html = "the hidden text that begins its <body>" },
	{ "lang", .in_html = "<html lang=\"...\">" },
	{ .key = "name" },
	{ .key = "params" },
	{ "attach", .repeats = true },
	{ "event", .repeats = true },
	{ .key = "send-at" },
	{ .key = "not-after" },
	{ .key = "every" },
};

const struct manuscript_key *
manuscript_keys(size_t *n)
{
	*n = ARRAY_LEN(keys);
	return keys;
}

const struct manuscript_key *
manuscript_key(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(keys); i++) {
		if (str_eq(key, keys[i].key))
			return &keys[i];
	}
	return NULL;
}

const struct manuscript_setting *
manuscript_setting(const struct manuscript *m, const char *key)
{
	size_t i;

	for (i = 0; i < m->nsettings; i++) {
		if (str_eq(m->settings[i].key, key))
			return &m->settings[i];
	}
	return NULL;
}

static const char *
value(const struct manuscript *m, const char *key)
{
	const struct manuscript_setting *s = manuscript_setting(m, key);

	return s != NULL ? s->value : "";
}

static enum manuscript_form
form_of(const char *name, struct span text)
{
	const char *extension = file_path_extension(name);

	if (*extension == '\0')
		return front_matter_begins(text) ? MANUSCRIPT_MARKDOWN : MANUSCRIPT_HTML;
	if (str_eq_ci(extension, ".md") || str_eq_ci(extension, ".markdown"))
		return MANUSCRIPT_MARKDOWN;
	return str_eq_ci(extension, ".txt") ? MANUSCRIPT_TEXT : MANUSCRIPT_HTML;
}

/* What is said in a way that this form does not have. */
static void
check_settings(struct manuscript *m, struct findings *f)
{
	const struct manuscript_setting *s;
	const struct manuscript_key *k;
	size_t i;

	for (i = 0; i < m->nsettings; i++) {
		s = &m->settings[i];
		k = manuscript_key(s->key);
		if (str_eq(s->key, "every"))
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "%severy: issues that come again by themselves are not there "
			    "yet: take it out, and send this one",
			    m->key_prefix);
		else if (m->form == MANUSCRIPT_HTML && k != NULL && k->in_html != NULL)
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "nlctl:%s: an HTML issue says so in %s", s->key, k->in_html);
		else if (m->form != MANUSCRIPT_MARKDOWN && str_eq(s->key, "layout"))
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "%slayout: only a Markdown issue is set into a layout",
			    m->key_prefix);
	}
}

static int
read_html(struct manuscript *m, struct arena *a, struct findings *f)
{
	const struct html_setting *s;

	m->key_prefix = "nlctl:";
	if (html_read(&m->html, m->source, m->file, a, f) < 0)
		return -1;
	m->subject = m->html.subject;
	m->subject_offset = m->html.subject_offset;
	m->language = m->html.language;
	m->preheader = m->html.preheader;
	m->settings = arena_alloc(a, m->html.nsettings * sizeof(*m->settings));
	for (; m->nsettings < m->html.nsettings; m->nsettings++) {
		s = &m->html.settings[m->nsettings];
		m->settings[m->nsettings] =
		    (struct manuscript_setting){ s->key, s->value, s->offset };
	}
	if (*m->subject == '\0')
		finding_add_whole(f, FINDING_SUBJECT_MISSING, m->file,
		    "no subject: write it between <title> and </title>");
	return 0;
}

/* The settings of the front matter; what follows it begins at *end. */
static void
read_front_matter(struct manuscript *m, struct arena *a, struct findings *f, size_t *end)
{
	struct front_matter front;
	struct front_matter_entry *e;

	m->key_prefix = "";
	front_matter_read(&front, m->source, m->file, a, f);
	*end = front.end;
	m->settings = arena_alloc(a, front.nentries * sizeof(*m->settings));
	for (; m->nsettings < front.nentries; m->nsettings++) {
		e = &front.entries[m->nsettings];
		m->settings[m->nsettings] =
		    (struct manuscript_setting){ e->key, e->value.text.s, e->offset };
	}
	m->subject = value(m, "subject");
	m->language = value(m, "lang");
	m->preheader = value(m, "preheader");
	if (manuscript_setting(m, "subject") != NULL)
		m->subject_offset = manuscript_setting(m, "subject")->offset;
	if (*m->subject == '\0')
		finding_add_whole(f, FINDING_SUBJECT_MISSING, m->file,
		    "no subject: begin the file with a line '---', a line 'subject: ...' "
		    "and another '---'");
}

/* The addresses in a text are its links: a mail program makes them so. */
static void
read_text_links(struct manuscript *m, struct arena *a)
{
	struct web_addresses w;
	struct html_link *l;
	struct span address;
	size_t n = 0;

	web_addresses_init(&w, m->body.text);
	while (web_addresses_next(&w, &address))
		n++;
	m->html.source = m->body.text;
	m->html.links = arena_alloc(a, n * sizeof(*m->html.links));
	web_addresses_init(&w, m->body.text);
	while (web_addresses_next(&w, &address)) {
		l = &m->html.links[m->html.nlinks++];
		l->number = (unsigned)m->html.nlinks;
		l->url = arena_memdup(a, address.s, address.n);
		l->name = utf8_slug(a, address, HTML_LINK_NAME_MAX);
		l->offset = (size_t)(address.s - m->body.text.s);
		l->raw = address;
	}
}

static int
read_text(struct manuscript *m, struct arena *a, struct findings *f)
{
	size_t begin;

	read_front_matter(m, a, f, &begin);
	while (begin < m->source.n &&
	    (m->source.s[begin] == '\n' || m->source.s[begin] == '\r'))
		begin++;
	derived_init(&m->body, HTML_BYTES_MAX, a);
	derived_copy(
	    &m->body, (struct origin){ m->file, m->source, begin }, m->source.n - begin);
	if (m->body.out.overflowed) {
		finding_add_whole(f, FINDING_TOO_BIG, m->file,
		    "%zu bytes, over the limit of %u", m->source.n, HTML_BYTES_MAX);
		return -1;
	}
	derived_finish(&m->body);
	findings_derived(f, &m->body);
	if (html_read(&m->html, (struct span){ "", 0 }, m->file, a, f) < 0)
		return -1;
	read_text_links(m, a);
	return 0;
}

/* The HTML of what the author wrote, for its links and pictures.  What is wrong with
 * it will be found when it is set into its layout. */
static int
read_content(struct manuscript *m, struct arena *a)
{
	static const struct style plain;
	static const struct source none;
	struct findings unheard;
	struct derived content;

	findings_init(&unheard, a);
	derived_init(&content, HTML_BYTES_MAX + 1, a);
	markdown_html(&m->markdown, &plain, &none, &content);
	derived_finish(&content);
	if (html_read(&m->html, content.text, m->file, a, &unheard) < 0)
		return html_read(&m->html, (struct span){ "", 0 }, m->file, a, &unheard);
	return 0;
}

static int
read_markdown(struct manuscript *m, struct arena *a, struct findings *f)
{
	size_t begin;

	read_front_matter(m, a, f, &begin);
	if (markdown_read(
		&m->markdown, (struct origin){ m->file, m->source, begin }, a, f) < 0)
		return -1;
	return read_content(m, a);
}

/* Does the author's text name this, in whatever tag? */
static bool
names(const struct manuscript *m, const char *name, struct arena *a)
{
	struct span text = m->source;
	size_t at = m->markdown.mask.author.offset;
	struct raw_tag t = { 0 };
	struct token word;

	while (tag_scan(text, &at, &t)) {
		struct lexer l = {
			.text = text, .at = t.body, .end = t.body_end, .arena = a
		};

		if (t.kind == TAG_COMMENT)
			continue;
		while ((word = lexer_next(&l)).type != TOKEN_END) {
			if (token_is(&word, TOKEN_PATH, name))
				return true;
		}
	}
	return false;
}

int
manuscript_lay_out(struct manuscript *m, const struct manuscript_layout *layout,
    struct arena *a, struct findings *f)
{
	const char *language = *m->language != '\0' ? m->language : layout->language;
	struct layout_issue issue = { .content = &m->markdown,
		.source = layout->source,
		.language = language,
		.preheader = { m->file, span_of(m->preheader), 0 },
		.mirror = layout->mirror && !names(m, "mirror", a),
		.unsubscribe = !names(m, "unsubscribe", a),
		.postal_address = layout->postal_address };

	if (!lang_find(&issue.words, language) &&
	    !lang_find(&issue.words, layout->language))
		BUG("no language '%s'", layout->language);
	if (layout_set(&m->body, &issue, a, f) < 0)
		return -1;
	return html_read(&m->html, m->body.text, m->file, a, f);
}

int
manuscript_read(struct manuscript *out, struct span text, const char *name,
    struct arena *a, struct findings *f)
{
	int rc = 0;

	*out = (struct manuscript){ .file = name,
		.subject = "",
		.language = "",
		.preheader = "",
		.key_prefix = "" };
	if (encoding_check(&text, name, f) < 0)
		return -1;
	out->source = text;
	out->form = form_of(name, text);
	switch (out->form) {
	case MANUSCRIPT_HTML:
		rc = read_html(out, a, f);
		break;
	case MANUSCRIPT_MARKDOWN:
		rc = read_markdown(out, a, f);
		break;
	case MANUSCRIPT_TEXT:
		rc = read_text(out, a, f);
		break;
	}
	if (rc == 0)
		check_settings(out, f);
	return rc;
}
