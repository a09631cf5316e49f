/*
 * sink_script - which answer the script has for an event, and giving it.
 *
 * Reads the file (its language is told in sink.c), finds the first rule that
 * fits, and turns an action into queued bytes or an end.  What an event means for
 * the transaction is sink_smtp.h's.
 */
#ifndef TESTS_SINK_SCRIPT_H
#define TESTS_SINK_SCRIPT_H

#include "sink_conn.h"

#include <strings.h>

static bool
address_fits(const char *pattern, const char *address)
{
	size_t np, na = strlen(address);

	if (pattern[0] != '*')
		return strcasecmp(pattern, address) == 0;
	np = strlen(++pattern);
	if (na < 2 || na - 2 < np)
		return false;
	return strncasecmp(address + na - 1 - np, pattern, np) == 0;
}

static const struct rule *
rule_for(struct sink *s, const struct conn *c, enum stage stage)
{
	unsigned n = ++s->seen[stage];
	const char *address = stage == MAIL ? c->from : c->to;

	for (const struct rule *r = s->rules; r != NULL; r = r->next) {
		if (r->stage == stage && (r->conn == 0 || r->conn == c->id) &&
		    (r->from == 0 || (n >= r->from && n <= r->to)) &&
		    (r->every == 0 || n % r->every == 0) &&
		    (r->address[0] == '\0' || address_fits(r->address, address)))
			return r;
	}
	return NULL;
}

static struct step
step_of(const struct sink *s, const struct rule *r, const char *usual)
{
	struct step st = { .reply = usual, .delay_us = s->delay_us };

	if (r != NULL) {
		st.action = r->action;
		st.delay_us += r->delay_us;
		st.last = r->last;
		if (r->action == LATE)
			st.late = r->reply;
		else if (r->reply != NULL)
			st.reply = r->reply;
	}
	if (st.action == REPLY || st.action == DRIBBLE || st.action == LATE)
		st.code = (int)strtol(st.reply, NULL, 10);
	return st;
}

static struct step
decide(struct sink *s, const struct conn *c, enum stage stage, const char *usual)
{
	return step_of(s, rule_for(s, c, stage), usual);
}

/* Log the event and do what was decided. */
static void
perform(struct sink *s, struct conn *c, enum stage stage, const char *arg, struct step st)
{
	const char *said = st.reply;

	if (st.action == GARBAGE)
		said = "\001\377 this is no reply\r\n";
	else if (st.action == HUGE_LINE)
		said = s->huge;
	else if (st.action != REPLY && st.action != DRIBBLE && st.action != LATE)
		said = st.action == RST                                     ? "(reset)"
		    : st.action == STALL || st.action == STALL_AFTER_ACCEPT ? "(stall)"
									    : "(close)";
	if (st.late != NULL) {
		log_event(s, c, stage, "(late)", st.late);
		conn_queue(c, st.late, strlen(st.late), st.delay_us);
	}
	log_event(s, c, stage, arg, st.action == HUGE_LINE ? "(huge)" : said);

	switch (st.action) {
	case STALL:
	case STALL_AFTER_ACCEPT:
		c->deaf = true;
		c->numb = stage == BODY; /* or the client would get its dot out */
		break;
	case RST:
	case FIN:
	case DROP_BEFORE_DOT:
	case DROP_AFTER_DOT:
		c->deaf = true;
		c->ending = st.action == RST ? RST : FIN;
		break;
	case DRIBBLE:
		for (size_t i = 0; said[i] != '\0'; i++)
			conn_queue(c, said + i, 1, st.delay_us + (int64_t)i * DRIBBLE_US);
		break;
	case REPLY:
	case LATE:
	case GARBAGE:
	case HUGE_LINE:
		conn_queue(c, said, strlen(said), st.delay_us);
	}
	if (st.code == 421 || st.last || stage == QUIT) {
		c->deaf = true;
		c->ending = FIN;
	}
}

static void
bad_script(const char *file, unsigned line, const char *what)
{
	fprintf(stderr, "sink: %s:%u: %s\n", file, line, what);
	exit(65);
}

