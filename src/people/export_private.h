/*
 * export_private - what the files of export share, and nobody else sees.
 *
 * export.c walks over the people; export_csv.c and export_jsonl.c lay one person
 * out; export_value.c writes what has parts, the same JSON for both: a cell, or a
 * member of the person.
 */
#ifndef PEOPLE_EXPORT_PRIVATE_H
#define PEOPLE_EXPORT_PRIVATE_H

#include "people/export.h"
#include "people/export_format.h"
#include "people/field.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/json.h"

#include <stddef.h>

struct export_list {
	int64_t id;
	const char *name;
};

/* A person, as the statement export_contacts gives them; texts are its own. */
struct export_person {
	int64_t id, added, since;
	const char *address, *language, *source, *fields, *reason, *why;
};

struct exporter {
	struct db *db;
	const struct export_options *options;
	const struct export_callbacks *callbacks;
	struct export_summary *summary;
	struct arena arena, scratch; /* of the whole, of one person */
	struct fields fields;
	struct export_list *lists; /* by id */
	size_t nlists;
	bool any_alias;
	struct buf out, value, guarded; /* what write gets; one JSON value; one cell */
	size_t begun;                   /* where the person begins in out */
	bool first_cell;
};

/* export_value: text from the database as UTF-8, whoever wrote it. */
struct span export_text(struct exporter *x, const char *text);

/* A member of an object. */
void export_member(
    struct exporter *x, struct json *j, const char *name, const char *text);
void export_member_time(struct json *j, const char *name, int64_t t);

/* JSON values; null and [] stand for nothing. */
void export_suppressed(struct exporter *x, struct json *j, const struct export_person *p);
int export_aliases(struct exporter *x, struct json *j, int64_t contact, struct err *e);
int export_events(struct exporter *x, struct json *j, int64_t contact, struct err *e);

/* The statement with the subscriptions of a contact, by the id of the list; and
 * the row that it is at, list NULL where its name is said elsewhere. */
struct stmt *export_subscriptions(struct exporter *x, int64_t contact);
void export_subscription(
    struct exporter *x, struct json *j, struct stmt *st, const char *list);

/* What a file begins with, and one person, into x->out. */
void export_begin_jsonl(struct exporter *x);
int export_person_jsonl(struct exporter *x, const struct export_person *p, struct err *e);
void export_begin_csv(struct exporter *x);
int export_person_csv(struct exporter *x, const struct export_person *p, struct err *e);

#endif
