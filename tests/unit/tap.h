/*
 * tap - what a C unit test says, in the Test Anything Protocol that prove reads.
 *
 * Included by exactly one file of each test program, which owns the counters;
 * knows nothing of nlctl, so that a test can be built from the file it tests
 * and little else.  A failed check is reported and the test goes on.
 *
 *	static const struct {
 *		const char *in, *want;
 *	} cases[] = {
 *		{ "", "" },
 *		{ "a b", "a=20b" },
 *	};
 *
 *	int
 *	main(void)
 *	{
 *		for (size_t i = 0; i < LENGTH(cases); i++)
 *			is_str(encode(cases[i].in), cases[i].want, "'%s'", cases[i].in);
 *		return done_testing();
 *	}
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* The one exception to "no globals": a test program is one file and one count. */
static struct {
	int run, failed;
} tap;

/* Every check returns whether it held; its name is a printf format. */
#define ok(cond, ...) tap_ok(!!(cond), #cond, __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...) \
	tap_int((long long)(got), (long long)(want), __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) tap_str(got, want, __FILE__, __LINE__, __VA_ARGS__)
#define is_mem(got, gotlen, want, wantlen, ...) \
	tap_mem(got, gotlen, want, wantlen, __FILE__, __LINE__, __VA_ARGS__)
#define contains(got, part, ...) tap_contains(got, part, __FILE__, __LINE__, __VA_ARGS__)

#define TAP_FORMAT(f, a) __attribute__((unused, format(printf, f, a)))

/* Print 'text' as one diagnostic line; control and non-ASCII bytes as \xNN. */
__attribute__((unused)) static void
tap_show(const char *label, const void *text, size_t len)
{
	const unsigned char *p = text;

	printf("# %8s: ", label);
	if (p == NULL) {
		puts("(null)");
		return;
	}
	putchar('\'');
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\n')
			fputs("\\n", stdout);
		else if (p[i] == '\r')
			fputs("\\r", stdout);
		else if (p[i] == '\\')
			fputs("\\\\", stdout);
		else if (p[i] < ' ' || p[i] > '~')
			printf("\\x%02X", p[i]);
		else
			putchar(p[i]);
	}
	puts("'");
}

/* The result line, and the place in the source of a check that failed. */
static bool
tap_result(bool held, const char *file, int line, const char *fmt, va_list ap)
{
	tap.run++;
	printf("%sok %d - ", held ? "" : "not ", tap.run);
	vprintf(fmt, ap);
	putchar('\n');
	if (!held) {
		tap.failed++;
		printf("# failed at %s:%d\n", file, line);
	}
	fflush(stdout); /* before a sanitizer or BUG() ends us */
	return held;
}

TAP_FORMAT(5, 6)
static bool
tap_ok(bool held, const char *cond, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_result(held, file, line, fmt, ap);
	va_end(ap);
	if (!held)
		printf("# %8s: %s\n", "false", cond);
	return held;
}

TAP_FORMAT(5, 6)
static bool
tap_int(long long got, long long want, const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	bool held = got == want;

	va_start(ap, fmt);
	tap_result(held, file, line, fmt, ap);
	va_end(ap);
	if (!held)
		printf("# %8s: %lld\n# %8s: %lld\n", "got", got, "expected", want);
	return held;
}

TAP_FORMAT(5, 6)
static bool
tap_str(
    const char *got, const char *want, const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	bool held =
	    got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);

	va_start(ap, fmt);
	tap_result(held, file, line, fmt, ap);
	va_end(ap);
	if (!held) {
		tap_show("got", got, got == NULL ? 0 : strlen(got));
		tap_show("expected", want, want == NULL ? 0 : strlen(want));
	}
	return held;
}

TAP_FORMAT(7, 8)
static bool
tap_mem(const void *got, size_t gotlen, const void *want, size_t wantlen,
    const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	bool held = gotlen == wantlen && (gotlen == 0 || memcmp(got, want, gotlen) == 0);

	va_start(ap, fmt);
	tap_result(held, file, line, fmt, ap);
	va_end(ap);
	if (!held) {
		tap_show("got", got, gotlen);
		tap_show("expected", want, wantlen);
	}
	return held;
}

TAP_FORMAT(5, 6)
static bool
tap_contains(
    const char *got, const char *part, const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	bool held = got != NULL && part != NULL && strstr(got, part) != NULL;

	va_start(ap, fmt);
	tap_result(held, file, line, fmt, ap);
	va_end(ap);
	if (!held) {
		tap_show("got", got, got == NULL ? 0 : strlen(got));
		tap_show("without", part, part == NULL ? 0 : strlen(part));
	}
	return held;
}

/* Say aloud that one check could not be made, and why; it counts as passed. */
TAP_FORMAT(1, 2)
static void
skip(const char *fmt, ...)
{
	va_list ap;

	printf("ok %d # skip ", ++tap.run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* Print the plan.  Returns the exit status of main: a test that checked nothing fails. */
__attribute__((unused)) static int
done_testing(void)
{
	printf("1..%d\n", tap.run);
	if (tap.failed > 0)
		printf("# %d of %d failed\n", tap.failed, tap.run);
	if (fflush(stdout) != 0)
		return 1;
	return tap.failed > 0 || tap.run == 0;
}

#endif
