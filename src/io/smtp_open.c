/*
 * smtp_open - libcurl's part: name lookup, TCP, greeting, EHLO, TLS and AUTH.
 *
 * Owns the easy and the multi handle until the last reply to EHLO or AUTH; then
 * the dialogue goes on over them.  libcurl does not say at which command it
 * failed, so the commands and replies are followed as they pass by.  Commands
 * can hold passwords: their first word is looked at, nothing is kept.
 */
#include "io/clock.h"
#include "io/smtp_private.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static void
enter(struct smtp_conn *c, enum smtp_stage stage)
{
	c->stage = stage;
	c->since = clock_monotonic_ms();
}

/* What libcurl is about to say. */
static int
see_command(CURL *easy, curl_infotype type, char *s, size_t n, void *arg)
{
	static const struct {
		const char *word;
		enum smtp_stage stage;
	} commands[] = {
		{ "EHLO ", SMTP_EHLO },
		{ "HELO ", SMTP_EHLO },
		{ "STARTTLS", SMTP_TLS },
		{ "AUTH ", SMTP_AUTH },
	};
	struct smtp_conn *c = arg;

	(void)easy;
	/* After AUTH come its answers, which may look like anything. */
	if (type != CURLINFO_HEADER_OUT || c->stage == SMTP_AUTH)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		size_t len = strlen(commands[i].word);

		if (n >= len && memcmp(s, commands[i].word, len) == 0) {
			enter(c, commands[i].stage);
			c->last.code = 0;
		}
	}
	/* What was offered before STARTTLS anybody may have written. */
	if (c->stage == SMTP_EHLO) {
		c->offers = (struct smtp_offers){ 0 };
		c->lines = 0;
	}
	return 0;
}

/* One line of the answer to EHLO: "250-SIZE 1000"; the first is a greeting. */
static void
see_offer(struct smtp_conn *c, struct span line)
{
	const struct {
		const char *word;
		bool *offered;
	} words[] = {
		{ "PIPELINING", &c->offers.pipelining },
		{ "SIZE", &c->offers.size },
		{ "DSN", &c->offers.dsn },
		{ "SMTPUTF8", &c->offers.smtputf8 },
		{ "AUTH", &c->offers.auth },
		{ "STARTTLS", &c->offers.starttls },
	};
	size_t len;

	line = span_trim(line);
	if (c->lines++ == 0 || line.n < 5 || line.s[0] != '2')
		return;
	line.s += 4;
	line.n -= 4;
	for (len = 0; len < line.n && line.s[len] != ' '; len++)
		;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (len == strlen(words[i].word) &&
		    strncasecmp(line.s, words[i].word, len) == 0)
			*words[i].offered = true;
}

/* A line of a reply.  Taking less of it than there is makes libcurl give up. */
static size_t
see_reply(char *s, size_t one, size_t n, void *arg)
{
	struct smtp_conn *c = arg;
	struct smtp_reply reply;
	size_t used, at = 0;
	int rc = 1;

	(void)one;
	c->stage = smtp_opening_stage(c);
	c->since = clock_monotonic_ms();
	if (c->stage == SMTP_EHLO)
		see_offer(c, (struct span){ s, n });
	for (; rc > 0 && at < n; at += used) {
		rc = smtp_reply_feed(&c->reader, s + at, n - at, &used, &reply);
		if (rc > 0) {
			c->last = reply;
			if (c->stage == SMTP_AUTH && reply.code == 235)
				c->logged_in = true;
		}
	}
	c->opening_garbled = c->opening_garbled || rc < 0;
	return c->opening_garbled ? 0 : n;
}

static bool
is_smtps(const struct smtp_conn *c)
{
	return strncasecmp(c->url, "smtps:", 6) == 0;
}

