/* precheck_spam - what SpamAssassin makes of a copy.  See precheck.h. */
#include "delivery/precheck.h"

#include "io/child.h"
#include "issue/header.h"
#include "util/str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 60 /* it reads all its rules first */
#define REPORT_MAX (64u << 20)
#define DOUBTFUL 3.0 /* points; half of receivers' limits are at 5 */
#define COSTLY 0.5   /* points of one rule that are worth a word */
#define SCORE_MARK "\nnlctl-score "

/*
 * The copy as a reader's mail server has it.  Without a trace of its way it would be
 * blamed for what is not the letter's fault; the address in it is of the internet, and
 * nobody is asked about it.
 */
static int
add_trace(struct buf *out, const struct precheck *p, struct err *e)
{
	const char *from = compose_sender(p->compose), *domain = strrchr(from, '@') + 1;
	struct buf date;
	int rc;

	buf_init(&date, 256);
	rc = header_date(&date, "Date", p->now, e);
	if (rc == 0)
		buf_printf(out,
		    "Return-Path: <%s>\r\n"
		    "Received: from mail.%s (mail.%s [9.9.9.9])\r\n"
		    "\tby mx.example.net (Postfix) with ESMTPS id 4cGz8w1h0Qz5\r\n"
		    "\tfor <reader@example.net>; %s",
		    from, domain, domain, date.data + strlen("Date: "));
	buf_release(&date);
	return rc;
}

static int
write_copy(struct buf *out, struct precheck *p, const struct due *reader, struct err *e)
{
	struct buf copy;
	int rc;

	buf_init(&copy, LETTER_MAX);
	rc = compose_write(p->compose, reader, &copy, e);
	if (rc == 0)
		rc = add_trace(out, p, e);
	buf_add(out, copy.data, copy.len);
	buf_release(&copy);
	return rc;
}

static int
run(struct span copy, struct buf *report, struct err *e)
{
	/* Its own rules alone: nothing of the network (-L), nothing that it learnt from
	 * or writes down for whoever runs this. */
	static const char *const argv[] = { "spamassassin", "-L", "-t", "-x",
		"--cf=use_bayes 0", "--cf=use_auto_whitelist 0",
		"--cf=clear_report_template", "--cf=report nlctl-score _SCORE_",
		"--cf=report _SUMMARY_", NULL };
	struct child child;
	struct err ignored = { 0 };
	int rc;

	if (child_start_filter(&child, argv, copy, e) < 0)
		return -1;
	rc = child_read(&child, SECONDS, report, e);
	if (child_wait(&child, &ignored) != 0 && rc == 0)
		rc = err_set(e, ERR_SYSTEM, "spamassassin failed");
	return rc;
}

/* The next line of *s, which moves behind it; false at the end. */
static bool
next_line(const char **s, struct span *line)
{
	size_t n = strcspn(*s, "\n");

	if (**s == '\0')
		return false;
	*line = (struct span){ *s, n };
	*s += n + ((*s)[n] == '\n');
	return true;
}

/* " 2.7 MISSING_DATE           Missing Date: header", and lines that go on from it,
 * which have blanks in the place of the points. */
static void
say_rules(struct precheck *p, const char *table)
{
	struct span line, rule = { "", 0 };
	double points = 0;
	struct buf text;
	char *end;
	bool more = true;

	buf_init(&text, 1024);
	while (more) {
		more = next_line(&table, &line);
		if (more && line.n > 5 && strncmp(line.s, "     ", 5) == 0) {
			line = span_trim(line);
			buf_printf(&text, " %.*s", (int)line.n, line.s);
			continue;
		}
		if (points > COSTLY)
			finding_add_whole(p->findings, FINDING_SPAM_RULE, "spamassassin",
			    "%.1f points: %s (%.*s)", points, text.data, (int)rule.n,
			    rule.s);
		buf_reset(&text);
		points = more ? strtod(line.s, &end) : 0;
		if (!more || end == line.s || !isblank((unsigned char)*end)) {
			points = 0;
			continue;
		}
		rule.s = end + strspn(end, " ");
		rule.n = strcspn(rule.s, " \n");
		line = span_trim((struct span){ rule.s + rule.n,
		    (size_t)(line.s + line.n - rule.s - (ptrdiff_t)rule.n) });
		buf_printf(&text, "%.*s", (int)line.n, line.s);
	}
	buf_release(&text);
}

/* The last report: the copy before it may hold whatever it wants. */
static const char *
find_report(const char *s)
{
	const char *found = NULL, *at;

	for (at = strstr(s, SCORE_MARK); at != NULL; at = strstr(at + 1, SCORE_MARK))
		found = at + strlen(SCORE_MARK);
	return found;
}

static void
say_report(struct precheck *p, const char *said)
{
	const char *report = find_report(said);
	char *table;
	double score;

	if (report == NULL) {
		finding_add_whole(p->findings, FINDING_SPAM_UNKNOWN, "spamassassin",
		    "it gives no report");
		return;
	}
	score = strtod(report, &table);
	finding_add_whole(p->findings,
	    score >= DOUBTFUL ? FINDING_SPAM_SCORE : FINDING_SPAM_POINTS, "spamassassin",
	    "it gives %.1f points, and 5 are spam", score);
	say_rules(p, table + strspn(table, "\n"));
}

int
precheck_spam(struct precheck *p, const struct due *reader, struct err *e)
{
	struct buf copy, report;
	struct err why = { 0 };
	int rc = 0;

	if (p->compose == NULL)
		return 0;
	buf_init(&copy, LETTER_MAX + 4096u);
	buf_init(&report, REPORT_MAX);
	rc = write_copy(&copy, p, reader, e);
	if (rc == 0 && run((struct span){ copy.data, copy.len }, &report, &why) == 0)
		say_report(p, report.data);
	else if (rc == 0)
		finding_add_whole(
		    p->findings, FINDING_SPAM_UNKNOWN, "spamassassin", "%s", why.msg);
	buf_release(&copy);
	buf_release(&report);
	return rc;
}
