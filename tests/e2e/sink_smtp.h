/*
 * sink_smtp - the server's side of RFC 5321, strict: input to events.
 *
 * Keeps the state of the transaction, sees the rules that a client breaks, undoes
 * the dot-stuffing and saves what was accepted.
 */
#ifndef TESTS_SINK_SMTP_H
#define TESTS_SINK_SMTP_H

#include "sink_auth.h"

/* --- the dialogue --------------------------------------------------------- */

static void
transaction_reset(struct conn *c)
{
	c->mail = c->mail_tried = c->rcpt_tried = c->smtputf8 = false;
	c->nrcpt = 0;
	c->at_dot = NULL;
	c->from[0] = c->to[0] = '\0';
	bytes_reset(&c->rcpts);
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s > 126)
			return false;
	return true;
}

/* The keywords of an EHLO reply, as enum offer bits. */
static unsigned
offers_of(const char *reply)
{
	static const struct {
		const char *word;
		unsigned bit;
	} words[] = {
		{ "PIPELINING", PIPELINING },
		{ "8BITMIME", EIGHTBIT },
		{ "SIZE", SIZE },
		{ "SMTPUTF8", SMTPUTF8 },
		{ "DSN", DSN },
	};
	unsigned offers = 0;

	for (; reply != NULL; reply = strchr(reply, '\n')) {
		reply += *reply == '\n';
		if (strlen(reply) < 4)
			continue;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			size_t n = strlen(words[i].word);

			if (strncasecmp(reply + 4, words[i].word, n) == 0 &&
			    strchr(" \r", reply[4 + n]) != NULL)
				offers |= words[i].bit;
		}
	}
	return offers;
}

/*
 * Take "<address>" from the argument of MAIL or RCPT after its 'verb' ("FROM:")
 * into 'out' (260 bytes).  Returns the parameters after it, NULL when malformed.
 */
static const char *
take_path(struct sink *s, struct conn *c, const char *arg, const char *verb, char *out)
{
	size_t n = strlen(verb);
	const char *end, *at;

	out[0] = '\0';
	if (strncasecmp(arg, verb, n) != 0 || arg[n] != '<')
		return NULL;
	arg += n;
	end = strchr(arg, '>');
	if (end == NULL || (end[1] != '\0' && end[1] != ' ') || end - arg > 257)
		return NULL;
	snprintf(out, 260, "%.*s", (int)(end - arg + 1), arg);
	at = strrchr(out, '@');
	if (strpbrk(out, " \t\r") != NULL)
		violation(s, c, "space in an address");
	if (strlen(out) > 256)
		violation(s, c, "path of %zu octets", strlen(out));
	if (at != NULL && at - out - 1 > 64)
		violation(s, c, "local part of %d octets", (int)(at - out - 1));
	return end + 1;
}

/* The parameters of MAIL or RCPT.  Returns false when one was not offered. */
static bool
take_params(struct sink *s, struct conn *c, const char *params, bool mail)
{
	static const struct {
		const char *word;
		bool mail;
		unsigned needs;
	} known[] = {
		{ "SIZE=", true, SIZE },
		{ "BODY=", true, EIGHTBIT },
		{ "SMTPUTF8", true, SMTPUTF8 },
		{ "RET=", true, DSN },
		{ "ENVID=", true, DSN },
		{ "NOTIFY=", false, DSN },
		{ "ORCPT=", false, DSN },
	};

	while (*(params += strspn(params, " ")) != '\0') {
		size_t len = strcspn(params, " "), i = 0;

		while (i < sizeof(known) / sizeof(known[0]) &&
		    (known[i].mail != mail ||
			strncasecmp(params, known[i].word, strlen(known[i].word)) != 0))
			i++;
		if (i == sizeof(known) / sizeof(known[0]) ||
		    (known[i].needs & c->offers) == 0) {
			violation(s, c, "parameter that was not offered: %.*s", (int)len,
			    params);
			return false;
		}
		if (known[i].needs == SMTPUTF8)
			c->smtputf8 = true;
		params += len;
	}
	return true;
}

/* What is offered to this client now; "" or lines that other lines follow. */
static void
ehlo_reply(const struct sink *s, const struct conn *c, char *out, size_t size)
{
	snprintf(out, size,
	    "250-sink.test\r\n%s250-8BITMIME\r\n250-SIZE %d\r\n%s%s%s%s"
	    "250 ENHANCEDSTATUSCODES\r\n",
	    s->no_pipelining ? "" : "250-PIPELINING\r\n", MESSAGE_MAX,
	    s->no_smtputf8 ? "" : "250-SMTPUTF8\r\n", s->dsn ? "250-DSN\r\n" : "",
	    s->tls != NULL && c->ssl == NULL ? "250-STARTTLS\r\n" : "",
	    auth_offered(s, c) ? "250-AUTH PLAIN LOGIN XOAUTH2\r\n" : "");
}

