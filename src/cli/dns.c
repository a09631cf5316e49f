/* nlctl dns - the records that mail needs in the DNS.  See nlctl-dns(1). */
#include "cli/cmd.h"
#include "cli/whom.h"
#include "delivery/dns_plan.h"
#include "delivery/make_keys.h"
#include "util/buf.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

#define STRING_MAX 255 /* octets of one string of a TXT record, RFC 1035 §3.3.14 */
#define ZONE_MAX 65536

static enum cmd_needs needs(const struct args *a);
static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "make-key", NULL, "make the keys that sign, and set dkim.* to them" },
	{ 'l', "list", "LIST", "for the mail of this list; may be repeated" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_dns = {
	.name = "dns",
	.synopsis = "[--make-key] [-l LIST]...",
	.summary = "Show the records that mail needs in the DNS",
	.options = options,
	.argmax = 0,
	.needs_of = needs,
	.run = run,
};

static enum cmd_needs
needs(const struct args *a)
{
	return args_has(a, "make-key") ? CMD_DB_WRITE : CMD_DB_READ;
}

/* The value as a zone has it: TXT in strings of 255 octets, quoted. */
static const char *
zone_value(const struct dns_record *r, struct arena *a)
{
	struct buf out;
	const char *s, *text;
	size_t n = strlen(r->value), i, piece;

	if (r->type != DNS_TXT)
		return r->value;
	buf_init(&out, ZONE_MAX);
	for (s = r->value; n > 0; s += piece, n -= piece) {
		piece = n < STRING_MAX ? n : STRING_MAX;
		buf_adds(&out, s == r->value ? "\"" : "\n    \"");
		for (i = 0; i < piece; i++) {
			if (s[i] == '"' || s[i] == '\\')
				buf_addc(&out, '\\');
			buf_addc(&out, s[i]);
		}
		buf_addc(&out, '"');
	}
	text = strlen(r->value) > STRING_MAX ? arena_printf(a, "( %s )", out.data)
					     : arena_strdup(a, out.data);
	buf_release(&out);
	return text;
}

static const char *
type_name(enum dns_type t)
{
	return t == DNS_TXT ? "TXT" : "MX";
}

/* All that the answer has, a line each. */
static const char *
found(const struct dns_record *r, struct arena *a)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < r->answer.n; i++)
		text = arena_printf(
		    a, "%s%s%s", text, i > 0 ? "\n" : "", r->answer.values[i]);
	return text;
}

static void
show(struct ctx *c, const struct dns_record *r)
{
	const char *advice = r->today.advice;
	size_t i;

	out_line(c->out, "; %s", r->what);
	out_line(c->out, "; in the DNS: %s%s%s", dns_verdict_name(r->today.verdict),
	    *advice != '\0' ? " - " : "", advice);
	for (i = 0; i < r->answer.n && r->today.verdict == DNS_DIFFERS; i++)
		out_line(c->out, "; it says: %s", r->answer.values[i]);
	out_line(c->out, "%s%s. IN %s %s", r->exact ? "" : "; ", r->name,
	    type_name(r->type), zone_value(r, c->arena));
	out_line(c->out, "%s", "");
}

/* Of --json. */
static const struct column columns[] = {
	{ "purpose", 0 },
	{ "name", 0 },
	{ "type", 0 },
	{ "value", 0 },
	{ "exact", 0 },
	{ "state", 0 },
	{ "found", 0 },
	{ "advice", 0 },
};

static void
show_row(struct ctx *c, const struct dns_record *r)
{
	static const char *const purposes[] = { "spf", "dkim", "dmarc", "mx" };

	out_row_begin(c->out);
	out_text(c->out, "purpose", purposes[r->purpose]);
	out_text(c->out, "name", r->name);
	out_text(c->out, "type", type_name(r->type));
	out_text(c->out, "value", r->value);
	out_bool(c->out, "exact", r->exact);
	out_text(c->out, "state", dns_verdict_name(r->today.verdict));
	out_text_or_null(c->out, "found", found(r, c->arena));
	out_text(c->out, "advice", r->today.advice);
	out_row_end(c->out);
}

static void
show_remark(struct ctx *c, const char *text)
{
	out_row_begin(c->out);
	out_text(c->out, "purpose", "note");
	out_null(c->out, "name");
	out_null(c->out, "type");
	out_null(c->out, "value");
	out_bool(c->out, "exact", false);
	out_null(c->out, "state");
	out_null(c->out, "found");
	out_text(c->out, "advice", text);
	out_row_end(c->out);
}

static void
show_plan(struct ctx *c, const struct dns_plan *p)
{
	size_t i;

	if (out_is_json(c->out)) {
		out_rows_begin(c->out, columns, ARRAY_LEN(columns));
		for (i = 0; i < p->n; i++)
			show_row(c, &p->records[i]);
		for (i = 0; i < p->nremarks; i++)
			show_remark(c, p->remarks[i]);
		out_rows_end(c->out);
		return;
	}
	for (i = 0; i < p->n; i++)
		show(c, &p->records[i]);
	for (i = 0; i < p->nremarks; i++)
		out_line(c->out, "; note: %s", p->remarks[i]);
}

/* Of new keys nobody can know yet. */
static int
answer(const struct dns_plan *p, bool made, struct err *e)
{
	size_t wrong = dns_plan_count(p, DNS_MISSING) + dns_plan_count(p, DNS_DIFFERS);
	size_t unknown = dns_plan_count(p, DNS_UNKNOWN), i;

	if (made)
		return 0;
	if (wrong > 0)
		return err_set(e, ERR_NO, "of %zu records %zu %s missing or wrong", p->n,
		    wrong, wrong == 1 ? "is" : "are");
	for (i = 0; i < p->n && unknown > 0; i++) {
		if (p->records[i].today.verdict == DNS_UNKNOWN)
			return err_set(e, ERR_TEMP,
			    "the DNS could not be asked (%s): the records are above; run "
			    "it again when it can",
			    p->records[i].today.advice);
	}
	return 0;
}

static int
make(struct ctx *c, const struct args *a, const struct recipients *to, struct err *e)
{
	struct made_keys made;
	size_t j;
	int i;

	for (i = 0; i < to->nlists; i++) {
		if (make_keys(&made, c->db, c->settings, &to->lists[i],
			!args_has(a, "list"), c->arena, e) < 0)
			return -1;
		for (j = 0; j < made.n; j++)
			say(c, "new key '%s'", made.paths[j]);
	}
	say(c, "mail is signed from now on: publish the records before the next issue");
	return 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	struct dns_plan plan = { .arena = c->arena };
	struct recipients to = { .where = "" };
	struct dns *dns = NULL;
	const char *server;
	int rc = -1, i;

	if (setting_get(c->settings, 0, "dns.server", c->arena, &server, e) < 0)
		return -1;
	if (dns_open(&dns, server, e) < 0) {
		err_ctx(e, "setting 'dns.server'");
		goto out;
	}
	if (whom_read(&to, c, a, false, e) < 0 ||
	    (args_has(a, "make-key") && make(c, a, &to, e) < 0))
		goto out;
	for (i = 0; i < to.nlists; i++) {
		if (dns_plan_add(&plan, c->settings, &to.lists[i], e) < 0)
			goto out;
	}
	dns_plan_ask(&plan, dns);
	show_plan(c, &plan);
	rc = answer(&plan, args_has(a, "make-key"), e);
out:
	dns_plan_release(&plan);
	dns_close(dns);
	return rc;
}
