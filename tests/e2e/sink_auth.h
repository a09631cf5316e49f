/*
 * sink_auth - STARTTLS and AUTH: PLAIN, LOGIN, XOAUTH2, against one login.
 *
 * A script's rule for AUTH is the answer to the whole exchange, after the client
 * has said its secrets; these are never logged.
 */
#ifndef TESTS_SINK_AUTH_H
#define TESTS_SINK_AUTH_H

#include "sink_script.h"

#include <openssl/evp.h>

/* What the client says when it is right, in base64. */
struct login {
	char plain[512], user[256], password[256], bearer[512];
};

static const struct {
	const char *word;
	enum auth_step first;
} mechanisms[] = {
	{ "PLAIN", AUTH_PLAIN },
	{ "LOGIN", AUTH_USER },
	{ "XOAUTH2", AUTH_BEARER },
};

/* 'text' may hold NULs and is at most 250 bytes. */
static void
base64(char *out, const char *text, int n)
{
	EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)text, n);
}

/* "user:password"; the password is also the token of XOAUTH2. */
static struct login *
login_new(const char *text)
{
	struct login *l = grow(NULL, sizeof(*l));
	const char *password = strchr(text, ':');
	char joined[256];
	int n, user;

	if (password == NULL || password == text || strlen(text) > 100) {
		fputs("sink: --auth wants user:password\n", stderr);
		exit(64);
	}
	user = (int)(password++ - text);
	base64(l->user, text, user);
	base64(l->password, password, (int)strlen(password));
	n = snprintf(joined, sizeof(joined), "%c%.*s%c%s", 0, user, text, 0, password);
	base64(l->plain, joined, n);
	n = snprintf(joined, sizeof(joined), "user=%.*s\001auth=Bearer %s\001\001", user,
	    text, password);
	base64(l->bearer, joined, n);
	return l;
}

/* The exchange is over, and this is what comes of it. */
static void
auth_end(struct sink *s, struct conn *c, bool good)
{
	struct step st = decide(
	    s, c, AUTH, good ? "235 2.7.0 welcome\r\n" : "535 5.7.8 bad credentials\r\n");

	c->auth = AUTH_NONE;
	c->logged_in = st.code == 235;
	perform(s, c, AUTH, c->mechanism, st);
}

static void
auth_ask(struct sink *s, struct conn *c, enum auth_step next, const char *challenge)
{
	char line[128];

	c->auth = next;
	snprintf(line, sizeof(line), "334 %s\r\n", challenge);
	conn_queue(c, line, strlen(line), s->delay_us);
}

/* What the client answers to a 334. */
static void
auth_answer(struct sink *s, struct conn *c, const char *line)
{
	if (strcmp(line, "*") == 0) {
		c->auth = AUTH_NONE;
		conn_queue(c, "501 5.7.0 cancelled\r\n", 21, s->delay_us);
		return;
	}
	switch (c->auth) {
	case AUTH_NONE:
		break;
	case AUTH_PLAIN:
		auth_end(s, c, strcmp(line, s->login->plain) == 0);
		break;
	case AUTH_USER:
		c->user_known = strcmp(line, s->login->user) == 0;
		auth_ask(s, c, AUTH_PASSWORD, "UGFzc3dvcmQ6");
		break;
	case AUTH_PASSWORD:
		auth_end(s, c, c->user_known && strcmp(line, s->login->password) == 0);
		break;
	case AUTH_BEARER:
		if (strcmp(line, s->login->bearer) == 0)
			auth_end(s, c, true);
		else /* why, in JSON; the client says an empty line to it */
			auth_ask(s, c, AUTH_REFUSED, "eyJzdGF0dXMiOiI0MDEifQ==");
		break;
	case AUTH_REFUSED:
		auth_end(s, c, false);
	}
}

/* Is AUTH offered?  Never in clear where there could be TLS. */
static bool
auth_offered(const struct sink *s, const struct conn *c)
{
	return s->login != NULL && (c->ssl != NULL || s->tls == NULL);
}

static void
do_auth(struct sink *s, struct conn *c, const char *arg)
{
	size_t len = strcspn(arg, " "), i = 0,
	       n = sizeof(mechanisms) / sizeof(*mechanisms);

	c->mechanism = "";
	while (i < n &&
	    (strlen(mechanisms[i].word) != len ||
		strncasecmp(arg, mechanisms[i].word, len) != 0))
		i++;
	if (!auth_offered(s, c)) {
		perform(s, c, AUTH, "", decide(s, c, AUTH, "502 5.5.1 not offered\r\n"));
	} else if (c->logged_in || c->mail) {
		violation(s, c, "AUTH after a login, or in a transaction");
		perform(s, c, AUTH, "", decide(s, c, AUTH, "503 5.5.1 not now\r\n"));
	} else if (i == n) {
		perform(s, c, AUTH, "", decide(s, c, AUTH, "504 5.5.4 unknown way\r\n"));
	} else {
		c->mechanism = mechanisms[i].word;
		c->auth = mechanisms[i].first;
		if (arg[len] == ' ')
			auth_answer(s, c, arg + len + 1);
		else
			auth_ask(
			    s, c, c->auth, c->auth == AUTH_USER ? "VXNlcm5hbWU6" : "");
	}
}

static void
do_starttls(struct sink *s, struct conn *c)
{
	bool can = s->tls != NULL && c->ssl == NULL;
	struct step st = decide(
	    s, c, STARTTLS, can ? "220 2.0.0 go ahead\r\n" : "502 5.5.1 not offered\r\n");

	c->starts_tls = can && st.code == 220;
	if (c->starts_tls) /* what was said in clear, anybody may have said */
		c->offers = 0;
	perform(s, c, STARTTLS, "", st);
}

#endif
