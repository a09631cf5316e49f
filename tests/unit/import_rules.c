/* Does an import keep its rules: who stays away, what is no answer, what is refused? */
#include "import_bench.h"

#include "people/import_sort.h"

#include <sys/stat.h>

static void
check_is(struct bench *b, const char *address, const char *lists, const char *state,
    const char *suppressed)
{
	struct contact c = { .suppressed = "?" };
	const char *got = "";

	err_clear(&b->e);
	if (!is_int(contact_find(&c, b->db, address, &b->arena, &b->e), 0, "%s is there",
		address))
		return;
	is_str(lists_of(b, c.id, &got), lists, "%s: lists", address);
	is_str(got, state, "%s: state", address);
	is_str(c.suppressed, suppressed, "%s: suppressed", address);
}

/* A heading that asks who left is answered by "yes", a date or a reason. */
static void
test_questions(void)
{
	struct bench b;

	open_bench(&b);
	import_text(&b,
	    "Email;Blacklisté;Désabonné le;Subscribed\n"
	    "a@example.org;Non;;yes\nb@example.org;Oui;;yes\n"
	    "c@example.org;Non;2024-05-05;yes\nd@example.org;;;no\n");
	is_int(b.sum.added, 1, "one is to be mailed (%s)", b.e.msg);
	check_is(&b, "a@example.org", "newsletter", "active", "");
	check_is(&b, "b@example.org", "newsletter", "left", "");
	check_is(&b, "c@example.org", "newsletter", "left", "");
	check_is(&b, "d@example.org", "newsletter", "left", "");
	import_text(&b, "Email;Newsletter\nh@example.org;Oui\ni@example.org;Non\n");
	check_is(&b, "h@example.org", "newsletter", "active", "");
	check_is(&b, "i@example.org", "newsletter", "pending", "");
	import_text(&b, "Email;Newsletter\ni@example.org;Oui\n");
	check_is(&b, "i@example.org", "newsletter", "active", "");
	import_text(&b,
	    "Email,Status,Opt-out\ne@example.org,active,false\n"
	    "f@example.org,active,true\ng@example.org,unsubscribed,false\n");
	check_is(&b, "e@example.org", "newsletter", "active", "");
	check_is(&b, "f@example.org", "newsletter", "left", "");
	check_is(&b, "g@example.org", "newsletter", "left", "");
	close_bench(&b);
}

/* Who does not want mail, or cannot get it, is not brought back by a file. */
static void
test_sticky(void)
{
	struct leave_request leave = { .source = "test", .now = NOW };
	struct contact c;
	struct bench b;
	int changed;

	open_bench(&b);
	import_text(&b,
	    "Email,Status\na@example.org,subscribed\nb@example.org,cleaned\n"
	    "c@example.org,complained\nd@example.org,weird\n");
	is_int(b.sum.added, 2, "an unknown state is added (%s)", b.e.msg);
	is_int(b.sum.added_silent, 2, "bounced and complained are kept");
	is_int(b.sum.warnings, 1, "the unknown state draws a warning");
	check_is(&b, "a@example.org", "newsletter", "active", "");
	check_is(&b, "b@example.org", "newsletter", "active", "bounced");
	check_is(&b, "c@example.org", "newsletter", "active", "complained");
	check_is(&b, "d@example.org", "newsletter", "pending", "");
	contact_find(&c, b.db, "a@example.org", &b.arena, &b.e);
	leave.contact = c.id;
	subscription_leave(b.db, &leave, &changed, &b.e);
	is_int(changed, 1, "a leaves");
	import_text(&b,
	    "Email,Status\na@example.org,subscribed\nb@example.org,subscribed\n"
	    "c@example.org,active\nd@example.org,active\n");
	is_int(b.sum.sticky, 3, "three stay away (%s)", b.e.msg);
	is_int(b.sum.updated, 1, "one is confirmed now");
	check_is(&b, "a@example.org", "newsletter", "left", "");
	check_is(&b, "b@example.org", "newsletter", "active", "bounced");
	check_is(&b, "c@example.org", "newsletter", "active", "complained");
	check_is(&b, "d@example.org", "newsletter", "active", "");
	import_text(&b, "Email,Status\ng@example.org,pending\n");
	import_text(&b, "Email,Status\ng@example.org,bounced\n");
	check_is(&b, "g@example.org", "newsletter", "pending", "bounced");
	import_text(&b, "Email,Status\nd@example.org,unsubscribed\n");
	check_is(&b, "d@example.org", "newsletter", "left", "");
	import_text(
	    &b, "Email,Status\ne@example.org,unsubscribed\ne@example.org,active\n");
	check_is(&b, "e@example.org", "newsletter", "left", "");
	is_int(b.sum.sticky, 1, "left wins, whatever the order");
	close_bench(&b);
}

