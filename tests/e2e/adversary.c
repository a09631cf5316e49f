/*
 * adversary - letters made of what breaks letters.
 *
 *	adversary COUNT SEED [DIR EVERY]
 *
 * Generates COUNT letters: subjects, names, values of fields, bodies, files, out of
 * quotation marks, line ends, emoji at every offset, controls, long words, look-alikes
 * of boundaries and encoded words.  Each is compiled and rendered; each message has to
 * keep the rules of message_judge.h and to decode to what went in.  What is no UTF-8
 * has to be refused.  Prints the letters that fail, by number (at most 20), and how
 * many passed; ends with 1 when any failed.  Every EVERYth goes to DIR with what it
 * has to decode to, for other judges (adversary.py).
 */
#include "../message_judge.h"
#include "issue/letter.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 20000 /* octets of one generated text */
#define SHOWN_MAX 20

static const char *const pieces[] = { "\"", "'", "<b>", "&", "&amp;", "=", "=3D", "=\r\n",
	"=?UTF-8?Q?x?=", "?=", "=?", "\r\n", "\n", "\r", "\r\nBcc: x@example.com", ".",
	"..", "\n.\n", "\r\n.\r\n", "From ", "\nFrom ", ">From ", "--=_nlctl_alternative",
	"\n--=_nlctl_mixed--\n", "\r\n--=_nlctl_related\r\n", "🐝", "👩‍👩‍👧",
	"é", "e\xCC\x81", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\x8B", "日本語", "العربية",
	" ", "  ", "   ", "\t", " \n", "\t\n", " \r\n", ",", ";", ":", "\\", "(", ")",
	"@", "<", ">", "[", "]", "\x01", "\x1b[31m", "\x7f", "\xC2\x85", "\xE2\x80\xAE",
	"\xEF\xBB\xBF", "𝒳", "word", "a b", "_", "%C3%A9", "{", "}", "*", "~",
	"\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF" };

/* What is refused: no UTF-8. */
static const char *const broken[] = { "\xED\xA0\x80", "\xED\xBF\xBF", "\xFF", "\xC0\xAF",
	"\xE2\x82", "\xF4\x90\x80\x80", "\x80" };

struct letter_in {
	struct buf from, list, to, subject_head, subject_tail, a, b, html_head, html_mid,
	    html_tail, text_head, text_tail, header, file_name, file, picture;
	bool with_file, with_picture, text_alone;
};

static uint64_t state;

