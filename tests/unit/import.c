/* Does an import of the reference file give what its description says? */
#include "abonnes.h"
#include "import_bench.h"

#include "people/event.h"
#include "people/subscriber.h"
#include "util/date.h"

#define FILE_PATH "tests/data/abonnes.csv"

static int64_t
total(const struct import_summary *s)
{
	return s->added + s->added_silent + s->updated + s->same + s->sticky +
	    s->twice_same + s->twice_updated + s->rejected;
}

/* The bytes of the file up to a physical line. */
static size_t
bytes_before(const char *data, int line)
{
	const char *p = data;

	while (--line > 0)
		p = strchr(p, '\n') + 1;
	return (size_t)(p - data);
}

static int64_t
count_of(const struct import_summary *s, enum outcome o)
{
	switch (o) {
	case ADD:
		return s->added;
	case SILENT:
		return s->added_silent;
	case SAME:
		return s->twice_same;
	case UPDATE:
		return s->twice_updated;
	case STICKY:
		return s->sticky;
	case REJECT:
		return s->rejected;
	}
	return -1;
}

/* Import the first n records for each n: the difference is what record n does. */
static void
test_each_record(void)
{
	static const char *const names[] = { "added", "kept as do-not-mail",
		"a duplicate that changes nothing", "a duplicate that updates",
		"a duplicate of a do-not-mail contact", "rejected" };
	struct import_summary before = { 0 };
	struct bench b;
	struct buf data;

	buf_init(&data, 1 << 20);
	for (size_t i = 0; i < LENGTH(abonnes); i++) {
		const struct expected *x = &abonnes[i];

		open_bench(&b);
		buf_reset(&data);
		if (file_read(FILE_PATH, &data, &b.e) == 0 && i + 1 < LENGTH(abonnes))
			buf_truncate(&data, bytes_before(data.data, x[1].line));
		ok(import_text(&b, data.data) == 0 &&
			count_of(&b.sum, x->outcome) ==
			    count_of(&before, x->outcome) + 1 &&
			total(&b.sum) == x->number && b.sum.records == x->number,
		    "record %d is %s", x->number, names[x->outcome]);
		before = b.sum;
		settings_free(b.settings);
		db_close(b.db);
		unlink(path(&b, "a.db"));
		unlink(path(&b, "in.csv"));
		rmdir(b.folder);
		arena_release(&b.arena);
	}
	buf_release(&data);
}

static void
check_contact(struct bench *b, const struct expected *x)
{
	struct contact c;
	struct date d;
	const char *state;
	int64_t added = NOW;

	err_clear(&b->e);
	if (!ok(contact_by_key(&c, b->db, x->key, &b->arena, &b->e) == 1,
		"record %d: %s is there", x->number, x->key))
		return;
	is_str(c.address, x->display, "record %d: the address is shown so", x->number);
	is_str(c.fields, x->fields, "record %d: fields", x->number);
	if (strcmp(x->added, "now") != 0 && date_parse(span_of(x->added), &d) == DATE_OK)
		added = date_to_utc(&d);
	is_int(c.added, added, "record %d: added %s", x->number, x->added);
	is_str(lists_of(b, c.id, &state), x->lists, "record %d: lists", x->number);
	is_str(state, x->state, "record %d: state", x->number);
	is_str(c.suppressed, x->suppressed, "record %d: suppressed", x->number);
	ok(c.eai == (strncmp(x->key, "andr\xC3\xA9", 6) == 0),
	    "record %d: needs SMTPUTF8", x->number);
}

static void
check_lines(const int *got, size_t ngot, const int *want, size_t nwant, const char *what)
{
	is_int(ngot, nwant, "as many %s", what);
	for (size_t i = 0; i < nwant && i < ngot; i++)
		is_int(got[i], want[i], "%s: line %d", what, want[i]);
}

static int
count_one(void *arg, const struct event_row *row, struct err *e)
{
	(void)row;
	(void)e;
	++*(int *)arg;
	return 0;
}

/* All that is stored about people, as one number. */
static int64_t
events_of_all(struct bench *b)
{
	struct contact c;
	int n = 0;

	for (size_t i = 0; i < LENGTH(abonnes); i++) {
		if (abonnes[i].key != NULL &&
		    contact_by_key(&c, b->db, abonnes[i].key, &b->arena, &b->e) == 1)
			event_each(b->db, c.id, count_one, &n, &b->e);
	}
	return n;
}

static void
check_sums(struct bench *b)
{
	const struct import_summary *s = &b->sum;

	is_int(s->records, 60, "records");
	is_int(s->added, 48, "new contacts, to be mailed");
	is_int(s->added_silent, 2, "new contacts, do-not-mail");
	is_int(s->twice_same, 2, "duplicates that change nothing");
	is_int(s->twice_updated, 2, "duplicates that update");
	is_int(s->sticky, 1, "duplicates of a do-not-mail contact");
	is_int(s->rejected, 5, "rejected");
	is_int(s->updated + s->same, 0, "nobody was there before");
	is_int(s->warnings, 5, "warnings");
	is_int(s->separator, ';', "separator");
	is_str(s->default_list, "Infolettre", "the file's list is the default");
	ok(s->default_list_changed, "it took the place of the automatic one");
	is_int(s->nnew_lists, 2, "new lists besides");
}

