/* finding_code - the table of all that can be said of an issue.  See finding_code.h. */
#include "issue/finding_code.h"

#include "util/str.h"

/* clang-format off: a table reads as a table */
static const struct finding_kind kinds[FINDING_CODES] = {
	[FINDING_NOT_UTF8] = { "not-utf8", SEVERITY_ERROR,
	    "Mail is sent as UTF-8; bytes that are none would reach readers as rubbish.",
	    "" },
	[FINDING_TOO_BIG] = { "too-big", SEVERITY_ERROR,
	    "Files past these limits are mistakes or attacks, and no mail program shows them.",
	    "" },
	[FINDING_SETTING] = { "setting", SEVERITY_ERROR,
	    "What an issue sets for itself must be a setting that an issue has.", "" },
	[FINDING_FRONT_MATTER] = { "front-matter", SEVERITY_ERROR,
	    "What an issue says of itself at its top must be understood to the letter.",
	    "" },
	[FINDING_MARKDOWN] = { "markdown", SEVERITY_ERROR,
	    "A part that is not closed, or of no known form, would be set as nobody meant it.",
	    "" },
	[FINDING_LAYOUT] = { "layout", SEVERITY_ERROR,
	    "The layout is what a Markdown issue is set into.", "" },
	[FINDING_SUBJECT_MISSING] = { "subject-missing", SEVERITY_ERROR,
	    "Mail without a subject is taken for spam or a mistake.", "" },
	[FINDING_PARAMS] = { "params", SEVERITY_ERROR,
	    "The values of params.NAME come from this file.", "" },

	[FINDING_MERGE_TAG] = { "merge-tag", SEVERITY_ERROR,
	    "A tag that means nothing would stand in every copy, or leave a hole there.",
	    "" },
	[FINDING_MERGE_DOUBT] = { "merge-doubt", SEVERITY_WARNING,
	    "The tag has a meaning, but perhaps not the one that was wanted.", "" },
	[FINDING_MERGE_DEPRECATED] = { "merge-deprecated", SEVERITY_WARNING,
	    "The tag is understood for the sake of old templates.", "" },
	[FINDING_FOREIGN_TAG] = { "foreign-tag", SEVERITY_ERROR,
	    "Another program's tag is nothing but text here: readers would see it as it stands.",
	    "" },
	[FINDING_FOREIGN_DOUBT] = { "foreign-doubt", SEVERITY_WARNING,
	    "This looks like another program's tag, and would be sent as it stands.",
	    "" },

	[FINDING_LANGUAGE_MISSING] = { "language-missing", SEVERITY_WARNING,
	    "Without it a screen reader reads in the wrong voice, and a mail program offers to translate.",
	    "Write <html lang=\"en\">, with the language of the text." },

	[FINDING_ERROR] = { "error", SEVERITY_ERROR, "", "" },
	[FINDING_WARNING] = { "warning", SEVERITY_WARNING, "", "" },
};
/* clang-format on */

const struct finding_kind *
finding_kind(enum finding_code code)
{
	return &kinds[code];
}

bool
finding_code_find(const char *name, size_t n, enum finding_code *out)
{
	int i;

	for (i = 0; i < FINDING_CODES; i++) {
		if (span_is((struct span){ name, n }, kinds[i].code)) {
			*out = (enum finding_code)i;
			return true;
		}
	}
	return false;
}

const char *
severity_name(enum severity severity)
{
	static const char *const names[SEVERITIES] = { "error", "warning", "note" };

	return names[severity];
}
