/* signing - the settings dkim.*, made ready.  See signing.h. */
#include "delivery/signing.h"

#include "io/secret_file.h"
#include "people/address.h"

#include <string.h>

static int
load_key(struct signing *s, const char *path, const char *domain, const char *selector,
    struct err *e)
{
	char pem[DKIM_KEY_MAX + 1];
	ssize_t n = secret_file_read(path, "the key file", pem, sizeof(pem), e);
	int rc;

	if (n < 0)
		return err_ctx(e, "setting 'dkim.key'");
	rc = dkim_key_read(
	    &s->keys[s->n], (struct span){ pem, (size_t)n }, domain, selector, e);
	explicit_bzero(pem, sizeof(pem));
	if (rc < 0)
		return err_ctx(e, "setting 'dkim.key': '%s'", path);
	s->n++;
	return 0;
}

/* dkim.domain, else that of from. */
static int
read_domain(struct settings *settings, int64_t list, const char *from, struct arena *a,
    const char **out, struct err *e)
{
	const char *value, *at = strrchr(from, '@');

	if (setting_get_checked(settings, list, "dkim.domain", a, &value, e) < 0)
		return -1;
	if (*value == '\0' && at == NULL)
		return err_set(e, ERR_CONFIG,
		    "'dkim.key' is set, and neither 'dkim.domain' nor 'from': who signs?");
	if (*value == '\0')
		value = at + 1;
	if (address_domain(out, span_of(value), a, e) < 0)
		return err_ctx(e, "setting 'dkim.domain'");
	return 0;
}

static int
load(struct signing *s, struct settings *settings, int64_t list, const char *from,
    struct arena *a, struct err *e)
{
	const char *paths[SETTING_KEYS_MAX], *selectors[SETTING_KEYS_MAX];
	const char *path, *selector, *domain;
	size_t npaths, nselectors, i;

	if (setting_get_checked(settings, list, "dkim.key", a, &path, e) < 0)
		return -1;
	if (*path == '\0')
		return 0;
	if (setting_get_checked(settings, list, "dkim.selector", a, &selector, e) < 0 ||
	    read_domain(settings, list, from, a, &domain, e) < 0)
		return -1;
	if (*selector == '\0')
		return err_set(e, ERR_CONFIG,
		    "'dkim.key' is set, and 'dkim.selector' is not: under which name is "
		    "the public key in the DNS?");
	npaths = setting_split_commas(path, a, paths);
	nselectors = setting_split_commas(selector, a, selectors);
	if (npaths != nselectors)
		return err_set(e, ERR_CONFIG,
		    "'dkim.key' has %zu file%s and 'dkim.selector' %zu name%s: each key "
		    "needs one of its own",
		    npaths, npaths == 1 ? "" : "s", nselectors,
		    nselectors == 1 ? "" : "s");
	for (i = 0; i < npaths; i++) {
		if (load_key(s, paths[i], domain, selectors[i], e) < 0)
			return -1;
	}
	return 0;
}

int
signing_load(struct signing *s, struct settings *settings, int64_t list, const char *from,
    struct err *e)
{
	struct arena a = { 0 };
	int rc;

	*s = (struct signing){ 0 };
	rc = load(s, settings, list, from, &a, e);
	arena_release(&a);
	return rc;
}

void
signing_release(struct signing *s)
{
	while (s->n > 0)
		dkim_key_free(s->keys[--s->n]);
}

bool
signing_is_slow(const struct signing *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (dkim_key_algorithm(s->keys[i]) == DKIM_RSA)
			return true;
	}
	return false;
}

int
signing_sign(const struct signing *s, int64_t now, struct buf *message, struct err *e)
{
	return s->n > 0 ? dkim_sign(s->keys, s->n, now, message, e) : 0;
}
