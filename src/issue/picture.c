/* picture - the pictures of an issue.  See picture.h. */
#include "issue/picture.h"

#include "issue/media.h"
#include "issue/picture_data.h"
#include "issue/template.h"
#include "util/file_path.h"
#include "util/utf8.h"

#include <string.h>
#include <strings.h>

#define NAME_SHOWN 60 /* octets of an address in a message */

/* "https:", but not "C:": a letter alone is a disk. */
static size_t
scheme_length(const char *address)
{
	size_t n = strspn(
	    address, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return n > 1 && address[n] == ':' ? n + 1 : 0;
}

static bool
has_scheme(const char *address, const char *scheme)
{
	return strncasecmp(address, scheme, strlen(scheme)) == 0;
}

static bool
is_ours(const char *address)
{
	if (str_starts(address, "{{") || str_starts(address, "{%") ||
	    str_starts(address, "//") || *address == '#')
		return false;
	return scheme_length(address) == 0 || has_scheme(address, "data:") ||
	    has_scheme(address, "file:");
}

/* Why an address without a scheme cannot be the path of a file beside the issue. */
static const char *
fault_of_path(const char *address)
{
	if (template_has_tag(address))
		return "which file it is depends on a merge tag: write the whole address "
		       "(https://…), or pictures between {% if %} and {% endif %}";
	if (has_scheme(address, "file:") || (*address != '\0' && address[1] == ':'))
		return "it is on a disk that readers do not have: put the picture beside "
		       "the issue and write its name";
	if (strchr(address, '\\') != NULL)
		return "write '/' in place of '\\'";
	if (*address == '/')
		return "it begins with '/': write a path from the issue's folder, or the "
		       "whole address (https://…)";
	return "";
}

const char *
picture_path(const char *address, struct arena *a)
{
	size_t n = strcspn(address, "?#"), i, len = 0;
	char *path = arena_alloc(a, n + 1);

	for (i = 0; i < n; i++) {
		if (str_percent((struct span){ address + i, n - i }, &path[len]))
			i += 2;
		else
			path[len] = address[i];
		len++;
	}
	if (!utf8_valid(path, len) || utf8_has_control((struct span){ path, len }))
		return NULL;
	return str_starts(path, "./") ? path + 2 : path;
}

/* A picture in an address of its own has no name: it is the one of this number. */
static void
find_data(struct picture *p, const char *address, size_t number, struct source *source,
    struct arena *a)
{
	struct span bytes;

	p->name = arena_printf(a, "data:%zu", number);
	if (source_get(source, SOURCE_PICTURE, p->name) != NULL)
		return;
	if (!picture_data_decode(address, &bytes, a))
		p->fault = "the data: address cannot be decoded";
	else
		source_add(source, a, SOURCE_PICTURE, p->name, bytes);
}

static void
find_file(struct picture *p, const char *address, struct arena *a)
{
	const char *path;

	p->name = address;
	p->fault = fault_of_path(address);
	if (*p->fault != '\0')
		return;
	path = picture_path(address, a);
	if (path == NULL || *path == '\0')
		p->fault = "this is no path of a file";
	else
		p->name = path;
}

/* Of several places with the same name one is the first; a file too many is at fault. */
static void
note_name(struct pictures *out, struct picture *p)
{
	size_t i;

	for (i = 0; i < out->nnames; i++) {
		if (str_eq(out->names[i], p->name))
			return;
	}
	if (out->nnames < PICTURES_MAX)
		out->names[out->nnames++] = p->name;
	else
		p->fault = "there are too many different pictures before it";
}

void
pictures_find(
    struct pictures *out, const struct html *h, struct source *source, struct arena *a)
{
	const struct html_picture *place;
	struct picture *p;
	size_t i, ndata = 0;

	out->list = arena_alloc(a, h->npictures * sizeof(*out->list));
	out->names = arena_alloc(a, PICTURES_MAX * sizeof(*out->names));
	out->n = out->nnames = 0;
	for (i = 0; i < h->npictures; i++) {
		place = &h->pictures[i];
		if (!is_ours(place->address))
			continue;
		p = &out->list[out->n++];
		*p = (struct picture){ .raw = place->raw, .fault = "" };
		if (has_scheme(place->address, "data:"))
			find_data(p, place->address, ++ndata, source, a);
		else
			find_file(p, place->address, a);
		if (*p->fault == '\0')
			note_name(out, p);
	}
}

/* What is wrong with the file; "": nothing is. */
static const char *
fault_of_file(const struct source_file *file)
{
	if (file == NULL)
		return "there is no such file";
	if (*file->fault != '\0')
		return file->fault;
	return *file->type == '\0' ? "it is no picture: PNG, JPEG, GIF, WebP or SVG" : "";
}

void
pictures_check(const struct pictures *p, const struct html *h,
    const struct source *source, const char *file, struct findings *f)
{
	const struct picture *one;
	const char *fault;
	size_t i;

	for (i = 0; i < p->n; i++) {
		one = &p->list[i];
		fault = one->fault;
		if (*fault == '\0')
			fault =
			    fault_of_file(source_get(source, SOURCE_PICTURE, one->name));
		if (*fault != '\0')
			finding_add(f, FINDING_PICTURE_MISSING, file, h->source,
			    (size_t)(one->raw.s - h->source.s), "picture '%.*s'%s: %s",
			    NAME_SHOWN, one->name,
			    strlen(one->name) > NAME_SHOWN ? "…" : "", fault);
	}
}

const char *
picture_hosted_name(
    const unsigned char hash[SOURCE_HASH_SIZE], const char *type, struct arena *a)
{
	char hex[2 * SOURCE_HASH_SIZE + 1];

	str_hex(hex, hash, SOURCE_HASH_SIZE);
	return arena_printf(a, "%s.%s", hex, media_extension(type));
}

/* Half of the hash is enough for the pictures of one message. */
static const char *
content_id(const struct source_file *file, const char *domain, struct arena *a)
{
	char hash[SOURCE_HASH_SIZE + 1];

	str_hex(hash, file->hash, sizeof(file->hash) / 2);
	return arena_printf(a, "%s@%s", hash, domain);
}

static const char *
new_address(
    const struct source_file *file, const struct picture_host *host, struct arena *a)
{
	if (host->way == PICTURE_HOSTED)
		return arena_printf(
		    a, "%s%s", host->url, picture_hosted_name(file->hash, file->type, a));
	return arena_printf(a, "cid:%s", content_id(file, host->domain, a));
}

void
pictures_edit(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct edits *edits)
{
	const struct source_file *file;
	size_t i;

	for (i = 0; i < p->n; i++) {
		file = source_get(source, SOURCE_PICTURE, p->list[i].name);
		edits_add(edits, p->list[i].raw,
		    span_of(new_address(file, host, edits->arena)));
	}
}

static bool
has_part(const struct mime_part *parts, size_t n, const char *cid)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (str_eq(parts[i].cid, cid))
			return true;
	}
	return false;
}

