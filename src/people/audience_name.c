/*
 * audience_name - the names of audience expressions: fields, what nlctl itself
 * knows of a person, functions.  See audience_tree.h.
 */
#include "people/audience_saved.h"
#include "people/audience_tree.h"
#include "people/list.h"

#include "util/xalloc.h"

#include <string.h>

#define FIELD_PREFIX "contact." /* as in issues; for fields called like a word */
#define NAMES_MAX (FIELD_COUNT_MAX + 16)
#define NEAR_ISSUES 100

/* Arguments of a function, behind its name. */
typedef int argument_reader(
    struct audience_reader *r, struct audience_operand *o, struct err *e);

static argument_reader read_list, read_issue, read_link, read_share;

/* What nlctl knows of everybody. */
static const struct known {
	const char *name;
	enum audience_type type;
	enum sql_part part;
	argument_reader *arguments; /* NULL: it has none */
} known[] = {
	{ "EMAIL", AUDIENCE_ADDRESS, PART_AUDIENCE_KEY, NULL },
	{ "LANGUAGE", AUDIENCE_TEXT, PART_AUDIENCE_LANGUAGE, NULL },
	{ "added", AUDIENCE_MOMENT, PART_AUDIENCE_ADDED, NULL },
	{ "subscribed", AUDIENCE_MOMENT, PART_AUDIENCE_SUBSCRIBED, NULL },
	{ "last_active", AUDIENCE_MOMENT, PART_AUDIENCE_LAST_ACTIVE, NULL },
	{ "bounced", AUDIENCE_BOOLEAN, PART_AUDIENCE_BOUNCED, NULL },
	{ "on", AUDIENCE_BOOLEAN, PART_AUDIENCE_ON, read_list },
	{ "received", AUDIENCE_BOOLEAN, PART_AUDIENCE_RECEIVED, read_issue },
	{ "clicked", AUDIENCE_BOOLEAN, PART_AUDIENCE_CLICKED, read_link },
	{ "sample", AUDIENCE_BOOLEAN, PART_AUDIENCE_SAMPLE, read_share },
};

static struct db_value
text_value(const char *text)
{
	return (struct db_value){ .type = DB_TEXT, .text = text };
}

static int
expect(struct audience_reader *r, const char *sign, struct err *e)
{
	if (!audience_token_is(&r->token, sign))
		return audience_unexpected(
		    r, arena_printf(r->world->arena, "'%s'", sign), e);
	audience_advance(r);
	return 0;
}

/* A text as the argument of a function; what is its name for messages. */
static int
read_quoted(struct audience_reader *r, const char *what, const char **out, struct err *e)
{
	const struct audience_token *t = &r->token;

	if (t->type == AUDIENCE_TOKEN_WORD || t->type == AUDIENCE_TOKEN_NUMBER ||
	    t->type == AUDIENCE_TOKEN_DATE)
		return audience_fail(r, t->offset, e,
		    "the name of %s stands in quotes: (\"%.*s\")", what, (int)t->span.n,
		    t->span.s);
	if (t->type != AUDIENCE_TOKEN_TEXT)
		return audience_unexpected(r,
		    arena_printf(r->world->arena, "the name of %s in quotes", what), e);
	*out = t->content;
	audience_advance(r);
	return 0;
}

static int
read_list(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	size_t offset = r->token.offset;
	struct list list;
	const char *name;

	if (read_quoted(r, "a list", &name, e) < 0)
		return -1;
	if (list_find(&list, r->world->db, name, r->world->arena, e) < 0)
		return e->kind == ERR_NOTFOUND ? audience_place(r, offset, e) : -1;
	o->values[0] = (struct db_value){ .type = DB_INT, .number = list.id };
	return 0;
}

/* No such name at offset: say so, with the near one of those that st has. */
static int
not_among(struct audience_reader *r, size_t offset, struct stmt *st, const char *what,
    const char *name, struct err *e)
{
	const char *names[NEAR_ISSUES], *near;
	size_t n = 0;
	int rc;

	while ((rc = stmt_step(st, e)) > 0 && n < ARRAY_LEN(names))
		names[n++] = arena_strdup(r->world->arena, col_text(st, 0));
	if (rc > 0)
		stmt_reset(st);
	if (rc < 0)
		return -1;
	near = str_near(name, names, n);
	if (near != NULL)
		return audience_fail(r, offset, e,
		    "there is no %s '%s'; did you mean '%s'?", what, name, near);
	return audience_fail(r, offset, e, "there is no %s '%s'", what, name);
}

static int
read_issue(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	struct db *db = r->world->db;
	size_t offset = r->token.offset;
	struct stmt *st;
	const char *name;
	int rc;

	if (read_quoted(r, "an issue", &name, e) < 0)
		return -1;
	st = db_stmt(db, SQL_AUDIENCE_ISSUE);
	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	if (rc <= 0)
		return rc < 0
		    ? -1
		    : not_among(r, offset, db_stmt(db, SQL_AUDIENCE_LAST_ISSUES), "issue",
			  name, e);
	o->values[0] = text_value(arena_strdup(r->world->arena, col_text(st, 0)));
	stmt_reset(st);
	return 0;
}

static int
check_link(struct audience_reader *r, size_t offset, const char *issue, const char *link,
    struct err *e)
{
	struct stmt *st = db_stmt(r->world->db, SQL_AUDIENCE_LINKS);
	bool found = false;
	int rc;

