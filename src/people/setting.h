/*
 * setting - typed settings: what keys there are, what values they take, who wins.
 *
 * One const table knows every key.  A value comes from the first of: an option
 * (-o KEY=VALUE), the issue's file, the list, config, the default.  Reads and
 * writes the table setting and no other.  No secret is ever stored here: passwords are files or
 * commands.
 */
#ifndef PEOPLE_SETTING_H
#define PEOPLE_SETTING_H

#include "io/db.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_type {
	SETTING_TEXT,     /* one line */
	SETTING_LIST,     /* the name of a list that there is */
	SETTING_FIELDS,   /* names of fields that there are, commas between */
	SETTING_ADDRESS,  /* EMAIL or "Name <EMAIL>" */
	SETTING_EMAIL,    /* EMAIL; with a "*" in the local part where star is set */
	SETTING_DOMAIN,   /* a name of the DNS, with a dot in it */
	SETTING_ZONE,     /* of time: Europe/Paris */
	SETTING_SELECTOR, /* DKIM selectors, SETTING_KEYS_MAX at most, commas between */
	SETTING_PATHS,    /* as many files, commas between */
	SETTING_COLOR,    /* #rrggbb */
	SETTING_NETWORKS, /* addresses, networks, the word unix; commas between */
	SETTING_URL,      /* SCHEME://HOST, with one of the schemes in choices */
	SETTING_BOOL,     /* yes or no */
	SETTING_INT,      /* min to max */
	SETTING_DURATION, /* as util/date.h reads it, min seconds at least */
	SETTING_CHOICE    /* one of choices */
};

#define SETTING_KEYS_MAX 2 /* DKIM keys: one an algorithm */

#define SETTING_STAR_ID 30   /* the short id of a copy, delivery/ids.h */
#define SETTING_STAR_UUID 36 /* an unsubscribe token */

/* A "*" in key stands for one part of a name, letters, digits, "-" and "_":
 * relay.*.url; in header.* for a header field. */
struct setting_key {
	const char *key;
	enum setting_type type;
	int64_t min, max;    /* of SETTING_INT; min of SETTING_DURATION */
	const char *choices; /* blanks between them */
	unsigned star;       /* octets that a "*" in it becomes; 0: it may hold none */
	bool list;           /* a list may have its own */
	bool issue;          /* an issue's file may have its own */
	const char *value;   /* the default, "" for none */
	const char *help;    /* one line */
};

enum setting_origin {
	SETTING_FROM_DEFAULT,
	SETTING_FROM_CONFIG,
	SETTING_FROM_LIST,
	SETTING_FROM_ISSUE,
	SETTING_FROM_OPTION
};

struct settings;

/* db NULL: options and defaults only.  db is borrowed. */
struct settings *settings_new(struct db *db);
void settings_free(struct settings *s); /* NULL is accepted */

/* For this process only, above all others; validated, fails as setting_set. */
int settings_override(
    struct settings *s, const char *key, const char *value, struct err *e);

/*
 * For who asks for the same again and again: what is read is kept from now on, until a
 * call of this finds that another connection has changed the database.  Not for who
 * sets something through db himself.
 */
int settings_renew(struct settings *s, struct err *e);

/*
 * The settings of one issue: those of base, and what settings_add puts between
 * its options and its lists.  base is borrowed; settings_free when done.
 */
struct settings *settings_of_issue(struct settings *base);

/* What the issue's file says; fails as setting_set, where the key is for all. */
int settings_add(struct settings *s, const char *key, const char *value, struct err *e);

/* All keys, in the order of the manual. */
const struct setting_key *setting_keys(size_t *n);

/* The entry for a key; NULL with ERR_NOTFOUND that names near ones. */
const struct setting_key *setting_find(const char *key, struct err *e);

/*
 * The value that holds for key on this list (0: no list), in arena a; "" when
 * there is none.  An unknown key is a bug of ours.
 */
int setting_get(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e);

/* The same, checked anew, with ERR_CONFIG: another program may have put it there. */
int setting_get_checked(struct settings *s, int64_t list, const char *key,
    struct arena *a, const char **out, struct err *e);

/* The same of an address of the web, without final slashes: for what is put behind it. */
int setting_url(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, struct err *e);

/* The same, and who won. */
int setting_explain(struct settings *s, int64_t list, const char *key, struct arena *a,
    const char **out, enum setting_origin *origin, struct err *e);

/* The same for the types that are numbers; *out is 0 when there is no value. */
int setting_int(
    struct settings *s, int64_t list, const char *key, int64_t *out, struct err *e);
int setting_bool(
    struct settings *s, int64_t list, const char *key, bool *out, struct err *e);

/* In seconds. */
int setting_duration(
    struct settings *s, int64_t list, const char *key, int64_t *out, struct err *e);

/*
 * Store a value, for a list or (0) for all.  Fails with ERR_NOTFOUND (unknown
 * key), ERR_DATA (a value of another type) or ERR_CONFLICT (a secret, or a key
 * that lists do not have), saying what to write; then nothing has changed.
 */
int setting_set(
    struct db *db, int64_t list, const char *key, const char *value, struct err *e);

/* Back to what is below it; no error when it was not set. */
int setting_unset(struct db *db, int64_t list, const char *key, struct err *e);

/*
 * Everything that is set, in the order of keys: options too when db's settings
 * come through s, and what an issue's file says.  each returns 0, or -1 to stop with its own error.
 */
struct setting_row {
	const char *list; /* "" for all */
	const char *key, *value;
	enum setting_origin origin;
};
int setting_each(struct settings *s,
    int (*each)(void *arg, const struct setting_row *row, struct err *e), void *arg,
    struct err *e);

/*
 * The names N for which any key PREFIX.N or PREFIX.N.KEY is set ("relay":
 * "backup", "default"), sorted, in arena a.
 */
int setting_names(struct settings *s, const char *prefix, struct arena *a,
    const char *const **out, size_t *n, struct err *e);

/* The parts of a SETTING_SELECTOR or SETTING_PATHS, in arena a; how many. */
size_t setting_split_commas(
    const char *value, struct arena *a, const char *out[SETTING_KEYS_MAX]);

/* The next part of a SETTING_FIELDS, without blanks around it: moves *at on; false at
 * the end. */
bool setting_next_field(const char **at, struct span *part);

/* The parts of a SETTING_ADDRESS that setting_set took; *name is "" or a name. */
void setting_split_address(
    const char *value, struct arena *a, const char **name, const char **email);

#endif
