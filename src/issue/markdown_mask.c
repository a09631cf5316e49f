/* markdown_mask - Markdown with stand-ins for merge tags.  See markdown_mask.h. */
#include "issue/markdown_mask.h"

#include "issue/html_mask.h"
#include "issue/template.h"

#include <stdio.h>
#include <string.h>

#define FENCE ":::"
#define FOREIGN_MAX 64  /* bytes of another program's "*|NAME|*" */
#define NUMBER_DIGITS 8 /* of an author's own "q12z" that a mark must not be */
#define COMMENT_BEGIN "<!--"
#define COMMENT_END "-->"

struct masker {
	struct markdown_mask *mask;
	struct span text; /* all of the author's */
	size_t at, room;
	struct tag *tags; /* those not passed yet begin with *tags */
	size_t ntags;
	struct arena *arena;
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One more than the greatest number N of an "qNz" that the author wrote. */
static void
choose_mark(struct markdown_mask *m, struct span text)
{
	unsigned long greatest = 0, n;
	size_t i, digits;

	for (i = 0; i < text.n; i++) {
		if (text.s[i] != 'q')
			continue;
		n = 0;
		for (digits = 0;
		     i + 1 < text.n && digits < NUMBER_DIGITS && digit(text.s[i + 1]);
		     digits++)
			n = 10 * n + (unsigned long)(text.s[++i] - '0');
		if (n > greatest)
			greatest = n;
	}
	snprintf(m->mark, sizeof(m->mark), "q%luz", greatest + 1);
}

static void
find_tags(struct masker *k)
{
	struct tag t;
	size_t at = k->at, n = 0;

	while (template_next_tag(k->text, &at, &t))
		n++;
	k->tags = arena_alloc(k->arena, (n + 1) * sizeof(*k->tags));
	for (at = k->at; k->ntags < n && template_next_tag(k->text, &at, &t);)
		k->tags[k->ntags++] = t;
}

static void
copy_to(struct masker *k, size_t end)
{
	struct markdown_mask *m = k->mask;

	derived_copy(
	    &m->text, (struct origin){ m->author.file, k->text, k->at }, end - k->at);
	k->at = end;
}

/* Put a stand-in for the text from here to end, between before and behind. */
static void
stand_in(struct masker *k, enum standin_kind kind, size_t end, const char *before,
    const char *behind)
{
	struct markdown_mask *m = k->mask;
	struct standin *more;
	char name[MARKDOWN_MARK_SIZE + 40];

	if (m->nstandins == k->room) {
		k->room = k->room == 0 ? 32 : 2 * k->room;
		more = arena_alloc(k->arena, k->room * sizeof(*more));
		if (m->nstandins > 0)
			memcpy(more, m->standins, m->nstandins * sizeof(*more));
		m->standins = more;
	}
	snprintf(name, sizeof(name), "%s%s%zuz%s", before, m->mark, m->nstandins, behind);
	m->standins[m->nstandins++] =
	    (struct standin){ kind, { k->text.s + k->at, end - k->at }, k->at };
	derived_adds(&m->text, (struct origin){ m->author.file, k->text, k->at }, name);
	k->at = end;
}

static size_t
skip(struct span text, size_t at, const char *what)
{
	while (at < text.n && strchr(what, text.s[at]) != NULL && text.s[at] != '\0')
		at++;
	return at;
}

static bool
line_ends(struct span text, size_t at)
{
	return at == text.n || text.s[at] == '\n';
}

static bool
is_block(const struct masker *k, const struct tag *t)
{
	struct span s = { k->text.s + t->start, t->end - t->start };

	return t->kind == TAG_COMMENT || tag_role(s) != ROLE_INLINE;
}

/* Where the block tags end that begin at 'at', when nothing else stands on their
 * line; 0 otherwise. */
static size_t
tags_alone(const struct masker *k, size_t at)
{
	size_t i, end = 0;

	for (i = 0; i < k->ntags && k->tags[i].start == at && is_block(k, &k->tags[i]);
	     i++) {
		end = k->tags[i].end;
		at = skip(k->text, end, " \t\r");
	}
	return end > 0 && line_ends(k->text, at) ? end : 0;
}

/* The same of a ":::" line. */
static size_t
fence_alone(const struct masker *k, size_t at)
{
	struct span rest = { k->text.s + at, k->text.n - at };
	const char *p;
	size_t end;

	if (rest.n < strlen(FENCE) || memcmp(rest.s, FENCE, strlen(FENCE)) != 0)
		return 0;
	p = memchr(rest.s, '\n', rest.n);
	end = p == NULL ? k->text.n : (size_t)(p - k->text.s);
	return end;
}

static bool
mask_line(struct masker *k)
{
	size_t begin = skip(k->text, k->at, " \t>"), end;
	enum standin_kind kind = STANDIN_TAGS;

	end = tags_alone(k, begin);
	if (end == 0) {
		kind = STANDIN_FENCE;
		end = fence_alone(k, begin);
	}
	if (end == 0)
		return false;
	/* A table would take the line for a row of its own, and what follows too. */
	if (kind == STANDIN_FENCE && begin == k->at)
		derived_adds(&k->mask->text,
		    (struct origin){ k->mask->author.file, k->text, begin }, "\n");
	copy_to(k, begin);
	stand_in(k, kind, end, COMMENT_BEGIN, COMMENT_END);
	return true;
}

/* Behind the "*|NAME|*" of another program that begins here, which is emphasis to a
 * Markdown parser and would not be found any more; 0: there is none. */
static size_t
foreign_end(struct span text, size_t at)
{
	size_t i;

	if (text.n - at < 5 || text.s[at] != '*' || text.s[at + 1] != '|')
		return 0;
	for (i = at + 2; i + 1 < text.n && i < at + FOREIGN_MAX && text.s[i] != '\n';
	     i++) {
		if (text.s[i] == '|' && text.s[i + 1] == '*')
			return i + 2;
	}
	return 0;
}

/* From here to behind the line end: what is no tag is copied. */
static void
mask_words(struct masker *k)
{
	size_t i, end;

	for (i = k->at; i < k->text.n; i++) {
		if (k->ntags > 0 && k->tags->start == i) {
			copy_to(k, i);
			stand_in(k, STANDIN_TAG, k->tags->end, "", "");
		} else if ((end = foreign_end(k->text, i)) > 0) {
			copy_to(k, i);
			stand_in(k, STANDIN_TAG, end, "", "");
		} else if (k->text.s[i] == '\n') {
			copy_to(k, i + 1);
			return;
		} else {
			continue;
		}
		while (k->ntags > 0 && k->tags->start < k->at) {
			k->tags++;
			k->ntags--;
		}
		i = k->at - 1;
	}
	copy_to(k, k->text.n);
}

void
markdown_mask_make(struct markdown_mask *out, struct origin author, struct arena *a)
{
	struct masker k = {
		.mask = out, .text = author.text, .at = author.offset, .arena = a
	};

	*out = (struct markdown_mask){ .author = author };
	derived_init(&out->text, SIZE_MAX / 2, a);
	choose_mark(out, author.text);
	find_tags(&k);
	while (k.at < k.text.n) {
		mask_line(&k);
		while (k.ntags > 0 && k.tags->start < k.at) {
			k.tags++;
			k.ntags--;
		}
		mask_words(&k);
	}
	derived_finish(&out->text);
}

/* The comment round the stand-in is no more the author's than itself. */
static void
add_comment(struct span s, size_t *at, size_t *n)
{
	size_t before = strlen(COMMENT_BEGIN), behind = strlen(COMMENT_END);

	if (*at < before || s.n - *at - *n < behind)
		return;
	*at -= before;
	*n += before + behind;
}

const struct standin *
markdown_mask_next(const struct markdown_mask *m, struct span s, size_t *at, size_t *n)
{
	const char *p = s.s, *end = s.s + s.n, *q;
	size_t number, length = strlen(m->mark);

	for (; p < end; p++) {
		p = memmem(p, (size_t)(end - p), m->mark, length);
		if (p == NULL)
			return NULL;
		number = 0;
		for (q = p + length; q < end && digit(*q) && number < m->nstandins; q++)
			number = 10 * number + (size_t)(*q - '0');
		if (q == p + length || q == end || *q != 'z' || number >= m->nstandins)
			continue;
		*at = (size_t)(p - s.s);
		*n = (size_t)(q + 1 - p);
		if (m->standins[number].kind != STANDIN_TAG)
			add_comment(s, at, n);
		return &m->standins[number];
	}
	return NULL;
}

const struct standin *
markdown_mask_line(const struct markdown_mask *m, struct span s)
{
	const struct standin *found;
	size_t at, n;

	s = span_trim(s);
	found = markdown_mask_next(m, s, &at, &n);
	if (found == NULL || found->kind == STANDIN_TAG || at != 0 || n != s.n)
		return NULL;
	return found;
}

struct origin
markdown_mask_origin(const struct markdown_mask *m, size_t offset)
{
	return derived_origin(&m->text, offset);
}