enum smtp_stage
smtp_opening_stage(struct smtp_conn *c)
{
	curl_off_t connected = 0, shaken = 0;

	/* STARTTLS and its handshake end with an EHLO that is seen. */
	if (c->stage != SMTP_CONNECT && !(c->stage == SMTP_TLS && is_smtps(c)))
		return c->stage;
	curl_easy_getinfo(c->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(c->easy, CURLINFO_APPCONNECT_TIME_T, &shaken);
	if (connected == 0)
		return SMTP_CONNECT;
	return is_smtps(c) && shaken == 0 ? SMTP_TLS : SMTP_GREETING;
}

/* The URL given, with the name to say in EHLO as its path. */
static bool
set_url(struct smtp_conn *c)
{
	static const CURLUPart none[] = { CURLUPART_USER, CURLUPART_PASSWORD,
		CURLUPART_OPTIONS, CURLUPART_QUERY, CURLUPART_FRAGMENT };
	CURLU *u = curl_url();
	char *path, *url = NULL;
	bool done = u != NULL && curl_url_set(u, CURLUPART_URL, c->url, 0) == CURLUE_OK;

	for (size_t i = 0; done && i < ARRAY_LEN(none); i++)
		done = curl_url_set(u, none[i], NULL, 0) == CURLUE_OK;
	path = curl_easy_escape(c->easy, c->helo, 0);
	done = done && path != NULL &&
	    curl_url_set(u, CURLUPART_PATH, path, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_URL, &url, 0) == CURLUE_OK &&
	    curl_easy_setopt(c->easy, CURLOPT_URL, url) == CURLE_OK;
	curl_free(url);
	curl_free(path);
	curl_url_cleanup(u);
	return done;
}

static bool
set_login(struct smtp_conn *c)
{
	CURL *h = c->easy;

	if (c->user[0] == '\0')
		return true;
	if (curl_easy_setopt(h, CURLOPT_USERNAME, c->user) != CURLE_OK)
		return false;
	if (c->token[0] != '\0')
		return curl_easy_setopt(h, CURLOPT_XOAUTH2_BEARER, c->token) ==
		    CURLE_OK &&
		    curl_easy_setopt(h, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2") ==
		    CURLE_OK;
	if (!c->netrc && curl_easy_setopt(h, CURLOPT_PASSWORD, c->password) != CURLE_OK)
		return false;
	/* CRAM-MD5 would be taken first, and there is no second try (MAIL.md §3.1). */
	return curl_easy_setopt(h, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN") ==
	    CURLE_OK;
}

/* A file for libcurl; "" leaves its default. */
static bool
set_file(CURL *h, CURLoption option, const char *path)
{
	return path[0] == '\0' || curl_easy_setopt(h, option, path) == CURLE_OK;
}

static bool
set_tls(struct smtp_conn *c)
{
	CURL *h = c->easy;
	long level = c->plain_text ? CURLUSESSL_NONE : CURLUSESSL_ALL;

	return curl_easy_setopt(h, CURLOPT_USE_SSL, level) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
	    CURLE_OK &&
	    set_file(h, CURLOPT_SSLCERT, c->client_cert) &&
	    set_file(h, CURLOPT_SSLKEY, c->client_key) &&
	    (c->ca_file[0] == '\0' ||
		(curl_easy_setopt(h, CURLOPT_CAINFO, c->ca_file) == CURLE_OK &&
		    curl_easy_setopt(h, CURLOPT_CAPATH, NULL) == CURLE_OK));
}

/* Nothing of the environment: no proxy, no .netrc unless asked for (MAIL.md §4). */
static bool
set_rest(struct smtp_conn *c)
{
	CURL *h = c->easy;
	/* Our own deadline, by stage, is to come first. */
	long seconds = 4L * c->timeouts.connect + 60;
	long netrc = c->netrc ? CURL_NETRC_OPTIONAL : CURL_NETRC_IGNORED;

	/* main ignores SIGPIPE; libcurl would do so anew around each call. */
	return curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_PROXY, "") == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_NETRC, netrc) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, seconds) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->curl_error) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, see_reply) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_HEADERDATA, c) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, see_command) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_DEBUGDATA, c) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_VERBOSE, 1L) == CURLE_OK;
}

void
smtp_opening_start(struct smtp_conn *c)
{
	char text[256];

	enter(c, SMTP_CONNECT);
	c->socket = CURL_SOCKET_BAD;
	c->tls = !c->plain_text || is_smtps(c);
	c->easy = curl_easy_init();
	c->multi = curl_multi_init();
	if (c->easy == NULL || c->multi == NULL)
		BUG("libcurl does not start");
	if (!set_url(c)) {
		snprintf(
		    text, sizeof text, "'%s' is no smtp:// or smtps:// address", c->url);
		smtp_dialogue_fail(c, SMTP_UNFIT, text);
	} else if (!set_login(c) || !set_tls(c) || !set_rest(c))
		smtp_dialogue_fail(c, SMTP_UNFIT, "this libcurl lacks SMTP or TLS");
	else if (curl_multi_add_handle(c->multi, c->easy) != CURLM_OK)
		BUG("libcurl refuses its own handle");
}

/* The kind of failure, where no refusal was read. */
static enum smtp_outcome
outcome_of(const struct smtp_conn *c, CURLcode rc)
{
	if (c->opening_garbled)
		return SMTP_GARBLED;
	switch (rc) {
	case CURLE_OK: /* but not logged in */
		return SMTP_UNFIT;
	case CURLE_OPERATION_TIMEDOUT:
		return SMTP_TIMED_OUT;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_USE_SSL_FAILED: /* STARTTLS is not offered */
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_LOGIN_DENIED: /* no way to log in that both know */
		return SMTP_UNFIT;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_REMOTE_ACCESS_DENIED:
		return SMTP_GARBLED;
	default:
		return SMTP_LOST;
	}
}

