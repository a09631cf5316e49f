/* precheck_dns - does the DNS have what receivers look for?  See precheck.h. */
#include "delivery/precheck.h"

#include "delivery/dns_plan.h"

/* A record that is there is no news; one of a domain that signs matters most. */
static void
report(struct findings *f, const struct dns_record *r)
{
	switch (r->today.verdict) {
	case DNS_OK:
		break;
	case DNS_UNKNOWN:
		finding_add_whole(f, FINDING_DNS_SILENT, r->name, "%s", r->today.advice);
		break;
	case DNS_MISSING:
	case DNS_DIFFERS:
		finding_add_whole(f,
		    r->purpose == DNS_DKIM ? FINDING_DKIM_UNPUBLISHED
					   : FINDING_DNS_RECORD,
		    r->name, "%s (%s): %s", dns_verdict_name(r->today.verdict), r->what,
		    r->today.advice);
		break;
	}
}

int
precheck_dns(struct precheck *p, struct err *e)
{
	struct arena a = { 0 };
	struct dns_plan plan = { .arena = &a };
	struct err why = { 0 };
	struct dns *dns = NULL;
	const char *server;
	size_t i;
	int rc = -1;

	if (setting_get(p->settings, 0, "dns.server", &a, &server, e) < 0)
		goto out;
	rc = 0;
	/* No sender, a key that cannot be read: that has been said. */
	if (dns_plan_add(&plan, p->settings, &p->to->lists[0], &why) < 0)
		goto out;
	if (dns_open(&dns, server, &why) < 0) {
		finding_add_whole(
		    p->findings, FINDING_DNS_SILENT, "dns.server", "%s", why.msg);
		goto out;
	}
	dns_plan_ask(&plan, dns);
	for (i = 0; i < plan.n; i++)
		report(p->findings, &plan.records[i]);
out:
	dns_plan_release(&plan);
	dns_close(dns);
	arena_release(&a);
	return rc;
}
