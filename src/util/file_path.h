/*
 * file_path - the parts of the path of a file.  Pure.
 */
#ifndef UTIL_FILE_PATH_H
#define UTIL_FILE_PATH_H

#include "util/arena.h"

/* Of "letters/june.html": "june.html"; a piece of it. */
const char *file_path_base(const char *path);

/* "letters/", with its slash; "": the working folder. */
const char *file_path_folder(const char *path, struct arena *a);

/* ".html"; "": there is none. */
const char *file_path_extension(const char *path);

#endif
