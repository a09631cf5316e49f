/* hint - what to write instead.  See hint.h. */
#include "issue/hint.h"

#include "util/person_part.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <string.h>

#define NAME_LENGTH_MAX 64 /* longer words get no hint */
#define ARGUMENT_MAX 200   /* bytes of a foreign tag */
#define CANDIDATES_MAX 512 /* fields that are compared by spelling */

static const char *const foreign_blocks[] = { "extends", "block", "endblock", "include",
	"import", "from", "macro", "endmacro", "set", "endset", "cycle", "resetcycle",
	"ifchanged", "endifchanged", "load", "url", "static", "csrf_token", "filter",
	"endfilter", "regroup", "templatetag", "widthratio", "lorem", "ssi", "exec",
	"debug", "trans", "blocktrans", "endblocktrans", "translate", "call", "endcall",
	"raw", "endraw", "do", "switch", "case", "assign", "capture", "endcapture",
	"unless", "endunless", "paginate", "break", "continue" };

static const struct {
	const char *word, *hint;
} words[] = {
	{ "True", "write true" },
	{ "False", "write false" },
	{ "TRUE", "write true" },
	{ "FALSE", "write false" },
	{ "None",
	    "leave the comparison out: {% if contact.X %} is false where X is empty" },
	{ "none",
	    "leave the comparison out: {% if contact.X %} is false where X is empty" },
	{ "null",
	    "leave the comparison out: {% if contact.X %} is false where X is empty" },
	{ "nil",
	    "leave the comparison out: {% if contact.X %} is false where X is empty" },
};

static const struct {
	const char *found, *hint;
} syntax[] = {
	{ "&quot;", "write a quotation mark itself, \", instead of &quot;" },
	{ "&#34;", "write a quotation mark itself, \", instead of &#34;" },
	{ "&apos;", "write an apostrophe itself, ', instead of &apos;" },
	{ "&#39;", "write an apostrophe itself, ', instead of &#39;" },
	{ "&nbsp;", "write an ordinary space instead of &nbsp; inside a tag" },
	{ "&amp;", "write and instead of &amp;&amp;" },
	{ "&lt;", "write < itself instead of &lt; inside a tag" },
	{ "&gt;", "write > itself instead of &gt; inside a tag" },
	{ "\xC2\xA0", "write an ordinary space instead of the no-break space" },
	{ "\xE2\x80\xAF", "write an ordinary space instead of the no-break space" },
	{ "\xE2\x80\x9C", "write straight quotation marks: \"text\"" },
	{ "\xE2\x80\x9D", "write straight quotation marks: \"text\"" },
	{ "\xE2\x80\x9E", "write straight quotation marks: \"text\"" },
	{ "\xE2\x80\x98", "write straight quotation marks: 'text'" },
	{ "\xE2\x80\x99", "write straight quotation marks: 'text'" },
	{ "\xC2\xAB", "write straight quotation marks: \"text\"" },
	{ "\xC2\xBB", "write straight quotation marks: \"text\"" },
	{ "(", "names are not called: leave the parentheses out" },
	{ "[", "write x.k instead of x[\"k\"]" },
	{ "+", "there is no arithmetic; the filter add may do: {{ a|add:b }}" },
	{ "-", "a name has no '-' in it, and there is no arithmetic" },
	{ "*", "there is no arithmetic in the merge language" },
	{ "/", "there is no arithmetic in the merge language" },
	{ "%", "there is no arithmetic; the filter divisibleby may do" },
	{ "?", "write {% if x %}a{% else %}b{% endif %} instead of x ? a : b" },
	{ "==", "a comparison has two sides; join two comparisons with and" },
	{ "=", "to compare, write ==" },
	{ "&", "write and" },
	{ "<", "an HTML tag cannot stand inside a merge tag" },
	{ "{", "write one pair of braces: {{ name }}" },
};

static bool
starts(struct span text, size_t at, size_t end, const char *what)
{
	size_t n = strlen(what);

	return at <= end && end - at >= n && memcmp(text.s + at, what, n) == 0;
}

static bool
word_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* The word at 'at', as long as it is. */
static struct span
word_at(struct span text, size_t at, size_t end)
{
	struct span w = { text.s + at, 0 };

	while (at + w.n < end && word_char(w.s[w.n]))
		w.n++;
	return w;
}

static bool
known(const struct vocabulary *v, struct span name)
{
	for (size_t i = 0; name.n > 0 && i < v->nfields; i++) {
		if (span_is(name, v->fields[i].name))
			return true;
	}
	return false;
}

const char *
hint_syntax(struct span text, size_t offset, size_t end)
{
	for (size_t i = 0; i < ARRAY_LEN(syntax); i++) {
		if (starts(text, offset, end, syntax[i].found))
			return syntax[i].hint;
	}
	return "";
}

