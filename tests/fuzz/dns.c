/*
 * What a hostile DNS says: whatever it is, it is judged within bounds, and a list of
 * tags is read to its end, each piece once.
 *
 * A line of the input is a value of the answer.
 */
#include "fuzz.h"

#include "delivery/dns_judge.h"

#include <string.h>

#define VALUES_MAX 100

static void
check_tags(const char *text)
{
	struct span rest = span_of(text), name, value;
	size_t left = rest.n;

	while (dns_next_tag(&rest, &name, &value)) {
		hold(rest.n < left && rest.s + rest.n == text + strlen(text));
		hold(name.n + value.n < left);
		hold(memchr(name.s, ';', name.n) == NULL);
		hold(memchr(value.s, ';', value.n) == NULL);
		left = rest.n;
	}
	hold(left == 0);
}

static void
check_judgement(struct dns_judgement j)
{
	hold(j.verdict >= DNS_OK && j.verdict <= DNS_DIFFERS);
	hold(j.advice != NULL && strlen(j.advice) < 1000);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *values[VALUES_MAX];
	struct dns_answer answer = { .state = DNS_FOUND, .values = values };
	struct arena a = { 0 };
	char *text = arena_memdup(&a, data, n), *end;

	for (; answer.n < VALUES_MAX && text != NULL; text = end) {
		end = strchr(text, '\n');
		if (end != NULL)
			*end++ = '\0';
		check_tags(text);
		values[answer.n++] = text;
	}
	check_judgement(dns_judge_spf(&answer, &a));
	check_judgement(dns_judge_dkim(&answer, "v=DKIM1; k=rsa; p=MIGf", &a));
	check_judgement(dns_judge_dmarc(&answer, ALIGNED_SAME, ALIGNED_BELOW, &a));
	check_judgement(dns_judge_mx(&answer));
	arena_release(&a);
	return 0;
}
