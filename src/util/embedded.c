/* embedded - files that are part of the program.  See embedded.h. */
#include "util/embedded.h"

#include "util/xalloc.h"

struct span
embedded(const char *name)
{
	const struct embedded_file *f;

	for (f = embedded_files; f->name != NULL; f++) {
		if (str_eq(f->name, name))
			return span_of(f->text);
	}
	BUG("there is no file '%s' in this program", name);
}