const char *
hint_word(struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (span_is(word, words[i].word))
			return words[i].hint;
	}
	if (starts(word, 0, word.n, "feed.") || starts(word, 0, word.n, "event."))
		return "Brevo data feeds are not supported; put the values into the issue";
	return NULL;
}

bool
hint_foreign_block(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(foreign_blocks); i++) {
		if (span_is(name, foreign_blocks[i]))
			return true;
	}
	return false;
}

/* The field that holds the same part of a person's name, where name is one. */
static const char *
by_part(const struct vocabulary *v, const char *name)
{
	enum person_part part = person_part(name);

	for (size_t i = 0; i < v->nfields && part != PERSON_NONE; i++) {
		if (person_part(v->fields[i].name) == part)
			return v->fields[i].name;
	}
	return NULL;
}

const char *
hint_field(const struct vocabulary *v, struct span name)
{
	const char *names[CANDIDATES_MAX], *found;
	char word[NAME_LENGTH_MAX];
	size_t i;

	if (name.n == 0 || name.n >= sizeof(word))
		return NULL;
	memcpy(word, name.s, name.n);
	word[name.n] = '\0';
	found = by_part(v, word);
	if (found != NULL)
		return found;
	for (i = 0; i < v->nfields && i < CANDIDATES_MAX; i++)
		names[i] = v->fields[i].name;
	return str_near(word, names, i);
}

/* Write the tag for a field that another program calls name. */
static void
field_tag(const struct vocabulary *v, struct span name, char *out, size_t size)
{
	const char *field = hint_field(v, name);

	if (known(v, name) || field == NULL)
		snprintf(out, size, "{{ contact.%.*s }}", (int)name.n, name.s);
	else
		snprintf(out, size, "{{ contact.%s }}", field);
}

static void
say(const struct hint_context *c, enum finding_code code, size_t start, size_t end,
    const char *whose, const char *instead)
{
	size_t n = end - start > 80 ? 80 : end - start;

	finding_add(c->findings, code, c->file, c->text, start,
	    "'%.*s' is a tag of %s; write %s", (int)n, c->text.s + start, whose, instead);
}

/* What is no field in Mailchimp; the argument behind a colon counts where it is here. */
static const struct {
	const char *name, *instead;
} mailchimp_tags[] = {
	{ "UNSUB", "{{ unsubscribe }}" },
	{ "ARCHIVE", "{{ mirror }}" },
	{ "UPDATE_PROFILE", "{{ update_profile }}" },
	{ "EMAIL", "{{ contact.EMAIL }}" },
	{ "MC:SUBJECT", "{{ issue.subject }}" },
	{ "LIST:NAME", "{{ list.name }}" },
	{ "LIST:COMPANY", "{{ sender.name }}" },
	{ "LIST:EMAIL", "{{ sender.email }}" },
	{ "LIST:ADDRESSLINE", "{{ list.postal_address }}" },
	{ "LIST:ADDRESS", "{{ list.postal_address }}" },
	{ "CURRENT_YEAR", "{% now \"2006\" %}" },
	{ "DATE", "{% now \"02/01/2006\" %}" },
	{ "IF", "{% if contact.X %}" },
	{ "IFNOT", "{% if not contact.X %}" },
	{ "ELSEIF", "{% elif contact.X %}" },
	{ "ELSE", "{% else %}" },
	{ "END", "{% endif %}" },
	{ "LIST", "the text itself" },
	{ "HTML", "the text itself" },
	{ "MC", "nothing: leave it out" },
	{ "MC_PREVIEW_TEXT", "the text itself" },
	{ "FORWARD", "nothing: leave it out" },
	{ "REWARDS", "nothing: leave it out" },
};

static const char *
mailchimp_instead(struct span tag, struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(mailchimp_tags); i++) {
		if (span_is(tag, mailchimp_tags[i].name) ||
		    span_is(name, mailchimp_tags[i].name))
			return mailchimp_tags[i].instead;
	}
	return NULL;
}

/* "*|NAME|*".  Returns how far it was understood, 0: not at all. */
static size_t
mailchimp(const struct hint_context *c, size_t at, size_t end)
{
	struct span name, tag;
	char instead[2 * NAME_LENGTH_MAX + 32];
	const char *known_tag;
	size_t close;

	if (!starts(c->text, at, end, "*|"))
		return 0;
	name = word_at(c->text, at + 2, end);
	close = at + 2 + name.n;
	if (name.n == 0 || name.n >= NAME_LENGTH_MAX)
		return 0;
	if (starts(c->text, close, end, ":")) /* *|IF:X|*, *|DATE:d/m|* */
		while (
		    close < end && close < at + ARGUMENT_MAX && c->text.s[close] != '|')
			close++;
	if (!starts(c->text, close, end, "|*"))
		return 0;
	tag = (struct span){ name.s, close - at - 2 };
	known_tag = mailchimp_instead(tag, name);
	if (known_tag == NULL)
		field_tag(c->vocabulary, name, instead, sizeof(instead));
	say(c, FINDING_FOREIGN_TAG, at, close + 2, "Mailchimp",
	    known_tag != NULL ? known_tag : instead);
	return close + 2 - at;
}

