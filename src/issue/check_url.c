/* check_url - what an address in an issue is.  See check_url.h. */
#include "issue/check_url.h"

#include "issue/template.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool
begins(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && strncasecmp(s.s, prefix, n) == 0;
}

static bool
is_word(struct span s, const char *word)
{
	return s.n == strlen(word) && begins(s, word);
}

static struct span
behind(struct span s, size_t n)
{
	return (struct span){ s.s + n, s.n - n };
}

/* The letters before a ":"; empty when it is none. */
static struct span
scheme(struct span url)
{
	size_t i = 0;

	while (i < url.n &&
	    (isalnum((unsigned char)url.s[i]) || strchr("+.-", url.s[i]) != NULL))
		i++;
	return (struct span){ url.s, i < url.n && url.s[i] == ':' ? i : 0 };
}

/* Behind "http://" and "https://". */
static struct span
behind_scheme(struct span url)
{
	if (begins(url, "http://"))
		return behind(url, 7);
	return begins(url, "https://") ? behind(url, 8) : (struct span){ url.s, 0 };
}

static struct span
authority(struct span url)
{
	struct span s = behind_scheme(url);
	size_t i;

	for (i = 0; i < s.n && strchr("/?#", s.s[i]) == NULL; i++)
		;
	return (struct span){ s.s, i };
}

struct span
url_host(struct span url)
{
	struct span s = authority(url);
	const char *at = memrchr(s.s, '@', s.n), *colon;

	if (memchr(s.s, '{', s.n) != NULL)
		return (struct span){ s.s, 0 };
	if (at != NULL)
		s = behind(s, (size_t)(at - s.s) + 1);
	colon = memchr(s.s, ':', s.n);
	if (colon != NULL && s.s[0] != '[')
		s.n = (size_t)(colon - s.s);
	return s;
}

bool
host_is(struct span host, const char *name)
{
	return is_word(host, name);
}

bool
host_is_in(struct span host, const char *domain)
{
	size_t n = strlen(domain);

	return host.n >= n && strncasecmp(host.s + host.n - n, domain, n) == 0 &&
	    (host.n == n || host.s[host.n - n - 1] == '.');
}

struct span
host_bare(struct span host)
{
	return begins(host, "www.") ? behind(host, 4) : host;
}

/* What people type for http and https. */
static bool
is_misspelled(struct span url, struct span scheme)
{
	static const char *const wrong[] = {
		"htp",
		"htpp",
		"htttp",
		"hhttp",
		"htttps",
		"ttp",
		"ttps",
		"htps",
		"htpps",
		"hhttps",
		"httpss",
		"httos",
		"httpd",
		"http//",
		"https//",
		"http;",
		"https;",
		"http\\",
		"https\\",
	};
	size_t i;

	if (is_word(scheme, "http") || is_word(scheme, "https"))
		return !begins(behind(url, scheme.n), "://");
	for (i = 0; i < ARRAY_LEN(wrong); i++) {
		if (scheme.n > 0 ? is_word(scheme, wrong[i]) : begins(url, wrong[i]))
			return true;
	}
	return false;
}

/* "10.0.0.1", "192.168.1.1", ...: an address that the internet has no way to. */
static bool
is_private_address(struct span host)
{
	static const char *const prefixes[] = { "0.", "10.", "127.", "169.254.",
		"192.168.", "[::1]", "[fe80:", "[fc", "[fd" };
	size_t i;

	if (host.s[0] != '[' && !isdigit((unsigned char)host.s[host.n - 1]))
		return false;
	for (i = 0; i < ARRAY_LEN(prefixes); i++) {
		if (begins(host, prefixes[i]))
			return true;
	}
	return host.n > 7 && begins(host, "172.") && host.s[6] == '.' &&
	    ((host.s[4] == '1' && host.s[5] >= '6') || host.s[4] == '2' ||
		(host.s[4] == '3' && host.s[5] <= '1'));
}

