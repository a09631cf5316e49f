/* setting_keys - the table of keys and the check of their values.  See setting_keys.h. */
#include "people/setting_keys.h"

#include "people/address.h"
#include "util/date.h"
#include "util/dns_name.h"
#include "util/header_name.h"
#include "util/network.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 64
#define DAY_SECONDS 86400

/* Only what the program obeys: a setting comes with the work that reads it. */
static const struct setting_key keys[] = {
	{ "from", SETTING_ADDRESS, .list = true, .issue = true, .value = "",
	    .help = "who writes: Name <address>" },
	{ "reply-to", SETTING_ADDRESS, .list = true, .issue = true, .value = "",
	    .help = "where answers go, when not to from" },
	{ "list", SETTING_LIST, .issue = true, .value = "", .help = "the default list" },
	{ "timezone", SETTING_ZONE, .value = "",
	    .help = "of times that are read and written: Europe/Paris" },
	{ "list-address", SETTING_EMAIL, .star = SETTING_STAR_UUID, .list = true,
	    .value = "",
	    .help = "takes unsubscriptions by mail; * is replaced by the token" },
	{ "postal-address", SETTING_TEXT, .list = true, .value = "",
	    .help = "of the sender, for the foot of each issue" },
	{ "layout", SETTING_TEXT, .list = true, .issue = true, .value = "",
	    .help = "HTML file that Markdown issues are set into, not nlctl's own" },
	{ "header.*", SETTING_TEXT, .list = true, .issue = true, .value = "",
	    .help = "one more header field; merge language" },
	{ "base-url", SETTING_URL, .choices = "https http", .value = "",
	    .help = "where the public pages are reached" },
	{ "proxies", SETTING_NETWORKS, .value = "",
	    .help = "whose X-Forwarded-For is believed: web servers before the pages" },
	{ "archive-url", SETTING_URL, .choices = "https http", .value = "",
	    .help = "where the web version is, when there is no base-url" },
	{ "images", SETTING_CHOICE, .choices = "hosted inline", .list = true,
	    .issue = true, .value = "hosted",
	    .help = "where pictures of an issue are: base-url, or in its messages" },
	{ "mirror", SETTING_CHOICE, .choices = "link drop", .list = true, .issue = true,
	    .value = "link", .help = "drop: take links to {{ mirror }} out of an issue" },
	{ "relay.*.url", SETTING_URL, .choices = "smtp smtps", .value = "",
	    .help = "smtp://HOST:PORT or smtps://HOST" },
	{ "relay.*.user", SETTING_TEXT, .value = "", .help = "login name" },
	{ "relay.*.password-file", SETTING_TEXT, .value = "",
	    .help = "file with the password, mode 0600" },
	{ "relay.*.password-command", SETTING_TEXT, .value = "",
	    .help = "command that prints the password" },
	{ "relay.*.token-command", SETTING_TEXT, .value = "",
	    .help = "command that prints an OAuth 2 token (XOAUTH2)" },
	{ "relay.*.ca-file", SETTING_TEXT, .value = "",
	    .help = "trust these certificates (PEM), not the system's" },
	{ "relay.*.client-cert", SETTING_TEXT, .value = "",
	    .help = "certificate to show to the relay (PEM)" },
	{ "relay.*.client-key", SETTING_TEXT, .value = "", .help = "its key (PEM)" },
	{ "relay.*.tls", SETTING_CHOICE, .choices = "required none", .value = "",
	    .help = "required and verified, except to this machine" },
	{ "relay.*.connections", SETTING_INT, .min = 1, .max = 50, .value = "4",
	    .help = "open at the same time" },
	{ "relay.*.priority", SETTING_INT, .min = -1000, .max = 1000, .value = "0",
	    .help = "the relay with the highest is used" },
	{ "relay.*.bounce-address", SETTING_EMAIL, .star = SETTING_STAR_ID, .value = "",
	    .help = "bounce.address for this relay" },
	{ "bounce.address", SETTING_EMAIL, .star = SETTING_STAR_ID, .value = "",
	    .help = "envelope sender; * is replaced by the token" },
	{ "dkim.domain", SETTING_DOMAIN, .list = true, .value = "",
	    .help = "who signs; the domain of from" },
	{ "dkim.selector", SETTING_SELECTOR, .list = true, .value = "",
	    .help = "where the public key is: SELECTOR._domainkey.DOMAIN" },
	{ "dkim.key", SETTING_PATHS, .list = true, .value = "",
	    .help = "file with the private key (PEM), mode 0600" },
	{ "dns.server", SETTING_TEXT, .value = "",
	    .help = "ask this DNS server, not the system's" },
	{ "uncertain", SETTING_CHOICE, .choices = "hold resend", .value = "hold",
	    .help = "what to do with copies that may or may not have left" },
	{ "track", SETTING_CHOICE, .choices = "none counts contacts", .list = true,
	    .issue = true, .value = "none",
	    .help = "count clicks: how many, or also whose, of those who agreed" },
	{ "track.opens", SETTING_BOOL, .list = true, .issue = true, .value = "no",
	    .help = "count opened messages too, by an invisible picture" },
	{ "track.consent", SETTING_TEXT, .list = true, .value = "",
	    .help = "yes-or-no field of who agreed that it is known whose click it was" },
	{ "retention.contacts", SETTING_DURATION, .min = DAY_SECONDS, .value = "",
	    .help = "forget who is on no list, when nothing happened for so long" },
	{ "retention.clicks", SETTING_DURATION, .min = DAY_SECONDS, .value = "",
	    .help = "keep for so long who clicked" },
	{ "retention.deliveries", SETTING_DURATION, .min = DAY_SECONDS, .value = "",
	    .help = "keep for so long what relays said of a copy" },
	{ "check.errors", SETTING_TEXT, .list = true, .value = "",
	    .help = "findings of check that are errors: their codes, or all" },
	{ "confirm", SETTING_BOOL, .list = true, .value = "no",
	    .help = "double opt-in: who subscribes confirms by mail" },
	{ "confirm.expires", SETTING_INT, .min = 1, .max = 60, .list = true, .value = "7",
	    .help = "days in which to confirm" },
	{ "confirm.template", SETTING_TEXT, .list = true, .value = "",
	    .help = "file of the confirmation mail, in place of nlctl's own" },
	{ "archive", SETTING_BOOL, .list = true, .issue = true, .value = "no",
	    .help = "everybody may read its issues on the web" },
	{ "public", SETTING_BOOL, .list = true, .value = "no",
	    .help = "people may subscribe to it on the web by themselves" },
	{ "description", SETTING_TEXT, .list = true, .value = "",
	    .help = "what it is about, in a sentence, where people find it on the web" },
	{ "subscribe.fields", SETTING_FIELDS, .list = true, .value = "",
	    .help = "what the form to subscribe asks for beside the address" },
	{ "subscribe.per-hour", SETTING_INT, .min = 1, .max = 1000000, .value = "600",
	    .help = "so many may fill in that form in an hour, for all lists" },
	{ "subscribe.per-network", SETTING_INT, .min = 1, .max = 1000000, .value = "20",
	    .help = "the same, from one network" },
	{ "color", SETTING_COLOR, .list = true, .value = "",
	    .help = "of buttons and links on the list's pages: #0b5394" },
	{ "logo", SETTING_TEXT, .list = true, .value = "",
	    .help = "file of the picture on top of the list's pages" },
	{ "preferences.fields", SETTING_FIELDS, .list = true, .value = "",
	    .help = "fields that people see and change on the web; their name" },
	{ "pages", SETTING_TEXT, .list = true, .value = "",
	    .help = "folder with public pages in the place of nlctl's own" },
	{ "language", SETTING_CHOICE, .choices = "de en es fr it nl pt", .list = true,
	    .value = "en",
	    .help = "of the mail and the pages that nlctl writes by itself" },
};