/* "[[UNSUB_LINK_FR]]", "[UNSUBSCRIBE]", "[MIRROR]", "[NAME%%x]". */
static size_t
brackets(const struct hint_context *c, size_t at, size_t end)
{
	char instead[2 * NAME_LENGTH_MAX + 64];
	struct span name;
	size_t close;

	if (starts(c->text, at, end, "[[UNSUB_LINK_")) {
		name = word_at(c->text, at + 2, end);
		if (!starts(c->text, at + 2 + name.n, end, "]]"))
			return 0;
		say(c, FINDING_FOREIGN_TAG, at, at + name.n + 4, "Mailjet",
		    "{{ unsubscribe }}");
		return name.n + 4;
	}
	name = word_at(c->text, at + 1, end);
	close = at + 1 + name.n;
	if (starts(c->text, close, end, "]") &&
	    (span_is(name, "UNSUBSCRIBE") || span_is(name, "MIRROR"))) {
		say(c, FINDING_FOREIGN_DOUBT, at, close + 1, "old Sendinblue and phpList",
		    span_is(name, "MIRROR") ? "{{ mirror }}" : "{{ unsubscribe }}");
		return close + 1 - at;
	}
	if (!starts(c->text, close, end, "%%") || !known(c->vocabulary, name))
		return 0;
	while (close < end && close < at + ARGUMENT_MAX && c->text.s[close] != ']')
		close++;
	if (!starts(c->text, close, end, "]") || name.n >= NAME_LENGTH_MAX)
		return 0;
	snprintf(instead, sizeof(instead), "{{ contact.%.*s|default:\"...\" }}",
	    (int)name.n, name.s);
	say(c, FINDING_FOREIGN_DOUBT, at, close + 1, "phpList", instead);
	return close + 1 - at;
}

/* "%NAME%" and "{NAME}", where there is such a field. */
static size_t
around(const struct hint_context *c, size_t at, size_t end, const char *close)
{
	struct span name = word_at(c->text, at + 1, end);
	char instead[2 * NAME_LENGTH_MAX];

	if (!starts(c->text, at + 1 + name.n, end, close) ||
	    !known(c->vocabulary, name) || name.n >= NAME_LENGTH_MAX)
		return 0;
	snprintf(instead, sizeof(instead), "{{ contact.%.*s }}", (int)name.n, name.s);
	say(c, FINDING_FOREIGN_DOUBT, at, at + name.n + 2, "old Sendinblue and phpList",
	    instead);
	return name.n + 2;
}

/* "{contact.NAME}", "{unsubscribe}", "{mirror}". */
static size_t
one_brace(const struct hint_context *c, size_t at, size_t end)
{
	struct span name = word_at(c->text, at + 1, end), field;
	size_t close = at + 1 + name.n;

	if (span_is(name, "contact") && starts(c->text, close, end, ".")) {
		field = word_at(c->text, close + 1, end);
		close += 1 + field.n;
		if (field.n == 0)
			return 0;
	} else if (!span_is(name, "unsubscribe") && !span_is(name, "mirror")) {
		return 0;
	}
	if (!starts(c->text, close, end, "}") || close - at > NAME_LENGTH_MAX)
		return 0;
	finding_add(c->findings, FINDING_FOREIGN_DOUBT, c->file, c->text, at,
	    "'%.*s' has one brace; write {{ %.*s }}", (int)(close + 1 - at),
	    c->text.s + at, (int)(close - at - 1), c->text.s + at + 1);
	return close + 1 - at;
}

/* The first byte from at on with which something foreign may begin; most have none. */
static size_t
next_sign(struct span text, size_t at, size_t end)
{
	static const bool signs[256] = {
		['*'] = true, ['['] = true, ['%'] = true, ['{'] = true, ['<'] = true
	};

	while (at < end && !signs[(unsigned char)text.s[at]])
		at++;
	return at;
}

