/* source - the files that an issue is made of, by name.  See source.h. */
#include "issue/source.h"

#include "issue/media.h"
#include "util/xalloc.h"

#include <openssl/evp.h>
#include <string.h>

const char *const source_role_names[SOURCE_ROLES] = { "issue", "text", "picture",
	"attachment", "params", "layout" };

static void
sha256(struct span bytes, unsigned char out[SOURCE_HASH_SIZE])
{
	if (EVP_Digest(bytes.s, bytes.n, out, NULL, EVP_sha256(), NULL) != 1)
		BUG("libcrypto has no SHA-256");
}

void
source_add(struct source *s, struct arena *a, enum source_role role, const char *name,
    struct span bytes)
{
	struct source_file file = { .role = role,
		.name = name,
		.bytes = bytes,
		.fault = "",
		.type = role == SOURCE_PICTURE ? media_of_picture(bytes) : "",
		.size = bytes.n };

	sha256(bytes, file.hash);
	source_add_file(s, a, &file);
}

void
source_add_file(struct source *s, struct arena *a, const struct source_file *file)
{
	struct source_file *more;

	if (s->count == s->room) {
		s->room = s->room == 0 ? 8 : s->room * 2;
		more = arena_alloc(a, s->room * sizeof(*more));
		if (s->count > 0)
			memcpy(more, s->files, s->count * sizeof(*more));
		s->files = more;
	}
	s->files[s->count++] = *file;
}

bool
source_find(const struct source *s, const char *name, struct span *out)
{
	const struct source_file *file = source_get(s, SOURCE_ISSUE, name);

	if (file == NULL)
		file = source_get(s, SOURCE_TEXT, name);
	if (file == NULL)
		return false;
	*out = file->bytes;
	return true;
}

struct source_file *
source_get(const struct source *s, enum source_role role, const char *name)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		if (s->files[i].role == role && str_eq(s->files[i].name, name))
			return &s->files[i];
	}
	return NULL;
}

struct source_file *
source_first(const struct source *s, enum source_role role)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		if (s->files[i].role == role)
			return &s->files[i];
	}
	return NULL;
}

/* Role, name and hash of each, so that no two sets of files look the same. */
void
source_hash(const struct source *s, unsigned char out[SOURCE_HASH_SIZE])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	const struct source_file *f;
	bool fine = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	unsigned char role;
	size_t i;

	for (i = 0; i < s->count && fine; i++) {
		f = &s->files[i];
		role = (unsigned char)f->role;
		fine = EVP_DigestUpdate(md, &role, 1) == 1 &&
		    (f->role == SOURCE_ISSUE ||
			EVP_DigestUpdate(md, f->name, strlen(f->name) + 1) == 1) &&
		    EVP_DigestUpdate(md, f->hash, sizeof(f->hash)) == 1;
	}
	if (!fine || EVP_DigestFinal_ex(md, out, NULL) != 1)
		BUG("libcrypto has no SHA-256");
	EVP_MD_CTX_free(md);
}