const struct setting_key *
setting_keys(size_t *n)
{
	*n = ARRAY_LEN(keys);
	return keys;
}

/* Does key fit pattern, where "*" is a name? */
static bool
fits(const char *pattern, const char *key)
{
	const char *star = strchr(pattern, '*'), *tail;
	size_t before, after, n = strlen(key), i;

	if (star == NULL)
		return str_eq(pattern, key);
	before = (size_t)(star - pattern);
	tail = star + 1;
	after = strlen(tail);
	if (n <= before + after || strncmp(pattern, key, before) != 0 ||
	    !str_eq(key + n - after, tail))
		return false;
	for (i = before; i < n - after; i++) {
		if (!isalnum((unsigned char)key[i]) && key[i] != '-' && key[i] != '_')
			return false;
	}
	return true;
}

/* relay.NAME.password and such: never here. */
static int
refuse_secret(const char *key, struct err *e)
{
	size_t n = strlen(key);
	const char *dot = strrchr(key, '.');

	if (dot == NULL || (!str_eq(dot, ".password") && !str_eq(dot, ".token")))
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "'%s' is not kept in the database: put the password alone into a file of mode "
	    "0600 and set '%.*s.password-file' to its path, or set "
	    "'%.*s.password-command'",
	    key, (int)(n - strlen(dot)), key, (int)(n - strlen(dot)), key);
}

