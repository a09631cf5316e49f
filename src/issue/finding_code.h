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
	FINDING_TEXT_UNSUBSCRIBE,
	FINDING_PICTURE_MISSING,
	FINDING_ATTACHMENT_MISSING,

	/* The merge language. */
	FINDING_MERGE_TAG,
	FINDING_MERGE_DOUBT,
	FINDING_MERGE_DEPRECATED,
	FINDING_FOREIGN_TAG,
	FINDING_FOREIGN_DOUBT,

	/* What the issue says of itself. */
	FINDING_LANGUAGE_MISSING,
	FINDING_LANGUAGE_UNKNOWN,
	FINDING_LANGUAGE_DIFFERS,
	FINDING_DIRECTION_MISSING,
	FINDING_CHARSET,
	FINDING_SUBJECT_LONG,
	FINDING_SUBJECT_CAPITALS,
	FINDING_SUBJECT_FIELD,
	FINDING_PREHEADER_MISSING,
	FINDING_PREHEADER_REPEATS,
	FINDING_PREHEADER_SHORT,
	FINDING_PREHEADER_LONG,

	/* Leaving, and who writes. */
	FINDING_UNSUBSCRIBE_MISSING,
	FINDING_SENDER_MISSING,
	FINDING_ADDRESS_MISSING,
	FINDING_CLICKS_UNKNOWN,

	/* Links. */
	FINDING_LINK_EMPTY,
	FINDING_LINK_RELATIVE,
	FINDING_LINK_BROKEN,
	FINDING_LINK_DOUBLED,
	FINDING_LINK_FIELD,
	FINDING_LINK_SCRIPT,
	FINDING_LINK_LOCAL,
	FINDING_LINK_MAILBOX,
	FINDING_LINK_PART,
	FINDING_LINK_INSECURE,
	FINDING_LINK_SHORTENED,
	FINDING_LINK_DISGUISED,
	FINDING_LINK_SAME_WORDS,
	FINDING_LINK_VAGUE,

	/* Pictures. */
	FINDING_IMAGE_EMPTY,
	FINDING_IMAGE_LOCAL,
	FINDING_IMAGE_ALT,
	FINDING_IMAGE_LINK_ALT,
	FINDING_IMAGE_WIDTH,
	FINDING_IMAGE_FORMAT,
	FINDING_IMAGE_HEAVY,
	FINDING_IMAGES_HEAVY,
	FINDING_IMAGES_ONLY,

	/* What a reader can take in. */
	FINDING_HEADING_TWICE,
	FINDING_HEADING_JUMP,
	FINDING_TABLE_ROLE,
	FINDING_CONTRAST,
	FINDING_TEXT_SMALL,

	/* What mail programs do with it. */
	FINDING_SIZE_CLIPPED,
	FINDING_SIZE_NEAR_CLIP,
	FINDING_SIZE_UNSUBSCRIBE,
	FINDING_CLIENT_SCRIPT,
	FINDING_CLIENT_FORM,
	FINDING_CLIENT_EMBED,
	FINDING_CLIENT_BASE,
	FINDING_CLIENT_STYLESHEET,
	FINDING_CLIENT_STYLE_PLACE,
	FINDING_CLIENT_STYLE_SIZE,
	FINDING_CLIENT_POSITION,
	FINDING_CLIENT_BACKGROUND,
	FINDING_CLIENT_REFRESH,

	/* What spam filters punish. */
	FINDING_FILTER_WORDS,
	FINDING_FILTER_MARKS,
	FINDING_FILTER_CAPITALS,
	FINDING_TEXT_HIDDEN,

	/* What was left over. */
	FINDING_LEFTOVER_SERVER,
	FINDING_LEFTOVER_UTM,
	FINDING_LEFTOVER_TEXT,

	/* The readers. */
	FINDING_AUDIENCE_EMPTY,
	FINDING_AUDIENCE_CHANGED,
	FINDING_AUDIENCE,
	FINDING_FIELD_EMPTY,
	FINDING_SENT_BEFORE,

	/* What is behind links and pictures. */
	FINDING_LINK_DEAD,
	FINDING_LINK_UNREACHABLE,
	FINDING_LINK_PRIVATE,
	FINDING_LINK_CERTIFICATE,
	FINDING_LINK_DOWNGRADED,
	FINDING_LINK_ELSEWHERE,
	FINDING_LINK_UNCHECKED,
	FINDING_IMAGE_DEAD,
	FINDING_IMAGE_TYPE,

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
