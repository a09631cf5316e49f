/* setting - typed settings: who wins.  See setting.h. */
#include "people/setting.h"

#include "people/field.h"
#include "people/setting_kept.h"
#include "people/setting_keys.h"
#include "util/date.h"
#include "util/str.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 100

struct override {
	struct override *next;
	char *key, *value;
};

struct settings {
	struct db *db;
	struct settings *base;      /* whose options hold here too; NULL: none */
	struct override *overrides; /* options or, with a base, what the issue's file
				     * says; the newest first */
	struct setting_kept *kept;  /* NULL: nothing is kept */
};

struct settings *
settings_new(struct db *db)
{
	struct settings *s = xcalloc(1, sizeof(*s));

	s->db = db;
	return s;
}

struct settings *
settings_of_issue(struct settings *base)
{
	struct settings *s = settings_new(base->db);

	s->base = base;
	return s;
}

void
settings_free(struct settings *s)
{
	struct override *o, *next;

	if (s == NULL)
		return;
	for (o = s->overrides; o != NULL; o = next) {
		next = o->next;
		xfree(o->key);
		xfree(o->value);
		xfree(o);
	}
	setting_kept_free(s->kept);
	xfree(s);
}

int
settings_renew(struct settings *s, struct err *e)
{
	int64_t version;

	if (s->db == NULL)
		return 0;
	if (stmt_int(db_stmt(s->db, SQL_SETTING_VERSION), &version, e) < 0)
		return -1;
	if (s->kept == NULL)
		s->kept = setting_kept_new();
	setting_kept_at(s->kept, version);
	return 0;
}

static void
add(struct settings *s, const char *key, const char *value)
{
	struct override *o = xcalloc(1, sizeof(*o));

	if (s->kept != NULL)
		BUG("'%s' comes too late: what is read is kept already", key);
	o->key = xstrdup(key);
	o->value = xstrdup(value);
	o->next = s->overrides;
	s->overrides = o;
}

int
settings_override(struct settings *s, const char *key, const char *value, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);

	if (k == NULL || setting_check(k, key, value, e) < 0)
		return -1;
	add(s, key, value);
	return 0;
}

int
settings_add(struct settings *s, const char *key, const char *value, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);

	if (s->base == NULL)
		BUG("these are not the settings of an issue");
	if (k == NULL)
		return -1;
	if (!k->issue)
		return err_set(e, ERR_CONFLICT,
		    "'%s' is for all issues together: 'nlctl config %s VALUE' sets it",
		    key, key);
	if (setting_check(k, key, value, e) < 0)
		return -1;
	add(s, key, value);
	return 0;
}

/* NULL when key is not among them. */
static const char *
find(const struct override *o, const char *key)
{
	for (; o != NULL; o = o->next) {
		if (str_eq(o->key, key))
			return o->value;
	}
	return NULL;
}

/* The value that stands above the database's; NULL: there is none. */
static const char *
above(const struct settings *s, const char *key, enum setting_origin *origin)
{
	const char *value = NULL;

	*origin = SETTING_FROM_OPTION;
	if (s->base != NULL)
		value = find(s->base->overrides, key);
	if (value != NULL)
		return value;
	if (s->base != NULL)
		*origin = SETTING_FROM_ISSUE;
	return find(s->overrides, key);
}

/* 1, 0 when it is not set there, or -1. */
static int
stored(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	struct stmt *st;
	int rc;

	if (s->db == NULL)
		return 0;
	st = db_stmt(s->db, SQL_SETTING_VALUE);
	bind_int(st, ":list", list);
	bind_text(st, ":key", key);
	rc = stmt_step(st, e);
	if (rc > 0) {
		*out = arena_strdup(a, col_text(st, 0));
		stmt_reset(st);
	}
	return rc;
}

/* The value that holds, wherever it comes from. */
static int
resolve(struct settings *s, int64_t list, const char *key, struct arena *a,
    struct setting_value *out, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);
	const char *value;
	int rc;

	*out = (struct setting_value){ "", SETTING_FROM_DEFAULT };
	if (k == NULL)
		return -1;
	value = above(s, key, &out->origin);
	if (value != NULL) {
		out->text = arena_strdup(a, value);
		return 0;
	}
	out->origin = SETTING_FROM_LIST;
	rc = list != 0 ? stored(s, list, key, a, &out->text, e) : 0;
	if (rc == 0) {
		out->origin = SETTING_FROM_CONFIG;
		rc = stored(s, 0, key, a, &out->text, e);
	}
	if (rc == 0) {
		out->origin = SETTING_FROM_DEFAULT;
		out->text = k->value;
	}
	return rc < 0 ? -1 : 0;
}

