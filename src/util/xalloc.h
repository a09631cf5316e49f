/*
 * xalloc - memory that is there or the process is not.
 *
 * Running out of memory aborts: SQLite's journal makes that safe, and no
 * caller has to carry an error path that nobody can test.  The only callers
 * of malloc are in util/.
 */
#ifndef UTIL_XALLOC_H
#define UTIL_XALLOC_H

#include <stddef.h>

/* Zeroed memory for n objects of size bytes; n * size may not overflow. */
void *xcalloc(size_t n, size_t size);

/* As realloc(3); p may be NULL. */
void *xrealloc(void *p, size_t n, size_t size);

/* As free(3): everything from xcalloc, xrealloc and xstrdup ends here. */
void xfree(void *p);

char *xstrdup(const char *s);

/* A bug of ours: say where and abort.  Never for anything that came from outside. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