static void
test_options(void)
{
	struct import_options o = {
		.now = NOW, .list = "Presse", .source = "salon 2026"
	};
	struct stat st;
	struct buf data;
	struct bench b;

	open_bench(&b);
	o.file = path(&b, "in.csv");
	o.rejects = path(&b, "rejects.csv");
	file_write(
	    o.file, span_of("mail\tLISTES\nx@example.org\tA;B\nno one\tC\n"), &b.e);
	o.plan = true;
	is_int(import_with(&b, &o), 0, "a plan (%s)", b.e.msg);
	is_int(b.sum.added, 1, "says what would be");
	ok(stat(o.rejects, &st) < 0, "writes nothing");
	import_text(&b, "mail\nnobody\n");
	is_int(b.sum.same + b.sum.added, 0, "and changed nothing");
	file_write(
	    o.file, span_of("mail\tLISTES\nx@example.org\tA;B\nno one\tC\n"), &b.e);
	o.plan = false;
	o.state = IMPORT_PENDING;
	is_int(import_with(&b, &o), 0, "with options (%s)", b.e.msg);
	is_int(b.sum.separator, '\t', "a TAB is a separator");
	check_is(&b, "x@example.org", "Presse", "pending", "");
	buf_init(&data, 4096);
	is_int(file_read(o.rejects, &data, &b.e), 0, "there is a file of rejects");
	is_str(data.data,
	    "NLCTL_LINE\tNLCTL_REASON\tmail\tLISTES\r\n"
	    "3\tthere is a blank in the address\tno one\tC\r\n",
	    "it names line and reason");
	buf_release(&data);
	is_int(import_file(&b, o.rejects), 0, "and can be imported");
	is_int(b.sum.rejected, 1, "still wrong");
	close_bench(&b);
}

static void
test_wrong_files(void)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "there is nothing in the file" },
		{ "a@example.org,Ann\nb@example.org,Bob\n", "put a first line" },
		{ "NAME;TOWN\nAnn;Lille\n", "no column is called EMAIL" },
		{ "EMAIL\na@example.org\n\"b\n", "line 3: the quote" },
		{ "EMAIL,N\na@example.org,\xE9\nb@example.org,\xC3\xA9\n",
		    "line 3: this is UTF-8, but line 2 is not" },
		{ "PK\3\4", "a spreadsheet" },
	};
	struct bench b;

	open_bench(&b);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		is_int(import_text(&b, cases[i].text), -1, "refused");
		contains(b.e.msg, cases[i].message, "saying '%s'", cases[i].message);
	}
	is_int(import_text(&b, "\n a@example.org\nb@example.org"), 0,
	    "bare addresses (%s)", b.e.msg);
	is_int(b.sum.added, 2, "need no heading");
	is_int(import_file(&b, "/nowhere/x.csv"), -1, "no such file");
	is_int(b.e.kind, ERR_NOINPUT, "is ERR_NOINPUT");
	close_bench(&b);
}

static const char *
fields_of(struct bench *b, const char *address)
{
	struct contact c;

	err_clear(&b->e);
	if (contact_find(&c, b->db, address, &b->arena, &b->e) < 0)
		return b->e.msg;
	return c.fields;
}

