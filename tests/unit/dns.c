/* What the DNS says, judged; whose domains belong together.  Nobody is asked here:
 * tests/cli/dns.t does, of a server of its own. */
#include "delivery/alignment.h"
#include "delivery/dns_judge.h"
#include "tap.h"
#include "util/dns_name.h"

#define KEY "v=DKIM1; k=rsa; p=MIGfMA0G"
#define VALUES 3

static const struct {
	const char *a, *b;
	enum alignment want;
} pairs[] = {
	{ "asso.example", "asso.example", ALIGNED_SAME },
	{ "Asso.Example", "asso.example", ALIGNED_SAME },
	{ "news.asso.example", "asso.example", ALIGNED_BELOW },
	{ "asso.example", "a.b.asso.example", ALIGNED_BELOW },
	{ "news.asso.example", "mail.asso.example", ALIGNED_UNSURE },
	{ "a.b.asso.example", "c.asso.example", ALIGNED_UNSURE },
	{ "a.co.uk", "b.co.uk", ALIGNED_UNSURE },
	{ "asso.example", "other.example", ALIGNED_NOT },
	{ "asso.example", "example", ALIGNED_NOT },
	{ "badasso.example", "asso.example", ALIGNED_NOT },
	{ "asso.example", "asso.example.com", ALIGNED_NOT },
	{ "", "asso.example", ALIGNED_NOT },
};

static const struct {
	const char *name;
	bool valid;
} names[] = {
	{ "a", true },
	{ "a1.b-c.Example", true },
	{ "xn--bcher-kva.example", true },
	{ "", false },
	{ ".", false },
	{ "a.", false },
	{ ".a", false },
	{ "a..b", false },
	{ "-a.b", false },
	{ "a-.b", false },
	{ "a_b", false },
	{ "a b", false },
	{ "a;b", false },
	{ "a\nb", false },
	{ "\xC3\xA9.example", false },
	{ "a234567890123456789012345678901234567890123456789012345678901234.b", false },
	{ "a23456789012345678901234567890123456789012345678901234567890123.b", true },
};

enum record { SPF, DKIM, DMARC, MX };

static const struct {
	enum record record;
	const char *values[VALUES];
	enum dns_verdict want;
	const char *advice;
} cases[] = {
	{ SPF, { NULL }, DNS_MISSING, "add one" },
	{ SPF, { "other" }, DNS_MISSING, "add one" },
	{ SPF, { "v=spf1" }, DNS_DIFFERS, "refuses nobody" },
	{ SPF, { "V=SPF1 MX -ALL" }, DNS_OK, "" },
	{ SPF, { "v=spf1 ?all" }, DNS_DIFFERS, "refuses nobody" },
	{ SPF, { "v=spf1  all " }, DNS_DIFFERS, "everybody" },
	{ SPF, { "v=spf1 include:all ~all" }, DNS_OK, "" },
	{ SPF, { "v=spf1 a:x.all.example ~all" }, DNS_OK, "" },
	{ SPF, { "v=spf1 -all", "other", "v=spf1 ~all" }, DNS_DIFFERS, "2 SPF" },
	{ DKIM, { NULL }, DNS_MISSING, "before the next issue" },
	{ DKIM, { KEY }, DNS_OK, "" },
	{ DKIM, { "p=MIGf MA0G" }, DNS_OK, "" },
	{ DKIM, { "k=rsa;p=MIGfMA0G;;n=a note" }, DNS_OK, "" },
	{ DKIM, { "v=DKIM1; h=sha1:sha256; p=MIGfMA0G" }, DNS_OK, "" },
	{ DKIM, { "v=DKIM2; p=MIGfMA0G" }, DNS_DIFFERS, "no DKIM key" },
	{ DKIM, { "v=DKIM1; p=MIGfMA0g" }, DNS_DIFFERS, "another key" },
	{ DKIM, { "v=DKIM1" }, DNS_DIFFERS, "revoked" },
	{ DKIM, { "" }, DNS_DIFFERS, "revoked" },
	{ DKIM, { ";=;" }, DNS_DIFFERS, "revoked" },
	{ DKIM, { KEY, KEY }, DNS_DIFFERS, "2 records" },
	{ DMARC, { NULL }, DNS_MISSING, "rua=" },
	{ DMARC, { "v=DMARC1" }, DNS_DIFFERS, "'p='" },
	{ DMARC, { "v=DMARC1; p=quarantine; adkim=r" }, DNS_OK, "" },
	{ DMARC, { "v=DMARC1; p=reject; aspf=s" }, DNS_OK, "'aspf=s'" },
	{ DMARC, { "v=DMARC1; p=reject; adkim=s" }, DNS_DIFFERS, "'adkim=s'" },
	{ DMARC, { "v=DMARC10; p=reject" }, DNS_MISSING, "" },
	{ MX, { NULL }, DNS_MISSING, "no host" },
	{ MX, { "10 mail.example." }, DNS_OK, "" },
	{ MX, { "0 ." }, DNS_DIFFERS, "no mail at all" },
};

static struct dns_judgement
judge(enum record record, const struct dns_answer *answer, struct arena *a)
{
	switch (record) {
	case SPF:
		return dns_judge_spf(answer, a);
	case DKIM:
		return dns_judge_dkim(answer, KEY, a);
	case DMARC:
		return dns_judge_dmarc(answer, ALIGNED_BELOW, ALIGNED_BELOW, a);
	case MX:
		break;
	}
	return dns_judge_mx(answer);
}

int
main(void)
{
	struct dns_answer answer, failed = { .state = DNS_FAILED, .why = "silence" };
	struct dns_judgement j;
	const char *values[VALUES];
	struct arena a = { 0 };
	size_t i;

	for (i = 0; i < LENGTH(pairs); i++) {
		is_int(alignment_of(pairs[i].a, pairs[i].b), pairs[i].want, "%s and %s",
		    pairs[i].a, pairs[i].b);
		is_int(alignment_of(pairs[i].b, pairs[i].a), pairs[i].want, "%s and %s",
		    pairs[i].b, pairs[i].a);
	}
	for (i = 0; i < LENGTH(names); i++)
		is_int(dns_name_is_valid(span_of(names[i].name)), names[i].valid,
		    "name %zu", i);
	for (i = 0; i < LENGTH(cases); i++) {
		answer = (struct dns_answer){ .state = DNS_NONE, .values = values };
		while (answer.n < VALUES && cases[i].values[answer.n] != NULL) {
			values[answer.n] = cases[i].values[answer.n];
			answer.state = DNS_FOUND;
			answer.n++;
		}
		j = judge(cases[i].record, &answer, &a);
		is_int(j.verdict, cases[i].want, "case %zu: %s", i,
		    answer.n > 0 ? values[0] : "nothing");
		contains(j.advice, cases[i].advice, "case %zu: advice", i);
	}
	for (i = SPF; i <= MX; i++) {
		j = judge((enum record)i, &failed, &a);
		is_int(j.verdict, DNS_UNKNOWN, "not asked: %zu", i);
		is_str(j.advice, "silence", "not asked: %zu: why", i);
	}
	arena_release(&a);
	return done_testing();
}
