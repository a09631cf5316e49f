/* dns_judge - the DNS read as receivers read it.  See dns_judge.h. */
#include "delivery/dns_judge.h"

#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

const char *
dns_verdict_name(enum dns_verdict v)
{
	static const char *const names[] = { "unknown", "ok", "missing", "differs" };

	return names[v];
}

static struct dns_judgement
judgement(enum dns_verdict verdict, const char *advice)
{
	return (struct dns_judgement){ verdict, advice };
}

bool
dns_next_tag(struct span *rest, struct span *name, struct span *value)
{
	const char *end, *equals;
	struct span tag = *rest;

	if (rest->n == 0)
		return false;
	end = memchr(tag.s, ';', tag.n);
	if (end != NULL)
		tag.n = (size_t)(end - tag.s);
	*rest = (struct span){ tag.s + tag.n, rest->n - tag.n };
	if (end != NULL)
		*rest = (struct span){ rest->s + 1, rest->n - 1 };
	equals = memchr(tag.s, '=', tag.n);
	*name = *value = (struct span){ "", 0 };
	if (equals != NULL) {
		*name = span_trim((struct span){ tag.s, (size_t)(equals - tag.s) });
		*value = span_trim(
		    (struct span){ equals + 1, tag.n - (size_t)(equals - tag.s) - 1 });
	}
	return true;
}

/* The value of a tag, blanks within taken out too; "" where it is not there. */
static const char *
tag_of(const char *text, const char *wanted, struct arena *a)
{
	struct span rest = span_of(text), name, value;
	char *out, *p;
	size_t i;

	while (dns_next_tag(&rest, &name, &value)) {
		if (!span_is(name, wanted))
			continue;
		p = out = arena_alloc(a, value.n + 1);
		for (i = 0; i < value.n; i++) {
			if (value.s[i] != ' ' && value.s[i] != '\t')
				*p++ = value.s[i];
		}
		return out;
	}
	return "";
}

/* Does the text begin with this version, and is that all of the word? */
static bool
is_version(const char *text, const char *version)
{
	size_t n = strlen(version);

	return strncasecmp(text, version, n) == 0 &&
	    (text[n] == '\0' || text[n] == ' ' || text[n] == ';');
}

/* The values of this version; *out is the last. */
static size_t
of_version(const struct dns_answer *answer, const char *version, const char **out)
{
	size_t i, n = 0;

	*out = "";
	for (i = 0; i < answer->n; i++) {
		if (!is_version(answer->values[i], version))
			continue;
		*out = answer->values[i];
		n++;
	}
	return n;
}

/* Does a term of an SPF record stand there?  Case does not matter. */
static bool
has_term(const char *record, const char *term)
{
	size_t n = strlen(term);
	const char *p = record;

	while (*p != '\0') {
		p += strspn(p, " ");
		if (strcspn(p, " ") >= n && strncasecmp(p, term, n) == 0 &&
		    (p[n] == '\0' || p[n] == ' ' || term[n - 1] == '='))
			return true;
		p += strcspn(p, " ");
	}
	return false;
}

struct dns_judgement
dns_judge_spf(const struct dns_answer *answer, struct arena *a)
{
	const char *record;
	size_t n;

	if (answer->state == DNS_FAILED)
		return judgement(DNS_UNKNOWN, answer->why);
	n = of_version(answer, "v=spf1", &record);
	if (n == 0)
		return judgement(DNS_MISSING,
		    "add one: the documentation of your relay says what must be in it");
	if (n > 1)
		return judgement(DNS_DIFFERS,
		    arena_printf(a,
			"%zu SPF records stand there, which receivers take as an error: "
			"put the terms of all into one",
			n));
	if (has_term(record, "+all") || has_term(record, "all"))
		return judgement(DNS_DIFFERS,
		    "it lets everybody send in your name: end it with ~all or -all");
	if (!has_term(record, "~all") && !has_term(record, "-all") &&
	    !has_term(record, "redirect="))
		return judgement(
		    DNS_DIFFERS, "it refuses nobody: end it with ~all or -all");
	return judgement(DNS_OK,
	    "see that what your relay asks for is in it: that cannot be told from here");
}

