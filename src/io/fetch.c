/*
 * fetch - what is behind the links that somebody else wrote.  See fetch.h.
 *
 * The multi interface of libcurl is what the sending engine keeps away from; for
 * HTTP it does not block.
 */
#include "io/fetch.h"

#include "io/ip.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT_ONCE 8          /* requests under way */
#define AT_ONCE_HOST 2     /* of them to one host */
#define CONNECT_SECONDS 10 /* a host that is down says nothing */
#define WAIT_MS 1000
#define AGENT "nlctl/" NLCTL_VERSION

/* One URL that is to be fetched. */
struct job {
	struct fetch *fetch;
	const char *url; /* as libcurl takes it; NULL: it cannot be fetched */
	const char *host;
	bool begun;
};

/* A request under way; job NULL: none. */
struct flight {
	struct job *job;
	const struct fetch_options *options;
	CURL *easy;
	bool head;
	struct buf body;
	char refused[INET6_ADDRSTRLEN]; /* an address that was not connected to */
	char error[CURL_ERROR_SIZE];
};

struct fetcher {
	const struct fetch_options *options;
	struct arena *arena;
	CURLM *multi;
	struct job *jobs;
	size_t n, done;
	struct flight flights[AT_ONCE];
};

/* The URL. */

/* The host with an A-label: libcurl would take the locale for its encoding. */
static bool
encode_host(CURLU *u)
{
	char *host = NULL, *encoded = NULL;
	bool done = curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    (host[0] == '[' ||
		idn2_to_ascii_8z(host, &encoded, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) ==
		    IDN2_OK) &&
	    (encoded == NULL || curl_url_set(u, CURLUPART_HOST, encoded, 0) == CURLUE_OK);

	idn2_free(encoded);
	curl_free(host);
	return done;
}

static bool
is_web(CURLU *u)
{
	char *scheme = NULL;
	bool yes = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    (str_eq(scheme, "http") || str_eq(scheme, "https"));

	curl_free(scheme);
	return yes;
}

static const char *
url_part(CURLU *u, CURLUPart part, struct arena *a)
{
	char *text = NULL;
	const char *copy = NULL;

	if (curl_url_get(u, part, &text, 0) == CURLUE_OK)
		copy = arena_strdup(a, text);
	curl_free(text);
	return copy;
}

/* A password in a URL stays here. */
static void
read_url(struct job *job, struct arena *a)
{
	CURLU *u = curl_url();

	if (u == NULL)
		BUG("libcurl does not start");
	if (curl_url_set(u, CURLUPART_URL, job->fetch->url,
		CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME) ==
		CURLUE_OK &&
	    is_web(u) && encode_host(u) &&
	    curl_url_set(u, CURLUPART_USER, NULL, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) == CURLUE_OK) {
		job->host = url_part(u, CURLUPART_HOST, a);
		job->url = url_part(u, CURLUPART_URL, a);
	}
	curl_url_cleanup(u);
}

/* What libcurl asks while it is under way. */

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct flight *f = arg;
	const void *number;

	(void)purpose;
	if (f->options->allow_private || ip_is_public(&to->addr))
		return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	number = to->family == AF_INET
	    ? (void *)&((struct sockaddr_in *)&to->addr)->sin_addr
	    : &((struct sockaddr_in6 *)&to->addr)->sin6_addr;
	if (inet_ntop(to->family, number, f->refused, sizeof(f->refused)) == NULL)
		f->refused[0] = '?';
	return CURL_SOCKET_BAD;
}

/* Taking less than there is ends the transfer. */
static size_t
take_body(char *s, size_t one, size_t n, void *arg)
{
	struct flight *f = arg;

	(void)one;
	if (!f->job->fetch->body)
		return 0;
	buf_add(&f->body, s, n);
	return f->body.overflowed ? 0 : n;
}

/* A request. */

static bool
set_limits(struct flight *f)
{
	CURL *h = f->easy;
	bool body = f->job->fetch->body;

	return curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS_MAX) ==
	    CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)f->options->seconds) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) ==
	    CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE,
		body ? (curl_off_t)f->options->max : 0) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, f) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_WRITEDATA, f) == CURLE_OK;
}

