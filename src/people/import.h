/*
 * import - contacts from a CSV file, in one transaction.
 *
 * Reads the file twice: once to know its columns (import_head, import_preset),
 * once to check each record (import_row).  Checked records are sorted by address, on disk
 * when they are many (import_sort), so that those of one person meet, wherever
 * they stand in the file, and SQLite's index grows in order; import_apply then
 * compares each person with the database.  Memory does not depend on the size
 * of the file.
 *
 * The first record of a person makes the contact, later ones overwrite it with
 * their non-empty values; the earliest date added stays.  Importing never mails
 * anybody, and lifts nothing: who left, bounced, complained, is blocked or
 * forgotten stays so, and who left every list is put on no other.  What it changed
 * is kept (import_log), so that import_undo can take it back.
 */
#ifndef PEOPLE_IMPORT_H
#define PEOPLE_IMPORT_H

#include "io/db.h"
#include "people/field.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/date.h"
#include "util/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a record says of a person.  The order is the one of strength. */
enum import_state {
	IMPORT_UNSAID,
	IMPORT_PENDING, /* also what stands for a word that nobody knows: not mailed */
	IMPORT_ACTIVE,
	IMPORT_LEFT, /* unsubscribed */
	IMPORT_BOUNCED,
	IMPORT_COMPLAINED,
	IMPORT_BLOCKED
};

/* A name of --status; ERR_USAGE lists them. */
int import_state_read(enum import_state *out, const char *name, struct err *e);

/* What a person says that a column is; import_map_read makes one. */
struct import_map {
	const char *column; /* its heading, or ATTRIBUTES.city for a key of JSON */
	const char *target; /* "@email", …, or a field's name */
};

/* Cut "COLUMN=TARGET" and check the target: ERR_USAGE. */
int import_map_read(
    struct import_map *out, const char *text, struct arena *a, struct err *e);

struct import_options {
	const char *file;        /* "-" is standard input */
	const char *list;        /* everybody goes there, lists in the file are not
	                          * read; made when missing.  NULL: the file's lists, and
	                          * the default one for who has none */
	enum import_state state; /* of all records; a do-not-mail state in the file
	                          * stays.  IMPORT_UNSAID: what the file says, or active */
	const char *source;      /* NULL: "import FILE" */
	const char *rejects;     /* CSV of what was refused; NULL: none */
	char separator;          /* '\0': sniffed */
	const char *from; /* the program that wrote it; NULL: as its headings say */
	const struct import_map *maps;
	size_t nmaps;
	bool dates_given;      /* then dates that do not begin with the year */
	enum date_order dates; /* are read so; otherwise each column as it seems */
	bool plan;             /* do everything, then roll back */
	int64_t now;           /* UTC seconds */
};

struct import_column {
	const char *heading;  /* as in the file; of a part: "ATTRIBUTES.city" */
	const char *target;   /* "@email", "@status", "@lists", "@since", "@source",
	                      * "@alias", "@json", "@ignore", or a field's name */
	enum field_type type; /* of the field */
	bool is_new;          /* a field that did not exist */
	const char *dates;    /* "dmy" or "mdy" where that was not clear, else "" */
	bool no_states;       /* called a state; its words made it a field */
};

/* What is done with a record. */
enum import_verdict {
	IMPORT_ADD,
	IMPORT_UPDATE,
	IMPORT_SAME,
	IMPORT_STICKY,
	IMPORT_REJECT
};

struct import_row_verdict {
	size_t line; /* the record's first */
	enum import_verdict verdict;
	const char *address; /* canonical; of a rejected one as in the file */
	const char *reason;  /* what is new, what keeps it, or why not */
};

const char *import_verdict_name(enum import_verdict v);

/*
 * Each record is counted once in added … rejected.  Of records in the file:
 */
struct import_summary {
	int64_t records;
	int64_t added;        /* new contacts that may be mailed (or are pending) */
	int64_t added_silent; /* new contacts kept as do-not-mail */
	int64_t updated;      /* contacts of the database that are different now */
	int64_t same;         /* contacts of the database that are as they were */
	int64_t
	    sticky; /* the record would mail somebody who left, bounced, …: not done */
	int64_t twice_same;    /* the same address again in the file: nothing new */
	int64_t twice_updated; /* … with something new */
	int64_t rejected;
	int64_t warnings;
	struct import_column *columns; /* in the arena given */
	size_t ncolumns;
	const char **new_lists; /* in the arena given */
	size_t nnew_lists;
	const char *default_list;
	bool default_list_changed; /* it took the place of the automatic one */
	char separator;
	const char *encoding; /* "UTF-8", "UTF-16", "Windows-1252" */
	const char *from;     /* the program whose export this is; "" */
	bool from_detected;   /* nobody said so */
	int64_t id;           /* for import_undo; 0: a plan, or nothing changed */
};

enum import_phase {
	IMPORT_READING, /* checking and sorting; how many there are is not known */
	IMPORT_STORING  /* comparing with the database and writing */
};

/* What is said while it works; any may be NULL.  line: the record's first; total:
 * 0 where it is not known. */
struct import_callbacks {
	void *arg;
	void (*warning)(void *arg, size_t line, const char *address, const char *text);
	void (*reject)(void *arg, size_t line, const char *address, const char *reason);
	void (*progress)(void *arg, enum import_phase phase, int64_t done, int64_t total);
	/* Every record, in the order of the file, when all is done; -1 ends the
	 * import, and nothing has changed. */
	int (*row)(void *arg, const struct import_row_verdict *row, struct err *e);
};

/*
 * Import, in one transaction.  A rejected record is no failure.  Fails with
 * ERR_NOINPUT, ERR_PERM, ERR_DATA (the file as a whole is not readable: names
 * the line), ERR_IO, ERR_TEMP; then nothing has changed, and no rejects file is
 * left.  settings gives the default list.
 */
int import_run(struct db *db, struct settings *settings, const struct import_options *o,
    const struct import_callbacks *cb, struct arena *a, struct import_summary *out,
    struct err *e);

#endif
