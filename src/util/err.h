/*
 * err - what went wrong, as a value.
 *
 * Filled where it happens, given context on the way up, printed once by main.
 * The kind decides the exit status (the table is in main.c); the text is for a
 * person: lower case, no full stop, what failed first, the thing in 'quotes',
 * then what to do.
 */
#ifndef UTIL_ERR_H
#define UTIL_ERR_H

enum err_kind {
	ERR_NONE = 0,
	ERR_NO,       /* the answer is no, or some items failed */
	ERR_USAGE,    /* the command line is wrong */
	ERR_DATA,     /* input data is wrong */
	ERR_NOINPUT,  /* a named input is missing */
	ERR_NOTFOUND, /* no such contact, list, issue, token */
	ERR_CONFLICT, /* the state of things forbids it */
	ERR_REFUSED,  /* the relay refused for good */
	ERR_SYSTEM,   /* the operating system failed us */
	ERR_IO,       /* reading, writing or the database failed */
	ERR_TEMP,     /* run the same command again later */
	ERR_PERM,     /* permission denied */
	ERR_CONFIG    /* something is not configured */
};

/* { 0 } is no error. */
struct err {
	enum err_kind kind;
	char msg[2048]; /* cut at this length, always terminated */
};

/* Fill e and return -1.  The first error wins: a filled e stays as it is. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the text of errno at the end. */
int err_errno(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "context: " before the text and return -1. */
int err_ctx(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forget what was there, so that e can be filled again. */
void err_clear(struct err *e);

#endif
