/* web - what comes in over the web: paths, forms, languages that are asked for. */
#include "tap.h"

#include "util/buf.h"
#include "web/accept.h"
#include "web/agent.h"
#include "web/path.h"
#include "web/posted.h"
#include "web/visitor.h"

#include <sys/resource.h>

static const struct {
	const char *path, *base, *want; /* the parts with "|" between them; NULL: -1 */
} paths[] = {
	{ "/", "", "" },
	{ "/u/abc", "", "u|abc" },
	{ "/health", "", "health" },
	{ "/news/u/abc", "/news", "u|abc" },
	{ "/u/abc", "/news", "u|abc" },
	{ "/news", "/news", "" },
	{ "/newsletter/u", "/news", "newsletter|u" },
	{ "/news/", "/news", "" },
	{ "/a/b/c/d", "", "a|b|c|d" },
	{ "/a/b/c/d/e", "", NULL },
	{ "", "", NULL },
	{ "u/abc", "", NULL },
	{ "//", "", NULL },
	{ "/u/", "", "u|" },
	{ "/u//", "", NULL },
	{ "/a/b/c/", "", "a|b|c|" },
	{ "/a/b/c/d/", "", NULL },
	{ "//u/abc", "", NULL },
	{ "/u/./abc", "", NULL },
	{ "/../u/abc", "", NULL },
	{ "/u/..", "", NULL },
	{ "/u/..\\..\\x", "", NULL },
	{ "/u/a\nb", "", NULL },
	{ "/u/\xC0\xAF", "", NULL },
	{ "/u/\xE2\x80\xA8", "", NULL },
	{ "/u/\xC3\xA9", "", "u|\xC3\xA9" },
	{ "/u/...", "", "u|..." },
};

/* Who asks: `proxies`, who is connected, and one or two X-Forwarded-For. */
static const struct {
	const char *proxies, *peer, *forwarded, *more, *network;
} visitors[] = {
	{ "", "192.0.2.7", "", "", "192.0.2.0/24" },
	{ "", "2001:db8:1:2:3::4", "", "", "2001:db8:1::/48" },
	{ "", "::ffff:192.0.2.7", "", "", "192.0.2.0/24" },
	{ "", "127.0.0.1", "", "", "" },
	{ "", "::1", "", "", "" },
	{ "", "", "", "", "" },
	{ "", "unix:", "", "", "" },
	/* Nobody is believed. */
	{ "", "192.0.2.7", "198.51.100.9", "", "192.0.2.0/24" },
	{ "", "127.0.0.1", "198.51.100.9", "", "" },
	{ "", "", "198.51.100.9", "", "" },
	{ "10.0.0.0/8", "192.0.2.7", "198.51.100.9", "", "192.0.2.0/24" },
	/* A proxy is, as far as proxies reach. */
	{ "127.0.0.1", "127.0.0.1", "198.51.100.9", "", "198.51.100.0/24" },
	{ "127.0.0.1, ::1", "::1", "2001:db8:1:2::9", "", "2001:db8:1::/48" },
	{ "unix", "", "198.51.100.9", "", "198.51.100.0/24" },
	{ "unix", "unix:", "198.51.100.9", "", "198.51.100.0/24" },
	{ "unix", "127.0.0.1", "198.51.100.9", "", "" },
	{ "127.0.0.1", "127.0.0.1", "1.2.3.4, 198.51.100.9", "", "198.51.100.0/24" },
	{ "127.0.0.1,10.0.0.0/8", "127.0.0.1", "1.2.3.4,198.51.100.9 , 10.1.2.3", "",
	    "198.51.100.0/24" },
	{ "127.0.0.1", "127.0.0.1", "1.2.3.4", "198.51.100.9", "198.51.100.0/24" },
	{ "127.0.0.1, 198.51.100.9", "127.0.0.1", "1.2.3.4", "198.51.100.9",
	    "1.2.3.0/24" },
	{ "10.0.0.0/8", "10.0.0.1", "10.0.0.2", "", "10.0.0.0/24" },
	{ "10.0.0.0/8", "10.0.0.1", "", "", "10.0.0.0/24" },
	{ "127.0.0.1", "127.0.0.1", "[2001:db8::9]", "", "2001:db8::/48" },
	/* What cannot be read is no address. */
	{ "127.0.0.1", "127.0.0.1", "unknown", "", "" },
	{ "127.0.0.1", "127.0.0.1", "198.51.100.9, ", "", "" },
	{ "127.0.0.1", "127.0.0.1", ",", "", "" },
	{ "127.0.0.1", "127.0.0.1", "198.51.100.9, _hidden", "", "" },
	{ "127.0.0.1", "127.0.0.1", "198.51.100.9, 300.1.1.1", "", "" },
	{ "127.0.0.1", "127.0.0.1", "198.51.100.9:4711", "", "" },
	{ "127.0.0.1", "127.0.0.1", "127.0.0.1", "", "" },
};

