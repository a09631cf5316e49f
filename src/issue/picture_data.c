/* picture_data - a picture that is its own address.  See picture_data.h. */
#include "issue/picture_data.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

/* %XX decoded; blanks, with which long addresses are folded, left out. */
static struct span
unescape(struct span s, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (; s.n > 0; s.s++, s.n--) {
		if (str_percent(s, &out[n])) {
			n++;
			s = (struct span){ s.s + 2, s.n - 2 };
		} else if (strchr("\t\r\n\f", *s.s) == NULL) {
			out[n++] = *s.s;
		}
	}
	return (struct span){ out, n };
}

/* In place; the padding may be missing, as browsers allow. */
static bool
decode_base64(struct span *text, struct arena *a)
{
	char *in = arena_alloc(a, text->n + 4);
	unsigned char *out = arena_alloc(a, text->n + 4);
	size_t n = 0, padding = 0, i;
	int len;

	for (i = 0; i < text->n; i++) {
		if (text->s[i] != ' ' && text->s[i] != '=')
			in[n++] = text->s[i];
	}
	for (; n % 4 != 0; padding++)
		in[n++] = '=';
	if (n == 0 || padding > 2 || n > INT32_MAX)
		return false;
	len = EVP_DecodeBlock(out, (unsigned char *)in, (int)n);
	*text = (struct span){ (char *)out, (size_t)len - padding };
	return len > (int)padding;
}

bool
picture_data_decode(const char *address, struct span *out, struct arena *a)
{
	const char *comma = strchr(address, ',');
	size_t head;

	if (comma == NULL)
		return false;
	*out = unescape(span_of(comma + 1), a);
	head = (size_t)(comma - address);
	if (head >= 7 && strncasecmp(comma - 7, ";base64", 7) == 0)
		return decode_base64(out, a);
	return out->n > 0;
}

const char *
picture_data_encode(const char *type, struct span bytes, struct arena *a)
{
	size_t head = strlen("data:;base64,") + strlen(type);
	char *out = arena_alloc(a, head + (bytes.n + 2) / 3 * 4 + 1);

	stpcpy(stpcpy(stpcpy(out, "data:"), type), ";base64,");
	EVP_EncodeBlock(
	    (unsigned char *)out + head, (const unsigned char *)bytes.s, (int)bytes.n);
	return out;
}
