/* csv_sniff - what separates the fields of a CSV file.  See csv_sniff.h. */
#include "util/csv_sniff.h"

#include "util/csv.h"

#include <string.h>

static const char candidates[] = ";\t,|";

/* "Durand, Léa" <lea@example.org>: mail programs list people so, a line each, and
 * neither the comma nor the quotes are those of CSV. */
static bool
is_mailbox(const char *line, size_t n)
{
	const char *open = n > 0 && line[n - 1] == '>' ? memrchr(line, '<', n) : NULL;

	return open != NULL && memchr(open, '@', (size_t)(line + n - open)) != NULL;
}

/* "sep=;", alone on the first line, is for spreadsheets and no record: its bytes, or
 * 0. */
static size_t
hint(const char *s, size_t n)
{
	size_t end = 5;

	if (n < 6 || memcmp(s, "sep=", 4) != 0 || memchr(candidates, s[4], 4) == NULL)
		return 0;
	end += s[end] == '\r';
	return end < n && s[end] == '\n' ? end + 1 : 0;
}

/* The one that the unquoted part of the first line has most of. */
static char
most(const size_t *count)
{
	size_t best = 2, i;

	for (i = 4; i-- > 0;) {
		if (count[i] > 0 && count[i] >= count[best])
			best = i;
	}
	return candidates[best];
}

void
csv_sniff(struct csv_start *out, const char *s, size_t n)
{
	size_t count[4] = { 0 }, i;
	const char *c;
	bool quoted = false;

	*out = (struct csv_start){ .hint = hint(s, n) };
	if (out->hint > 0)
		out->separator = s[4];
	s += out->hint;
	n -= out->hint;
	for (i = 0; i < n && (quoted || (s[i] != '\n' && s[i] != '\r')); i++) {
		if (s[i] == '"')
			quoted = !quoted;
		c = memchr(candidates, s[i], 4);
		if (!quoted && c != NULL)
			count[c - candidates]++;
	}
	out->cr_ends = i < n && s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n');
	if (out->separator == '\0')
		out->separator = is_mailbox(s, i) ? CSV_LINES : most(count);
}
