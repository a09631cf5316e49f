/* agent - what a browser, or what comes in the place of one, says of itself.  See
 * agent.h. */
#include "web/agent.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

/* Parts of the User-Agent of programs, as they write them: there are telephones called
 * CUBOT. */
static const char *const programs[] = { "bot/", "bot;", "bot)", "bot ", "bot-", "Bot/",
	"Bot;", "Bot)", "Bot ", "Bot-", "Barracuda", "BingPreview", "Cisco", "Cloudmark",
	"Existence Discovery", "FireEye", "Go-http-client", "Google-Safety",
	"HeadlessChrome", "IronPort", "Java/", "Mimecast", "PhantomJS", "Proofpoint",
	"Safe-Browsing", "Scanner", "Sophos", "SymantecCloud", "TMUFE", "Trellix",
	"WhatsApp/", "Zscaler", "crawler", "curl/", "externalhit", "libwww", "okhttp/",
	"preview", "python-", "scanner", "spider", "urlscan", "Wget/",
	"www.google.com/" };

/* What a proxy that loads all pictures of a message, seen or not, is called (Apple
 * Mail's, with its protection on). */
#define NAMELESS "Mozilla/5.0"

/* Fields that say why a page is fetched, of browsers old and new. */
static const char *const purposes[] = { "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz" };

static bool
is_ahead_of_time(const struct http_request *r)
{
	const char *purpose;
	size_t i;

	for (i = 0; i < ARRAY_LEN(purposes); i++) {
		purpose = http_request_header(r, purposes[i]);
		if (strstr(purpose, "prefetch") != NULL ||
		    strstr(purpose, "preview") != NULL)
			return true;
	}
	return false;
}

bool
agent_shows_nobody(const struct http_request *r)
{
	const char *agent = http_request_header(r, "User-Agent");
	size_t i;

	if (!str_eq(r->method, "GET") || *agent == '\0' || str_eq(agent, NAMELESS) ||
	    is_ahead_of_time(r))
		return true;
	for (i = 0; i < ARRAY_LEN(programs); i++) {
		if (strstr(agent, programs[i]) != NULL)
			return true;
	}
	return false;
}

/* Every browser says in which languages its user reads. */
bool
agent_is_program(const struct http_request *r)
{
	return agent_shows_nobody(r) ||
	    *http_request_header(r, "Accept-Language") == '\0';
}

bool
agent_wants_privacy(const struct http_request *r)
{
	return str_eq(http_request_header(r, "Sec-GPC"), "1") ||
	    str_eq(http_request_header(r, "DNT"), "1");
}