const struct setting_key *
setting_find(const char *key, struct err *e)
{
	const char *names[ARRAY_LEN(keys)], *near;
	char text[4 * WORD_MAX];
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');
	size_t i;

	for (i = 0; i < ARRAY_LEN(keys); i++) {
		if (fits(keys[i].key, key))
			return &keys[i];
		names[i] = keys[i].key;
	}
	if (refuse_secret(key, e) < 0)
		return NULL;
	/* relay.mine.prot is near relay.*.port: compare without the name. */
	if (first != last && strlen(key) < sizeof(text)) {
		snprintf(text, sizeof(text), "%.*s.*%s", (int)(first - key), key, last);
		near = str_near(text, names, ARRAY_LEN(keys));
	} else {
		near = str_near(key, names, ARRAY_LEN(keys));
	}
	if (near != NULL)
		err_set(e, ERR_NOTFOUND, "there is no setting '%s'; did you mean '%s'?",
		    key, near);
	else
		err_set(e, ERR_NOTFOUND,
		    "there is no setting '%s': see nlctl-settings(5)", key);
	return NULL;
}

/* Is the n bytes long word among the words of choices? */
static bool
is_choice(const char *choices, const char *word, size_t n)
{
	const char *end;

	for (;; choices = end + 1) {
		end = strchr(choices, ' ');
		if ((end != NULL ? (size_t)(end - choices) : strlen(choices)) == n &&
		    strncmp(choices, word, n) == 0)
			return true;
		if (end == NULL)
			return false;
	}
}

/* Is there room for what takes the place of the "*" (RFC 5321 section 4.5.3.1)? */
static int
check_room(const struct address *address, unsigned star, struct err *e)
{
	size_t local = (size_t)(address->domain - 1 - address->key) - 1 + star;
	size_t whole = strlen(address->key) - 1 + star;

	if (local > ADDRESS_LOCAL_MAX)
		return err_set(e, ERR_DATA,
		    "%u octets take the place of the '*': then there are %zu before the "
		    "'@', and the limit is %d; shorten it",
		    star, local, ADDRESS_LOCAL_MAX);
	if (whole > ADDRESS_MAX)
		return err_set(e, ERR_DATA,
		    "%u octets take the place of the '*': then it has %zu, and the limit "
		    "is %d; shorten it",
		    star, whole, ADDRESS_MAX);
	return 0;
}

