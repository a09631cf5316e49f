/* check: what addresses are, and how far two colours are apart. */
#include "issue/check_style.h"
#include "issue/check_url.h"

#include "tap.h"

#include <math.h>
#include <stdio.h>

static const struct {
	const char *url;
	enum url_fault fault;
} urls[] = {
	{ "", URL_EMPTY },
	{ "#", URL_EMPTY },
	{ "#part", URL_SOUND },
	{ "https://example.org", URL_SOUND },
	{ "HTTPS://EXAMPLE.ORG/", URL_SOUND },
	{ "https://example.org:8443/a?b=c&d=e#f", URL_SOUND },
	{ "https://user@example.org/", URL_SOUND },
	{ "https://exämple.org/é", URL_SOUND },
	{ "https://[2001:db8::1]/", URL_SOUND },
	{ "https://203.0.113.9/", URL_SOUND },
	{ "tel:+33300000000", URL_SOUND },
	{ "sms:+33300000000", URL_SOUND },
	{ "webcal://example.org/a.ics", URL_SOUND },
	{ "mailto:a@example.org", URL_SOUND },
	{ "mailto:?subject=x", URL_SOUND },
	{ "mailto:{{ sender.email }}", URL_SOUND },
	{ "{{ mirror }}", URL_SOUND },
	{ "{% if contact.X %}https://a.org{% endif %}", URL_SOUND },
	{ "https://{{ contact.SHOP }}.example.org/", URL_SOUND },
	{ "https://example.org/{{ contact.X | default:\"a b\" }}/c", URL_SOUND },
	{ "page.html", URL_RELATIVE },
	{ "/page", URL_RELATIVE },
	{ "//example.org/page", URL_RELATIVE },
	{ "example.org/page", URL_RELATIVE },
	{ "htp://example.org", URL_SCHEME },
	{ "http:/example.org", URL_SCHEME },
	{ "https:example.org", URL_SCHEME },
	{ "http//example.org", URL_SCHEME },
	{ "http;//example.org", URL_SCHEME },
	{ "http://", URL_HOST },
	{ "https:///page", URL_HOST },
	{ "https://?a=b", URL_HOST },
	{ "https://exam ple.org/", URL_HOST },
	{ "https://example..org/", URL_HOST },
	{ "https://example,org/", URL_HOST },
	{ "https://example.org/a b", URL_BLANK },
	{ "https://example.org/{id}", URL_BRACE },
	{ "http://https://example.org", URL_TWICE },
	{ "https://http//example.org", URL_TWICE },
	{ "http://{{ unsubscribe }}", URL_TAG_WHOLE },
	{ "https://{{mirror}}", URL_TAG_WHOLE },
	{ "http://{{ contact.SITE }}", URL_TAG_FIELD },
	{ "http://{{ params.host }}", URL_SOUND },
	{ "javascript:void(0)", URL_SCRIPT },
	{ "data:text/html,x", URL_SCRIPT },
	{ "http://localhost/", URL_LOCAL },
	{ "http://localhost:3000", URL_LOCAL },
	{ "http://printer/", URL_LOCAL },
	{ "http://nas.local/", URL_LOCAL },
	{ "http://127.0.0.1/", URL_LOCAL },
	{ "http://10.1.2.3/", URL_LOCAL },
	{ "http://172.16.0.1/", URL_LOCAL },
	{ "http://172.31.0.1/", URL_LOCAL },
	{ "http://172.32.0.1/", URL_SOUND },
	{ "http://172.2.0.1/", URL_SOUND },
	{ "http://[::1]/", URL_LOCAL },
	{ "http://10.example.org/", URL_SOUND },
	{ "https://staging.example.org/", URL_LOCAL },
	{ "file:///etc/passwd", URL_LOCAL },
	{ "C:\\page.html", URL_LOCAL },
	{ "mailto:", URL_NO_MAILBOX },
	{ "mailto:example.org", URL_NO_MAILBOX },
};

static void
test_hosts(void)
{
	static const struct {
		const char *url, *host;
	} hosts[] = {
		{ "https://www.example.org/a", "www.example.org" },
		{ "http://u:p@example.org:80/", "example.org" },
		{ "https://[::1]:80/", "[::1]:80" },
		{ "https://{{ contact.X }}.org/", "" },
		{ "mailto:a@example.org", "" },
		{ "", "" },
	};
	size_t i;

	for (i = 0; i < LENGTH(hosts); i++) {
		struct span host = url_host(span_of(hosts[i].url));

		ok(span_is(host, hosts[i].host), "the host of '%s' is '%s', not '%.*s'",
		    hosts[i].url, hosts[i].host, (int)host.n, host.s);
	}
	ok(host_is_in(span_of("a.Example.org"), "example.org"), "a host below another");
	ok(!host_is_in(span_of("badexample.org"), "example.org"),
	    "a host beside another");
}

static void
test_contrast(void)
{
	static const struct {
		struct css_colour a, b;
		double contrast; /* as WCAG's own tools say */
	} pairs[] = {
		{ { 0, 0, 0 }, { 255, 255, 255 }, 21 },
		{ { 255, 255, 255 }, { 255, 255, 255 }, 1 },
		{ { 0x77, 0x77, 0x77 }, { 255, 255, 255 }, 4.48 },
		{ { 0x76, 0x76, 0x76 }, { 255, 255, 255 }, 4.54 },
		{ { 255, 255, 255 }, { 0x94, 0x94, 0x94 }, 3.03 },
		{ { 255, 0, 0 }, { 255, 255, 255 }, 4.0 },
		{ { 0, 0, 255 }, { 255, 255, 255 }, 8.59 },
	};
	size_t i;

	for (i = 0; i < LENGTH(pairs); i++) {
		double got = css_contrast(pairs[i].a, pairs[i].b);

		ok(fabs(got - pairs[i].contrast) < 0.005, "a contrast of %.2f, not %.2f",
		    pairs[i].contrast, got);
	}
}

int
main(void)
{
	size_t i;

	for (i = 0; i < LENGTH(urls); i++)
		is_int(
		    url_fault(span_of(urls[i].url)), urls[i].fault, "'%s'", urls[i].url);
	test_hosts();
	test_contrast();
	return done_testing();
}
