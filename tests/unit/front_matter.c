/* Front matter: values, their places, and what is no front matter. */
#include "issue/front_matter.h"

#include "tap.h"

static struct arena arena;
static struct findings found;
static struct front_matter front;

static void
read_text(const char *text)
{
	findings_init(&found, &arena);
	front_matter_read(&front, span_of(text), "f.md", &arena, &found);
}

static const struct {
	const char *line, *want;
} values[] = {
	{ "k: v", "v" },
	{ "k:   v w  \r", "v w" },
	{ "k: a: b # c", "a: b # c" },
	{ "k: [Asso] {{ contact.X | default:\"y\" }}",
	    "[Asso] {{ contact.X | default:\"y\" }}" },
	{ "k: \"a \\\"b\\\" \\\\ c\"  # d", "a \"b\" \\ c" },
	{ "k: 'it''s \\ \"x\"'", "it's \\ \"x\"" },
	{ "k: \"\"", "" },
	{ "k:", "" },
	{ "k: | x", "| x" },
	{ "k: \xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9" },
};

static void
test_values(void)
{
	size_t i;

	for (i = 0; i < LENGTH(values); i++) {
		read_text(arena_printf(
		    &arena, "---\n# comment\n\n%s\n---\nText\n", values[i].line));
		is_int(found.count, 0, "'%s': nothing wrong", values[i].line);
		is_int(front.nentries, 1, "'%s': one value", values[i].line);
		if (front.nentries != 1)
			continue;
		is_str(front.entries[0].key, "k", "'%s': key", values[i].line);
		is_str(
		    front.entries[0].value.text.s, values[i].want, "%s", values[i].line);
		is_int(front.entries[0].offset, 15, "'%s': place", values[i].line);
	}
}

static void
test_lists(void)
{
	const char *text =
	    "---\na:\n  - one\n- \"two\"\n\n# x\n  - \nb: 3\na: four\n---\n";
	static const char *const want[][2] = { { "a", "one" }, { "a", "two" },
		{ "a", "" }, { "b", "3" }, { "a", "four" } };
	size_t i;

	read_text(text);
	is_int(found.count, 0, "lists: nothing wrong");
	is_int(front.nentries, LENGTH(want), "lists: values");
	for (i = 0; i < front.nentries && i < LENGTH(want); i++) {
		is_str(front.entries[i].key, want[i][0], "lists: key %zu", i);
		is_str(front.entries[i].value.text.s, want[i][1], "lists: value %zu", i);
	}
	is_int(front.end, strlen(text), "lists: the end");
}

static void
test_places(void)
{
	read_text("---\nk: \"a\\\"\xC3\xA9\xC3\xA9 b\"\n---\n");
	finding_add(
	    &found, FINDING_MARKDOWN, "?", front.entries[0].value.text, 7, "the b");
	is_str(found.list[0].file, "f.md", "place: file");
	is_int(found.list[0].line, 2, "place: line");
	is_int(found.list[0].column, 11, "place: column, escapes counted");
}

static const struct {
	const char *text, *want;
	size_t line, column;
} mistakes[] = {
	{ "---\nk: v\n", "no end", 1, 1 },
	{ "---", "no end", 1, 1 },
	{ "---\nhello\n---\n", "no 'key: value'", 2, 1 },
	{ "---\nk:v\n---\n", "no 'key: value'", 2, 1 },
	{ "---\n: v\n---\n", "no 'key: value'", 2, 1 },
	{ "---\n\xC3\xA9: v\n---\n", "no 'key: value'", 2, 1 },
	{ "---\nk: a\n  b\n---\n", "one line", 3, 3 },
	{ "---\nk: >\n---\n", "one line", 2, 4 },
	{ "---\nk: a\n- b\n---\n", "no 'key: value'", 3, 1 },
	{ "---\nk: \"a\n---\n", "no partner", 2, 4 },
	{ "---\nk: 'a\n---\n", "no partner", 2, 4 },
	{ "---\nk: \"a\\n\"\n---\n", "escapes", 2, 6 },
	{ "---\nk: \"a\\\n---\n", "escapes", 2, 6 },
	{ "---\nk: \"a\" b\n---\n", "more behind", 2, 8 },
};

static void
test_mistakes(void)
{
	struct buf b;
	size_t i;

	for (i = 0; i < LENGTH(mistakes); i++) {
		read_text(mistakes[i].text);
		is_int(found.count, 1, "mistake %zu: one", i);
		if (found.count == 0)
			continue;
		contains(found.list[0].text, mistakes[i].want, "mistake %zu: says so", i);
		is_int(found.list[0].line, mistakes[i].line, "mistake %zu: line", i);
		is_int(
		    found.list[0].column, mistakes[i].column, "mistake %zu: column", i);
	}
	buf_init(&b, 1u << 20);
	buf_adds(&b, "---\n");
	for (i = 0; i < 1000; i++)
		buf_adds(&b, "k: v\n");
	buf_adds(&b, "---\n");
	read_text(b.data);
	is_int(found.count, 1, "too many: said once");
	is_int(front.nentries, FRONT_MATTER_ENTRIES_MAX, "too many: no more are kept");
	buf_release(&b);
}

static void
test_none(void)
{
	static const char *const none[] = { "", "\n---\nk: v\n---\n", "----\n", "Text\n",
		"--- x\n" };
	size_t i;

	for (i = 0; i < LENGTH(none); i++) {
		read_text(none[i]);
		is_int(found.count + front.nentries + front.end, 0, "none: %zu", i);
	}
}

int
main(void)
{
	test_values();
	test_lists();
	test_places();
	test_mistakes();
	test_none();
	arena_release(&arena);
	return done_testing();
}