/* Nothing of ours goes along, and nothing of theirs is believed. */
static bool
set_rest(struct flight *f)
{
	CURL *h = f->easy;

	return curl_easy_setopt(h, CURLOPT_URL, f->job->url) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_NOBODY, f->head ? 1L : 0L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_USERAGENT, AGENT) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_PROXY, "") == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
	    CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, f->error) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_PRIVATE, f) == CURLE_OK;
}

/* Send job off as f, which is free. */
static void
take_off(struct fetcher *r, struct flight *f, struct job *job, bool head)
{
	*f = (struct flight){ .job = job, .options = r->options, .head = head };
	job->begun = true;
	buf_init(&f->body, r->options->max);
	f->easy = curl_easy_init();
	if (f->easy == NULL || !set_limits(f) || !set_rest(f) ||
	    curl_multi_add_handle(r->multi, f->easy) != CURLM_OK)
		BUG("libcurl does not take a request");
}

/* What came of it. */

static enum fetch_result
result_of(const struct flight *f, CURLcode rc)
{
	switch (rc) {
	case CURLE_OK:
		return FETCH_ANSWERED;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return FETCH_NOT_WEB;
	case CURLE_COULDNT_RESOLVE_HOST:
		return FETCH_NO_NAME;
	case CURLE_PEER_FAILED_VERIFICATION:
		return FETCH_CERTIFICATE;
	case CURLE_TOO_MANY_REDIRECTS:
		return FETCH_REDIRECTS;
	case CURLE_FILESIZE_EXCEEDED:
		return FETCH_TOO_LARGE;
	case CURLE_WRITE_ERROR: /* we had enough */
		return f->job->fetch->body ? FETCH_TOO_LARGE : FETCH_ANSWERED;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_TOO_SLOW;
	default:
		return f->refused[0] != '\0' ? FETCH_PRIVATE : FETCH_UNREACHABLE;
	}
}

/* For a person: libcurl's own words, where there are none of ours. */
static const char *
explain(const struct flight *f, CURLcode rc, struct arena *a)
{
	const char *said = f->error[0] != '\0' ? f->error : curl_easy_strerror(rc);
	char *why;

	switch (f->job->fetch->result) {
	case FETCH_ANSWERED:
		return "";
	case FETCH_PRIVATE:
		return arena_printf(a,
		    "it leads to %s, which is not an address of the internet",
		    f->refused);
	case FETCH_REDIRECTS:
		return arena_printf(
		    a, "it redirects more than %d times", FETCH_REDIRECTS_MAX);
	case FETCH_TOO_LARGE:
		return arena_printf(a, "it has more than %zu octets", f->options->max);
	case FETCH_TOO_SLOW:
		return arena_printf(
		    a, "it took more than %d seconds", f->options->seconds);
	default:
		why = arena_strdup(a, said);
		/* libcurl begins with a capital, we do not. */
		if (why[0] >= 'A' && why[0] <= 'Z' && why[1] >= 'a')
			why[0] = (char)(why[0] + 'a' - 'A');
		return why;
	}
}

static const char *
without_parameters(const char *type, struct arena *a)
{
	struct span s = { type, strcspn(type, ";") };

	s = span_trim(s);
	return arena_memdup(a, s.s, s.n);
}