static void
check_columns(struct bench *b)
{
	static const struct {
		const char *target;
		enum field_type type;
	} want[] = { { "@email", 0 }, { "PRENOM", FIELD_TEXT }, { "NOM", FIELD_TEXT },
		{ "STRUCTURE", FIELD_TEXT }, { "VILLE", FIELD_TEXT },
		{ "ADHERENT", FIELD_BOOLEAN }, { "DATE_ADHESION", FIELD_DATE },
		{ "@since", 0 }, { "@lists", 0 }, { "@status", 0 } };

	is_int(b->sum.ncolumns, LENGTH(want), "columns");
	for (size_t i = 0; i < LENGTH(want); i++) {
		is_str(b->sum.columns[i].target, want[i].target, "column %zu", i + 1);
		is_int(b->sum.columns[i].type, want[i].type, "column %zu: type", i + 1);
	}
}

struct tally {
	int all, members, others, without_name;
};

static int
tally_one(void *arg, const struct subscriber *s, struct err *e)
{
	struct tally *t = arg;

	(void)e;
	t->all++;
	t->members += strstr(s->fields, "\"ADHERENT\":true") != NULL;
	t->others += strstr(s->fields, "\"ADHERENT\":false") != NULL;
	t->without_name += strstr(s->fields, "\"PRENOM\"") == NULL;
	return 0;
}

static void
test_reference(void)
{
	struct subscriber_filter mailable = { .mailable = true };
	struct tally t = { 0 };
	struct list l;
	struct bench b;
	int64_t n, events;

	open_bench(&b);
	is_int(import_file(&b, FILE_PATH), 0, "import (%s)", b.e.msg);
	check_sums(&b);
	check_columns(&b);
	check_lines(b.seen.warnings, b.seen.nwarnings, abonnes_warnings,
	    LENGTH(abonnes_warnings), "warnings");
	for (size_t i = 0, r = 0; i < LENGTH(abonnes); i++) {
		if (abonnes[i].key != NULL)
			check_contact(&b, &abonnes[i]);
		else
			is_int(b.seen.rejects[r++], abonnes[i].line,
			    "record %d is rejected, with its line", abonnes[i].number);
	}
	contains(b.seen.texts[0], "merge tag", "a warning in words");
	contains(b.seen.texts[1], "no such date", "another");
	contains(b.seen.texts[2], "5 fields instead of 10", "another");
	contains(b.seen.texts[3], "is neither yes nor no: taken as no", "another");
	contains(b.seen.texts[4], "12 fields instead of 10", "another");
	contains(b.seen.reasons[0], "no '@'", "a reason in words");
	contains(b.seen.reasons[1], "more than one '@'", "another");
	contains(b.seen.reasons[2], "line end", "another");
	contains(b.seen.reasons[3], "81 octets", "another");
	contains(b.seen.reasons[4], "PRENOM", "another");
	is_str(b.seen.addresses[1], "sophie@legrand@example.org", "with the address");
	is_int(list_find(&l, b.db, "Infolettre", &b.arena, &b.e), 0, "list Infolettre");
	mailable.list = l.id;
	subscriber_count(b.db, &mailable, &n, &b.e);
	is_int(n, 48, "all 48 who may be mailed are on it");
	subscriber_each(b.db, &mailable, tally_one, &t, &b.e);
	is_int(t.all, 48, "as many rows");
	is_int(t.members, 28, "members");
	is_int(t.others, 20, "no members, and so stored");
	is_int(t.without_name, 7, "without a first name");
	ok(list_find(&l, b.db, "newsletter", &b.arena, &b.e) < 0, "newsletter is gone");
	err_clear(&b.e);
	list_default(&l, b.db, b.settings, &b.arena, &b.e);
	is_str(l.name, "Infolettre", "the default list");

	events = events_of_all(&b);
	is_int(import_file(&b, FILE_PATH), 0, "import once more (%s)", b.e.msg);
	is_int(b.sum.same, 54, "everybody is as before");
	is_int(b.sum.sticky, 1, "and one still stays away");
	is_int(b.sum.rejected, 5, "five are rejected again");
	is_int(total(&b.sum), 60, "that is all");
	is_int(events_of_all(&b), events, "nothing has happened");
	ok(!b.sum.default_list_changed && b.sum.nnew_lists == 0, "no list is new");
	for (size_t i = 0; i < LENGTH(abonnes); i++) {
		if (abonnes[i].key != NULL)
			check_contact(&b, &abonnes[i]);
	}
	close_bench(&b);
}

/* A file without its last line end gives the same. */
static void
test_no_last_line_end(void)
{
	struct bench b;
	struct buf data;

	open_bench(&b);
	buf_init(&data, 1 << 20);
	is_int(file_read(FILE_PATH, &data, &b.e), 0, "the reference file");
	buf_truncate(&data, data.len - 2);
	is_int(import_text(&b, data.data), 0, "without its last line end (%s)", b.e.msg);
	check_sums(&b);
	check_contact(&b, &abonnes[LENGTH(abonnes) - 1]);
	buf_release(&data);
	close_bench(&b);
}

int
main(void)
{
	setenv("TZ", "Europe/Paris", 1);
	test_each_record();
	test_reference();
	test_no_last_line_end();
	return done_testing();
}
