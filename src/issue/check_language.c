/* check_language - does the issue say in which language, and direction, it is? */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX 8     /* octets of a small word */
#define TEXT_MAX 20000 /* octets of text are enough to know it */
#define WORDS_MIN 8    /* fewer small words may be a quotation */
#define SURE 4         /* so many times as often as those of the language it says */

/* Words without which nobody writes a paragraph, a blank around each. */
static const struct {
	const char *language, *words;
} small_words[] = {
	{ "de",
	    " der die das und ist nicht mit für wir ein von auf im am den dem zu bei " },
	{ "en", " the and of to is with for you we are our this it at on " },
	{ "es", " el los las y es una para con que por del más en se un " },
	{ "fr", " les des et est une dans pour vous nous avec sur qui au du il " },
	{ "it", " il gli di che è per una con del della sono nel " },
	{ "nl", " de het een en van is niet met voor wij zijn op " },
	{ "pt", " os as e uma para com não por do da em dos " },
};

/* Written from right to left. */
static const char *const from_right[] = { "ar", "arc", "ckb", "dv", "fa", "he", "ps",
	"sd", "ug", "ur", "yi" };

/* "fr", "pt-BR", "zh-Hant-TW" (BCP 47, as much of it as is ever met). */
static bool
is_language(const char *s)
{
	size_t n = 0;

	while (isalpha((unsigned char)s[n]))
		n++;
	if (n < 2 || n > 3)
		return false;
	while (s[n] == '-' && isalnum((unsigned char)s[n + 1])) {
		for (n++; isalnum((unsigned char)s[n]); n++)
			;
	}
	return s[n] == '\0';
}

/* Is the language of a the one that b begins with? */
static bool
same_language(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && strncasecmp(a, b, n) == 0;
}

static bool
is_from_right(const char *language)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(from_right); i++) {
		if (same_language(language, from_right[i]))
			return true;
	}
	return false;
}

static bool
says_direction(const struct check *c)
{
	const GumboNode *root = c->tree.gumbo->root;
	unsigned i;

	if (check_has(root, "dir"))
		return true;
	for (i = 0; i < root->v.element.children.length; i++) {
		if (check_has(root->v.element.children.data[i], "dir"))
			return true;
	}
	return false;
}

/* Is this one of the words, with blanks around each? */
static bool
is_among(struct span word, const char *words)
{
	char padded[WORD_MAX + 3];

	if (word.n == 0 || word.n > WORD_MAX)
		return false;
	snprintf(padded, sizeof(padded), " %.*s ", (int)word.n, word.s);
	return strcasestr(words, padded) != NULL;
}

static bool
in_word(char c)
{
	return isalpha((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

/* How often the small words of each language stand in the text. */
static void
count_words(struct span text, size_t counts[])
{
	size_t i, k, start;

	for (i = 0; i < text.n && i < TEXT_MAX; i++) {
		for (start = i; i < text.n && in_word(text.s[i]); i++)
			;
		for (k = 0; k < ARRAY_LEN(small_words); k++)
			counts[k] += is_among((struct span){ text.s + start, i - start },
			    small_words[k].words);
	}
}

/* The language that the text is in, where that is surely another; else NULL. */
static const char *
other_language(struct span text, const char *said)
{
	size_t counts[ARRAY_LEN(small_words)] = { 0 }, i, best = 0, own = 0;

	while (own < ARRAY_LEN(small_words) &&
	    !same_language(said, small_words[own].language))
		own++;
	if (own == ARRAY_LEN(small_words))
		return NULL;
	count_words(text, counts);
	for (i = 1; i < ARRAY_LEN(small_words); i++)
		best = counts[i] > counts[best] ? i : best;
	return counts[best] >= WORDS_MIN && counts[best] > SURE * counts[own]
	    ? small_words[best].language
	    : NULL;
}

void
check_language(struct check *c)
{
	const GumboNode *root = c->tree.gumbo->root;
	const char *language = c->manuscript->language, *other;

	if (*language == '\0') {
		check_say_issue(c, FINDING_LANGUAGE_MISSING, root,
		    "it does not say in which language it is written");
		return;
	}
	if (!is_language(language))
		check_say_issue(c, FINDING_LANGUAGE_UNKNOWN, root, "'%s' is no language",
		    check_short(c, span_of(language)));
	else if (*c->facts->language != '\0' &&
	    !same_language(language, c->facts->language))
		check_say_issue(c, FINDING_LANGUAGE_DIFFERS, root,
		    "the issue is in '%s', and the list in '%s'", language,
		    c->facts->language);
	else if ((other = other_language(c->text, language)) != NULL)
		check_say_issue(c, FINDING_LANGUAGE_DIFFERS, root,
		    "it says that it is in '%s', and its words are of '%s'", language,
		    other);
	if (is_from_right(language) && !says_direction(c))
		check_say_issue(c, FINDING_DIRECTION_MISSING, root,
		    "the language '%s' is written from right to left, and <html> does "
		    "not say so",
		    check_short(c, span_of(language)));
}
