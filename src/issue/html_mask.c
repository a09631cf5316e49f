/* html_mask - an HTML text in which a parser cannot stumble over merge tags.  See
 * html_mask.h for what is put in their place, html_limits.h for what is refused. */
#include "issue/html_mask.h"

#include "issue/html_limits.h"
#include "util/utf8.h"

#include <string.h>

#define FIRST_STANDIN 0xF0000u
#define STANDIN_BYTES 4u
#define COMMENT_BYTES 7u /* "<!---->" */

struct scan {
	struct mask *mask;
	const char *s; /* the source */
	size_t n, at;
	size_t next; /* the first tag that does not start before at */
	struct limits limits;
};

enum place { IN_CONTENT, IN_TAG, IN_VALUE };

struct span
tag_word(struct span tag)
{
	size_t i = 2, start;

	while (i < tag.n && (tag.s[i] == '-' || strchr(" \t\r\n", tag.s[i]) != NULL))
		i++;
	for (start = i;
	     i < tag.n && ((tag.s[i] >= 'a' && tag.s[i] <= 'z') || tag.s[i] == '_'); i++)
		;
	return (struct span){ tag.s + start, i - start };
}

enum tag_role
tag_role(struct span tag)
{
	static const char *const openers[] = { "if", "for", "with", "autoescape",
		"comment", "verbatim", "ifequal", "ifnotequal", "spaceless" };
	static const char *const middles[] = { "elif", "else", "empty" };
	struct span word;
	size_t i;

	if (tag.n < 4 || tag.s[1] != '%')
		return ROLE_INLINE;
	word = tag_word(tag);
	for (i = 0; i < sizeof(openers) / sizeof(*openers); i++) {
		if (span_is(word, openers[i]))
			return ROLE_OPENS;
	}
	for (i = 0; i < sizeof(middles) / sizeof(*middles); i++) {
		if (span_is(word, middles[i]))
			return ROLE_MIDDLE;
	}
	return word.n > 3 && memcmp(word.s, "end", 3) == 0 ? ROLE_CLOSES : ROLE_INLINE;
}

struct span
mask_source(const struct mask *m, const struct tag *t)
{
	return (struct span){ m->source.s + t->start, t->end - t->start };
}

static void
put_standin(struct mask *m, size_t index)
{
	const struct tag *t = &m->tags[index];
	uint32_t c = FIRST_STANDIN + (uint32_t)index;
	char *p = m->text + t->start;

	memset(p, 'x', t->end - t->start);
	p[0] = (char)(0xF0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3F));
	p[2] = (char)(0x80 | (c >> 6 & 0x3F));
	p[3] = (char)(0x80 | (c & 0x3F));
}

static void
put_comment(struct mask *m, const struct tag *t)
{
	char *p = m->text + t->start;
	size_t n = t->end - t->start;

	memset(p, 'x', n);
	memcpy(p, "<!--", 4);
	memcpy(p + n - 3, "-->", 3);
}

