/* file_path - the parts of the path of a file.  See file_path.h. */
#include "util/file_path.h"

#include <string.h>

const char *
file_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

const char *
file_path_folder(const char *path, struct arena *a)
{
	return arena_memdup(a, path, (size_t)(file_path_base(path) - path));
}

const char *
file_path_extension(const char *path)
{
	const char *dot = strrchr(file_path_base(path), '.');

	return dot != NULL ? dot : "";
}
