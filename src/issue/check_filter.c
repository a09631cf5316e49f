/*
 * check_filter - words and shapes that spam filters punish.
 *
 * Few and strong ones: a newsletter may well speak of money or say that something
 * is free.
 */
#include "issue/check_private.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>

#define CAPITALS_MIN 40 /* letters in a row, over several words */
#define MARKS_MIN 3     /* "!!!" */

static const char *const phrases[] = { "100% free", "100 % free", "100% gratuit",
	"100 % gratuit", "gratuit 100 %", "gratuit 100%", "act now!", "make money fast",
	"earn money fast", "easy money", "argent facile", "gagnez de l'argent",
	"gagner de l'argent rapidement", "risk-free", "risk free", "sans aucun risque",
	"no credit check", "viagra", "cialis", "double your income",
	"doublez vos revenus", "work from home and earn", "you have been selected",
	"vous avez été sélectionné", "vous avez gagné", "you are a winner",
	"cliquez vite", "click below now", "this is not spam", "ceci n'est pas un spam",
	"offre exceptionnelle à saisir", "once in a lifetime", "miracle cure",
	"lose weight fast", "perdez du poids rapidement", "crédit sans justificatif",
	"casino en ligne", "online casino" };

static void
check_marks(struct check *c, struct span text, size_t offset)
{
	size_t i, start;

	for (i = 0; i < text.n; i++) {
		for (start = i; i < text.n && strchr("!?", text.s[i]) != NULL; i++)
			;
		if (i - start >= MARKS_MIN && text.s[start] == '!')
			check_say(c, FINDING_FILTER_MARKS, offset + start,
			    "'%.*s': one will do", (int)(i - start > 8 ? 8 : i - start),
			    text.s + start);
	}
}

/* A run of words in capitals; marks and digits do not end it, a small letter does. */
static void
check_capitals(struct check *c, struct span text, size_t offset)
{
	size_t i, n = 0, words = 0, start = 0;

	for (i = 0; i <= text.n; i++) {
		bool end = i == text.n || islower((unsigned char)text.s[i]);

		if (!end && isupper((unsigned char)text.s[i])) {
			if (n++ == 0)
				start = i;
		} else if (!end && text.s[i] == ' ' && n > 0) {
			words++;
		}
		if (end && n >= CAPITALS_MIN && words >= 4)
			check_say(c, FINDING_FILTER_CAPITALS, offset + start,
			    "'%s': so many capitals are shouting",
			    check_short(c, (struct span){ text.s + start, i - start }));
		if (end)
			n = words = 0;
	}
}

static void
check_text(struct check *c, struct span text, size_t offset)
{
	check_phrases(c, FINDING_FILTER_WORDS, text, offset, phrases, ARRAY_LEN(phrases),
	    "is what spam says");
	check_marks(c, text, offset);
	check_capitals(c, text, offset);
}

void
check_filter(struct check *c)
{
	check_each_text(c, check_text);
}
