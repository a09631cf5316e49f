/* dns_plan - every record that mail needs in the DNS.  See dns_plan.h. */
#include "delivery/dns_plan.h"

#include "delivery/envelope.h"
#include "delivery/relay.h"
#include "delivery/signing.h"
#include "io/url.h"
#include "people/address.h"
#include "util/xalloc.h"

#include <string.h>

/* What one list sends with. */
struct sending {
	const char *from;    /* the domain in From */
	const char *bounces; /* that in MAIL FROM */
	struct relay relay;  /* name NULL: none is configured */
	const char *host;    /* of its URL; "" where it is none or this machine */
	struct signing signing;
};

void
dns_plan_release(struct dns_plan *p)
{
	xfree(p->records);
	xfree((void *)p->remarks);
}

static struct dns_record *
add(struct dns_plan *p, enum dns_purpose purpose, const char *name, const char *value)
{
	struct dns_record *r;
	size_t i;

	for (i = 0; i < p->n; i++) {
		r = &p->records[i];
		if (r->purpose == purpose && str_eq(r->name, name) &&
		    str_eq(r->value, value))
			return r;
	}
	p->records = xrealloc(p->records, p->n + 1, sizeof(*p->records));
	r = &p->records[p->n++];
	*r = (struct dns_record){ .purpose = purpose,
		.name = name,
		.type = purpose == DNS_MAIL ? DNS_MX : DNS_TXT,
		.value = value,
		.exact = true,
		.today = { DNS_UNKNOWN, "" } };
	return r;
}

static void
remark(struct dns_plan *p, const char *text)
{
	size_t i;

	for (i = 0; i < p->nremarks; i++) {
		if (str_eq(p->remarks[i], text))
			return;
	}
	p->remarks = xrealloc((void *)p->remarks, p->nremarks + 1, sizeof(*p->remarks));
	p->remarks[p->nremarks++] = text;
}

/* The host of the relay; "" where it is this machine, or an address. */
static const char *
host_of(const char *url, struct arena *a)
{
	const char *s = strstr(url, "://"), *at;
	struct span host;

	if (s == NULL || url_is_loopback(url))
		return "";
	s += 3;
	host = (struct span){ s, strcspn(s, "/?#") };
	at = memchr(host.s, '@', host.n);
	if (at != NULL)
		host = (struct span){ at + 1, host.n - (size_t)(at + 1 - host.s) };
	if (host.n > 0 && *host.s != '[')
		host.n = strcspn(host.s, ":/?#");
	return arena_memdup(a, host.s, host.n);
}

static int
load(struct sending *s, struct settings *settings, const struct issue_list *list,
    struct arena *a, struct err *e)
{
	const char *value, *name, *bounces;
	struct address from;

	if (setting_get_checked(settings, list->id, "from", a, &value, e) < 0)
		return -1;
	setting_split_address(value, a, &name, &value);
	if (*value == '\0')
		return err_set(e, ERR_CONFIG,
		    "no sender: set 'from', for example nlctl config from "
		    "'My list <news@example.org>'");
	if (address_parse(&from, span_of(value), a, e) < 0)
		return err_ctx(e, "setting 'from'");
	s->from = from.domain;
	if (relay_choose(&s->relay, settings, a, e) < 0 ||
	    envelope_bounces(&bounces, settings,
		s->relay.name != NULL ? s->relay.name : "default", a, e) < 0 ||
	    signing_load(&s->signing, settings, list->id, from.key, e) < 0)
		return -1;
	s->bounces = *bounces != '\0' ? strrchr(bounces, '@') + 1 : s->from;
	s->host = s->relay.name != NULL ? host_of(s->relay.url, a) : "";
	return 0;
}

/* What must be in SPF only the relay's owner knows; a relay in the same domain is
 * taken to be our own. */
static void
add_spf(struct dns_plan *p, const struct sending *s)
{
	enum alignment own = alignment_of(s->host, s->bounces);
	struct dns_record *r;

	if (own == ALIGNED_SAME || own == ALIGNED_BELOW) {
		r = add(p, DNS_SPF, s->bounces,
		    arena_printf(p->arena, "v=spf1 a:%s ~all", s->host));
	} else {
		r = add(p, DNS_SPF, s->bounces,
		    *s->host != '\0' ? "v=spf1 include:WHAT-YOUR-RELAY-SAYS ~all"
				     : "v=spf1 ip4:THE-ADDRESS-OF-YOUR-SERVER ~all");
		r->exact = false;
	}
	r->what = "SPF: who may send with a bounce address of this domain";
}

static void
add_dkim(struct dns_plan *p, const struct sending *s)
{
	const struct dkim_key *k;
	struct dns_record *r;
	struct buf value;
	size_t i;

	for (i = 0; i < s->signing.n; i++) {
		k = s->signing.keys[i];
		buf_init(&value, DKIM_KEY_MAX);
		dkim_key_record(k, &value);
		r = add(p, DNS_DKIM,
		    arena_printf(p->arena, "%s._domainkey.%s", dkim_key_selector(k),
			dkim_key_domain(k)),
		    arena_strdup(p->arena, value.data));
		r->what = "DKIM: the public half of the key that signs";
		buf_release(&value);
		if (dkim_key_algorithm(k) == DKIM_RSA && dkim_key_bits(k) < DKIM_RSA_GOOD)
			remark(p,
			    arena_printf(p->arena,
				"the key of %s has %d bits: that can be broken, one of %d "
				"cannot",
				r->name, dkim_key_bits(k), DKIM_RSA_GOOD));
	}
}

