/* url - what a URL says.  See url.h. */
#include "io/url.h"

#include "util/str.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

#define ADDRESS_MAX 64 /* characters of a number in brackets */

static bool
is_loopback(const char *host)
{
	size_t n = strlen(host);
	char inside[ADDRESS_MAX];
	struct in6_addr six;
	struct in_addr four;

	if (str_eq_ci(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	if (n < 2 || host[0] != '[' || host[n - 1] != ']' || n > sizeof(inside))
		return false;
	memcpy(inside, host + 1, n - 2);
	inside[n - 2] = '\0';
	return inet_pton(AF_INET6, inside, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool
url_is_loopback(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;
	bool yes;

	yes = u != NULL &&
	    curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK && is_loopback(host);
	curl_free(host);
	curl_url_cleanup(u);
	return yes;
}
