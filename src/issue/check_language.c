/* check_language - does the issue say in which language, and direction, it is? */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

void
check_language(struct check *c)
{
	const GumboNode *root = c->tree.gumbo->root;
	const char *language = c->manuscript->language;

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
	if (is_from_right(language) && !says_direction(c))
		check_say_issue(c, FINDING_DIRECTION_MISSING, root,
		    "the language '%s' is written from right to left, and <html> does "
		    "not say so",
		    check_short(c, span_of(language)));
}
