/* foreign - which tags of other programs become ours, and that all else stays. */
#include "tap.h"

#include "issue/foreign.h"

static const struct field_name fields[] = {
	{ "EMAIL", VALUE_TEXT },
	{ "PRENOM", VALUE_TEXT },
	{ "VILLE", VALUE_TEXT },
};

static const struct {
	const char *text, *want;
	size_t changes;
} cases[] = {
	{ "", "", 0 },
	{ "<p>Bonjour {{ contact.PRENOM }}</p>", "<p>Bonjour {{ contact.PRENOM }}</p>",
	    0 },
	{ "*|FNAME|*, *|VILLE|*, *|ville|*",
	    "{{ contact.PRENOM }}, {{ contact.VILLE }}, {{ contact.VILLE }}", 3 },
	{ "*|LNAME|* *|PHONE|* *|IF:X|*", "*|LNAME|* *|PHONE|* *|IF:X|*", 0 },
	{ "<a href=\"*|UNSUB|*\">x</a> *|ARCHIVE|* *|LIST:NAME|* *|MC:SUBJECT|*",
	    "<a href=\"{{ unsubscribe }}\">x</a> {{ mirror }} {{ list.name }} "
	    "{{ issue.subject }}",
	    4 },
	{ "{{UnsubscribeURL}} {{ MessageURL }}\n{{ .Subscriber.Email }}",
	    "{{ unsubscribe }} {{ mirror }}\n{{ contact.EMAIL }}", 3 },
	{ "{{ .Subscriber.FirstName }} {{ .Subscriber.Attribs.town }}",
	    "{{ contact.PRENOM }} {{ .Subscriber.Attribs.town }}", 1 },
	{ "[[UNSUB_LINK_FR]] [[PERMALINK]] {{var:PRENOM:\"x\"}}",
	    "{{ unsubscribe }} {{ mirror }} {{var:PRENOM:\"x\"}}", 2 },
	{ "[UNSUBSCRIBE] [MIRROR] [PRENOM] [1] a[i]",
	    "{{ unsubscribe }} {{ mirror }} [PRENOM] [1] a[i]", 2 },
	{ "*| UNSUB |*", "{{ unsubscribe }}", 1 },
	{ "*|UNSUB", "*|UNSUB", 0 },
	{ "*|*|UNSUB|*", "*|{{ unsubscribe }}", 1 },
	{ "{{{ UnsubscribeURL }}}", "{{{ unsubscribe }}}", 1 },
	{ "**[", "**[", 0 },
	{ "[[[MIRROR]]]", "[[{{ mirror }}]]", 1 },
};

int
main(void)
{
	struct vocabulary v = { .fields = fields, .nfields = LENGTH(fields) };
	struct foreign_change *changes;
	struct arena a = { 0 };
	struct buf out;
	size_t n;

	buf_init(&out, 4096);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		buf_reset(&out);
		n = foreign_translate(&out, span_of(cases[i].text), &v, &changes, &a);
		is_str(out.data, cases[i].want, "'%s'", cases[i].text);
		is_int(n, cases[i].changes, "so many changes");
		if (n > 0)
			ok(memmem(cases[i].text, strlen(cases[i].text), changes[0].from.s,
			       changes[0].from.n) != NULL &&
				strstr(cases[i].want, changes[0].to) != NULL,
			    "what the first one was and is");
	}
	buf_release(&out);
	arena_release(&a);
	return done_testing();
}