/* splitmix64 */
static uint64_t
chance(uint64_t below)
{
	uint64_t z = (state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (z ^ (z >> 31)) % below;
}

static void
repeat(struct buf *out, const char *s, uint64_t n)
{
	for (; n > 0; n--)
		buf_adds(out, s);
}

static void
nasty(struct buf *out)
{
	static const char *const fill[] = { "a", "é", "日", "🐝", " ", "=", ".", "a " };
	uint64_t n;

	buf_reset(out);
	switch (chance(8)) {
	case 0: /* an emoji at every offset */
		repeat(out, "a", chance(81));
		buf_adds(out, "🐝");
		repeat(out, "b", chance(81));
		break;
	case 1:
		break;
	case 2: /* long, but within the limits on values and attributes */
		n = chance(sizeof(fill) / sizeof(*fill));
		repeat(out, fill[n], chance(strcmp(fill[n], "a ") == 0 ? 90 : 900));
		break;
	default:
		for (n = chance(9); n > 0; n--)
			buf_adds(out, pieces[chance(sizeof(pieces) / sizeof(*pieces))]);
	}
}

/* The same without what would be a merge tag: the author's text, not data. */
static void
nasty_source(struct buf *out)
{
	size_t i;

	nasty(out);
	for (i = 0; i < out->len; i++) {
		if (out->data[i] == '{')
			out->data[i] = '(';
	}
}

/* The same as one line: settings and names of lists are. */
static void
nasty_line(struct buf *out)
{
	nasty(out);
	buf_truncate(out, utf8_blank_controls(out->data, out->len));
}

static void
nasty_bytes(struct buf *out, const char *head)
{
	uint64_t n = chance(400);

	buf_reset(out);
	buf_adds(out, head);
	for (; n > 0; n--)
		buf_addc(out, (char)chance(256));
}

static void
nasty_name(struct buf *out)
{
	size_t i;

	nasty(out);
	for (i = 0; i < out->len; i++) {
		if (out->data[i] == '/')
			out->data[i] = '_';
	}
	buf_adds(out, "x.pdf");
}

static void
generate(struct letter_in *in)
{
	nasty_line(&in->from);
	nasty_line(&in->list);
	nasty(&in->to);
	nasty_source(&in->subject_head);
	nasty_source(&in->subject_tail);
	nasty(&in->a);
	nasty(&in->b);
	nasty_source(&in->html_head);
	nasty_source(&in->html_mid);
	nasty_source(&in->html_tail);
	/* A text begins with neither the empty lines below its front matter nor a byte
	 * order mark, and it says something. */
	nasty_source(&in->text_head);
	if (in->text_head.len == 0 ||
	    strchr("\r\n\t \xEF", in->text_head.data[0]) != NULL) {
		buf_reset(&in->text_head);
		buf_adds(&in->text_head, "text");
	}
	nasty_source(&in->text_tail);
	nasty_source(&in->header);
	buf_truncate(&in->header, utf8_blank_controls(in->header.data, in->header.len));
	nasty_name(&in->file_name);
	nasty_bytes(&in->file, "");
	nasty_bytes(&in->picture, "\x89PNG\r\n\x1A\n");
	in->with_file = chance(4) == 0;
	in->with_picture = chance(4) == 0;
	in->text_alone = chance(8) == 0;
}

/* --- what it has to become ------------------------------------------------- */

/* Line ends as mail has them. */
static void
add_lines(struct buf *out, const struct buf *piece)
{
	size_t i;

	for (i = 0; i < piece->len; i++) {
		if (piece->data[i] == '\r' && piece->data[i + 1] == '\n')
			continue;
		if (piece->data[i] == '\r' || piece->data[i] == '\n')
			buf_adds(out, "\r\n");
		else
			buf_addc(out, piece->data[i]);
	}
}

static void
add_escaped(struct buf *out, const struct buf *piece)
{
	struct buf b;
	size_t i;

	buf_init(&b, 8 * TEXT_MAX);
	for (i = 0; i < piece->len; i++) {
		switch (piece->data[i]) {
		case '&':
			buf_adds(&b, "&amp;");
			break;
		case '<':
			buf_adds(&b, "&lt;");
			break;
		case '>':
			buf_adds(&b, "&gt;");
			break;
		case '"':
			buf_adds(&b, "&quot;");
			break;
		case '\'':
			buf_adds(&b, "&#39;");
			break;
		default:
			buf_addc(&b, piece->data[i]);
		}
	}
	add_lines(out, &b);
	buf_release(&b);
}

/* As one line, blanks at its ends left out. */
static void
add_line(struct buf *out, const struct buf *piece)
{
	buf_add(out, piece->data, piece->len);
	buf_truncate(out, utf8_blank_controls(out->data, out->len));
}

/* The <img> with the address that its picture gets. */
static void
add_picture(struct buf *out, const struct buf *picture)
{
	unsigned char hash[32];
	char hex[2 * sizeof(hash) + 1];

	SHA256((unsigned char *)picture->data, picture->len, hash);
	str_hex(hex, hash, sizeof(hash) / 2);
	buf_printf(out, "<img src=\"cid:%s@asso.example\" alt=\"\">", hex);
}

static void
expect(const struct letter_in *in, struct judged *want)
{
	judged_reset(want);
	add_line(&want->subject, &in->subject_head);
	buf_add(&want->subject, in->a.data, in->a.len);
	buf_add(&want->subject, in->subject_tail.data, in->subject_tail.len);
	buf_truncate(
	    &want->subject, utf8_blank_controls(want->subject.data, want->subject.len));
	add_line(&want->from, &in->from);
	add_line(&want->to, &in->to);
	add_line(&want->list, &in->list);
	add_line(&want->header, &in->header);
	buf_addc(&want->header, ' ');
	add_line(&want->header, &in->b);
	add_lines(&want->text, &in->text_head);
	add_lines(&want->text, &in->a);
	add_lines(&want->text, &in->text_tail);
	if (!in->text_alone) {
		buf_adds(
		    &want->html, "<!doctype html><html lang=\"en\"><title>T</title>");
		if (in->with_picture)
			add_picture(&want->html, &in->picture);
		add_lines(&want->html, &in->html_head);
		add_escaped(&want->html, &in->a);
		add_lines(&want->html, &in->html_mid);
		add_lines(&want->html, &in->b);
		add_lines(&want->html, &in->html_tail);
	}
	if (in->with_picture && !in->text_alone)
		buf_add(&want->picture, in->picture.data, in->picture.len);
	if (in->with_file) {
		buf_add(&want->file, in->file.data, in->file.len);
		add_line(&want->file_name, &in->file_name);
	}
}

/* --- the letter ------------------------------------------------------------ */

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT }, { "A", VALUE_TEXT },
	{ "B", VALUE_TEXT } };

