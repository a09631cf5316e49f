/* browser - show an HTML text in the person's web browser.  See browser.h. */
#include "cli/browser.h"

#include "io/child.h"
#include "io/file.h"

#include <stdlib.h>

/* What sh says of a command that it does not find. */
#define SH_NOT_FOUND 127

int
browser_open(const char *what, struct err *e)
{
	const char *browser = getenv("BROWSER");
	/* A shell takes the options apart that $BROWSER may have. */
	const char *const argv[] = { "sh", "-c", "exec ${BROWSER:-xdg-open} \"$1\"", "sh",
		what, NULL };
	struct child child;
	int status;

	if (browser == NULL || *browser == '\0')
		browser = "xdg-open";
	if (child_start(&child, argv, CHILD_SHOWN, e) < 0)
		return -1;
	status = child_wait(&child, e);
	if (status == SH_NOT_FOUND)
		return err_set(e, ERR_CONFIG,
		    "there is no '%s': set BROWSER to a web browser, or open '%s' "
		    "yourself",
		    browser, what);
	if (status > 0)
		return err_set(e, ERR_SYSTEM,
		    "'%s' ended with status %d: open '%s' "
		    "yourself",
		    browser, status, what);
	return status;
}

/* A folder of this person alone; NULL with ERR_SYSTEM. */
static const char *
private_folder(struct arena *a, struct err *e)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *folder;

	if (runtime == NULL || *runtime != '/')
		return file_temporary_folder(a, e);
	folder = arena_printf(a, "%s/nlctl", runtime);
	return file_make_parents(arena_printf(a, "%s/", folder), e) < 0 ? NULL : folder;
}

int
browser_write(
    const char **path, const char *name, struct span html, struct arena *a, struct err *e)
{
	const char *folder = private_folder(a, e);

	if (folder == NULL)
		return -1;
	*path = arena_printf(a, "%s/%s.html", folder, name);
	return file_write(*path, html, e);
}
