/* import_person - all records of one address.  See import_person.h. */
#include "people/import_person.h"

#include "util/str.h"

#include <string.h>

bool
import_wants_mail(enum import_state s)
{
	return s < IMPORT_LEFT;
}

void
import_person_begin(struct import_person *p, const struct import_row *row,
    const struct fields *fields, struct arena *a)
{
	p->address.key = arena_strdup(a, row->address.key);
	p->address.display = arena_strdup(a, row->address.display);
	p->address.domain = strrchr(p->address.key, '@') + 1;
	p->address.eai = row->address.eai;
	p->state = IMPORT_UNSAID;
	p->left = false;
	p->since = IMPORT_NEVER;
	p->source = "";
	p->values = field_values_new(fields, a);
	p->own = NULL;
	p->nlists = p->naliases = p->records = p->size = 0;
}

static bool
add_lists(struct import_person *p, const struct import_row *row)
{
	size_t i, j;
	bool news = false;

	for (i = 0; i < row->nlists; i++) {
		for (j = 0; j < p->nlists && p->lists[j] != row->lists[i]; j++)
			continue;
		if (j < p->nlists)
			continue;
		p->lists[p->nlists++] = row->lists[i];
		news = true;
	}
	return news;
}

static bool
add_aliases(struct import_person *p, const struct import_row *row, struct arena *a)
{
	size_t i, j;
	bool news = false;

	for (i = 0; i < row->naliases; i++) {
		for (j = 0; j < p->naliases; j++) {
			if (str_eq(p->aliases[j], row->aliases[i]))
				break;
		}
		if (j < p->naliases || p->naliases == IMPORT_PERSON_ALIASES)
			continue;
		p->aliases[p->naliases++] = arena_strdup(a, row->aliases[i]);
		news = true;
	}
	return news;
}

static bool
add_values(struct import_person *p, const struct import_row *row, struct arena *a)
{
	size_t i;
	bool news = false;

	for (i = 0; i < p->values.fields->n; i++) {
		if (row->json[i] == NULL ||
		    (p->values.json[i] != NULL &&
			str_eq(row->json[i], p->values.json[i])))
			continue;
		p->values.json[i] = arena_strdup(a, row->json[i]);
		news = true;
	}
	return news;
}

static void
keep_record(struct import_person *p, size_t line, enum import_echo echo, struct arena *a)
{
	struct import_record *more;

	if (p->records == p->size) {
		p->size = p->size == 0 ? 4 : 2 * p->size;
		more = arena_alloc(a, p->size * sizeof(*more));
		if (p->records > 0)
			memcpy(more, p->list, p->records * sizeof(*more));
		p->list = more;
	}
	p->list[p->records++] = (struct import_record){ line, echo };
}

void
import_person_add(struct import_person *p, const struct import_row *row, struct arena *a)
{
	enum import_state state =
	    row->state == IMPORT_UNSAID ? IMPORT_ACTIVE : row->state;
	bool wish = !import_wants_mail(p->state) && import_wants_mail(state), news;

	news = add_values(p, row, a);
	news = add_lists(p, row) || news;
	news = add_aliases(p, row, a) || news;
	if (state > p->state) {
		p->state = state;
		news = true;
	}
	p->left = p->left || state == IMPORT_LEFT;
	if (row->since < p->since) {
		p->since = row->since;
		news = true;
	}
	if (p->source[0] == '\0')
		p->source = arena_strdup(a, row->source);
	keep_record(p, row->line,
	    p->records == 0 ? IMPORT_FIRST
		: wish      ? IMPORT_WISH
		: news      ? IMPORT_NEWS
			    : IMPORT_ECHO,
	    a);
}

void
import_person_default(struct import_person *p, const struct import_head *head)
{
	size_t i;

	for (i = 0; i < head->n; i++) {
		const struct import_head_column *c = &head->columns[i];

		if (c->target == IMPORT_FIELD &&
		    head->fields.items[c->field].type == FIELD_BOOLEAN &&
		    p->values.json[c->field] == NULL)
			p->values.json[c->field] = "false";
	}
}

enum subscription_state
import_person_wants(const struct import_person *p)
{
	if (p->left)
		return SUBSCRIPTION_LEFT;
	return p->state == IMPORT_PENDING ? SUBSCRIPTION_PENDING : SUBSCRIPTION_ACTIVE;
}

enum suppression_reason
import_person_reason(const struct import_person *p)
{
	switch (p->state) {
	case IMPORT_BOUNCED:
		return SUPPRESSION_BOUNCED;
	case IMPORT_COMPLAINED:
		return SUPPRESSION_COMPLAINED;
	case IMPORT_BLOCKED:
		return SUPPRESSION_BLOCKED;
	default:
		return SUPPRESSION_NONE;
	}
}

bool
import_person_has_more(const struct import_person *p)
{
	return p->own != NULL || p->naliases > 0 ||
	    import_person_reason(p) != SUPPRESSION_NONE;
}

int64_t
import_person_count(const struct import_person *p, enum import_echo echo)
{
	size_t i;
	int64_t n = 0;

	for (i = 0; i < p->records; i++)
		n += p->list[i].echo == echo;
	return n;
}
