/* import_own_csv - a record of an exported CSV as the JSON of the other format.
 * See import_own_private.h. */
#include "people/import_own_private.h"

#include "util/xalloc.h"

#include <string.h>

static int
read_heading(struct import_own *own, struct own_column *out, struct span s,
    struct arena *a, struct err *e)
{
	const char *text = arena_memdup(a, s.s, s.n), *colon = strrchr(text, ':');
	size_t n = strlen(EXPORT_LIST), i;

	if (str_starts(text, EXPORT_LIST)) {
		*out = (struct own_column){ OWN_LIST, own->nlists };
		return own_add_list(own, (struct span){ text + n, s.n - n }, a, e);
	}
	if (!str_starts(text, EXPORT_PREFIX) && colon != NULL) {
		*out = (struct own_column){ OWN_FIELD, own->fields.n };
		return own_add_field(own, (struct span){ text, (size_t)(colon - text) },
		    span_of(colon + 1), a, e);
	}
	for (i = 0; i < EXPORT_COLUMNS; i++) {
		*out = (struct own_column){ OWN_MEMBER, i };
		if (str_starts(text, EXPORT_PREFIX) &&
		    str_eq(text + strlen(EXPORT_PREFIX),
			export_column_name((enum export_column)i)))
			return 0;
	}
	return err_set(e, ERR_DATA,
	    "line 1: '%.200s' is no heading that this nlctl knows: import it with the "
	    "nlctl that made it",
	    text);
}

/* csv guesses encodings; an export has one. */
static int
next_record(struct import_own *own, struct csv_record *r, struct err *e)
{
	int rc = csv_next(own->csv, r, e);

	if (rc > 0 && csv_encoding(own->csv) == CSV_WINDOWS_1252)
		return err_set(e, ERR_DATA,
		    "line %zu: this is not UTF-8 text, which an export is", r->line);
	return rc;
}

int
own_csv_head(struct import_own *own, struct arena *a, struct err *e)
{
	bool seen[EXPORT_COLUMNS] = { false };
	struct own_column *c;
	struct csv_record r;
	size_t i;

	if (next_record(own, &r, e) <= 0)
		return -1;
	own->columns = arena_alloc(a, r.n * sizeof(*own->columns));
	own->lists = arena_alloc(a, r.n * sizeof(*own->lists));
	own->ncolumns = r.n;
	for (i = 0; i < r.n; i++) {
		c = &own->columns[i];
		if (read_heading(own, c, r.fields[i], a, e) < 0)
			return -1;
		if (c->kind == OWN_MEMBER && seen[c->index])
			return err_set(
			    e, ERR_DATA, "line 1: two columns are '%s'", r.fields[i].s);
		if (c->kind == OWN_MEMBER)
			seen[c->index] = true;
	}
	return 0;
}

/* JSON that stands in a cell. */
static json_t *
parse(struct span cell, const char *name, struct err *e)
{
	json_t *v = json_loadb(cell.s, cell.n, JSON_REJECT_DUPLICATES, NULL);

	if (v == NULL)
		err_set(e, ERR_DATA, "the cell '%s' is not JSON", name);
	return v;
}

static int
put_member(json_t *root, enum export_column column, struct span cell, struct err *e)
{
	const char *name = export_column_name(column);
	json_t *v;

	if (cell.n == 0)
		return 0;
	v = column < EXPORT_SUPPRESSED ? json_stringn(cell.s, cell.n)
				       : parse(cell, name, e);
	return v == NULL ? -1 : json_object_set_new(root, name, v);
}

static int
put_subscription(json_t *subscriptions, const char *list, struct span cell, struct err *e)
{
	json_t *v;

	if (cell.n == 0)
		return 0;
	v = parse(cell, list, e);
	if (v == NULL)
		return -1;
	if (json_object_set_new(v, "list", json_string(list)) < 0) {
		json_decref(v);
		return err_set(e, ERR_DATA, "the cell '%s' is no JSON object", list);
	}
	return json_array_append_new(subscriptions, v);
}

static int
put_field(json_t *fields, const struct field *f, struct span cell, struct err *e)
{
	json_t *v;

	if (cell.n == 0)
		return 0;
	v = f->type == FIELD_MULTI && cell.s[0] == '[' ? parse(cell, f->name, e)
						       : json_stringn(cell.s, cell.n);
	return v == NULL ? -1 : json_object_set_new(fields, f->name, v);
}

static int
put_cell(struct import_own *own, json_t *root, const struct own_column *c,
    struct span cell, struct err *e)
{
	cell = export_unguard(cell);
	switch (c->kind) {
	case OWN_MEMBER:
		return put_member(root, (enum export_column)c->index, cell, e);
	case OWN_LIST:
		return put_subscription(json_object_get(root, "subscriptions"),
		    own->lists[c->index], cell, e);
	case OWN_FIELD:
		return put_field(json_object_get(root, "fields"),
		    &own->fields.items[c->index], cell, e);
	}
	BUG("kind of column");
}

int
own_csv_next(struct import_own *own, json_t **out, size_t *line, struct err *e)
{
	static const struct span nothing = { "", 0 };
	struct csv_record r;
	json_t *root;
	size_t i;
	int rc = next_record(own, &r, e);

	if (rc <= 0)
		return rc;
	*line = r.line;
	if (r.n > own->ncolumns)
		return err_set(e, ERR_DATA, "line %zu: %zu cells, and %zu headings",
		    r.line, r.n, own->ncolumns);
	root = json_object();
	json_object_set_new(root, "subscriptions", json_array());
	json_object_set_new(root, "fields", json_object());
	for (i = 0; i < own->ncolumns; i++) {
		if (put_cell(own, root, &own->columns[i], i < r.n ? r.fields[i] : nothing,
			e) < 0) {
			json_decref(root);
			return err_ctx(e, "line %zu", r.line);
		}
	}
	*out = root;
	return 1;
}