static const struct {
	const char *field;
	bool want;
} codings[] = {
	{ "gzip", true },
	{ "gzip, deflate, br, zstd", true },
	{ "br;q=1.0, GZIP;q=0.8 , *;q=0.1", true },
	{ "x-gzip", true },
	{ "*", true },
	{ "deflate, *;q=0.5", true },
	{ "gzip;q=0.001", true },
	{ "gzip;q=1, identity;q=1", true },
	{ "identity;q=0.5, *", true },
	{ "identity;q=0, gzip", true },
	{ "", false },
	{ ",,", false },
	{ "identity", false },
	{ "br, deflate", false },
	{ "gzip;q=0", false },
	{ "gzip; q=0.000", false },
	{ "gzip;q=0, *", false },
	{ "*;q=0", false },
	{ "identity;q=1, gzip;q=0.5", false },
	{ "identity, *;q=0.5", false },
	{ "gzip;q=x", false },
	{ "gzipped", false },
	{ "not-gzip", false },
};

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=xyz"

/* The fields as NAME=VALUE with "|" between them; NULL: refused. */
static const struct {
	const char *type, *body, *want;
} forms[] = {
	{ URLENCODED, "List-Unsubscribe=One-Click", "List-Unsubscribe=One-Click" },
	{ URLENCODED, "List-Unsubscribe=One-Click\r\n", "List-Unsubscribe=One-Click" },
	{ "Application/X-WWW-Form-URLencoded; charset=UTF-8", "a=1", "a=1" },
	{ URLENCODED, "", "" },
	{ URLENCODED, "a=1&b=2&a=3", "a=1|b=2|a=3" },
	{ URLENCODED, "&&a&b=&", "a=|b=" },
	{ URLENCODED, "a=b=c", "a=b=c" },
	{ URLENCODED, "a=x+y%20z%2B", "a=x y z+" },
	{ URLENCODED, "n%C3%A9=%c3%a9", "n\xC3\xA9=\xC3\xA9" },
	{ URLENCODED, "a=%", NULL },
	{ URLENCODED, "a=%4", NULL },
	{ URLENCODED, "a=%zz", NULL },
	{ URLENCODED, "a=%00", NULL },
	{ URLENCODED, "a=%0d%0aBcc:x", NULL },
	{ URLENCODED, "a=%ff", NULL },
	{ MULTIPART,
	    "--xyz\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
	    "One-Click\r\n--xyz--\r\n",
	    "List-Unsubscribe=One-Click" },
	{ "multipart/form-data; charset=utf-8; BOUNDARY=\"x y\"",
	    "preamble\r\n--x y\r\ncontent-type: text/plain\r\n"
	    "content-disposition: form-data; x=1; name=a\r\n\r\n1\r\n2\r\n--x y--",
	    NULL },
	{ "multipart/form-data; charset=utf-8; BOUNDARY=\"x y\"",
	    "preamble\r\n--x y\r\ncontent-type: text/plain\r\n"
	    "content-disposition: form-data; x=1; name=a\r\n\r\n--x\r\n--x y--",
	    "a=--x" },
	{ "multipart/form-data; charset=utf-8; BOUNDARY=\"x y\"",
	    "preamble\r\n--x y\r\ncontent-type: text/plain\r\n"
	    "content-disposition: form-data; x=1; name=a\r\n\r\n--x --x y\r\n--x y--",
	    "a=--x --x y" },
	{ MULTIPART,
	    "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
	    "--xyz\r\nContent-Disposition: form-data; name=\"b\\\"c\"\r\n\r\n\r\n"
	    "--xyz--",
	    "a=1|b\"c=" },
	{ MULTIPART, "--xyz--", "" },
	{ MULTIPART, "", NULL },
	{ MULTIPART, "--xyz", NULL },
	{ MULTIPART, "--xyz\r\n", NULL },
	{ MULTIPART, "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
	    NULL },
	{ MULTIPART,
	    "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xyz",
	    NULL },
	{ MULTIPART, "--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xyz--",
	    NULL },
	{ MULTIPART,
	    "--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xyz--",
	    NULL },
	{ MULTIPART, "--xyz\r\n\r\n1\r\n--xyz--", NULL },
	{ MULTIPART, "--other\r\n\r\n1\r\n--other--", NULL },
	{ "multipart/form-data", "--xyz--", NULL },
	{ "multipart/form-data; boundary=\"\"", "----", NULL },
	{ "text/plain", "List-Unsubscribe=One-Click", NULL },
	{ "", "List-Unsubscribe=One-Click", NULL },
};