static void
do_ehlo(struct sink *s, struct conn *c, const char *arg, bool extended)
{
	char usual[512] = "250 sink.test\r\n";
	struct step st;

	if (extended)
		ehlo_reply(s, c, usual, sizeof(usual));
	st = decide(s, c, EHLO, usual);
	transaction_reset(c);
	c->offers = st.code / 100 == 2 && extended ? offers_of(st.reply) : 0;
	perform(s, c, EHLO, arg, st);
}

static void
do_mail(struct sink *s, struct conn *c, const char *arg)
{
	const char *params, *usual = "250 2.1.0 ok\r\n";
	struct step st;
	bool open = c->mail;

	if (open)
		violation(s, c, "MAIL without RSET after an open transaction");
	transaction_reset(c);
	c->mail_tried = true;
	params = take_path(s, c, arg, "FROM:", c->from);
	if (params == NULL) {
		violation(s, c, "malformed MAIL");
		usual = "501 5.5.4 syntax\r\n";
	} else if (!take_params(s, c, params, true)) {
		usual = "555 5.5.4 unknown parameter\r\n";
	} else if (s->login != NULL && !c->logged_in) {
		usual = "530 5.7.0 log in first\r\n";
	} else if (open) {
		usual = "503 5.5.1 nested MAIL\r\n";
	}
	if (!is_ascii(c->from) && !c->smtputf8)
		violation(s, c, "non-ASCII sender without SMTPUTF8");
	st = decide(s, c, MAIL, usual);
	c->mail = st.code / 100 == 2;
	perform(s, c, MAIL, arg, st);
}

static void
do_rcpt(struct sink *s, struct conn *c, const char *arg)
{
	const char *params, *usual = "250 2.1.5 ok\r\n";
	struct step st;

	if (!c->mail_tried)
		violation(s, c, "RCPT without MAIL");
	c->rcpt_tried = true;
	params = take_path(s, c, arg, "TO:", c->to);
	if (params == NULL || strcmp(c->to, "<>") == 0) {
		violation(s, c, "malformed RCPT");
		usual = "501 5.5.4 syntax\r\n";
	} else if (!take_params(s, c, params, false)) {
		usual = "555 5.5.4 unknown parameter\r\n";
	} else if (!c->mail) {
		usual = "503 5.5.1 MAIL first\r\n";
	}
	if (!is_ascii(c->to) && !c->smtputf8)
		violation(s, c, "non-ASCII recipient without SMTPUTF8");
	st = decide(s, c, RCPT, usual);
	if (st.code / 100 == 2 && c->mail) {
		if (c->nrcpt++ > 0)
			bytes_add(&c->rcpts, ",", 1);
		bytes_add(&c->rcpts, c->to, strlen(c->to));
	}
	perform(s, c, RCPT, arg, st);
}

static void
do_data(struct sink *s, struct conn *c)
{
	const struct rule *r = rule_for(s, c, DATA);
	const char *usual = c->nrcpt > 0 ? "354 go ahead\r\n"
	    : c->mail                    ? "554 5.5.1 no valid recipients\r\n"
					 : "503 5.5.1 RCPT first\r\n";
	struct step st;

	if (!c->rcpt_tried)
		violation(s, c, "DATA without RCPT");
	if (r != NULL &&
	    (r->action == DROP_AFTER_DOT || r->action == STALL_AFTER_ACCEPT)) {
		c->at_dot = r;
		r = NULL;
	}
	st = step_of(s, r, usual);
	if (st.code == 354) {
		c->in_data = true;
		c->state = 0;
		c->nbody = 0;
		c->saw_bare = c->saw_8bit = false;
		bytes_reset(&c->body);
		c->at_body = rule_for(s, c, BODY);
	}
	perform(s, c, DATA, "", st);
}

/* --- the body ------------------------------------------------------------- */