/* Nothing and neither are "no" for somebody new, and no news of somebody known. */
static void
test_booleans(void)
{
	struct bench b;

	open_bench(&b);
	import_text(&b,
	    "EMAIL,OK\na@example.org,yes\nb@example.org,\nc@example.org,Oui\n"
	    "d@example.org,no\ne@example.org\n");
	is_str(fields_of(&b, "a@example.org"), "{\"OK\":true}", "yes");
	is_str(fields_of(&b, "b@example.org"), "{\"OK\":false}", "nothing");
	is_str(fields_of(&b, "e@example.org"), "{\"OK\":false}", "a short record");
	is_int(b.sum.warnings, 1, "only the short record draws a warning");
	import_text(&b,
	    "EMAIL,OK\na@example.org,peut-\xC3\xAAtre\nc@example.org,\n"
	    "f@example.org,peut-\xC3\xAAtre\ng@example.org,yes\ng@example.org,maybe\n");
	is_str(fields_of(&b, "a@example.org"), "{\"OK\":true}", "neither, but known");
	is_str(fields_of(&b, "c@example.org"), "{\"OK\":true}", "nothing, but known");
	is_str(fields_of(&b, "f@example.org"), "{\"OK\":false}", "neither, and new");
	is_str(fields_of(&b, "g@example.org"), "{\"OK\":true}", "said by another record");
	is_int(b.sum.warnings, 3, "each word that is neither draws a warning");
	is_str(b.seen.texts[0],
	    "OK: 'peut-\xC3\xAAtre' is neither yes nor no: taken as no, unless known "
	    "otherwise",
	    "it says what is done");
	close_bench(&b);
}

/* Both halves of the work say how far they are. */
static void
test_progress(void)
{
	struct bench b;
	struct buf text;

	open_bench(&b);
	buf_init(&text, 1 << 20);
	buf_printf(&text, "EMAIL\nno one\n");
	for (int i = 0; i < 2500; i++)
		buf_printf(&text, "a%d@example.org\n", i);
	is_int(import_text(&b, text.data), 0, "2501 records (%s)", b.e.msg);
	is_int(b.seen.calls[IMPORT_READING], 2, "reading: told twice");
	is_int(b.seen.last[IMPORT_READING], 2000, "reading: how many");
	is_int(b.seen.calls[IMPORT_STORING], 2, "storing: told twice");
	is_int(b.seen.last[IMPORT_STORING], 2000, "storing: how many");
	is_int(b.seen.total, 2500, "storing: of all that were not rejected");
	buf_release(&text);
	close_bench(&b);
}

/* More records than a run holds come back sorted, equal keys in their order. */
static void
test_sort(void)
{
	struct import_sort *s = import_sort_new(2000);
	struct err e = { 0 };
	struct span key, payload;
	char text[32], last[32] = "";
	int n = 0, wrong = 0, number, before = -1;

	for (int i = 0; i < 5000; i++) {
		snprintf(text, sizeof(text), "%d", i * 7919 % 1000);
		key = span_of(text);
		char value[32];
		snprintf(value, sizeof(value), "%d", i);
		if (import_sort_add(s, key, span_of(value), &e) < 0)
			break;
	}
	is_int(import_sort_finish(s, &e), 0, "sorted on disk (%s)", e.msg);
	while (import_sort_next(s, &key, &payload, &e) > 0) {
		number = (int)strtol(payload.s, NULL, 10);
		if (strcmp(key.s, last) < 0 ||
		    (strcmp(key.s, last) == 0 && number <= before) ||
		    number * 7919 % 1000 != strtol(key.s, NULL, 10))
			wrong++;
		snprintf(last, sizeof(last), "%s", key.s);
		before = number;
		n++;
	}
	is_int(n, 5000, "all come back");
	is_int(wrong, 0, "in order");
	import_sort_free(s);
}

int
main(void)
{
	setenv("TZ", "Europe/Paris", 1);
	test_questions();
	test_sticky();
	test_options();
	test_wrong_files();
	test_booleans();
	test_progress();
	test_sort();
	return done_testing();
}