/* Step over the merge tag that starts here, if one does. */
static bool
step_over(struct scan *sc, enum place place)
{
	struct mask *m = sc->mask;
	const struct tag *t;

	if (sc->next == m->ntags || m->tags[sc->next].start != sc->at)
		return false;
	t = &m->tags[sc->next];
	/* "{%" at the very end is a tag that nothing can stand for. */
	if (place == IN_TAG || t->end - t->start < STANDIN_BYTES)
		memset(m->text + t->start, ' ', t->end - t->start);
	else if (place == IN_CONTENT && t->end - t->start >= COMMENT_BYTES &&
	    (t->kind == TAG_COMMENT || tag_role(mask_source(m, t)) != ROLE_INLINE))
		put_comment(m, t);
	else
		put_standin(m, sc->next);
	sc->at = t->end;
	sc->next++;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
looking_at(const struct scan *sc, const char *what)
{
	size_t n = strlen(what);

	return sc->n - sc->at >= n && memcmp(sc->s + sc->at, what, n) == 0;
}

/* To behind the next "end"; merge tags on the way do not count. */
static void
scan_until(struct scan *sc, const char *end)
{
	while (sc->at < sc->n) {
		if (step_over(sc, IN_VALUE))
			continue;
		if (looking_at(sc, end)) {
			sc->at += strlen(end);
			return;
		}
		sc->at++;
	}
}

static void
scan_value(struct scan *sc)
{
	char quote = '\0';

	while (sc->at < sc->n && is_blank(sc->s[sc->at]))
		sc->at++;
	if (sc->at < sc->n && (sc->s[sc->at] == '"' || sc->s[sc->at] == '\''))
		quote = sc->s[sc->at++];
	while (sc->at < sc->n) {
		if (step_over(sc, IN_VALUE))
			continue;
		if (quote != '\0' ? sc->s[sc->at] == quote
				  : is_blank(sc->s[sc->at]) || sc->s[sc->at] == '>')
			break;
		sc->at++;
	}
	if (quote != '\0' && sc->at < sc->n)
		sc->at++;
}

/* From the "<" of a start or end tag to behind its ">". */
static void
scan_tag(struct scan *sc, struct html_tag *tag)
{
	size_t start = sc->at++;

	tag->closes = sc->s[sc->at] == '/';
	if (tag->closes)
		sc->at++;
	tag->name.s = sc->s + sc->at;
	while (sc->at < sc->n && !is_blank(sc->s[sc->at]) &&
	    strchr("/>", sc->s[sc->at]) == NULL && !step_over(sc, IN_VALUE))
		sc->at++;
	tag->name.n = (size_t)(sc->s + sc->at - tag->name.s);
	while (sc->at < sc->n && sc->s[sc->at] != '>') {
		if (step_over(sc, IN_TAG))
			continue;
		if (is_blank(sc->s[sc->at]) || sc->s[sc->at] == '/') {
			sc->at++;
			continue;
		}
		tag->attributes++;
		sc->at++; /* a name may begin with "=" */
		while (sc->at < sc->n && !is_blank(sc->s[sc->at]) &&
		    strchr("/>=", sc->s[sc->at]) == NULL && !step_over(sc, IN_TAG))
			sc->at++;
		while (sc->at < sc->n && is_blank(sc->s[sc->at]))
			sc->at++;
		if (sc->at < sc->n && sc->s[sc->at] == '=') {
			sc->at++;
			scan_value(sc);
		}
	}
	tag->self_closing = sc->at > start && sc->s[sc->at - 1] == '/';
	if (sc->at < sc->n)
		sc->at++;
	tag->text = (struct span){ sc->s + start, sc->at - start };
}

static bool
name_is(struct span name, const char *s, size_t n)
{
	size_t i;

	if (name.n != n)
		return false;
	for (i = 0; i < n; i++) {
		if ((name.s[i] | 0x20) != s[i])
			return false;
	}
	return true;
}

/* What is in these is text, whatever it looks like. */
static bool
is_raw(struct span name)
{
	static const char *const raw[] = { "style", "title", "script", "textarea", "xmp",
		"iframe", "noembed", "noframes" };
	size_t i;

	for (i = 0; i < sizeof(raw) / sizeof(*raw); i++) {
		if (name_is(name, raw[i], strlen(raw[i])))
			return true;
	}
	return false;
}

/* To the "</name" that ends a raw text. */
static void
scan_raw(struct scan *sc, struct span name)
{
	size_t left;

	while (sc->at < sc->n) {
		if (step_over(sc, IN_VALUE))
			continue;
		left = sc->n - sc->at;
		if (left >= name.n + 2 && sc->s[sc->at] == '<' &&
		    sc->s[sc->at + 1] == '/') {
			char lower[16];
			size_t i;

			for (i = 0; i < name.n; i++)
				lower[i] = (char)(name.s[i] | 0x20);
			if (name_is((struct span){ sc->s + sc->at + 2, name.n }, lower,
				name.n))
				return;
		}
		sc->at++;
	}
}

static int
scan_markup(struct scan *sc)
{
	size_t at = sc->at;
	char c = at + 1 < sc->n ? sc->s[at + 1] : '\0';
	struct html_tag tag = { .offset = at };

	if (looking_at(sc, "<!--")) {
		sc->at += 4;
		if (looking_at(sc, ">") || looking_at(sc, "->"))
			scan_until(sc, ">");
		else
			scan_until(sc, "-->");
		return 0;
	}
	if (c == '!' || c == '?' ||
	    (c == '/' && (at + 2 >= sc->n || !is_letter(sc->s[at + 2])))) {
		scan_until(sc, ">");
		return 0;
	}
	if (!is_letter(c) && c != '/') {
		sc->at++;
		return 0;
	}
	scan_tag(sc, &tag);
	if (limits_tag(&sc->limits, &tag) < 0)
		return -1;
	if (!tag.closes && is_raw(tag.name))
		scan_raw(sc, tag.name);
	return 0;
}

/* No stand-in but ours. */
static void
clean(char *s, size_t n)
{
	static const char unknown[] = "\xEF\xBF\xBD ";
	size_t i;

	for (i = 0; i + 3 < n; i++) {
		unsigned char c = (unsigned char)s[i], d = (unsigned char)s[i + 1];

		if (c == 0xF4 || (c == 0xF3 && d >= 0xB0))
			memcpy(s + i, unknown, 4);
	}
}

static int
find_tags(struct mask *m, const char *file, struct arena *a, struct findings *f)
{
	struct tag t;
	size_t at = 0, n = 0;

	while (template_next_tag(m->source, &at, &t))
		n++;
	if (n > HTML_TAGS_MAX) {
		finding_add_whole(f, FINDING_TOO_BIG, file,
		    "%zu merge tags, over the limit of %d", n, HTML_TAGS_MAX);
		return -1;
	}
	m->tags = arena_alloc(a, (n + 1) * sizeof(*m->tags));
	for (at = 0; m->ntags < n && template_next_tag(m->source, &at, &t);)
		m->tags[m->ntags++] = t;
	return 0;
}

int
mask_make(struct mask *out, struct span source, const char *file, struct arena *a,
    struct findings *f)
{
	struct scan sc = { .mask = out, .s = source.s, .n = source.n };

	*out = (struct mask){ .source = source };
	if (source.n > HTML_BYTES_MAX) {
		finding_add_whole(f, FINDING_TOO_BIG, file,
		    "%zu bytes, over the limit of %u: take pictures out of the file",
		    source.n, HTML_BYTES_MAX);
		return -1;
	}
	if (find_tags(out, file, a, f) < 0)
		return -1;
	out->text = arena_memdup(a, source.s, source.n);
	clean(out->text, source.n);
	limits_init(&sc.limits, source, file, f);
	while (sc.at < sc.n) {
		if (step_over(&sc, IN_CONTENT))
			continue;
		if (sc.s[sc.at] != '<')
			sc.at++;
		else if (scan_markup(&sc) < 0)
			return -1;
	}
	return 0;
}

const struct tag *
mask_tag_at(const struct mask *m, size_t offset)
{
	size_t low = 0, high = m->ntags, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (m->tags[middle].start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->ntags && m->tags[low].start == offset ? &m->tags[low] : NULL;
}

const struct tag *
mask_standin(const struct mask *m, const char *s, size_t *n)
{
	const struct tag *t;
	uint32_t c;

	if ((unsigned char)*s < 0xF3 ||
	    utf8_next(s, strnlen(s, STANDIN_BYTES), &c) != STANDIN_BYTES)
		return NULL;
	if (c < FIRST_STANDIN || c - FIRST_STANDIN >= m->ntags)
		return NULL;
	t = &m->tags[c - FIRST_STANDIN];
	/* A character reference (&#xF0000;) can name a stand-in, but not forge its fill. */
	if (strspn(s + STANDIN_BYTES, "x") < t->end - t->start - STANDIN_BYTES)
		return NULL;
	*n = t->end - t->start;
	return t;
}

void
mask_restore(const struct mask *m, struct span s, struct buf *out)
{
	const struct tag *t;
	struct span source;
	size_t i, n;

	for (i = 0; i < s.n; i += n) {
		n = 1;
		t = mask_standin(m, s.s + i, &n);
		if (t == NULL) {
			buf_addc(out, s.s[i]);
		} else if (t->kind != TAG_COMMENT) {
			source = mask_source(m, t);
			buf_add(out, source.s, source.n);
		}
	}
}