static int
check_email(const char *key, const char *value, unsigned star, struct err *e)
{
	struct arena a = { 0 };
	struct address address;
	const char *found = strchr(value, '*');
	int rc;

	if (found != NULL &&
	    (star == 0 || strchr(found + 1, '*') != NULL || strchr(found, '@') == NULL))
		return err_set(e, ERR_DATA,
		    star > 0 ? "'%s': one '*' before the '@' may stand in it"
			     : "'%s' may not hold a '*'",
		    key);
	rc = address_parse(&address, span_of(value), &a, e);
	if (rc == 0 && address.eai)
		rc = err_set(e, ERR_DATA,
		    "our own addresses must be ASCII before the '@': few relays take others");
	if (rc == 0 && found != NULL)
		rc = check_room(&address, star, e);
	if (rc < 0)
		err_ctx(e, "'%s': '%s'", key, value);
	arena_release(&a);
	return rc;
}

static int
check_address(const char *key, const char *value, struct err *e)
{
	struct arena a = { 0 };
	const char *name, *email;
	size_t n = strlen(value);
	int rc;

	setting_split_address(value, &a, &name, &email);
	if (strchr(value, '<') != NULL && value[n - 1] != '>')
		rc = err_set(e, ERR_DATA, "'%s' is an address or 'Name <address>'", key);
	else
		rc = check_email(key, email, 0, e);
	arena_release(&a);
	return rc;
}

static int
check_domain(const char *key, const char *value, struct err *e)
{
	struct arena a = { 0 };
	const char *domain;
	int rc = address_domain(&domain, span_of(value), &a, e);

	if (rc == 0 && strchr(domain, '.') == NULL)
		rc = err_set(e, ERR_DATA, "there is no dot in it: is its end missing");
	arena_release(&a);
	return rc < 0 ? err_ctx(e, "'%s': '%s'", key, value) : 0;
}

/* One part of a list, or two. */
static int
check_commas(
    const struct setting_key *k, const char *key, const char *value, struct err *e)
{
	const char *parts[SETTING_KEYS_MAX], *p;
	struct arena a = { 0 };
	size_t commas = 0, n, i;
	int rc = 0;

	for (p = value; (p = strchr(p, ',')) != NULL; p++)
		commas++;
	n = setting_split_commas(value, &a, parts);
	if (commas >= SETTING_KEYS_MAX)
		rc = err_set(e, ERR_DATA, "'%s': %zu are given, and %d are possible", key,
		    commas + 1, SETTING_KEYS_MAX);
	for (i = 0; i < n && rc == 0; i++) {
		if (*parts[i] == '\0')
			rc = err_set(e, ERR_DATA, "'%s': nothing stands %s the comma",
			    key, i == 0 ? "before" : "behind");
		else if (k->type == SETTING_SELECTOR &&
		    !dns_name_is_valid(span_of(parts[i])))
			rc = err_set(e, ERR_DATA,
			    "'%s': '%s' is no selector: letters, digits and hyphens, "
			    "such as 'nlctl-2026'",
			    key, parts[i]);
	}
	arena_release(&a);
	return rc;
}

static int
check_url(const struct setting_key *k, const char *key, const char *value, struct err *e)
{
	const char *colon = strchr(value, ':'), *rest, *at;
	size_t host;

	if (colon == NULL || !is_choice(k->choices, value, (size_t)(colon - value)))
		return err_set(e, ERR_DATA, "'%s' is a URL that begins with one of: %s",
		    key, k->choices);
	if (strpbrk(value, " \t\"<>\\") != NULL)
		return err_set(
		    e, ERR_DATA, "'%s': there is a blank or a '\"<>\\' in it", key);
	rest = str_starts(colon, "://") ? colon + 3 : "";
	host = strcspn(rest, "/?#");
	if (host == 0)
		return err_set(e, ERR_DATA, "'%s': there is no host in the URL", key);
	at = memchr(rest, '@', host);
	if (at != NULL && memchr(rest, ':', (size_t)(at - rest)) != NULL)
		return err_set(e, ERR_CONFLICT,
		    "'%s': a password is not kept in the database: write the URL without it "
		    "and set the relay's 'password-file'",
		    key);
	return 0;
}

static int
check_color(const char *key, const char *value, struct err *e)
{
	if (strlen(value) == 7 && *value == '#' &&
	    strspn(value + 1, "0123456789abcdefABCDEF") == 6)
		return 0;
	return err_set(e, ERR_DATA,
	    "'%s' is a colour as style sheets write it, with six digits: #0b5394", key);
}

