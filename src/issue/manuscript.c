/* manuscript - an issue as its author wrote it, in whatever form.  See manuscript.h. */
#include "issue/manuscript.h"

static int
read_html(struct manuscript *m, struct span text, struct arena *a, struct findings *f)
{
	const struct html_setting *s;

	m->key_prefix = "nlctl:";
	if (html_read(&m->html, text, m->file, a, f) < 0)
		return -1;
	m->source = m->html.source;
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

int
manuscript_read(struct manuscript *out, struct span text, const char *name,
    struct arena *a, struct findings *f)
{
	*out = (struct manuscript){ .file = name, .source = text };
	return read_html(out, text, a, f);
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
