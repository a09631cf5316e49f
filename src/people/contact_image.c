/* contact_image - what an import may change of a contact.  See contact_image.h. */
#include "people/contact_image.h"

#include "people/token_alias.h"
#include "util/str.h"

#include <jansson.h>
#include <string.h>

int
contact_image_take(
    const char **out, struct db *db, int64_t contact, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_IMAGE);
	int rc;

	*out = "";
	bind_int(st, ":id", contact);
	rc = stmt_step(st, e);
	if (rc > 0) {
		*out = arena_strdup(a, col_text(st, 0));
		stmt_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

int64_t
contact_image_hash(const char *image)
{
	return (int64_t)str_hash(image);
}

/* The item of an array as text; NULL for null. */
static const char *
text_at(const json_t *row, size_t i)
{
	return json_string_value(json_array_get(row, i));
}

static int64_t
int_at(const json_t *row, size_t i)
{
	return json_integer_value(json_array_get(row, i));
}

static void
bind_int_at(struct stmt *st, const char *name, const json_t *row, size_t i)
{
	if (json_is_integer(json_array_get(row, i)))
		bind_int(st, name, int_at(row, i));
	else
		bind_null(st, name);
}

/* Bytes from their hexadecimal form; SQLite's unhex() is newer than it. */
static void
bind_hex_at(
    struct stmt *st, const char *name, const json_t *row, size_t i, struct arena *a)
{
	const char *hex = text_at(row, i);
	size_t n = hex != NULL ? strlen(hex) / 2 : 0;
	unsigned char *bytes = arena_alloc(a, n + 1);

	if (hex != NULL && str_unhex(bytes, hex, n))
		bind_blob(st, name, bytes, n);
	else
		bind_null(st, name);
}

static int
restore_subscription(
    struct db *db, int64_t contact, const json_t *row, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUBSCRIPTION_RESTORE);

	bind_int(st, ":contact", contact);
	bind_int(st, ":list", int_at(row, 0));
	bind_text(st, ":state", text_at(row, 1));
	bind_int(st, ":since", int_at(row, 2));
	bind_text(st, ":source", text_at(row, 3));
	bind_int_at(st, ":paused_until", row, 4);
	bind_hex_at(st, ":confirm_token", row, 5, a);
	bind_int_at(st, ":confirm_expires", row, 6);
	bind_text(st, ":confirm_asked", text_at(row, 7));
	bind_text(st, ":consent", text_at(row, 8));
	return stmt_run(st, e);
}

static int
restore_suppression(
    struct db *db, int64_t contact, const json_t *row, struct arena *a, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUPPRESSION_RESTORE);

	bind_int(st, ":contact", contact);
	bind_hex_at(st, ":hash", row, 0, a);
	bind_text(st, ":reason", text_at(row, 1));
	bind_int(st, ":since", int_at(row, 2));
	bind_text(st, ":source", text_at(row, 3));
	bind_text(st, ":pattern", text_at(row, 4));
	return stmt_run(st, e);
}

static int
restore_alias(
    struct db *db, int64_t contact, const json_t *row, struct arena *a, struct err *e)
{
	bool ignored;

	(void)a;
	return token_alias_add(db, json_string_value(row), contact, &ignored, e);
}

static int
clear(struct db *db, enum sql sql, int64_t contact, struct err *e)
{
	struct stmt *st = db_stmt(db, sql);

	bind_int(st, ":contact", contact);
	return stmt_run(st, e);
}

static int
clear_suppressions(struct db *db, int64_t contact, const char *image, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_SUPPRESSION_CLEAR);

	bind_int(st, ":contact", contact);
	bind_text(st, ":image", image);
	return stmt_run(st, e);
}

static int
restore_rows(struct db *db, int64_t contact, const json_t *rows,
    int (*restore)(struct db *db, int64_t contact, const json_t *row, struct arena *a,
	struct err *e),
    struct err *e)
{
	struct arena a = { 0 };
	const json_t *row;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && (row = json_array_get(rows, i)) != NULL; i++)
		rc = restore(db, contact, row, &a, e);
	arena_release(&a);
	return rc;
}

static int
restore_contact(struct db *db, int64_t contact, const json_t *image, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_UPDATE);

	bind_text(st, ":fields", json_string_value(json_object_get(image, "fields")));
	bind_int(st, ":added", json_integer_value(json_object_get(image, "added")));
	bind_int(st, ":id", contact);
	if (stmt_run(st, e) < 0)
		return -1;
	st = db_stmt(db, SQL_CONTACT_SET_LANGUAGE);
	bind_text(st, ":language", json_string_value(json_object_get(image, "language")));
	bind_int(st, ":id", contact);
	return stmt_run(st, e);
}

int
contact_image_restore(struct db *db, int64_t contact, const char *image, struct err *e)
{
	json_error_t why;
	json_t *o = json_loads(image, 0, &why);
	int rc = -1;

	if (!json_is_object(o))
		err_set(e, ERR_IO, "what a contact was is not readable any more");
	else if (restore_contact(db, contact, o, e) == 0 &&
	    clear(db, SQL_SUBSCRIPTION_CLEAR, contact, e) == 0 &&
	    restore_rows(db, contact, json_object_get(o, "subscriptions"),
		restore_subscription, e) == 0 &&
	    clear_suppressions(db, contact, image, e) == 0 &&
	    restore_rows(db, contact, json_object_get(o, "suppressions"),
		restore_suppression, e) == 0 &&
	    clear(db, SQL_TOKEN_ALIAS_CLEAR, contact, e) == 0)
		rc = restore_rows(
		    db, contact, json_object_get(o, "aliases"), restore_alias, e);
	json_decref(o);
	return rc;
}

int
contact_image_remove(struct db *db, int64_t contact, struct err *e)
{
	if (clear(db, SQL_SUBSCRIPTION_CLEAR, contact, e) < 0 ||
	    clear_suppressions(db, contact, "{}", e) < 0 ||
	    clear(db, SQL_TOKEN_ALIAS_CLEAR, contact, e) < 0)
		return -1;
	return clear(db, SQL_CONTACT_REMOVE, contact, e);
}
