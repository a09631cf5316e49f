/*
 * letter - any bytes as an issue, its files, and one reader's data: what is refused says
 * why; what is rendered keeps the rules of message_judge.h, and each of its parts
 * decodes to what a preview of it shows.
 */
#include "fuzz.h"

#include "../message_judge.h"
#include "issue/letter.h"
#include "util/utf8.h"

#include <stdio.h>
#include <string.h>

/* The input: an octet of choices, then these, parted by PART; the last is the rest. */
#define PART '\xFF'
enum piece {
	ISSUE,
	SUBJECT, /* of the command line */
	FROM,
	LIST,
	TO,
	A, /* values of two fields */
	B,
	TEXT,   /* of one's own */
	LAYOUT, /* "": the built-in one */
	PARAMS,
	FILE_NAME, /* "": only the files that the issue names */
	PICTURE,
	ATTACHMENT, /* each file that is attached */
	PIECES
};

enum choice {
	FORM = 3, /* of june.html, june.md, june.txt */
	HOSTED = 4,
	OWN_TEXT = 8,
	TEST = 16,
	ENVELOPE_ALONE = 32,
	DROP_MIRROR = 64,
	WEB = 128 /* there is a way to leave on the web */
};

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT }, { "A", VALUE_TEXT },
	{ "B", VALUE_TEXT } };

struct input {
	unsigned choices;
	struct span pieces[PIECES];
};

static void
split(struct input *in, struct span all, struct arena *a)
{
	const char *end;
	size_t i;

	in->choices = (unsigned char)all.s[0];
	all = (struct span){ all.s + 1, all.n - 1 };
	for (i = 0; i < PIECES; i++) {
		end = i + 1 < PIECES && all.n > 0 ? memchr(all.s, PART, all.n) : NULL;
		in->pieces[i].n = end != NULL ? (size_t)(end - all.s) : all.n;
		/* Some become strings: a NUL behind each. */
		in->pieces[i].s = arena_memdup(a, all.s, in->pieces[i].n);
		all.s += in->pieces[i].n + (end != NULL);
		all.n -= in->pieces[i].n + (end != NULL);
	}
}

/* As settings and the database give it: UTF-8 that ends at the first NUL. */
static const char *
text_of(const struct input *in, enum piece p)
{
	const char *s = in->pieces[p].s;

	return utf8_valid(s, strlen(s)) ? s : "";
}

/* The same as one line. */
static const char *
line_of(const struct input *in, enum piece p, struct arena *a)
{
	char *s = arena_strdup(a, text_of(in, p));

	s[utf8_blank_controls(s, strlen(s))] = '\0';
	return s;
}

static void
add_file(struct source *source, struct arena *a, const struct input *in,
    enum source_role role, const char *name)
{
	static const enum piece pieces[SOURCE_ROLES] = { [SOURCE_ISSUE] = ISSUE,
		[SOURCE_TEXT] = TEXT,
		[SOURCE_PICTURE] = PICTURE,
		[SOURCE_ATTACHMENT] = ATTACHMENT,
		[SOURCE_PARAMS] = PARAMS,
		[SOURCE_LAYOUT] = LAYOUT };

	source_add(source, a, role, name, in->pieces[pieces[role]]);
}

/* What the issue refers to is there, but for what has no name. */
static void
add_wishes(struct source *source, const struct letter *l, const struct input *in,
    struct arena *a)
{
	struct letter_wish *wishes;
	size_t n = letter_wishes(l, &wishes), i;

	for (i = 0; i < n; i++) {
		if (wishes[i].role == SOURCE_TEXT && (in->choices & OWN_TEXT) == 0)
			continue;
		if (*wishes[i].name != '\0')
			add_file(source, a, in, wishes[i].role, wishes[i].name);
	}
}

static bool
compile(struct letter **l, struct source *source, const struct identity *id,
    const struct vocabulary *v, const struct input *in, struct arena *a)
{
	static const char *const names[] = { "june.html", "june.md", "june.txt",
		"june.html" };
	const char *name = names[in->choices & FORM];
	const char *attached = line_of(in, FILE_NAME, a);
	struct findings f;
	struct err e = { 0 };

	findings_init(&f, a);
	add_file(source, a, in, SOURCE_ISSUE, name);
	if (in->pieces[LAYOUT].n > 0)
		add_file(source, a, in, SOURCE_LAYOUT, "layout.html");
	if (*attached != '\0')
		add_file(source, a, in, SOURCE_ATTACHMENT, attached);
	if (letter_read(l, source, name, a, &f, &e) == 0) {
		add_wishes(source, *l, in, a);
		if (letter_compile(*l, source, id, v, in->pieces[SUBJECT].s, &f, &e) == 0)
			return true;
	}
	hold(*e.msg != '\0' && utf8_valid(e.msg, strlen(e.msg)));
	return false;
}

/*
 * What a preview shows, or what was decoded, as LF alone between lines.  A CR that ends
 * one value and an LF that begins the next are two line ends in a message, which encodes
 * each value alone, and one in a preview: here several are one.
 */
static void
fold_lines(struct buf *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->len; i++) {
		if (b->data[i] != '\r' && b->data[i] != '\n')
			b->data[n++] = b->data[i];
		else if (n == 0 || b->data[n - 1] != '\n')
			b->data[n++] = '\n';
	}
	buf_truncate(b, n);
}

static void
expect(struct judged *want, const struct letter *l, const struct copy *c,
    const struct identity *id, const struct source *source, const char *b,
    struct arena *a)
{
	char *name, *own = arena_printf(a, "own %s", b);
	struct err e = { 0 };
	const char *slash;
	size_t i;