static void
note_answer(struct flight *f, CURLcode rc, struct arena *a)
{
	struct fetch *out = f->job->fetch;
	char *type = NULL, *at = NULL;
	long status = 0;
	curl_off_t size = -1;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->easy, CURLINFO_EFFECTIVE_URL, &at);
	curl_easy_getinfo(f->easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(f->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
	out->result = result_of(f, rc);
	out->why = explain(f, rc, a);
	out->at = arena_strdup(a, at != NULL ? at : f->job->url);
	if (out->result != FETCH_ANSWERED)
		return;
	out->status = (int)status;
	out->type = without_parameters(type != NULL ? type : "", a);
	out->size = size;
	if (out->body)
		out->bytes = (struct span){ arena_memdup(a, f->body.data, f->body.len),
			f->body.len };
}

/* Some servers know no HEAD, or say of it what they do not say of GET. */
static bool
is_worth_a_get(const struct flight *f, CURLcode rc)
{
	long status = 0;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	return f->head &&
	    (rc == CURLE_OK ? status >= 400
			    : rc == CURLE_GOT_NOTHING || rc == CURLE_WEIRD_SERVER_REPLY);
}

static void
job_done(struct fetcher *r)
{
	r->done++;
	if (r->options->progress != NULL)
		r->options->progress(r->options->arg, r->done, r->n);
}

static void
land(struct fetcher *r, struct flight *f, CURLcode rc)
{
	struct job *job = f->job;
	bool again = is_worth_a_get(f, rc);

	if (!again)
		note_answer(f, rc, r->arena);
	curl_multi_remove_handle(r->multi, f->easy);
	curl_easy_cleanup(f->easy);
	buf_release(&f->body);
	f->job = NULL;
	if (again)
		take_off(r, f, job, false);
	else
		job_done(r);
}

/* All of them. */

/* May it begin now, or are others of its host under way? */
static bool
may_begin(const struct fetcher *r, const struct job *job)
{
	size_t i, same = 0;

	if (job->begun)
		return false;
	for (i = 0; i < AT_ONCE; i++) {
		if (r->flights[i].job != NULL &&
		    str_eq_ci(r->flights[i].job->host, job->host))
			same++;
	}
	return same < AT_ONCE_HOST;
}

static void
begin_some(struct fetcher *r)
{
	size_t i, next = 0;

	for (i = 0; i < AT_ONCE; i++) {
		if (r->flights[i].job != NULL)
			continue;
		while (next < r->n && !may_begin(r, &r->jobs[next]))
			next++;
		if (next == r->n)
			return;
		take_off(r, &r->flights[i], &r->jobs[next], !r->jobs[next].fetch->body);
	}
}

/* Is there room for others now? */
static bool
land_some(struct fetcher *r)
{
	struct flight *f;
	CURLMsg *m;
	CURLcode rc;
	int left;
	bool landed = false;

	while ((m = curl_multi_info_read(r->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		rc = m->data.result; /* m is gone with its handle */
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&f);
		land(r, f, rc);
		landed = true;
	}
	return landed;
}

/* Nothing has come back yet; what is no URL of the web never will. */
static void
prepare(struct fetcher *r, struct fetch *fetches)
{
	struct job *job;
	size_t i;

	for (i = 0; i < r->n; i++) {
		job = &r->jobs[i];
		job->fetch = &fetches[i];
		fetches[i].result = FETCH_NOT_WEB;
		fetches[i].why = "it is not a URL of the web";
		fetches[i].at = fetches[i].url;
		fetches[i].type = "";
		fetches[i].size = -1;
		fetches[i].status = 0;
		fetches[i].bytes = (struct span){ "", 0 };
		read_url(job, r->arena);
		if (job->url == NULL) {
			job->begun = true;
			job_done(r);
		}
	}
}

void
fetch_all(struct fetch *fetches, size_t n, const struct fetch_options *o, struct arena *a)
{
	struct fetcher r = { .options = o, .arena = a, .n = n };
	int running;

	/* OpenSSL's keys of each connection would be written where it says. */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (r.multi = curl_multi_init()) == NULL)
		BUG("libcurl does not start");
	r.jobs = arena_alloc(a, n * sizeof(*r.jobs));
	prepare(&r, fetches);
	while (r.done < n) {
		begin_some(&r);
		/* Both fail for want of memory alone. */
		if (curl_multi_perform(r.multi, &running) != CURLM_OK)
			BUG("libcurl refuses its own multi handle");
		if (!land_some(&r) &&
		    curl_multi_poll(r.multi, NULL, 0, WAIT_MS, NULL) != CURLM_OK)
			BUG("libcurl cannot wait");
	}
	curl_multi_cleanup(r.multi);
	curl_global_cleanup();
}
