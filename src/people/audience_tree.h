/*
 * audience_tree - an audience expression, read: for people/audience*.c alone.
 *
 * audience_parse.c reads the grammar, audience_name.c the names and values,
 * audience_test.c puts them together into tests whose types fit, audience_sql.c
 * makes SQL of the whole.  Everything is in the arena of the world.
 */
#ifndef PEOPLE_AUDIENCE_TREE_H
#define PEOPLE_AUDIENCE_TREE_H

#include "io/db.h"
#include "people/audience_token.h"
#include "people/field.h"

#define AUDIENCE_LENGTH_MAX 8000 /* bytes of one expression */
#define AUDIENCE_TESTS_MAX 250   /* with those of the saved ones in it */
/* Of "(", "not" and "@", one in the other: each takes up to four of the 100 symbols
 * that SQLite's parser can hold, a condition and its statement some 30. */
#define AUDIENCE_NESTING_MAX 16

enum audience_type {
	AUDIENCE_TEXT,
	AUDIENCE_NUMBER,
	AUDIENCE_BOOLEAN,
	AUDIENCE_DAY,    /* of a field: text, YYYY-MM-DD with or without a time */
	AUDIENCE_MULTI,  /* of a field: a JSON array */
	AUDIENCE_MOMENT, /* UTC seconds */
	AUDIENCE_ADDRESS
};

/* Something that a person has, or (literal) that was written. */
struct audience_operand {
	struct span text; /* as written */
	size_t offset;
	enum audience_type type;
	enum sql_part part;
	const struct audience_operand *of; /* in the hole of part; NULL: it has none */
	struct db_value values[2];         /* of part, as many as it has */
	bool literal;
	/* Of a literal: */
	const char *string;
	double number;
	bool truth;
	bool is_day;        /* [start, end) is a whole day */
	int64_t start, end; /* UTC seconds */
	const char *day;    /* YYYY-MM-DD, local */
};

enum audience_node_kind {
	AUDIENCE_ALL,   /* of first and its next ones */
	AUDIENCE_ANY,   /* of them */
	AUDIENCE_NOT,   /* first */
	AUDIENCE_SAVED, /* first, which is called text */
	AUDIENCE_TEST
};

struct audience_node {
	enum audience_node_kind kind;
	struct span text; /* as written */
	struct audience_node *first, *next;
	/* Of a test: */
	enum sql_part part;
	const struct audience_operand *operands[3];
	struct db_value values[2];
};

/* What does not change while an expression and the saved ones in it are read. */
struct audience_world {
	struct db *db;
	struct arena *arena;
	struct fields fields;
	const char *lists; /* JSON array: what "subscribed" is about */
	int64_t now;
	int tests, nesting;
	const char *open[AUDIENCE_NESTING_MAX]; /* saved ones being read */
	int nopen;
};

struct audience_reader {
	struct audience_world *world;
	const char *label; /* of messages: "--where", "@members" */
	struct audience_lexer lexer;
	struct audience_token token; /* the next one */
	size_t end;                  /* behind the last one that was taken */
	size_t start;                /* of the test that is being read */
};

enum audience_comparison {
	AUDIENCE_EQUAL,
	AUDIENCE_NOT_EQUAL,
	AUDIENCE_LESS,
	AUDIENCE_LESS_EQUAL,
	AUDIENCE_GREATER,
	AUDIENCE_GREATER_EQUAL
};

/* Read one text.  NULL: failed. */
struct audience_node *audience_read(
    struct audience_world *w, const char *label, const char *text, struct err *e);

/* Take the next token. */
void audience_advance(struct audience_reader *r);

/* Put "LABEL:LINE:COLUMN: " before an error and make it ERR_DATA.  Returns -1. */
int audience_place(const struct audience_reader *r, size_t offset, struct err *e);

/* Fill e with one that has its place. */
int audience_fail(const struct audience_reader *r, size_t offset, struct err *e,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Say that the next token cannot stand where it does; wanted is what could. */
int audience_unexpected(
    const struct audience_reader *r, const char *wanted, struct err *e);

/* Read a name with its arguments, or a value.  in_text: a text may be meant, so an
 * unknown name may be one without its quotes. */
int audience_operand_read(
    struct audience_reader *r, struct audience_operand *out, bool in_text, struct err *e);

/* The next token, a number without its sign. */
double audience_number_take(struct audience_reader *r);

/* text as a day into o, whose offset is for messages. */
int audience_day_read(struct audience_reader *r, struct audience_operand *o,
    struct span text, struct err *e);

/* A name that was taken; its arguments are next. */
int audience_name_use(struct audience_reader *r, const char *word,
    struct audience_operand *o, bool in_text, struct err *e);

/* Tests; NULL: failed. */
struct audience_node *audience_test_truth(
    struct audience_reader *r, const struct audience_operand *o, struct err *e);
struct audience_node *audience_test_compare(struct audience_reader *r,
    const struct audience_operand *l, enum audience_comparison c,
    const struct audience_operand *o, struct err *e);
struct audience_node *audience_test_in(struct audience_reader *r,
    const struct audience_operand *l, const struct audience_operand *items, size_t n,
    struct err *e);
struct audience_node *audience_test_like(struct audience_reader *r,
    const struct audience_operand *l, const struct audience_operand *pattern,
    struct err *e);
struct audience_node *audience_test_empty(
    struct audience_reader *r, const struct audience_operand *o, struct err *e);

/* The other way round: of the same text. */
struct audience_node *audience_negate(struct audience_reader *r, struct audience_node *n);

#endif