/* Why a record that is there does not serve our key; NULL: it does. */
static const char *
unlike(const char *record, const char *wanted, struct arena *a)
{
	const char *p = tag_of(record, "p", a), *k = tag_of(record, "k", a);
	const char *h = tag_of(record, "h", a), *s = tag_of(record, "s", a);

	if (*p == '\0')
		return "the key is revoked there: its 'p=' is empty";
	if (!str_eq(p, tag_of(wanted, "p", a)))
		return "another key is there: put this in its place, or give this one "
		       "another selector";
	if (!str_eq(*k != '\0' ? k : "rsa", tag_of(wanted, "k", a)))
		return "its 'k=' names another kind of key";
	if (*h != '\0' && strstr(h, "sha256") == NULL)
		return "its 'h=' does not allow sha256";
	if (*s != '\0' && strchr(s, '*') == NULL && strstr(s, "email") == NULL)
		return "its 's=' is not for mail";
	return NULL;
}

struct dns_judgement
dns_judge_dkim(const struct dns_answer *answer, const char *wanted, struct arena *a)
{
	const char *record, *why;

	if (answer->state == DNS_FAILED)
		return judgement(DNS_UNKNOWN, answer->why);
	if (answer->n == 0)
		return judgement(DNS_MISSING, "add it before the next issue is sent");
	if (answer->n > 1)
		return judgement(DNS_DIFFERS,
		    arena_printf(a,
			"%zu records stand there, and receivers may take any: leave this "
			"one alone",
			answer->n));
	record = answer->values[0];
	if (strncmp(record, "v=", 2) == 0 && !is_version(record, "v=DKIM1"))
		return judgement(
		    DNS_DIFFERS, "what stands there is no DKIM key: put this there");
	why = unlike(record, wanted, a);
	if (why != NULL)
		return judgement(DNS_DIFFERS, why);
	if (strchr(tag_of(record, "t", a), 'y') != NULL)
		return judgement(DNS_OK,
		    "'t=y' says that it is only a trial: take it out when all works");
	return judgement(DNS_OK, "");
}

struct dns_judgement
dns_judge_dmarc(const struct dns_answer *answer, enum alignment dkim, enum alignment spf,
    struct arena *a)
{
	const char *record, *policy;
	size_t n;

	if (answer->state == DNS_FAILED)
		return judgement(DNS_UNKNOWN, answer->why);
	n = of_version(answer, "v=DMARC1", &record);
	if (n == 0)
		return judgement(DNS_MISSING,
		    "add it; 'rua=mailto:ADDRESS' in it brings reports of who sends in "
		    "your name");
	if (n > 1)
		return judgement(DNS_DIFFERS,
		    arena_printf(a,
			"%zu DMARC records stand there, and receivers take none: leave one",
			n));
	policy = tag_of(record, "p", a);
	if (strcasecmp(tag_of(record, "adkim", a), "s") == 0 && dkim != ALIGNED_SAME)
		return judgement(DNS_DIFFERS,
		    "'adkim=s' wants the very domain of From to sign: set 'dkim.domain' "
		    "to it, or take it out");
	if (strcasecmp(tag_of(record, "aspf", a), "s") == 0 && spf != ALIGNED_SAME)
		return judgement(DNS_OK,
		    "'aspf=s' wants the very domain of From in MAIL FROM: only DKIM "
		    "can pass");
	if (strcasecmp(policy, "none") == 0)
		return judgement(DNS_OK,
		    "'p=none' is a start: when the reports name nobody but you, "
		    "'p=quarantine' keeps others from sending in your name");
	if (strcasecmp(policy, "quarantine") != 0 && strcasecmp(policy, "reject") != 0)
		return judgement(DNS_DIFFERS,
		    "its 'p=' is none of none, quarantine and reject: receivers take it "
		    "as none");
	return judgement(DNS_OK, "");
}

struct dns_judgement
dns_judge_mx(const struct dns_answer *answer)
{
	if (answer->state == DNS_FAILED)
		return judgement(DNS_UNKNOWN, answer->why);
	if (answer->n == 0)
		return judgement(DNS_MISSING,
		    "no host takes its mail: add one, or only a host of that very name "
		    "is tried");
	if (answer->n == 1 && str_ends(answer->values[0], " ."))
		return judgement(DNS_DIFFERS,
		    "it says that it takes no mail at all (RFC 7505): nobody can answer, "
		    "nothing can come back");
	return judgement(DNS_OK, "");
}
