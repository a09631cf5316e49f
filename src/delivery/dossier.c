/* dossier - all that is stored on one person.  See dossier.h. */
#include "delivery/dossier.h"

#include "delivery/forget.h"
#include "people/suppression.h"
#include "util/xalloc.h"

#include <string.h>

/* To add one: its title in util/lang/CODE.txt, dossier.NAME. */
static const struct dossier_section sections[] = {
	{ "contact", true, SQL_DOSSIER_CONTACT },
	{ "subscriptions", false, SQL_DOSSIER_SUBSCRIPTIONS },
	{ "suppressions", false, SQL_DOSSIER_SUPPRESSIONS },
	{ "deliveries", false, SQL_DOSSIER_DELIVERIES },
	{ "clicks", false, SQL_DOSSIER_CLICKS },
	{ "notices", false, SQL_DOSSIER_NOTICES },
	{ "events", false, SQL_DOSSIER_EVENTS },
	{ "returned_mails", false, SQL_DOSSIER_RETURNED },
	{ "imports", false, SQL_DOSSIER_IMPORTS },
	{ "token_aliases", false, SQL_DOSSIER_ALIASES },
};

int
dossier_find(struct db *db, const char *address, struct arena *a,
    struct dossier_person *out, struct err *e)
{
	struct forget_receipt r;

	if (forget_find(db, address, a, &r, e) < 0)
		return -1;
	*out = (struct dossier_person){ r.contact, r.address, r.key };
	return 0;
}

/* "time:since" is the time "since". */
static void
read_value(struct stmt *st, int column, struct dossier_value *v)
{
	static const struct {
		const char *prefix;
		enum dossier_type type;
	} types[] = {
		{ "number:", DOSSIER_NUMBER },
		{ "bool:", DOSSIER_BOOL },
		{ "time:", DOSSIER_TIME },
		{ "json:", DOSSIER_JSON },
	};
	const char *name = col_name(st, column);
	size_t i;

	*v = (struct dossier_value){ .name = name, .type = DOSSIER_TEXT };
	for (i = 0; i < ARRAY_LEN(types); i++) {
		if (str_starts(name, types[i].prefix)) {
			v->type = types[i].type;
			v->name = name + strlen(types[i].prefix);
		}
	}
	v->text = col_span(st, column);
	v->number = col_int(st, column);
	if (col_is_null(st, column) || (v->type == DOSSIER_TEXT && v->text.n == 0))
		v->type = DOSSIER_NULL;
}

static int
write_rows(struct stmt *st, const struct dossier_sink *sink, int64_t *rows, struct err *e)
{
	struct dossier_value v;
	int i, n, rc;

	*rows = 0;
	while ((rc = stmt_step(st, e)) > 0) {
		sink->row(sink->arg);
		n = col_count(st);
		for (i = 0; i < n; i++) {
			read_value(st, i, &v);
			sink->value(sink->arg, &v);
		}
		sink->row_end(sink->arg);
		++*rows;
	}
	return rc;
}

static int
write_section(struct db *db, const struct dossier_person *p, struct suppression *s,
    const struct dossier_section *section, const struct dossier_sink *sink, struct err *e)
{
	unsigned char hash[SUPPRESSION_HASH_SIZE];
	struct stmt *st = db_stmt(db, section->sql);
	int64_t rows;

	bind_int(st, ":contact", p->contact);
	if (section->sql == SQL_DOSSIER_NOTICES)
		bind_text(st, ":key", p->key);
	if (section->sql == SQL_DOSSIER_SUPPRESSIONS) {
		suppression_hash(s, p->key, hash);
		bind_blob(st, ":hash", hash, sizeof(hash));
	}
	sink->section(sink->arg, section);
	if (write_rows(st, sink, &rows, e) < 0)
		return -1;
	sink->section_end(sink->arg, section, rows);
	return 0;
}

int
dossier_write(struct db *db, const struct dossier_person *p,
    const struct dossier_sink *sink, struct err *e)
{
	struct suppression *s;
	size_t i;
	int rc = 0;

	if (suppression_open(&s, db, e) < 0 || db_begin_read(db, e) < 0)
		return -1;
	for (i = 0; i < ARRAY_LEN(sections) && rc == 0; i++)
		rc = write_section(db, p, s, &sections[i], sink, e);
	db_rollback(db);
	suppression_close(s);
	return rc;
}
