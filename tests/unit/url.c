/* Which URLs lead to this machine: plain text and one-click depend on it. */
#include "io/url.h"
#include "tap.h"

static const char *const here[] = { "smtp://localhost", "smtp://LocalHost:25",
	"http://127.0.0.1:8080/u/", "http://127.255.0.9", "smtp://[::1]:2525",
	"http://[0:0:0:0:0:0:0:1]/", "smtp://user@127.0.0.1", "smtps://localhost/",
	"smtp://127.1" };

static const char *const elsewhere[] = { "http://localhost.evil.example",
	"smtp://127.nope.example", "smtp://127.0.0.1.example.org",
	"http://127.0.0.1@evil.example/", "smtp://localhost:25@evil.example",
	"http://example.org/127.0.0.1", "http://example.org?localhost",
	"http://example.org#@localhost", "smtp://128.0.0.1", "smtp://1270.0.0.1",
	"http://[::2]/", "http://[::ffff:127.0.0.1]/", "http://notlocalhost", "smtp://",
	"127.0.0.1", "", "localhost", "http://[::1", "http://localhost.",
	"http:\\\\localhost@evil.example" };

int
main(void)
{
	size_t i;

	for (i = 0; i < LENGTH(here); i++)
		ok(url_is_loopback(here[i]), "'%s' leads to this machine", here[i]);
	for (i = 0; i < LENGTH(elsewhere); i++)
		ok(!url_is_loopback(elsewhere[i]), "'%s' does not", elsewhere[i]);
	return done_testing();
}