/* Keep the message and log it.  Numbers of an earlier run are passed over. */
static void
message_save(struct sink *s, struct conn *c)
{
	char path[4096];
	size_t size = s->fast ? c->nbody : bytes_len(&c->body);
	FILE *f = NULL;

	s->messages++;
	s->sequence++;
	if (s->fast || s->dir == NULL)
		return;
	for (;; s->sequence++) {
		snprintf(path, sizeof(path), "%s/%06u.eml", s->dir, s->sequence);
		f = fopen(path, "wx");
		if (f != NULL)
			break;
		if (errno != EEXIST)
			die(path);
	}
	if (fwrite(c->body.p + c->body.start, 1, size, f) != size || fclose(f) != 0)
		die(path);
	fprintf(s->log, "%u accepted %06u from=", c->id, s->sequence);
	log_text(s->log, c->from, strlen(c->from));
	fputs(" to=", s->log);
	log_text(s->log, c->rcpts.p + c->rcpts.start, bytes_len(&c->rcpts));
	fprintf(s->log, " size=%zu\n", size);
	fflush(s->log);
}

static void
do_dot(struct sink *s, struct conn *c)
{
	const char *usual =
	    c->nrcpt > 0 ? "250 2.0.0 ok\r\n" : "554 5.5.1 no valid recipients\r\n";
	const struct rule *r = rule_for(s, c, DOT);
	struct step st = step_of(s, c->at_dot != NULL ? c->at_dot : r, usual);

	c->in_data = false;
	if (c->saw_bare)
		violation(s, c, "bare CR or LF, or NUL, in data");
	if (c->saw_8bit)
		violation(s, c, "data that is not 7-bit");
	if (st.code / 100 == 2 || st.action == DROP_AFTER_DOT ||
	    st.action == STALL_AFTER_ACCEPT)
		message_save(s, c);
	transaction_reset(c);
	perform(s, c, DOT, "", st);
}

/* At the byte of the body that a BODY rule names.  True when no more is read. */
static bool
body_event(struct sink *s, struct conn *c)
{
	struct step st = step_of(s, c->at_body, "");

	c->at_body = NULL;
	st.delay_us -= s->delay_us;
	if (c->deaf)
		return true;
	perform(s, c, BODY, "", st);
	return c->deaf;
}

/*
 * --fast: look for the end with memmem and keep nothing.  The CRLF before the
 * body and the last four bytes of what was read stay in the buffer, so that the
 * end is found wherever reads are cut.  Returns false when more input is needed.
 */
static bool
body_fast(struct sink *s, struct conn *c)
{
	char *p = c->in.p + c->in.start;
	size_t n = bytes_len(&c->in);
	char *end = memmem(p, n, "\r\n.\r\n", 5);
	size_t used = end != NULL ? (size_t)(end - p) + 5 : n > 4 ? n - 4 : 0;

	c->nbody += used;
	if (c->at_body != NULL && c->nbody >= c->at_body->after && body_event(s, c))
		return false;
	c->in.start += used;
	if (end == NULL)
		return false;
	do_dot(s, c);
	return true;
}

/* One byte of the body, at which the scanner is in c->state.  True at the dot. */
static bool
body_byte(struct conn *c, char ch)
{
	enum { BOL, DOT_1, DOT_CR, TEXT, CR };

	if ((unsigned char)ch > 126)
		c->saw_8bit = true;
	if (ch == '\0' || (ch == '\n') != (c->state == CR || c->state == DOT_CR))
		c->saw_bare = true;
	switch (c->state) {
	case BOL:
		if (ch == '.') {
			c->state = DOT_1;
			return false;
		}
		break;
	case DOT_1:
		if (ch == '\r') {
			c->state = DOT_CR;
			return false;
		}
		break;
	case DOT_CR:
		if (ch == '\n')
			return true;
		bytes_add(&c->body, "\r", 1); /* "." was stuffing after all */
		break;
	case CR:
		if (ch == '\n') {
			bytes_add(&c->body, &ch, 1);
			c->state = BOL;
			return false;
		}
	}
	c->state = ch == '\r' ? CR : TEXT;
	bytes_add(&c->body, &ch, 1);
	return false;
}

static bool
body_careful(struct sink *s, struct conn *c)
{
	while (bytes_len(&c->in) > 0) {
		if (c->at_body != NULL && c->nbody >= c->at_body->after &&
		    body_event(s, c))
			return false;
		c->nbody++;
		if (body_byte(c, c->in.p[c->in.start++])) {
			do_dot(s, c);
			return true;
		}
		if (c->nbody > MESSAGE_MAX) {
			violation(s, c, "message over %d octets", MESSAGE_MAX);
			c->deaf = true;
			c->ending = RST;
			return false;
		}
	}
	return false;
}

/* --- input ---------------------------------------------------------------- */