int
setting_explain(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, enum setting_origin *origin, struct err *e)
{
	struct setting_value value;
	int rc = 0;

	if (s->kept == NULL) {
		rc = resolve(s, list, key, a, &value, e);
	} else if (!setting_kept_find(s->kept, list, key, a, &value)) {
		rc = resolve(s, list, key, a, &value, e);
		if (rc == 0)
			setting_kept_put(s->kept, list, key, &value);
	}
	*out = value.text;
	*origin = value.origin;
	return rc;
}

int
setting_get(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	enum setting_origin origin;

	return setting_explain(s, list, key, a, out, &origin, e);
}

int
setting_url(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	const char *url;
	size_t n;

	if (setting_get(s, list, key, a, &url, e) < 0)
		return -1;
	for (n = strlen(url); n > 0 && url[n - 1] == '/';)
		n--;
	*out = arena_memdup(a, url, n);
	return 0;
}

/* What is in the file may have been put there by another hand: ask again. */
int
setting_get_checked(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);

	*out = "";
	if (k == NULL || setting_get(s, list, key, a, out, e) < 0)
		return -1;
	if (**out == '\0' || setting_check(k, key, *out, e) == 0)
		return 0;
	e->kind = ERR_CONFIG;
	return -1;
}

static int
number(struct settings *s, int64_t list, const char *key, int64_t (*read)(const char *),
    int64_t *out, struct err *e)
{
	struct arena a = { 0 };
	const char *text;
	int rc = setting_get_checked(s, list, key, &a, &text, e);

	*out = rc == 0 && *text != '\0' ? read(text) : 0;
	arena_release(&a);
	return rc;
}

static int64_t
read_int(const char *text)
{
	return strtoll(text, NULL, 10);
}

static int64_t
read_bool(const char *text)
{
	return str_eq(text, "yes");
}

int
setting_int(
    struct settings *s, int64_t list, const char *key, int64_t *out, struct err *e)
{
	return number(s, list, key, read_int, out, e);
}

int
setting_bool(struct settings *s, int64_t list, const char *key, bool *out, struct err *e)
{
	int64_t v;
	int rc = number(s, list, key, read_bool, &v, e);

	*out = v != 0;
	return rc;
}

