/*
 * finding_code - the table of all that can be said of an issue.  Pure.
 *
 * Each finding has a code that never changes its name, how bad it is, why it
 * matters and what to do about it.  nlctl-check(1) has the same table, and the
 * test of this file compares the two.
 *
 * To add one: a name here, a line in the table of finding_code.c, a line in the
 * page.
 */
#ifndef ISSUE_FINDING_CODE_H
#define ISSUE_FINDING_CODE_H

#include <stdbool.h>
#include <stddef.h>

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };
#define SEVERITIES 3

enum finding_code {
	/* The file, and what the issue says of itself. */
	FINDING_NOT_UTF8,
	FINDING_TOO_BIG,
	FINDING_SETTING,
	FINDING_FRONT_MATTER,
	FINDING_MARKDOWN,
	FINDING_LAYOUT,
	FINDING_SUBJECT_MISSING,
	FINDING_PARAMS,

	/* The merge language. */
	FINDING_MERGE_TAG,
	FINDING_MERGE_DOUBT,
	FINDING_MERGE_DEPRECATED,
	FINDING_FOREIGN_TAG,
	FINDING_FOREIGN_DOUBT,

	/* What the issue says of itself. */
	FINDING_LANGUAGE_MISSING,

	/* What has no code of its own yet. */
	FINDING_ERROR,
	FINDING_WARNING,

	FINDING_CODES
};

struct finding_kind {
	const char *code; /* kebab-case, for programs and settings */
	enum severity severity;
	const char *why, *advice; /* a sentence each; advice "": the finding's text
				   * says what to do */
};

const struct finding_kind *finding_kind(enum finding_code code);

/* The code of this name; false when there is none. */
bool finding_code_find(const char *name, size_t n, enum finding_code *out);

/* "error", "warning", "note". */
const char *severity_name(enum severity severity);

#endif
