/* issue_settings - what an issue's file sets for itself.  See issue_settings.h. */
#include "delivery/issue_settings.h"

#include "util/str.h"
#include "util/xalloc.h"

#define NEAR_MAX 64 /* keys that a mistyped one is compared with */

/* There is no such key: one that such an issue has and that is spelled alike? */
static const char *
near(const struct manuscript *m, const char *key)
{
	const char *names[NEAR_MAX];
	size_t nown, nkeys, n = 0, i;
	const struct manuscript_key *own = manuscript_keys(&nown);
	const struct setting_key *keys = setting_keys(&nkeys);

	for (i = 0; i < nown && n < NEAR_MAX; i++) {
		if (m->form != MANUSCRIPT_HTML || own[i].in_html == NULL)
			names[n++] = own[i].key;
	}
	for (i = 0; i < nkeys && n < NEAR_MAX; i++) {
		if (keys[i].issue)
			names[n++] = keys[i].key;
	}
	return str_near(key, names, n);
}

/* Every message names the key as the author wrote it: "nlctl:KEY" in a <meta>. */
static void
add(struct settings *settings, const struct manuscript *m,
    const struct manuscript_setting *s, struct findings *f)
{
	const struct manuscript_key *own = manuscript_key(s->key);
	const char *found, *prefix = m->key_prefix;
	struct err why = { 0 };

	if (m->form != MANUSCRIPT_HTML && str_eq(s->key, "language")) {
		/* So it is called in the settings of a list. */
		finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
		    "the language of an issue is written lang: %s", s->value);
	} else if (manuscript_setting(m, s->key) != s && (own == NULL || !own->repeats)) {
		finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
		    "%s%s is there already, further up", prefix, s->key);
	} else if (*s->value == '\0') {
		finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
		    "%s%s says nothing: give it a value, or take it out", prefix, s->key);
	} else if (own == NULL && settings_add(settings, s->key, s->value, &why) < 0) {
		found = why.kind == ERR_NOTFOUND ? near(m, s->key) : NULL;
		if (found != NULL)
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "%s%s is no setting of an issue; did you mean %s%s?", prefix,
			    s->key, prefix, found);
		else
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "%s%s: %s", prefix, s->key, why.msg);
	}
}

struct settings *
issue_settings_new(struct settings *base, const struct manuscript *m, struct findings *f)
{
	struct settings *settings = settings_of_issue(base);
	size_t i;

	for (i = 0; i < m->nsettings; i++)
		add(settings, m, &m->settings[i], f);
	return settings;
}