/* How From goes with the domain that signs; without a key the relay may sign. */
static enum alignment
dkim_alignment(const struct sending *s)
{
	if (s->signing.n == 0)
		return ALIGNED_UNSURE;
	return alignment_of(dkim_key_domain(s->signing.keys[0]), s->from);
}

static void
add_dmarc(struct dns_plan *p, const struct sending *s)
{
	struct dns_record *r =
	    add(p, DNS_DMARC, arena_printf(p->arena, "_dmarc.%s", s->from),
		arena_printf(
		    p->arena, "v=DMARC1; p=none; rua=mailto:postmaster@%s", s->from));

	r->what = "DMARC: what to do with mail from this domain that is not signed by it";
	r->dkim = dkim_alignment(s);
	r->spf = alignment_of(s->bounces, s->from);
}

static void
add_mx(struct dns_plan *p, const char *domain, const char *what)
{
	struct dns_record *r =
	    add(p, DNS_MAIL, domain, "10 THE-HOST-THAT-TAKES-ITS-MAIL.");

	r->exact = false;
	if (r->what == NULL)
		r->what = what;
}

static void
remark_alignment(struct dns_plan *p, const char *who, const char *domain,
    const char *from, enum alignment how)
{
	if (how == ALIGNED_NOT)
		remark(p,
		    arena_printf(p->arena,
			"%s is of %s and From of %s: they are not aligned, so it does not "
			"count for DMARC",
			who, domain, from));
	else if (how == ALIGNED_UNSURE)
		remark(p,
		    arena_printf(p->arena,
			"%s is of %s and From of %s: they are aligned if one owner has "
			"the domain above both",
			who, domain, from));
}

static void
add_remarks(struct dns_plan *p, const struct sending *s)
{
	if (s->signing.n == 0)
		remark(p,
		    "no DKIM key is set: nlctl dns --make-key makes one, unless your "
		    "relay signs with your domain");
	else
		remark_alignment(p, "the DKIM signature",
		    dkim_key_domain(s->signing.keys[0]), s->from, dkim_alignment(s));
	remark_alignment(
	    p, "MAIL FROM", s->bounces, s->from, alignment_of(s->bounces, s->from));
	remark(p,
	    arena_printf(p->arena,
		"%s: its address must lead to a name (PTR), the name back to the address, "
		"and it must say that name in HELO; whoever runs it sees to that",
		*s->host != '\0' ? s->host : "the server that mails from here"));
}

int
dns_plan_add(struct dns_plan *p, struct settings *settings, const struct issue_list *list,
    struct err *e)
{
	struct sending s = { 0 };
	int rc = load(&s, settings, list, p->arena, e);

	if (rc == 0) {
		add_spf(p, &s);
		add_dkim(p, &s);
		add_dmarc(p, &s);
		add_mx(p, s.from, "MX: where answers go");
		add_mx(p, s.bounces, "MX: where returned mail goes");
		add_remarks(p, &s);
	}
	signing_release(&s.signing);
	return rc < 0 ? err_ctx(e, "list '%s'", list->name) : 0;
}

/* A policy of a domain above holds for those below that have none. */
static void
ask_parents(struct dns_plan *p, struct dns_record *r, struct dns *dns)
{
	const char *domain = r->name + strlen("_dmarc.");
	int i;

	for (i = 0; i < DNS_PARENTS_MAX; i++) {
		domain = strchr(domain, '.');
		if (domain == NULL || strchr(++domain, '.') == NULL)
			return;
		dns_ask(dns, arena_printf(p->arena, "_dmarc.%s", domain), DNS_TXT,
		    &r->parents[i], p->arena);
	}
}

static struct dns_judgement
judge(struct dns_plan *p, struct dns_record *r)
{
	struct dns_judgement own, above;
	int i;

	switch (r->purpose) {
	case DNS_SPF:
		return dns_judge_spf(&r->answer, p->arena);
	case DNS_DKIM:
		return dns_judge_dkim(&r->answer, r->value, p->arena);
	case DNS_MAIL:
		return dns_judge_mx(&r->answer);
	case DNS_DMARC:
		break;
	}
	own = dns_judge_dmarc(&r->answer, r->dkim, r->spf, p->arena);
	for (i = 0; i < DNS_PARENTS_MAX && own.verdict == DNS_MISSING; i++) {
		if (r->parents[i].state != DNS_FOUND)
			continue;
		above = dns_judge_dmarc(&r->parents[i], r->dkim, r->spf, p->arena);
		if (above.verdict == DNS_MISSING)
			continue;
		above.advice = arena_printf(p->arena, "that of a domain above holds%s%s",
		    *above.advice != '\0' ? ": " : "", above.advice);
		r->answer = r->parents[i];
		return above;
	}
	return own;
}

void
dns_plan_ask(struct dns_plan *p, struct dns *dns)
{
	struct dns_record *r;

	for (r = p->records; r < p->records + p->n; r++) {
		dns_ask(dns, r->name, r->type, &r->answer, p->arena);
		if (r->purpose == DNS_DMARC)
			ask_parents(p, r, dns);
	}
	dns_wait(dns, DNS_WAIT_MS);
	for (r = p->records; r < p->records + p->n; r++)
		r->today = judge(p, r);
}

size_t
dns_plan_count(const struct dns_plan *p, enum dns_verdict v)
{
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->records[i].today.verdict == v;
	return n;
}