/* The last part of its path; of a data: address a number. */
static const char *
file_name(const struct source_file *file, size_t number, struct arena *a)
{
	if (str_starts(file->name, "data:"))
		return arena_printf(
		    a, "picture-%zu.%s", number, media_extension(file->type));
	return file_path_base(file->name);
}

size_t
pictures_parts(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct mime_part **parts, struct arena *a)
{
	const struct source_file *file;
	const char *cid;
	size_t i, n = 0;

	*parts = arena_alloc(a, p->n * sizeof(**parts));
	for (i = 0; i < p->n && host->way == PICTURE_INLINE; i++) {
		file = source_get(source, SOURCE_PICTURE, p->list[i].name);
		cid = content_id(file, host->domain, a);
		if (has_part(*parts, n, cid))
			continue;
		(*parts)[n] = (struct mime_part){ .type = file->type,
			.name = file_name(file, n + 1, a),
			.cid = cid,
			.bytes = file->bytes };
		n++;
	}
	return n;
}

void
pictures_embed(const struct pictures *p, const struct picture_host *host,
    const struct source *source, struct span html, struct buf *out)
{
	struct arena a = { 0 };
	struct edits edits = { .text = html, .arena = &a };
	const struct source_file *file;
	const char *address, *at, *data;
	struct span old, text;
	size_t i;

	for (i = 0; i < p->nnames; i++) {
		file = source_get(source, SOURCE_PICTURE, p->names[i]);
		address = new_address(file, host, &a);
		data = picture_data_encode(file->type, file->bytes, &a);
		old = (struct span){ html.s, strlen(address) };
		while ((at = memmem(old.s, html.n - (size_t)(old.s - html.s), address,
			    old.n)) != NULL) {
			old.s = at;
			edits_add(&edits, old, span_of(data));
			old.s += old.n;
		}
	}
	text = edits_apply(&edits);
	buf_add(out, text.s, text.n);
	arena_release(&a);
}
