/* relay - where mail goes out.  See relay.h. */
#include "delivery/relay.h"

#include "io/password.h"
#include "io/url.h"
#include "util/str.h"

/* The setting relay.NAME.KEY. */
static int
get(const struct relay *r, struct settings *settings, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	return setting_get(
	    settings, 0, arena_printf(a, "relay.%s.%s", r->name, key), a, out, e);
}

static int
get_int(const struct relay *r, struct settings *settings, const char *key,
    struct arena *a, int64_t *out, struct err *e)
{
	return setting_int(
	    settings, 0, arena_printf(a, "relay.%s.%s", r->name, key), out, e);
}

int
relay_choose(struct relay *out, struct settings *settings, struct arena *a, struct err *e)
{
	struct relay candidate = { 0 };
	const char *const *names, *url;
	int64_t priority, best = INT64_MIN;
	size_t n, i;

	*out = (struct relay){ 0 };
	if (setting_names(settings, "relay", a, &names, &n, e) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		candidate.name = names[i];
		if (get(&candidate, settings, "url", a, &url, e) < 0 ||
		    get_int(&candidate, settings, "priority", a, &priority, e) < 0)
			return -1;
		if (*url == '\0' || priority < best ||
		    (priority == best && !str_eq(names[i], "default")))
			continue;
		best = priority;
		out->name = names[i];
		out->url = url;
	}
	return out->name != NULL;
}

/* The password or token, from wherever it is kept; ~/.netrc when nowhere else. */
static int
load_login(struct relay *r, struct settings *settings, struct arena *a, struct err *e)
{
	const char *file, *command, *token;

	if (get(r, settings, "user", a, &r->smtp.user, e) < 0 ||
	    get(r, settings, "password-file", a, &file, e) < 0 ||
	    get(r, settings, "password-command", a, &command, e) < 0 ||
	    get(r, settings, "token-command", a, &token, e) < 0)
		return -1;
	if (*r->smtp.user == '\0')
		return 0;
	if (*token != '\0')
		return password_from_command(&r->smtp.token, token, a, e);
	if (*file != '\0')
		return password_from_file(&r->smtp.password, file, a, e);
	if (*command != '\0')
		return password_from_command(&r->smtp.password, command, a, e);
	r->smtp.netrc = true;
	return 0;
}

static int
load_smtp(struct relay *r, struct settings *settings, struct arena *a, struct err *e)
{
	const char *tls;

	if (load_login(r, settings, a, e) < 0 ||
	    get(r, settings, "tls", a, &tls, e) < 0 ||
	    get(r, settings, "ca-file", a, &r->smtp.ca_file, e) < 0 ||
	    get(r, settings, "client-cert", a, &r->smtp.client_cert, e) < 0 ||
	    get(r, settings, "client-key", a, &r->smtp.client_key, e) < 0)
		return -1;
	r->smtp.url = r->url;
	r->smtp.ahead = SMTP_OVERLAP;
	r->smtp.plain_text = str_eq(tls, "none") ||
	    (*tls == '\0' && !str_starts(r->url, "smtps:") && url_is_loopback(r->url));
	if (r->smtp.plain_text && *r->smtp.user != '\0' && !url_is_loopback(r->url))
		return err_set(e, ERR_CONFIG,
		    "relay '%s' would send its password unencrypted: unset 'relay.%s.tls'",
		    r->name, r->name);
	return 0;
}

int
relay_load(struct relay *out, struct settings *settings, struct arena *a, struct err *e)
{
	int64_t connections;
	int rc = relay_choose(out, settings, a, e);

	if (rc == 0)
		return err_set(e, ERR_CONFIG,
		    "no relay is configured: set 'relay.default.url', for example "
		    "nlctl config relay.default.url smtp://localhost:25");
	if (rc < 0 || get_int(out, settings, "connections", a, &connections, e) < 0)
		return -1;
	out->connections = (int)connections;
	if (!str_starts(out->url, "smtp:") && !str_starts(out->url, "smtps:"))
		return err_set(e, ERR_CONFIG,
		    "relay '%s': '%s' is neither smtp:// nor smtps://", out->name,
		    out->url);
	return load_smtp(out, settings, a, e);
}
