/* media - what kind of file some bytes are.  See media.h. */
#include "issue/media.h"

#include "util/utf8.h"

#include <string.h>
#include <strings.h>

#define SVG_HEAD 1024 /* octets in which <svg has to begin */
#define UNKNOWN "application/octet-stream"

static const struct picture_kind {
	const char *type, *extension, *magic;
	size_t at, n; /* where in the file the magic stands, and how long it is */
} picture_kinds[] = {
	{ "image/png", "png", "\x89PNG\r\n\x1A\n", 0, 8 },
	{ "image/jpeg", "jpg", "\xFF\xD8\xFF", 0, 3 },
	{ "image/gif", "gif", "GIF87a", 0, 6 }, { "image/gif", "gif", "GIF89a", 0, 6 },
	{ "image/webp", "webp", "WEBP", 8, 4 },   /* in a RIFF */
	{ "image/svg+xml", "svg", "<svg", 0, 0 }, /* its own test: is_svg */
};

static const struct file_kind {
	const char *extension, *type;
} file_kinds[] = {
	{ "pdf", "application/pdf" },
	{ "txt", "text/plain" },
	{ "md", "text/markdown" },
	{ "csv", "text/csv" },
	{ "html", "text/html" },
	{ "htm", "text/html" },
	{ "ics", "text/calendar" },
	{ "vcf", "text/vcard" },
	{ "json", "application/json" },
	{ "zip", "application/zip" },
	{ "epub", "application/epub+zip" },
	{ "doc", "application/msword" },
	{ "xls", "application/vnd.ms-excel" },
	{ "ppt", "application/vnd.ms-powerpoint" },
	{ "docx",
	    "application/vnd.openxmlformats-officedocument.wordprocessingml."
	    "document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "pptx",
	    "application/vnd.openxmlformats-officedocument.presentationml."
	    "presentation" },
	{ "odt", "application/vnd.oasis.opendocument.text" },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ "odp", "application/vnd.oasis.opendocument.presentation" },
	{ "rtf", "application/rtf" },
	{ "mp3", "audio/mpeg" },
	{ "ogg", "audio/ogg" },
	{ "mp4", "video/mp4" },
	{ "webm", "video/webm" },
	{ "gpx", "application/gpx+xml" },
};

/* A text in which <svg comes after nothing but a declaration, comments, blanks. */
static bool
is_svg(struct span bytes)
{
	size_t n = bytes.n < SVG_HEAD ? bytes.n : SVG_HEAD, i;

	if (n >= 3 && memcmp(bytes.s, "\xEF\xBB\xBF", 3) == 0) {
		bytes.s += 3;
		n -= 3;
	}
	for (i = 0; i < n && strchr(" \t\r\n", bytes.s[i]) != NULL && bytes.s[i] != '\0';
	     i++)
		;
	if (i == n || bytes.s[i] != '<' || memchr(bytes.s, '\0', n) != NULL)
		return false;
	for (; i + 5 <= n; i++) {
		if (memcmp(bytes.s + i, "<svg", 4) == 0 &&
		    strchr(" \t\r\n>/", bytes.s[i + 4]) != NULL)
			return true;
		if (bytes.s[i] == '<' && strchr("?!", bytes.s[i + 1]) == NULL)
			return false;
	}
	return false;
}

const char *
media_of_picture(struct span bytes)
{
	const struct picture_kind *k;
	size_t i;

	for (i = 0; i < sizeof(picture_kinds) / sizeof(*picture_kinds); i++) {
		k = &picture_kinds[i];
		if (k->n > 0 && bytes.n >= k->at + k->n &&
		    memcmp(bytes.s + k->at, k->magic, k->n) == 0)
			return k->type;
	}
	return is_svg(bytes) ? "image/svg+xml" : "";
}

static bool
is_text(struct span bytes)
{
	return memchr(bytes.s, '\0', bytes.n) == NULL && utf8_valid(bytes.s, bytes.n);
}

const char *
media_of_file(const char *name, struct span bytes)
{
	const char *dot = strrchr(name, '.'), *type = media_of_picture(bytes);
	size_t i;

	if (*type != '\0' || dot == NULL)
		return *type != '\0' ? type : UNKNOWN;
	for (i = 0; i < sizeof(file_kinds) / sizeof(*file_kinds); i++) {
		if (strcasecmp(dot + 1, file_kinds[i].extension) != 0)
			continue;
		type = file_kinds[i].type;
		return str_starts(type, "text/") && !is_text(bytes) ? UNKNOWN : type;
	}
	return UNKNOWN;
}

const char *
media_extension(const char *type)
{
	size_t i;

	for (i = 0; i < sizeof(picture_kinds) / sizeof(*picture_kinds); i++) {
		if (str_eq(picture_kinds[i].type, type))
			return picture_kinds[i].extension;
	}
	return "";
}