/* "250-one\n250 two" with \n written as two characters, into lines with CRLF. */
static char *
reply_lines(const char *text)
{
	char *out = grow(NULL, strlen(text) * 2 + 3), *w = out;

	for (; *text != '\0'; text++) {
		if (text[0] == '\\' && text[1] == 'n') {
			*w++ = '\r';
			*w++ = '\n';
			text++;
		} else {
			*w++ = *text;
		}
	}
	memcpy(w, "\r\n", 3);
	return out;
}

/* One word of a selector into 'r'; '*next' is set when it was "conn". */
static bool
rule_selector(struct rule *r, const char *word, bool *conn)
{
	char *end;
	unsigned long n;

	if (strcmp(word, "conn") == 0) {
		*conn = true;
		return true;
	}
	if (word[0] == '<' || word[0] == '*') {
		snprintf(r->address, sizeof(r->address), "%s", word);
		return strlen(word) < sizeof(r->address);
	}
	n = strtoul(word + (word[0] == '%'), &end, 10);
	if (n == 0 || n > UINT32_MAX || (end[0] != '\0' && strcmp(end, "+") != 0))
		return false;
	if (*conn)
		r->conn = (unsigned)n;
	else if (word[0] == '%')
		r->every = (unsigned)n;
	else
		r->from = (unsigned)n;
	if (!*conn && r->from > 0)
		r->to = end[0] == '+' ? UINT32_MAX : r->from;
	*conn = false;
	return true;
}

static bool
rule_action(struct rule *r, char *text)
{
	size_t len = strcspn(text, " ");
	char *end;

	for (size_t i = 0; i < sizeof(action_words) / sizeof(action_words[0]); i++) {
		if (strlen(action_words[i].word) == len &&
		    memcmp(text, action_words[i].word, len) == 0) {
			r->action = action_words[i].action;
			r->after = strtoul(text + len, &end, 10);
			return *end == '\0';
		}
	}
	r->action = REPLY;
	if (strncmp(text, "delay ", 6) == 0) {
		r->delay_us = strtol(text + 6, &end, 10) * 1000;
		if (strncmp(end, " then ", 6) != 0)
			return false;
		text = end + 6;
	}
	if (strncmp(text, "dribble ", 8) == 0) {
		r->action = DRIBBLE;
		text += 8;
	} else if (strncmp(text, "late ", 5) == 0) {
		r->action = LATE;
		text += 5;
	} else if (strncmp(text, "last ", 5) == 0) {
		r->last = true;
		text += 5;
	}
	r->reply = reply_lines(text);
	return strspn(text, "0123456789") == 3;
}

static void
script_read(struct sink *s, const char *file)
{
	FILE *f = fopen(file, "r");
	char line[4096], *word, *save, *colon;
	struct rule **last = &s->rules;

	if (f == NULL)
		die(file);
	for (unsigned n = 1; fgets(line, sizeof(line), f) != NULL; n++) {
		struct rule *r;
		bool conn = false;
		unsigned stage = 0;

		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '#' || line[strspn(line, " \t")] == '\0')
			continue;
		colon = strstr(line, ": ");
		if (colon == NULL)
			bad_script(file, n, "not 'STAGE [selector]: action'");
		*colon = '\0';
		r = memset(grow(NULL, sizeof(*r)), 0, sizeof(*r));
		word = strtok_r(line, " \t", &save);
		while (
		    stage < STAGES && (word == NULL || strcmp(word, stage_name[stage])))
			stage++;
		if (stage == STAGES)
			bad_script(file, n, "no such stage");
		r->stage = (enum stage)stage;
		while ((word = strtok_r(NULL, " \t", &save)) != NULL)
			if (!rule_selector(r, word, &conn))
				bad_script(file, n, "no such selector");
		colon += 2;
		if (conn || !rule_action(r, colon + strspn(colon, " \t")))
			bad_script(file, n, "no such action");
		*last = r;
		last = &r->next;
	}
	fclose(f);
}

#endif
