/* issue_settings - what an issue's file sets for itself.  See issue_settings.h. */
#include "delivery/issue_settings.h"

#include "util/str.h"
#include "util/xalloc.h"

#define NEAR_MAX 64 /* keys that a mistyped one is compared with */

const char *
issue_setting(const struct html *html, const char *key)
{
	const struct html_setting *s = html_setting(html, key);

	return s != NULL ? s->value : "";
}

/* There is no such key: one that an issue has and that is spelled alike? */
static const char *
near(const char *key)
{
	const char *names[NEAR_MAX] = { ISSUE_SETTING_NAME };
	size_t total, n = 1, i;
	const struct setting_key *keys = setting_keys(&total);

	for (i = 0; i < total && n < NEAR_MAX; i++) {
		if (keys[i].issue)
			names[n++] = keys[i].key;
	}
	return str_near(key, names, n);
}

static void
add(struct settings *settings, const struct html *html, const struct html_setting *s,
    const char *file, struct findings *f)
{
	const char *found;
	struct err why = { 0 };

	if (html_setting(html, s->key) != s) {
		finding_add(f, FINDING_ERROR, file, html->source, s->offset,
		    "nlctl:%s is there already, in an earlier <meta>", s->key);
	} else if (*s->value == '\0') {
		finding_add(f, FINDING_ERROR, file, html->source, s->offset,
		    "nlctl:%s says nothing: write content=\"...\"", s->key);
	} else if (!str_eq(s->key, ISSUE_SETTING_NAME) &&
	    settings_add(settings, s->key, s->value, &why) < 0) {
		found = why.kind == ERR_NOTFOUND ? near(s->key) : NULL;
		if (found != NULL)
			finding_add(f, FINDING_ERROR, file, html->source, s->offset,
			    "nlctl:%s is no setting of an issue; did you mean nlctl:%s?",
			    s->key, found);
		else
			finding_add(f, FINDING_ERROR, file, html->source, s->offset,
			    "nlctl:%s: %s", s->key, why.msg);
	}
}

struct settings *
issue_settings_new(
    struct settings *base, const struct html *html, const char *file, struct findings *f)
{
	struct settings *settings = settings_of_issue(base);
	size_t i;

	for (i = 0; i < html->nsettings; i++)
		add(settings, html, &html->settings[i], file, f);
	return settings;
}
