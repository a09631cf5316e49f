/* The filters date and time and the tag now: both kinds of formats, in seven languages. */
#include "tap.h"

#include "issue/template.h"
#include "util/date.h"

static const struct field_name fields[] = {
	{ "EMAIL", VALUE_TEXT },
	{ "DAY", VALUE_DATE },
	{ "TIME", VALUE_DATE },
	{ "TEXT", VALUE_TEXT },
	{ "NONE", VALUE_DATE },
};

/* DAY is Monday 1 June 2026, TIME Saturday 7 February 2026, 09:05:03. */
static const struct {
	const char *language, *in, *want;
} cases[] = {
	{ "fr", "{{ contact.DAY|date:'02/01/2006' }}", "01/06/2026" },
	{ "fr", "{{ contact.DAY|date:'Monday 2 January 2006' }}", "lundi 1er juin 2026" },
	{ "fr", "{{ contact.TIME|date:'Monday 2 January' }}", "samedi 7 février" },
	{ "fr-BE", "{{ contact.TIME|date:'Mon 2 Jan 06' }}", "sam. 7 févr. 26" },
	{ "fr", "{{ contact.DAY|date:'2/1' }}", "1/6" },
	{ "fr", "{{ contact.TIME|date:'le 02.01.2006 à 15 h 04' }}",
	    "le 07.02.2026 à 09 h 05" },
	{ "fr", "{{ contact.TIME|time:'15:04:05' }}", "09:05:03" },
	{ "en", "{{ contact.TIME|time:'3:04 PM, 03:4:5 pm' }}", "9:05 AM, 09:5:3 am" },
	{ "en", "{{ contact.TIME|date:'_2 January (Month, Monsoon)' }}",
	    " 7 February (Month, Monsoon)" },
	{ "de", "{{ contact.DAY|date:'Monday, 2. January 2006' }}",
	    "Montag, 1. Juni 2026" },
	{ "en", "{{ contact.DAY|date:'Monday, January 2, 2006' }}",
	    "Monday, June 1, 2026" },
	{ "es", "{{ contact.TIME|date:'Monday 2 de January' }}", "sábado 7 de febrero" },
	{ "it", "{{ contact.DAY|date:'Monday 2 January' }}", "lunedì 1º giugno" },
	{ "nl", "{{ contact.TIME|date:'Mon 2 Jan' }}", "za 7 feb" },
	{ "pt", "{{ contact.TIME|date:'Monday, 2 de January' }}",
	    "sábado, 7 de fevereiro" },
	{ "fr", "{{ contact.DAY|date:'%d/%m/%Y' }}", "01/06/2026" },
	{ "fr", "{{ contact.DAY|date:'%A %-d %B, %a %b %h %e.%-m.%y 100 %%' }}",
	    "lundi 1er juin, lun. juin juin  1.6.26 100 %" },
	{ "en", "{{ contact.TIME|time:'%H:%M:%S %-H:%-M:%-S %I %-I %p %P' }}",
	    "09:05:03 9:5:3 09 9 AM am" },
	{ "en",
	    "{{ '2026-01-01 00:30'|time:'3:04 PM' }}, {{ '2026-01-01 12:30'|time:'3 pm' }}",
	    "12:30 AM, 12 pm" },
	{ "en", "{{ '2026-01-01 23:00'|time:'%I %p' }}", "11 PM" },
	{ "fr", "{{ contact.TEXT|date:'2 January' }}", "14 juillet" },
	{ "fr", "{{ '2026-06-11T23:30:00Z'|time:'15:04' }}", "23:30" },
	{ "fr", "{{ '11/06/2026'|date:'2006' }}{{ 'soon'|date:'2006'|default:'?' }}",
	    "?" },
	{ "fr", "{{ contact.NONE|date:'2006'|default:'?' }}", "?" },
	{ "fr", "{{ contact.DAY|date:\"<2>\" }}", "&lt;1&gt;" },
	{ "pl", "{{ contact.DAY|date:'02.01.2006' }}", "01.06.2026" },
	{ "fr", "{% now 'Monday 2 January 2006' %}", "samedi 7 février 2026" },
	{ "fr", "{% now \"%d/%m\" %}/{{ time_now|date:'2006' }}", "07/02/2026" },
};