static const struct {
	const char *field, *want; /* NULL: none of ours */
} languages[] = {
	{ "fr", "fr" },
	{ "fr-CA,fr;q=0.9,en;q=0.8", "fr" },
	{ "en;q=0.5, de;q=0.7", "de" },
	{ "en;q=0.5,de;q=0.5", "en" },
	{ "ja, nl ; q=0.1", "nl" },
	{ "pt-BR", "pt" },
	{ "it;q=0", NULL },
	{ "it;q=x, es;q=0.001", "es" },
	{ "it;q=2, es;q=0.2", "es" },
	{ "ja,*;q=0.5", NULL },
	{ "", NULL },
	{ ",,,", NULL },
	{ "french", NULL },
	{ "en\xFF, fr", "fr" },
	{ "it;level=1, es", "es" },
};

static const struct {
	const char *url, *want;
} locations[] = {
	{ "https://a.example/?a=1&b=%20#c", "https://a.example/?a=1&b=%20#c" },
	{ "https://a.example/a b\"<>\\^`{|}",
	    "https://a.example/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D" },
	{ "https://a.example/\r\nSet-Cookie: a\tb",
	    "https://a.example/Set-Cookie:%20ab" },
	{ "https://é.example/\x7F\x01", "https://%C3%A9.example/%7F%01" },
	{ "", "" },
};

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
static const struct {
	const char *method, *agent, *language, *field, *value;
	bool program, nobody;
} agents[] = {
	{ "GET", FIREFOX, "fr", "", "", false, false },
	{ "GET", "Mozilla/5.0 (Linux; Android 9; CUBOT_NOTE_7) Chrome/140.0", "de", "",
	    "", false, false },
	{ "GET", "Mozilla/5.0 (Linux; Android 9; CUBOT X18) Chrome/140.0", "de", "", "",
	    false, false },
	{ "GET", FIREFOX, "", "", "", true, false },
	{ "GET", "GoogleImageProxy", "", "", "", true, false },
	{ "HEAD", FIREFOX, "fr", "", "", true, true },
	{ "GET", "", "fr", "", "", true, true },
	{ "GET", "Mozilla/5.0", "fr", "", "", true, true },
	{ "GET", "Mozilla/5.0 (compatible; Googlebot/2.1)", "fr", "", "", true, true },
	{ "GET", "Mozilla/5.0 (Windows NT 10.0) BingPreview/1.0b", "fr", "", "", true,
	    true },
	{ "GET", "curl/8.14.1", "fr", "", "", true, true },
	{ "GET", FIREFOX, "fr", "Sec-Purpose", "prefetch;prerender", true, true },
	{ "GET", FIREFOX, "fr", "X-Moz", "prefetch", true, true },
	{ "GET", FIREFOX, "fr", "Purpose", "preview", true, true },
	{ "GET", FIREFOX, "fr", "Purpose", "navigation", false, false },
};

static void
test_locations(struct arena *a)
{
	size_t i;

	for (i = 0; i < LENGTH(locations); i++)
		is_str(http_location(locations[i].url, a), locations[i].want,
		    "location %zu", i);
}

static void
test_agents(void)
{
	size_t i;

	for (i = 0; i < LENGTH(agents); i++) {
		struct http_header h[] = { { "user-agent", agents[i].agent },
			{ "Accept-Language", agents[i].language },
			{ agents[i].field, agents[i].value } };
		struct http_request r = {
			.method = agents[i].method, .headers = h, .nheaders = LENGTH(h)
		};

		is_int(agent_is_program(&r), agents[i].program, "%s %s: follows",
		    agents[i].method, agents[i].agent);
		is_int(agent_shows_nobody(&r), agents[i].nobody, "%s %s: shows",
		    agents[i].method, agents[i].agent);
		ok(!agent_wants_privacy(&r), "it says nothing of privacy");
	}
}

static void
test_privacy(void)
{
	static const struct http_header fields[] = { { "DNT", "1" }, { "sec-gpc", "1" },
		{ "DNT", "0" } };
	struct http_request r = { .nheaders = 1 };
	size_t i;

	for (i = 0; i < LENGTH(fields); i++) {
		r.headers = &fields[i];
		is_int(agent_wants_privacy(&r), i < 2, "%s: %s", fields[i].name,
		    fields[i].value);
	}
}

static void
test_paths(struct arena *a)
{
	const char *parts[PATH_PARTS_MAX], *got;
	size_t i;
	int n, k;

	for (i = 0; i < LENGTH(paths); i++) {
		n = path_cut(paths[i].path, paths[i].base, a, parts);
		got = n < 0 ? NULL : "";
		for (k = 0; k < n; k++)
			got = arena_printf(a, "%s%s%s", got, k > 0 ? "|" : "", parts[k]);
		is_str(got, paths[i].want, "path %zu below '%s'", i, paths[i].base);
	}
}