void
hint_text(const struct hint_context *c, size_t start, size_t end)
{
	size_t at = start, used;

	while ((at = next_sign(c->text, at, end)) < end) {
		used = 0;
		switch (c->text.s[at]) {
		case '*':
			used = mailchimp(c, at, end);
			break;
		case '[':
			used = brackets(c, at, end);
			break;
		case '%':
			used = around(c, at, end, "%");
			break;
		case '{':
			used = around(c, at, end, "}");
			if (used == 0)
				used = one_brace(c, at, end);
			break;
		case '<':
			if (!starts(c->text, at, end, "<!--feed."))
				break;
			finding_add(c->findings, FINDING_FOREIGN_TAG, c->file, c->text,
			    at,
			    "Brevo data feeds are not supported; put the values into "
			    "the issue");
			used = strlen("<!--feed.");
			break;
		}
		at += used > 0 ? used : 1;
	}
}

static const struct {
	const char *word;
	const char *whose, *instead;
} foreign_words[] = {
	{ "UnsubscribeURL", "listmonk", "{{ unsubscribe }}" },
	{ "MessageURL", "listmonk", "{{ mirror }}" },
	{ "ManageURL", "listmonk", "{{ update_profile }}" },
	{ "TrackView", "listmonk", "nothing: leave it out" },
	{ "TrackLink", "listmonk", "the plain URL" },
	{ "end", "listmonk", "{% endif %}" },
	{ "else", "Handlebars or listmonk", "{% else %}" },
	{ "if", "listmonk", "{% if contact.X %}" },
	{ "range", "listmonk", "{% for x in contact.X %}" },
	{ "with", "listmonk", "{% with x=contact.X %}" },
};

/* What follows "{{" at once. */
static const struct {
	char mark;
	const char *instead;
} handlebars[] = {
	{ '#', "{% if contact.X %} or {% for x in contact.X %}" },
	{ '^', "{% if not contact.X %} or {% else %}" },
	{ '/', "{% endif %} or {% endfor %}" },
	{ '>', "the text itself: nothing is included from elsewhere" },
	{ '{', "two braces: {{ name }}" },
};

/* listmonk's {{ .Subscriber.Attribs.city }}: the last name counts. */
static void
listmonk_path(const struct hint_context *c, size_t start, size_t end, size_t at)
{
	struct span path = { c->text.s + at, 0 }, name;
	char instead[2 * NAME_LENGTH_MAX + 32];

	while (at + path.n < end && (word_char(path.s[path.n]) || path.s[path.n] == '.'))
		path.n++;
	name = path;
	for (size_t i = 0; i < path.n; i++) {
		if (path.s[i] == '.')
			name = (struct span){ path.s + i + 1, path.n - i - 1 };
	}
	if (name.n == 0 || name.n >= NAME_LENGTH_MAX)
		name = span_of("X");
	field_tag(c->vocabulary, name, instead, sizeof(instead));
	say(c, FINDING_FOREIGN_TAG, start, end, "listmonk", instead);
}

static bool
mailjet(const struct hint_context *c, size_t start, size_t end, size_t at)
{
	struct span name;
	char instead[2 * NAME_LENGTH_MAX + 64], tag[2 * NAME_LENGTH_MAX];

	if (!starts(c->text, at, end, "var:") && !starts(c->text, at, end, "data:"))
		return false;
	name = word_at(c->text, at + (c->text.s[at] == 'v' ? 4 : 5), end);
	if (name.n == 0 || name.n >= NAME_LENGTH_MAX / 2)
		name = span_of("X");
	field_tag(c->vocabulary, name, tag, sizeof(tag));
	tag[strlen(tag) - 3] = '\0';
	snprintf(instead, sizeof(instead), "%s|default:\"...\" }}", tag);
	say(c, FINDING_FOREIGN_TAG, start, end, "Mailjet", instead);
	return true;
}

bool
hint_tag(
    const struct hint_context *c, size_t start, size_t end, size_t body, size_t body_end)
{
	struct span word;
	size_t at = body, i;

	if (!starts(c->text, start, end, "{{"))
		return false;
	while (at < body_end && memchr(" \t\r\n", c->text.s[at], 4) != NULL)
		at++;
	if (at == body_end)
		return false;
	for (i = 0; at == body && i < ARRAY_LEN(handlebars); i++) {
		if (c->text.s[at] == handlebars[i].mark) {
			say(c, FINDING_FOREIGN_TAG, start, end, "Handlebars",
			    handlebars[i].instead);
			return true;
		}
	}
	if (c->text.s[at] == '.') {
		listmonk_path(c, start, end, at);
		return true;
	}
	if (mailjet(c, start, end, at))
		return true;
	word = word_at(c->text, at, body_end);
	for (i = 0; i < ARRAY_LEN(foreign_words); i++) {
		if (span_is(word, foreign_words[i].word) &&
		    !starts(c->text, at + word.n, body_end, ".")) {
			say(c, FINDING_FOREIGN_TAG, start, end, foreign_words[i].whose,
			    foreign_words[i].instead);
			return true;
		}
	}
	return false;
}