static const struct {
	const char *language, *in, *says;
} refused[] = {
	{ "fr", "{{ contact.DAY|date:'d/m/Y' }}",
	    "1:21: the argument of date is no format; write \"02/01/2006\"" },
	{ "fr", "{{ contact.DAY|date:'l j F Y' }}", "write \"Monday 2 January 2006\"" },
	{ "fr", "{{ contact.DAY|date:'DD/MM/YYYY' }}", "write \"02/01/2006\"" },
	{ "fr", "{{ contact.DAY|date:'DD/01/YYYY' }}", "write \"02/01/2006\"" },
	{ "fr", "{{ contact.DAY|time:'HH:mm' }}", "write \"15:04\"" },
	{ "fr", "{{ contact.DAY|date:'jour' }}",
	    "is no format: write it like \"02/01/2006\", \"2 January 2006\"" },
	{ "fr", "{{ contact.DAY|date:'' }}", "is no format: write it like" },
	{ "fr", "{{ contact.DAY|date:'%d %Q' }}", "a '%' that is followed by none of" },
	{ "fr", "{{ contact.DAY|date:'%H %Z' }}", "names a zone" },
	{ "fr", "{{ contact.DAY|date:'15:04 MST' }}", "names a zone" },
	{ "pl", "{{ contact.DAY|date:'2 January' }}",
	    "has the name of a day or month, for which the issue's language must be said: "
	    "one of de, en, es, fr, it, nl, pt" },
	{ "fr", "{{ contact.DAY|date:'Lundi 2 janvier 2006' }}",
	    "has the name of one day or month, which would stand there for all; "
	    "write \"Monday 2 January 2006\"" },
	{ "fr", "{{ contact.DAY|date:'2. März 2006' }}", "write \"2. January 2006\"" },
	{ "en", "{{ contact.DAY|date:'%d may %Y' }}", "write \"%d %B %Y\"" },
	{ NULL, "{{ contact.DAY|date:'%A' }}", "has the name of a day or month" },
	{ "fr", "{{ contact.DAY|date }}", "date needs an argument" },
	{ "fr", "{{ contact.DAY|date:contact.TEXT }}",
	    "the argument of date must be written out: date:\"...\"" },
	{ "fr", "{{ 5|date:'2006' }}", "date works on a date or text, not on a number" },
	{ "fr", "{% now %}", "1:1: write {% now \"02/01/2006\" %}" },
	{ "fr", "{% now 'd/m/Y' %}", "1:8: the argument of date is no format" },
	{ "fr", "{% now '2006' 5 %}", "1:15: '5' cannot stand here" },
};

static struct arena arena;

static void
parse(struct template **t, struct vocabulary *v, const char *language, const char *text,
    struct findings *f)
{
	*v = (struct vocabulary){
		.fields = fields, .nfields = LENGTH(fields), .language = language
	};
	v->known[NAME_TIME_NOW] = true;
	findings_init(f, &arena);
	template_parse(t, span_of(text), "t", v, ESCAPE_HTML, &arena, f);
}

static void
test_case(size_t i)
{
	struct date day = { .year = 2026, .month = 6, .day = 1 };
	struct date time = {
		.year = 2026, .month = 2, .day = 7, .hour = 9, .minute = 5, .second = 3
	};
	struct value values[LENGTH(fields)] = { value_text("a@b.example"),
		value_day(date_as_utc(&day)), value_date(date_as_utc(&time)),
		value_text("2026-07-14") };
	struct bindings b = { .fields = values };
	struct vocabulary v;
	struct findings f;
	struct template *t;
	struct err e = { 0 };
	struct buf out;

	b.names[NAME_TIME_NOW] = values[2];
	buf_init(&out, 1 << 20);
	parse(&t, &v, cases[i].language, cases[i].in, &f);
	if (f.errors > 0)
		is_str(findings_error(&f), "", "%s", cases[i].in);
	else if (template_render(t, &b, &out, &e) < 0)
		is_str(e.msg, "", "%s", cases[i].in);
	else
		is_str(out.data, cases[i].want, "%s: %s", cases[i].language, cases[i].in);
	buf_release(&out);
}

static void
test_refused(size_t i)
{
	struct vocabulary v;
	struct findings f;
	struct template *t;

	parse(&t, &v, refused[i].language, refused[i].in, &f);
	if (f.count == 0)
		is_str("taken", "refused", "%s", refused[i].in);
	else
		contains(arena_printf(&arena, "%zu:%zu: %s", f.list[0].line,
			     f.list[0].column, f.list[0].text),
		    refused[i].says, "%s", refused[i].in);
}

static void
test_weekdays(void)
{
	static const struct {
		int year, month, day, weekday;
	} days[] = { { 1970, 1, 1, 4 }, { 1969, 12, 31, 3 }, { 2026, 11, 23, 1 },
		{ 2000, 2, 29, 2 }, { 1, 1, 1, 1 }, { 2026, 11, 29, 7 } };

	for (size_t i = 0; i < LENGTH(days); i++) {
		struct date d = {
			.year = days[i].year, .month = days[i].month, .day = days[i].day
		};

		is_int(date_weekday(&d), days[i].weekday, "the weekday of %d-%d-%d",
		    d.year, d.month, d.day);
	}
}

int
main(void)
{
	size_t i;

	for (i = 0; i < LENGTH(cases); i++)
		test_case(i);
	for (i = 0; i < LENGTH(refused); i++)
		test_refused(i);
	test_weekdays();
	arena_release(&arena);
	return done_testing();
}
