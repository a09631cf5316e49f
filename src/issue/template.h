/*
 * template - the merge language: parsed once, resolved at once, rendered often.
 * Pure.  LANGUAGE.md is the definition; nlctl-template(5) what users read.
 *
 * Every path of every branch is resolved while parsing, so that nothing is
 * discovered while sending.  What a field contains is data: it is never parsed.
 */
#ifndef ISSUE_TEMPLATE_H
#define ISSUE_TEMPLATE_H

#include "issue/finding.h"
#include "issue/value.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/pieces.h"
#include "util/str.h"

#include <stdbool.h>

#define TEMPLATE_OUTPUT_MAX (4u << 20) /* bytes a rendered template may have */

/* The names that are there besides contact.FIELD. */
enum name {
	NAME_MIRROR,
	NAME_UNSUBSCRIBE,
	NAME_UPDATE_PROFILE,
	NAME_SENDER_NAME,
	NAME_SENDER_EMAIL,
	NAME_LIST_NAME,
	NAME_LIST_POSTAL_ADDRESS,
	NAME_ISSUE_SUBJECT,
	NAME_ISSUE_DATE,
	NAME_TIME_NOW,
	NAME_DOUBLEOPTIN,
	NAME_CONFIRM_ASKED,
	NAME_CONFIRM_UNTIL,
	NAME_TRACK,
	NAME_COUNT
};

struct field_name {
	const char *name; /* "EMAIL" is always among them */
	enum value_type type;
};

/* What a template may name.  Borrowed for the parsing; what is the same for all copies
 * must outlive the template. */
struct vocabulary {
	const struct field_name *fields;
	size_t nfields;
	bool known[NAME_COUNT];     /* which of the others exist here */
	bool forgiving;             /* a field that is not there has no value */
	const char *language;       /* of the issue, "fr"; NULL: not known */
	const struct value *params; /* a map, the same for all copies; NULL: none */
	bool params_vary; /* it is an example: bindings have another one for each copy */
};

/* What the names stand for, for one copy. */
struct bindings {
	const struct value *fields; /* vocabulary.nfields of them, in its order */
	const struct value *params; /* where they vary */
	struct value names[NAME_COUNT];
};

struct template;

enum escape { ESCAPE_NONE, ESCAPE_HTML };

/*
 * Parse text, which must be UTF-8.  Mistakes go to f as errors (then *out is
 * not to be rendered), doubts as warnings.  text is borrowed for the life of
 * the template, which belongs to arena a.
 */
void template_parse(struct template **out, struct span text, const char *file,
    const struct vocabulary *v, enum escape escape, struct arena *a, struct findings *f);

/* Encode every static span as quoted-printable, once; then template_render_qp works. */
void template_prepare_qp(struct template *t);

/*
 * Append the result for b to out.  Fails with ERR_DATA only past a limit (10,000
 * turns of loops, TEMPLATE_OUTPUT_MAX, out's own maximum); then out is as before.
 */
int template_render(
    const struct template *t, const struct bindings *b, struct buf *out, struct err *e);

/* The same as one line: each control character in it becomes a space. */
int template_render_header(
    const struct template *t, const struct bindings *b, struct buf *out, struct err *e);

/* The same, quoted-printable, made of ready spans (issue/qp.h has the rules), which are
 * shared: the template must outlive out. */
int template_render_qp(const struct template *t, const struct bindings *b,
    struct pieces *out, struct err *e);

/* A tag that shows a field and nothing in its place when that is empty. */
struct hole {
	size_t field;  /* in vocabulary.fields */
	size_t offset; /* of the field's name in the text */
};

/* All such tags, in their order; fallbacks ({% firstof %}, | default) are none.
 * Returns their number.  *out is in the template's arena. */
size_t template_find_holes(struct template *t, const struct hole **out);

/*
 * Which of them does this copy have?  Sets those of the bools, one for each, to
 * true; a tag in a branch that is not taken is none.  Fails as template_render.
 */
int template_mark_holes(
    const struct template *t, const struct bindings *b, bool *marks, struct err *e);

/* Does it hold no tag: is its result the same for everybody? */
bool template_is_plain(const struct template *t);

/* Does the template, in any branch, name this? */
bool template_uses(const struct template *t, enum name name);
bool template_uses_field(const struct template *t, size_t field);

/*
 * The tags of a text, in order, without parsing expressions: for those who
 * must step round them (the HTML reader).  *at begins as 0.  Returns false at
 * the end.  A comment block is one TAG_COMMENT with all that is in it; what a
 * verbatim block has in it is text, its two ends are TAG_BLOCK.  A tag that is
 * never closed ends where the next one begins.
 */
enum tag_kind { TAG_OUTPUT, TAG_BLOCK, TAG_COMMENT };

struct tag {
	enum tag_kind kind;
	size_t start, end; /* bytes in text: [start, end) */
};

bool template_next_tag(struct span text, size_t *at, struct tag *out);

/* Is a tag in it, or what begins one? */
bool template_has_tag(const char *text);

#endif