static void
command(struct sink *s, struct conn *c, char *line)
{
	size_t verb = strcspn(line, " ");
	const char *arg = line + verb + (line[verb] == ' ');
	static const struct {
		const char *word;
		enum stage stage;
		const char *usual;
	} simple[] = {
		{ "RSET", RSET, "250 2.0.0 ok\r\n" },
		{ "NOOP", NOOP, "250 2.0.0 ok\r\n" },
		{ "QUIT", QUIT, "221 2.0.0 bye\r\n" },
	};

	line[verb] = '\0';
	if (c->refused && strcasecmp(line, "QUIT") != 0) {
		conn_queue(c, "503 5.5.1 go away\r\n", 19, s->delay_us);
	} else if (strcasecmp(line, "EHLO") == 0 || strcasecmp(line, "HELO") == 0) {
		do_ehlo(s, c, arg, line[0] == 'E' || line[0] == 'e');
	} else if (strcasecmp(line, "MAIL") == 0) {
		do_mail(s, c, arg);
	} else if (strcasecmp(line, "RCPT") == 0) {
		do_rcpt(s, c, arg);
	} else if (strcasecmp(line, "DATA") == 0) {
		do_data(s, c);
	} else if (strcasecmp(line, "AUTH") == 0) {
		do_auth(s, c, arg);
	} else if (strcasecmp(line, "STARTTLS") == 0) {
		do_starttls(s, c);
	} else {
		size_t i = 0, n = sizeof(simple) / sizeof(simple[0]);

		while (i < n && strcasecmp(line, simple[i].word) != 0)
			i++;
		if (i == n) {
			violation(s, c, "unknown command");
			conn_queue(c, "500 5.5.2 what?\r\n", 17, s->delay_us);
			return;
		}
		if (simple[i].stage == RSET)
			transaction_reset(c);
		perform(s, c, simple[i].stage, arg,
		    decide(s, c, simple[i].stage, simple[i].usual));
	}
}

/* RFC 2920 3.1: after these the client waits, whatever was offered. */
static bool
ends_group(const char *line)
{
	static const char *const last[] = { "EHLO", "HELO", "DATA", "QUIT", "NOOP",
		"VRFY", "EXPN", "AUTH", "STARTTLS" };

	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++)
		if (strncasecmp(line, last[i], strlen(last[i])) == 0)
			return true;
	return false;
}

/* Handle one command of the buffer.  False when there is no whole line. */
static bool
take_line(struct sink *s, struct conn *c)
{
	char *p = c->in.p + c->in.start, *lf = memchr(p, '\n', bytes_len(&c->in));
	char line[4096];
	size_t used, len;

	if (lf == NULL) {
		if (bytes_len(&c->in) < sizeof(line))
			return false;
		violation(s, c, "command line without end");
		c->deaf = true;
		c->ending = RST;
		return false;
	}
	used = len = (size_t)(lf - p) + 1;
	if (used > LINE_MAX_SMTP)
		violation(s, c, "command line of %zu octets", used);
	if (used < 2 || lf[-1] != '\r' || memchr(p, '\r', used - 2) != NULL ||
	    memchr(p, '\0', used) != NULL)
		violation(s, c, "bare CR or LF, or NUL, in a command");
	while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == '\r'))
		len--;
	if (len >= sizeof(line))
		len = sizeof(line) - 1;
	memcpy(line, p, len);
	line[len] = '\0';

	c->must_wait =
	    c->auth != AUTH_NONE || ends_group(line) || !(c->offers & PIPELINING);
	if (c->must_wait && used < bytes_len(&c->in))
		violation(s, c, "pipelined input after '%.8s'", line);
	if (c->auth != AUTH_NONE)
		auth_answer(s, c, line);
	else
		command(s, c, line);
	/* body_fast() wants the CRLF before the body */
	c->in.start += c->in_data && s->fast && used >= 2 ? used - 2 : used;
	return true;
}

static void
process(struct sink *s, struct conn *c)
{
	bool more = true;

	while (more && !c->deaf && !c->starts_tls) {
		if (c->in_data)
			more = s->fast ? body_fast(s, c) : body_careful(s, c);
		else
			more = take_line(s, c);
	}
	if (c->deaf)
		bytes_reset(&c->in);
}

/* Read what has come.  Returns false at its end. */
static bool
conn_read(struct sink *s, struct conn *c)
{
	ssize_t n = conn_recv(c, s->input, INPUT_MAX);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	if (c->deaf)
		return true;
	if (c->must_wait && bytes_len(&c->out) > 0)
		violation(s, c, "input before our reply has left");
	bytes_add(&c->in, s->input, (size_t)n);
	process(s, c);
	return true;
}

#endif