/* Why there is no TLS or no login, where no refusal was read; text is room for it. */
static const char *
explain_unfit(const struct smtp_conn *c, CURLcode rc, char *text, size_t size)
{
	bool said = c->stage == (rc == CURLE_USE_SSL_FAILED ? SMTP_TLS : SMTP_AUTH);

	if (said) { /* and answered by what is neither a yes nor a no */
		snprintf(text, size, "the relay answered %s with %d",
		    rc == CURLE_USE_SSL_FAILED ? "STARTTLS" : "our login", c->last.code);
		return text;
	}
	if (rc == CURLE_USE_SSL_FAILED)
		return "the relay does not offer STARTTLS";
	if (!c->offers.auth)
		return "the relay does not offer AUTH, so we cannot log in";
	return c->token[0] != '\0' ? "the relay does not offer AUTH XOAUTH2"
				   : "the relay offers neither AUTH PLAIN nor AUTH LOGIN";
}

/* For a person: what libcurl says is good, but for what it does not know. */
static void
explain(const struct smtp_conn *c, CURLcode rc, struct smtp_result *r)
{
	const char *why =
	    c->curl_error[0] != '\0' ? c->curl_error : curl_easy_strerror(rc);
	char text[128];

	if (rc == CURLE_USE_SSL_FAILED || rc == CURLE_LOGIN_DENIED || rc == CURLE_OK)
		why = explain_unfit(c, rc, text, sizeof text);
	else if (r->outcome == SMTP_GARBLED)
		why = "the relay does not speak SMTP";
	else if (r->outcome == SMTP_LOST && r->stage != SMTP_CONNECT) {
		snprintf(text, sizeof text, "the connection broke at %s",
		    smtp_stage_name(r->stage));
		why = text;
	}
	smtp_text_add(r->text, sizeof r->text, span_of(why));
	/* libcurl begins with a capital, we do not. */
	if (r->text[0] >= 'A' && r->text[0] <= 'Z' && r->text[1] >= 'a')
		r->text[0] += 'a' - 'A';
}

static void
opening_failed(struct smtp_conn *c, CURLcode rc)
{
	struct smtp_result r = { .stage = smtp_opening_stage(c) };

	if (rc == CURLE_OK)
		r.stage = SMTP_AUTH;
	if (rc == CURLE_USE_SSL_FAILED || rc == CURLE_PEER_FAILED_VERIFICATION ||
	    rc == CURLE_SSL_CONNECT_ERROR || rc == CURLE_SSL_CACERT_BADFILE)
		r.stage = SMTP_TLS;
	if (rc == CURLE_LOGIN_DENIED)
		r.stage = SMTP_AUTH;
	r.outcome = outcome_of(c, rc);
	if (c->last.code >= 400 && r.outcome != SMTP_TIMED_OUT) {
		r.outcome = SMTP_REPLIED;
		r.reply = c->last;
	} else
		explain(c, rc, &r);
	smtp_dialogue_close(c, &r);
}

static void
opening_done(struct smtp_conn *c, CURLcode rc)
{
	bool logged_in = c->user[0] == '\0' || c->logged_in;

	/* Without an offer of AUTH libcurl goes on as if it had logged in. */
	if (rc != CURLE_OK || !logged_in ||
	    curl_easy_getinfo(c->easy, CURLINFO_ACTIVESOCKET, &c->socket) != CURLE_OK ||
	    c->socket == CURL_SOCKET_BAD) {
		opening_failed(c, rc);
		return;
	}
	curl_easy_setopt(c->easy, CURLOPT_VERBOSE, 0L);
	if (!c->offers.pipelining)
		c->ahead = SMTP_ONE_BY_ONE;
	c->since = clock_monotonic_ms();
	c->phase = PHASE_OPEN;
}

void
smtp_opening_step(struct smtp_conn *c)
{
	int running, left;
	CURLMsg *m;

	if (curl_multi_perform(c->multi, &running) != CURLM_OK)
		BUG("libcurl refuses its own multi handle");
	if (c->stage != smtp_opening_stage(c))
		enter(c, smtp_opening_stage(c));
	while (c->phase == PHASE_OPENING &&
	    (m = curl_multi_info_read(c->multi, &left)) != NULL)
		if (m->msg == CURLMSG_DONE)
			opening_done(c, m->data.result);
}
