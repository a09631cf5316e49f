/* import_pack - a checked record as bytes for import_sort.  See import_row.h. */
#include "people/import_row.h"

#include "util/xalloc.h"

#include <string.h>

/* What has a fixed size; memory of the same process: no byte order. */
struct fixed {
	uint64_t line;
	int64_t since;
	uint32_t state, eai, nlists, naliases, nvalues;
};

static void
put_text(struct buf *out, const char *s)
{
	buf_add(out, s, strlen(s) + 1);
}

void
import_row_pack(const struct import_row *row, size_t nfields, struct buf *out)
{
	struct fixed f = { .line = row->line,
		.since = row->since,
		.state = row->state,
		.eai = row->address.eai,
		.nlists = (uint32_t)row->nlists,
		.naliases = (uint32_t)row->naliases };
	uint32_t i;

	for (i = 0; i < nfields; i++)
		f.nvalues += row->json[i] != NULL;
	buf_add(out, &f, sizeof(f));
	buf_add(out, row->lists, row->nlists * sizeof(row->lists[0]));
	put_text(out,
	    strcmp(row->address.display, row->address.key) == 0 ? ""
								: row->address.display);
	put_text(out, row->source);
	for (i = 0; i < row->naliases; i++)
		put_text(out, row->aliases[i]);
	put_text(out, row->own);
	for (i = 0; i < nfields; i++) {
		if (row->json[i] == NULL)
			continue;
		buf_add(out, &i, sizeof(i));
		put_text(out, row->json[i]);
	}
}

static void
take(struct span *s, void *out, size_t n)
{
	if (s->n < n)
		BUG("a packed record is cut");
	memcpy(out, s->s, n);
	s->s += n;
	s->n -= n;
}

static const char *
take_text(struct span *s)
{
	const char *text = s->s;
	size_t n = strnlen(text, s->n);

	if (n == s->n)
		BUG("a packed text is cut");
	s->s += n + 1;
	s->n -= n + 1;
	return text;
}

void
import_row_unpack(struct import_row *out, size_t nfields, const char *key,
    struct span packed, struct arena *a)
{
	struct fixed f;
	const char *display;
	uint32_t i, field;

	take(&packed, &f, sizeof(f));
	*out = (struct import_row){ .line = f.line,
		.since = f.since,
		.state = (enum import_state)f.state,
		.nlists = f.nlists,
		.json = arena_alloc(a, (nfields + 1) * sizeof(char *)) };
	if (f.nlists > IMPORT_ROW_LISTS || f.naliases > IMPORT_ROW_ALIASES)
		BUG("a packed record with %u lists, %u aliases", f.nlists, f.naliases);
	take(&packed, out->lists, f.nlists * sizeof(out->lists[0]));
	display = take_text(&packed);
	out->source = take_text(&packed);
	for (out->naliases = 0; out->naliases < f.naliases; out->naliases++)
		out->aliases[out->naliases] = take_text(&packed);
	out->own = take_text(&packed);
	out->address = (struct address){ .key = key,
		.display = display[0] != '\0' ? display : key,
		.domain = strrchr(key, '@') + 1,
		.eai = f.eai != 0 };
	for (i = 0; i < f.nvalues; i++) {
		take(&packed, &field, sizeof(field));
		if (field >= nfields)
			BUG("a packed record with field %u", field);
		out->json[field] = take_text(&packed);
	}
}