static struct span
span_of_buf(const struct buf *b)
{
	return (struct span){ b->data, b->len };
}

static const char *
source_text(struct arena *a, const struct letter_in *in)
{
	if (in->text_alone)
		return arena_printf(a, "---\nsubject: T\n---\n%s{{ contact.A }}%s",
		    in->text_head.data, in->text_tail.data);
	return arena_printf(a,
	    "<!doctype html><html lang=\"en\"><title>T</title>%s%s{{ contact.A }}%s"
	    "{{ contact.B|safe }}%s",
	    in->with_picture ? "<img src=\"p.png\" alt=\"\">" : "", in->html_head.data,
	    in->html_mid.data, in->html_tail.data);
}

static int
write_letter(struct arena *a, const struct letter_in *in, struct buf *out, struct err *e)
{
	struct header_setting header = { "X-Own",
		arena_printf(a, "%s {{ contact.B }}", in->header.data) };
	struct identity id = { .head = "",
		.body = "",
		.from_name = in->from.data,
		.from_address = JUDGED_FROM,
		.reply_name = "",
		.reply_to = "",
		.list_name = in->list.data,
		.list_id = JUDGED_LIST,
		.list_help = "",
		.postal_address = "",
		.feedback_id = "news:newsletter:nlctl:asso-example",
		.headers = &header,
		.nheaders = 1,
		.pictures = { PICTURE_INLINE, "", "asso.example" },
		.issue = "june" };
	struct vocabulary v = { .fields = fields, .nfields = 3 };
	struct value values[] = { value_text(JUDGED_TO), value_span(span_of_buf(&in->a)),
		value_span(span_of_buf(&in->b)) };
	struct copy copy = { .bindings.fields = values,
		.to_name = in->to.data,
		.to_address = JUDGED_TO,
		.message_id = "d1.abcdef@asso.example",
		.date = 1764000000,
		.unsubscribe_url =
		    "https://asso.example/u/3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11",
		.unsubscribe_mailto = "",
		.one_click = true };
	const char *name = in->text_alone ? "june.txt" : "june.html";
	const char *text = source_text(a, in);
	struct source source = { 0 };
	struct findings f;
	struct letter *l;

	findings_init(&f, a);
	source_add(&source, a, SOURCE_ISSUE, name, span_of(text));
	if (!in->text_alone)
		source_add(&source, a, SOURCE_TEXT, "june.txt",
		    span_of(arena_printf(a, "%s{{ contact.A }}%s", in->text_head.data,
			in->text_tail.data)));
	if (in->with_picture)
		source_add(
		    &source, a, SOURCE_PICTURE, "p.png", span_of_buf(&in->picture));
	if (in->with_file)
		source_add(&source, a, SOURCE_ATTACHMENT, in->file_name.data,
		    span_of_buf(&in->file));
	if (letter_read(&l, &source, name, a, &f, e) < 0 ||
	    letter_compile(l, &source, &id, &v,
		arena_printf(a, "%s{{ contact.A }}%s", in->subject_head.data,
		    in->subject_tail.data),
		&f, e) < 0)
		return f.errors > 0 ? err_ctx(e, "%s", findings_error(&f)) : -1;
	return letter_render(l, &copy, out, e);
}

