/* answer - whole answers that several commands give.  See answer.h. */
#include "cli/answer.h"

void
answer_count(struct out *o, int64_t n)
{
	out_line(o, "%lld", (long long)n);
	if (!out_is_json(o))
		return;
	out_record_begin(o);
	out_int(o, "count", n);
	out_record_end(o);
}

void
answer_outcome(struct out *o, const char *name, const char *outcome)
{
	if (!out_is_json(o))
		return;
	out_record_begin(o);
	out_text(o, "name", name);
	out_text(o, "outcome", outcome);
	out_record_end(o);
}