	bind_text(st, ":issue", issue);
	while (!found && (rc = stmt_step(st, e)) > 0)
		found = str_eq(col_text(st, 0), link);
	if (found) {
		stmt_reset(st);
		return 0;
	}
	if (rc < 0)
		return -1;
	st = db_stmt(r->world->db, SQL_AUDIENCE_LINKS);
	bind_text(st, ":issue", issue);
	return not_among(r, offset, st,
	    arena_printf(r->world->arena, "link in '%s' called", issue), link, e);
}

/* "issue" and, if you like, "link". */
static int
read_link(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	const char *link;
	size_t offset;

	if (read_issue(r, o, e) < 0)
		return -1;
	if (!audience_token_is(&r->token, ","))
		return 0;
	audience_advance(r);
	offset = r->token.offset;
	if (read_quoted(r, "a link", &link, e) < 0 ||
	    check_link(r, offset, o->values[0].text, link, e) < 0)
		return -1;
	o->part = PART_AUDIENCE_CLICKED_LINK;
	o->values[1] = text_value(link);
	return 0;
}

/* "10%" */
static int
read_share(struct audience_reader *r, struct audience_operand *o, struct err *e)
{
	size_t offset = r->token.offset;
	double percent;

	if (r->token.type != AUDIENCE_TOKEN_NUMBER)
		return audience_unexpected(r, "a share such as 10%", e);
	percent = audience_number_take(r);
	if (expect(r, "%", e) < 0)
		return -1;
	if (!(percent <= 100))
		return audience_fail(r, offset, e, "a share is 0%% to 100%%");
	o->values[0] = (struct db_value){ .type = DB_INT,
		.number = (int64_t)(percent * 10000 + 0.5) };
	return 0;
}

static int
use_known(struct audience_reader *r, const struct known *k, struct audience_operand *o,
    struct err *e)
{
	o->type = k->type;
	o->part = k->part;
	if (k->part == PART_AUDIENCE_SUBSCRIBED)
		o->values[0] = text_value(r->world->lists);
	if (k->arguments == NULL)
		return 0;
	if (expect(r, "(", e) < 0 || k->arguments(r, o, e) < 0)
		return -1;
	return expect(r, ")", e);
}

static void
use_field(struct audience_reader *r, const struct field *f, struct audience_operand *o)
{
	static const enum audience_type types[] = {
		[FIELD_TEXT] = AUDIENCE_TEXT,
		[FIELD_NUMBER] = AUDIENCE_NUMBER,
		[FIELD_BOOLEAN] = AUDIENCE_BOOLEAN,
		[FIELD_DATE] = AUDIENCE_DAY,
		[FIELD_CATEGORY] = AUDIENCE_TEXT,
		[FIELD_MULTI] = AUDIENCE_MULTI,
	};

	o->type = types[f->type];
	o->part = PART_AUDIENCE_FIELD;
	o->values[0] = text_value(arena_printf(r->world->arena, "$.%s", f->name));
}

static int
unknown_name(struct audience_reader *r, const char *word, size_t offset, bool in_text,
    struct err *e)
{
	const struct fields *f = &r->world->fields;
	const char *names[NAMES_MAX], *near, *made;
	struct audience_saved saved;
	struct err ignored = { 0 };
	size_t n, i;

	for (n = 0; n < f->n; n++)
		names[n] = f->items[n].name;
	for (i = 0; i < ARRAY_LEN(known); i++)
		names[n++] = known[i].name;
	made = field_make_name(span_of(word), r->world->arena); /* Prénom: PRENOM */
	near = str_near(made, names, n);
	if (near == NULL)
		near = str_near(word, names, n);
	if (audience_token_is(&r->token, "("))
		return audience_fail(r, offset, e,
		    "there is no function '%s': there are on, received, clicked and "
		    "sample",
		    word);
	if (in_text)
		return audience_fail(r, offset, e,
		    "there is no field '%s'; a text stands in quotes: \"%s\"", word,
		    word);
	if (r->label[0] != '@' && /* a saved one may be named after its own field */
	    audience_saved_get(&saved, r->world->db, word, r->world->arena, &ignored) ==
		0)
		return audience_fail(r, offset, e,
		    "there is no field '%s'; did you mean '@%s'?", word, saved.name);
	if (near != NULL)
		return audience_fail(r, offset, e,
		    "there is no field '%s'; did you mean '%s'?", word, near);
	return audience_fail(
	    r, offset, e, "there is no field '%s': nlctl field lists them", word);
}

/*
 * A field in its own spelling goes before what nlctl knows, so that a field called
 * ADDED is not lost; what nlctl knows goes before a field in another spelling.
 */
int
audience_name_use(struct audience_reader *r, const char *word, struct audience_operand *o,
    bool in_text, struct err *e)
{
	const struct fields *f = &r->world->fields;
	bool field_only = str_starts(word, FIELD_PREFIX);
	const char *name = field_only ? word + strlen(FIELD_PREFIX) : word;
	int i = fields_find(f, name);
	size_t k;

	if (i >= 0 && (field_only || str_eq(f->items[i].name, name))) {
		use_field(r, &f->items[i], o);
		return 0;
	}
	for (k = 0; !field_only && k < ARRAY_LEN(known); k++) {
		if (str_eq_ci(known[k].name, name))
			return use_known(r, &known[k], o, e);
	}
	if (field_only && str_eq(name, "EMAIL"))
		return use_known(r, &known[0], o, e);
	if (i < 0)
		return unknown_name(r, name, o->offset, in_text && !field_only, e);
	use_field(r, &f->items[i], o);
	return 0;
}