/* One of its texts is no UTF-8: nothing may come of it. */
static bool
refuses(struct arena *a, struct letter_in *in, struct buf *message)
{
	struct buf *where[] = { &in->from, &in->list, &in->subject_head, &in->html_mid,
		&in->text_tail };
	struct buf *one = where[chance(in->text_alone ? 3 : 5)];
	struct err e = { 0 };

	buf_adds(one, broken[chance(sizeof(broken) / sizeof(*broken))]);
	buf_adds(one, "z");
	buf_reset(message);
	return write_letter(a, in, message, &e) < 0 && e.kind == ERR_DATA;
}

/* "name hex" lines. */
static void
judged_write(const struct judged *j, const char *path)
{
	const struct buf *all[] = JUDGED_BUFS(j);
	FILE *f = fopen(path, "w");
	size_t i, k;

	if (f == NULL)
		exit(74);
	for (i = 0; i < JUDGED_COUNT; i++) {
		fprintf(f, "%s ", judged_names[i]);
		for (k = 0; k < all[i]->len; k++)
			fprintf(f, "%02x", (unsigned char)all[i]->data[k]);
		fputc('\n', f);
	}
	fclose(f);
}

static void
for_others(const char *dir, long n, const struct buf *message, const struct judged *want)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%06ld.eml", dir, n);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(message->data, 1, message->len, f) != message->len ||
	    fclose(f) != 0) {
		fprintf(stderr, "adversary: cannot write '%s'\n", path);
		exit(74);
	}
	snprintf(path, sizeof(path), "%s/%06ld.want", dir, n);
	judged_write(want, path);
}

static void
each_buf(struct letter_in *in, void (*fn)(struct buf *b))
{
	struct buf *all[] = { &in->from, &in->list, &in->to, &in->subject_head,
		&in->subject_tail, &in->a, &in->b, &in->html_head, &in->html_mid,
		&in->html_tail, &in->text_head, &in->text_tail, &in->header,
		&in->file_name, &in->file, &in->picture };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		fn(all[i]);
}

static void
init_one(struct buf *b)
{
	buf_init(b, TEXT_MAX);
}

int
main(int argc, char **argv)
{
	long count, every = 0, n, failed = 0, refused = 0;
	struct judged want, got;
	struct letter_in in;
	struct arena a = { 0 };
	struct buf message;
	struct err e;
	const char *wrong;

	if (argc != 3 && argc != 5) {
		fputs("usage: adversary count seed [dir every]\n", stderr);
		return 64;
	}
	count = strtol(argv[1], NULL, 10);
	state = strtoull(argv[2], NULL, 10);
	if (argc == 5)
		every = strtol(argv[4], NULL, 10);
	each_buf(&in, init_one);
	judged_init(&want);
	judged_init(&got);
	buf_init(&message, LETTER_MAX);
	for (n = 0; n < count; n++) {
		arena_reset(&a);
		generate(&in);
		expect(&in, &want);
		buf_reset(&message);
		err_clear(&e);
		wrong = write_letter(&a, &in, &message, &e) < 0
		    ? e.msg
		    : judge_read(&message, &got);
		if (wrong == NULL)
			wrong = judge_compare(&want, &got);
		if (wrong != NULL && failed++ < SHOWN_MAX)
			printf("%ld: %s\n", n, wrong);
		if (every > 0 && n % every == 0)
			for_others(argv[3], n, &message, &want);
		if (n % 10 == 0 && !refuses(&a, &in, &message) && failed++ < SHOWN_MAX)
			printf("%ld: what is no UTF-8 is not refused\n", n);
		refused += n % 10 == 0;
	}
	each_buf(&in, buf_release);
	judged_release(&want);
	judged_release(&got);
	judge_release();
	buf_release(&message);
	arena_release(&a);
	printf("%ld letters passed, %ld were refused\n", count - failed, refused);
	return failed > 0;
}