static int
check_networks(const char *key, const char *value, struct err *e)
{
	struct span part;
	struct network n;
	const char *p;

	for (p = value;; p++) {
		part = span_trim((struct span){ p, strcspn(p, ",") });
		if (!span_is(part, "unix") && !network_read(&n, part))
			return err_set(e, ERR_DATA,
			    "'%s': '%.*s' is no address or network, such as '127.0.0.1' or "
			    "'10.0.0.0/8', nor 'unix' for a socket of this machine",
			    key, (int)part.n, part.s);
		p += strcspn(p, ",");
		if (*p == '\0')
			return 0;
	}
}

/* header.NAME: not what nlctl writes itself. */
static int
check_header(const char *key, struct err *e)
{
	const char *name = key + strlen("header.");

	if (!header_name_is_valid(name))
		return err_set(
		    e, ERR_DATA, "'%s': '%s' is no name of a header field", key, name);
	if (header_name_is_ours(name))
		return err_set(e, ERR_CONFLICT,
		    "'%s': nlctl writes the field '%s' itself", key, name);
	return 0;
}

static int
check_number(
    const struct setting_key *k, const char *key, const char *value, struct err *e)
{
	int64_t v;

	if (str_to_int(value, k->min, k->max, &v) == 0)
		return 0;
	return err_set(e, ERR_DATA, "'%s' is a number from %lld to %lld", key,
	    (long long)k->min, (long long)k->max);
}

static int
check_duration(
    const struct setting_key *k, const char *key, const char *value, struct err *e)
{
	if (date_duration(value) >= k->min)
		return 0;
	return err_set(e, ERR_DATA,
	    "'%s' is a duration of %lld day%s or more, such as '90 days' or '36 months'",
	    key, (long long)(k->min / DAY_SECONDS), k->min == DAY_SECONDS ? "" : "s");
}

int
setting_check(
    const struct setting_key *k, const char *key, const char *value, struct err *e)
{
	struct span s = span_of(value);

	if (!utf8_valid(s.s, s.n) || utf8_has_control(s))
		return err_set(e, ERR_DATA, "'%s' is one line of UTF-8 text", key);
	if (s.n == 0)
		return err_set(e, ERR_DATA,
		    "'%s': there is no value; 'nlctl config --unset %s' takes it away",
		    key, key);
	switch (k->type) {
	case SETTING_TEXT:
	case SETTING_LIST:
	case SETTING_FIELDS:
		return str_starts(key, "header.") ? check_header(key, e) : 0;
	case SETTING_ADDRESS:
		return check_address(key, value, e);
	case SETTING_EMAIL:
		return check_email(key, value, k->star, e);
	case SETTING_DOMAIN:
		return check_domain(key, value, e);
	case SETTING_ZONE:
		if (date_zone_is_known(value))
			return 0;
		return err_set(e, ERR_DATA,
		    "'%s': there is no zone '%s' on this machine: write one such as "
		    "Europe/Paris",
		    key, value);
	case SETTING_SELECTOR:
	case SETTING_PATHS:
		return check_commas(k, key, value, e);
	case SETTING_COLOR:
		return check_color(key, value, e);
	case SETTING_NETWORKS:
		return check_networks(key, value, e);
	case SETTING_URL:
		return check_url(k, key, value, e);
	case SETTING_BOOL:
		if (str_eq(value, "yes") || str_eq(value, "no"))
			return 0;
		return err_set(e, ERR_DATA, "'%s' is yes or no", key);
	case SETTING_CHOICE:
		if (strchr(value, ' ') == NULL && is_choice(k->choices, value, s.n))
			return 0;
		return err_set(e, ERR_DATA, "'%s' is one of: %s", key, k->choices);
	case SETTING_INT:
		return check_number(k, key, value, e);
	case SETTING_DURATION:
		return check_duration(k, key, value, e);
	}
	BUG("setting type %d", (int)k->type);
}