	judged_reset(want);
	buf_adds(&want->subject, c->test ? "[TEST] " : "");
	hold(letter_render_subject(l, c, &want->subject, &e) == 0);
	buf_adds(&want->from, id->from_name);
	buf_adds(&want->list, id->list_name);
	name = arena_strdup(a, *c->to_address != '\0' ? c->to_name : "");
	buf_add(&want->to, name, utf8_blank_controls(name, strlen(name)));
	buf_add(&want->header, own, utf8_blank_controls(own, strlen(own)));
	hold(letter_render_text(l, c, &want->text, &e) == 0);
	if (letter_render_html(l, c, &want->html, &e) < 0)
		hold(e.kind == ERR_NOINPUT); /* a text has none */
	fold_lines(&want->text);
	fold_lines(&want->html);
	for (i = 0; i < source->count; i++) {
		if (source->files[i].role != SOURCE_ATTACHMENT)
			continue;
		buf_add(&want->file, source->files[i].bytes.s, source->files[i].bytes.n);
		slash = strrchr(source->files[i].name, '/');
		name = arena_strdup(a, slash != NULL ? slash + 1 : source->files[i].name);
		buf_add(&want->file_name, name, utf8_blank_controls(name, strlen(name)));
	}
}

/* All that compose.c says is known. */
static void
name_all(struct vocabulary *v, struct value names[NAME_COUNT], const struct identity *id)
{
	size_t i;

	for (i = 0; i < NAME_COUNT; i++)
		names[i] = value_text("https://asso.example/?a=1&b=\xC3\xA9");
	names[NAME_SENDER_NAME] = value_text(id->from_name);
	names[NAME_LIST_NAME] = value_text(id->list_name);
	names[NAME_ISSUE_DATE] = names[NAME_TIME_NOW] = value_date(1764000000);
	v->known[NAME_MIRROR] = !id->drop_mirror;
	v->known[NAME_UNSUBSCRIBE] = v->known[NAME_SENDER_NAME] = true;
	v->known[NAME_SENDER_EMAIL] = v->known[NAME_LIST_NAME] = true;
	v->known[NAME_LIST_POSTAL_ADDRESS] = v->known[NAME_ISSUE_SUBJECT] = true;
	v->known[NAME_ISSUE_DATE] = v->known[NAME_TIME_NOW] = true;
}

static void
judge(const struct letter *l, const struct copy *c, const struct identity *id,
    const struct source *source, const char *b, struct arena *a)
{
	struct judged want, got;
	struct buf message;
	struct err e = { 0 };
	const char *wrong;

	buf_init(&message, LETTER_MAX);
	judged_init(&want);
	judged_init(&got);
	if (letter_render(l, c, &message, &e) == 0) {
		expect(&want, l, c, id, source, b, a);
		wrong = judge_read(&message, &got);
		if (wrong == NULL) {
			/* The other fuzzers' affair: what is a picture, what an event. */
			buf_add(&want.picture, got.picture.data, got.picture.len);
			buf_add(&want.calendar, got.calendar.data, got.calendar.len);
			fold_lines(&got.text);
			fold_lines(&got.html);
			wrong = judge_compare(&want, &got);
		}
		if (wrong != NULL)
			fprintf(stderr, "%s\n%s", wrong, message.data);
		hold(wrong == NULL);
	} else {
		hold(*e.msg != '\0' && utf8_valid(e.msg, strlen(e.msg)));
	}
	judged_release(&want);
	judged_release(&got);
	judge_release();
	buf_release(&message);
}

static void
run(const struct input *in, struct arena *a)
{
	const char *text_a = text_of(in, A), *text_b = text_of(in, B);
	struct header_setting header = { "X-Own", "own {{ contact.B }}" };
	struct identity id = { .head = "",
		.body = "",
		.from_name = line_of(in, FROM, a),
		.from_address = JUDGED_FROM,
		.reply_name = line_of(in, LIST, a),
		.reply_to = JUDGED_TO,
		.list_name = line_of(in, LIST, a),
		.list_id = JUDGED_LIST,
		.list_help = "mailto:" JUDGED_FROM,
		.postal_address = "12 Long Lane, 59000 Lille",
		.language = "fr",
		.feedback_id = "june:newsletter:nlctl:asso-example",
		.pictures = { in->choices & HOSTED ? PICTURE_HOSTED : PICTURE_INLINE,
		    "https://asso.example/p/", "asso.example" },
		.drop_mirror = (in->choices & DROP_MIRROR) != 0,
		.issue = line_of(in, LIST, a),
		.now = 1764000000,
		.headers = &header,
		.nheaders = 1 };
	struct vocabulary v = { .fields = fields, .nfields = 3 };
	struct value values[] = { value_text(JUDGED_TO), value_text(text_a),
		value_text(text_b) };
	struct copy copy = { .bindings.fields = values,
		.to_name = text_of(in, TO),
		.to_address = in->choices & ENVELOPE_ALONE ? "" : JUDGED_TO,
		.message_id = "d1.abcdef@asso.example",
		.date = 1764000000,
		.unsubscribe_url = in->choices & WEB
		    ? "https://asso.example/u/3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11"
		    : "",
		.unsubscribe_mailto = "mailto:" JUDGED_FROM "?subject=leave",
		.one_click = true,
		.test = (in->choices & TEST) != 0 };
	struct source source = { 0 };
	struct letter *l;

	name_all(&v, copy.bindings.names, &id);
	if (compile(&l, &source, &id, &v, in, a))
		judge(l, &copy, &id, &source, text_b, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct input in;

	if (size == 0)
		return 0;
	split(&in, (struct span){ (const char *)data, size }, &a);
	run(&in, &a);
	arena_release(&a);
	return 0;
}