static void
test_forms(struct arena *a)
{
	struct posted form;
	struct err e;
	const char *got;
	size_t i, k;

	for (i = 0; i < LENGTH(forms); i++) {
		e = (struct err){ 0 };
		got = posted_read(&form, forms[i].type, span_of(forms[i].body), a, &e) < 0
		    ? NULL
		    : "";
		for (k = 0; got != NULL && k < form.n; k++)
			got = arena_printf(a, "%s%s%s=%s", got, k > 0 ? "|" : "",
			    form.fields[k].name, form.fields[k].value);
		is_str(got, forms[i].want, "form %zu", i);
		ok((got == NULL) == (e.kind == ERR_DATA), "and says so");
	}
}

static void
test_form_bounds(struct arena *a)
{
	struct posted form;
	struct err e = { 0 };
	char body[4 * POSTED_FIELDS_MAX + 8] = "";
	size_t i;

	for (i = 0; i < POSTED_FIELDS_MAX; i++)
		strcat(body, "a=1&");
	is_int(posted_read(&form, URLENCODED, span_of(body), a, &e), 0, "many fields");
	is_str(posted_value(&form, "a"), "1", "a value");
	is_str(posted_value(&form, "b"), "", "no value");
	strcat(body, "b=2");
	is_int(posted_read(&form, URLENCODED, span_of(body), a, &e), -1, "one too many");
	contains(e.msg, "over 96 fields", "it says so");
}

/* A form full of parameters costs what it is long, not its square. */
static void
test_form_memory(struct arena *a)
{
	static const char head[] = "--xyz\r\nContent-Disposition: form-data",
			  tail[] = "; name=x\r\n\r\n1\r\n--xyz--";
	struct posted form;
	struct rusage use;
	struct err e = { 0 };
	struct buf body;

	buf_init(&body, 65536);
	buf_adds(&body, head);
	while (body.len < 65000)
		buf_adds(&body, "; a=\"b\"");
	buf_adds(&body, tail);
	is_int(posted_read(&form, MULTIPART, (struct span){ body.data, body.len }, a, &e),
	    0, "thousands of parameters");
	is_str(posted_value(&form, "x"), "1", "and the name behind them");
	getrusage(RUSAGE_SELF, &use);
	ok(use.ru_maxrss < 200000, "they take little: %ld KB", use.ru_maxrss);
	buf_release(&body);
}

static void
test_languages(void)
{
	struct lang lang;
	char many[4096] = "";
	size_t i;

	for (i = 0; i < LENGTH(languages); i++)
		is_str(accept_language(&lang, languages[i].field) ? lang.code : NULL,
		    languages[i].want, "'%s'", languages[i].field);
	for (i = 0; i < 1000; i++)
		strcat(many, "xx,");
	strcat(many, "fr");
	ok(!accept_language(&lang, many), "what stands behind a thousand is not read");
}

static void
test_codings(void)
{
	size_t i;

	for (i = 0; i < LENGTH(codings); i++)
		is_int(accept_gzip(codings[i].field), codings[i].want, "gzip: '%s'",
		    codings[i].field);
}

static void
test_visitors(struct arena *a)
{
	const char *network;
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < LENGTH(visitors); i++) {
		struct http_header headers[] = {
			{ "x-forwarded-for", visitors[i].forwarded },
			{ "Forwarded", "for=203.0.113.1" },
			{ "X-Forwarded-For", visitors[i].more },
		};
		struct http_request request = { .peer = visitors[i].peer,
			.headers = headers,
			.nheaders = LENGTH(headers) };
		struct site site = { .settings = settings_new(NULL) };
		struct visit v = { .site = &site, .request = &request, .arena = a };

		if (*visitors[i].proxies != '\0')
			settings_override(
			    site.settings, "proxies", visitors[i].proxies, &e);
		visitor_network(&network, &v, &e);
		is_str(e.msg, "", "%s: no error", visitors[i].peer);
		is_str(network, visitors[i].network, "'%s' from '%s', believed: '%s'",
		    visitors[i].forwarded, visitors[i].peer, visitors[i].proxies);
		settings_free(site.settings);
	}
}

int
main(void)
{
	struct arena a = { 0 };

	test_locations(&a);
	test_agents();
	test_privacy();
	test_paths(&a);
	test_forms(&a);
	test_form_bounds(&a);
	test_form_memory(&a);
	test_languages();
	test_codings();
	test_visitors(&a);
	arena_release(&a);
	return done_testing();
}