static bool
is_local(struct span host)
{
	static const char *const domains[] = { "localhost", "local", "lan", "internal",
		"intranet", "localdomain", "test", "invalid" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(domains); i++) {
		if (host_is_in(host, domains[i]))
			return true;
	}
	return begins(host, "staging.") || begins(host, "preprod.") ||
	    is_private_address(host) ||
	    (memchr(host.s, '.', host.n) == NULL && host.s[0] != '[');
}

/* "http://" and one merge tag: does that stand for a whole address? */
static enum url_fault
tag_fault(struct span rest)
{
	static const char *const whole[] = { "unsubscribe", "mirror", "update_profile",
		"doubleoptin" };
	struct tag tag;
	size_t at = 0, i;

	if (!template_next_tag(rest, &at, &tag) || tag.end < rest.n)
		return URL_SOUND; /* only the name of the host */
	for (i = 0; i < ARRAY_LEN(whole); i++) {
		if (memmem(rest.s, rest.n, whole[i], strlen(whole[i])) != NULL)
			return URL_TAG_WHOLE;
	}
	return memmem(rest.s, rest.n, "contact.", 8) != NULL ? URL_TAG_FIELD : URL_SOUND;
}

static enum url_fault
web_fault(struct span url)
{
	struct span rest = behind_scheme(url), name = authority(url), host;

	if (begins(rest, "http:") || begins(rest, "https:") || begins(rest, "http//") ||
	    begins(rest, "https//"))
		return URL_TWICE;
	if (begins(rest, "{{"))
		return tag_fault(rest);
	if (memchr(name.s, '{', name.n) != NULL)
		return URL_SOUND;
	host = url_host(url);
	if (host.n == 0 || memchr(host.s, ' ', host.n) != NULL ||
	    memchr(host.s, ',', host.n) != NULL || host.s[0] == '.' ||
	    memmem(host.s, host.n, "..", 2) != NULL)
		return URL_HOST;
	return is_local(host) ? URL_LOCAL : URL_SOUND;
}

/* A blank, a brace or an end of HTML that is in no merge tag. */
static enum url_fault
text_fault(struct span url)
{
	struct tag tag = { .start = 0 };
	size_t at = 0, done = 0, i;
	bool more;

	do {
		more = template_next_tag(url, &at, &tag);
		for (i = done; i < (more ? tag.start : url.n); i++) {
			if (url.s[i] == '<' || url.s[i] == '>')
				return URL_MARKUP;
			if (url.s[i] == ' ')
				return URL_BLANK;
			if (url.s[i] == '{' || url.s[i] == '}')
				return URL_BRACE;
		}
		done = tag.end;
	} while (more);
	return URL_SOUND;
}

static bool
is_script(struct span scheme)
{
	return is_word(scheme, "javascript") || is_word(scheme, "vbscript") ||
	    is_word(scheme, "data");
}

/* "mailto:" with neither an address nor anything that makes a mail without one. */
static bool
lacks_mailbox(struct span url)
{
	struct span rest = behind(url, strlen("mailto:"));

	return memchr(rest.s, '@', rest.n) == NULL &&
	    memchr(rest.s, '{', rest.n) == NULL && !begins(rest, "?") &&
	    memmem(rest.s, rest.n, "%40", 3) == NULL;
}

enum url_fault
url_fault(struct span url)
{
	struct span of = scheme(url);

	if (url.n == 0 || span_is(url, "#"))
		return URL_EMPTY;
	if (begins(url, "{{") || begins(url, "{%") || url.s[0] == '#' ||
	    begins(url, "*|") || begins(url, "[["))
		return URL_SOUND; /* other programs' tags are an error of their own */
	if (is_misspelled(url, of))
		return URL_SCHEME;
	if (is_script(of))
		return URL_SCRIPT;
	if (is_word(of, "file") || (of.n == 1 && isalpha((unsigned char)of.s[0])))
		return URL_LOCAL;
	if (is_word(of, "mailto"))
		return lacks_mailbox(url) ? URL_NO_MAILBOX : URL_SOUND;
	if (is_word(of, "http") || is_word(of, "https")) {
		enum url_fault fault = web_fault(url);

		return fault != URL_SOUND ? fault : text_fault(url);
	}
	return of.n > 0 ? URL_SOUND : URL_RELATIVE;
}