static int
need_list(struct db *db, const char *name, struct err *e)
{
	struct stmt *st = db_stmt(db, SQL_LIST_BY_NAME);
	int rc;

	bind_text(st, ":name", name);
	rc = stmt_step(st, e);
	if (rc == 0)
		return err_set(e, ERR_DATA,
		    "there is no list '%s': 'nlctl list' shows them, 'nlctl list add' "
		    "makes one",
		    name);
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

static int
need_fields(struct db *db, const char *value, struct err *e)
{
	struct arena a = { 0 };
	struct fields fields;
	struct span part;
	int rc = fields_load(&fields, db, &a, e);

	while (rc == 0 && setting_next_field(&value, &part)) {
		if (fields_need(&fields, arena_memdup(&a, part.s, part.n), e) < 0)
			rc = -1;
	}
	arena_release(&a);
	return rc;
}

/* What the value names must be there. */
static int
need_named(struct db *db, enum setting_type type, const char *value, struct err *e)
{
	if (type == SETTING_LIST)
		return need_list(db, value, e);
	if (type == SETTING_FIELDS)
		return need_fields(db, value, e);
	return 0;
}

int
setting_duration(
    struct settings *s, int64_t list, const char *key, int64_t *out, struct err *e)
{
	return number(s, list, key, date_duration, out, e);
}

int
setting_set(
    struct db *db, int64_t list, const char *key, const char *value, struct err *e)
{
	const struct setting_key *k = setting_find(key, e);
	struct stmt *st;

	if (k == NULL)
		return -1;
	if (list != 0 && !k->list)
		return err_set(e, ERR_CONFLICT,
		    "'%s' is for all lists together: 'nlctl config %s VALUE' sets it",
		    key, key);
	if (setting_check(k, key, value, e) < 0 || need_named(db, k->type, value, e) < 0)
		return -1;
	st = db_stmt(db, SQL_SETTING_PUT);
	bind_int(st, ":list", list);
	bind_text(st, ":key", key);
	bind_text(st, ":value", value);
	return stmt_run(st, e);
}

int
setting_unset(struct db *db, int64_t list, const char *key, struct err *e)
{
	struct stmt *st;

	if (setting_find(key, e) == NULL)
		return -1;
	st = db_stmt(db, SQL_SETTING_REMOVE);
	bind_int(st, ":list", list);
	bind_text(st, ":key", key);
	return stmt_run(st, e);
}

static int
each_override(const struct override *o, enum setting_origin origin,
    int (*each)(void *arg, const struct setting_row *row, struct err *e), void *arg,
    struct err *e)
{
	struct setting_row row;

	for (; o != NULL; o = o->next) {
		row = (struct setting_row){ "", o->key, o->value, origin };
		if (each(arg, &row, e) < 0)
			return -1;
	}
	return 0;
}

int
setting_each(struct settings *s,
    int (*each)(void *arg, const struct setting_row *row, struct err *e), void *arg,
    struct err *e)
{
	struct setting_row row;
	struct stmt *st;
	int rc = 0;

	if (s->base != NULL &&
	    each_override(s->base->overrides, SETTING_FROM_OPTION, each, arg, e) < 0)
		return -1;
	if (each_override(s->overrides,
		s->base != NULL ? SETTING_FROM_ISSUE : SETTING_FROM_OPTION, each, arg,
		e) < 0)
		return -1;
	if (s->db == NULL)
		return 0;
	st = db_stmt(s->db, SQL_SETTING_ROWS);
	while ((rc = stmt_step(st, e)) > 0) {
		row = (struct setting_row){ col_text(st, 0), col_text(st, 1),
			col_text(st, 2), SETTING_FROM_CONFIG };
		if (row.list[0] != '\0')
			row.origin = SETTING_FROM_LIST;
		if (each(arg, &row, e) < 0) {
			stmt_reset(st);
			return -1;
		}
	}
	return rc;
}

struct names {
	struct arena *arena;
	const char *prefix;
	const char **items;
	size_t n;
};

static int
collect_name(void *arg, const struct setting_row *row, struct err *e)
{
	struct names *names = arg;
	size_t prefix = strlen(names->prefix), n, i;
	const char *s = row->key + prefix + 1;

	if (!str_starts(row->key, names->prefix) || row->key[prefix] != '.')
		return 0;
	n = strcspn(s, ".");
	for (i = 0; i < names->n; i++) {
		if (strlen(names->items[i]) == n && strncmp(names->items[i], s, n) == 0)
			return 0;
	}
	if (names->n == NAMES_MAX)
		return err_set(e, ERR_CONFIG, "there are over %d names in '%s.*'",
		    NAMES_MAX, names->prefix);
	names->items[names->n++] = arena_memdup(names->arena, s, n);
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
setting_names(struct settings *s, const char *prefix, struct arena *a,
    const char *const **out, size_t *n, struct err *e)
{
	struct names names = { a, prefix, arena_alloc(a, NAMES_MAX * sizeof(char *)), 0 };

	*out = names.items;
	*n = 0;
	if (setting_each(s, collect_name, &names, e) < 0)
		return -1;
	qsort(names.items, names.n, sizeof(*names.items), by_name);
	*n = names.n;
	return 0;
}

void
setting_split_address(
    const char *value, struct arena *a, const char **name, const char **email)
{
	const char *open = strrchr(value, '<');
	struct span s, inside;

	*name = "";
	if (open == NULL) {
		s = utf8_trim(span_of(value));
		*email = arena_memdup(a, s.s, s.n);
		return;
	}
	s = utf8_trim((struct span){ value, (size_t)(open - value) });
	if (s.n >= 2 && s.s[0] == '"' && s.s[s.n - 1] == '"')
		s = (struct span){ s.s + 1, s.n - 2 };
	*name = arena_memdup(a, s.s, s.n);
	inside = span_of(open + 1);
	inside.n = strcspn(open + 1, ">");
	inside = utf8_trim(inside);
	*email = arena_memdup(a, inside.s, inside.n);
}

bool
setting_next_field(const char **at, struct span *part)
{
	if (**at == '\0')
		return false;
	*part = (struct span){ *at, strcspn(*at, ",") };
	*at += part->n;
	if (**at == ',')
		++*at;
	*part = utf8_trim(*part);
	return true;
}

size_t
setting_split_commas(
    const char *value, struct arena *a, const char *out[SETTING_KEYS_MAX])
{
	struct span part;
	size_t n = 0;

	while (n < SETTING_KEYS_MAX) {
		part = (struct span){ value, strcspn(value, ",") };
		value += part.n;
		part = utf8_trim(part);
		out[n++] = arena_memdup(a, part.s, part.n);
		if (*value == '\0')
			break;
		value++;
	}
	return n;
}
