/* picture_size - how large a picture is.  See picture_size.h. */
#include "issue/picture_size.h"

#include <string.h>

static unsigned
big_endian(const unsigned char *p, size_t n)
{
	unsigned v = 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

/* Its first chunk is IHDR. */
static bool
png_size(const unsigned char *p, size_t n, unsigned *width, unsigned *height)
{
	if (n < 24 || memcmp(p, "\x89PNG\r\n\x1A\n", 8) != 0 ||
	    memcmp(p + 12, "IHDR", 4) != 0)
		return false;
	*width = big_endian(p + 16, 4);
	*height = big_endian(p + 20, 4);
	return true;
}

static bool
gif_size(const unsigned char *p, size_t n, unsigned *width, unsigned *height)
{
	if (n < 10 || (memcmp(p, "GIF87a", 6) != 0 && memcmp(p, "GIF89a", 6) != 0))
		return false;
	*width = p[6] | (unsigned)p[7] << 8;
	*height = p[8] | (unsigned)p[9] << 8;
	return true;
}

/* From segment to segment, to the one that begins a frame: SOF0 to SOF15, among
 * which are three that mean something else. */
static bool
jpeg_size(const unsigned char *p, size_t n, unsigned *width, unsigned *height)
{
	size_t at = 2;
	unsigned char marker;

	if (n < 4 || p[0] != 0xFF || p[1] != 0xD8)
		return false;
	while (n - at >= 9) {
		if (p[at] != 0xFF)
			return false;
		marker = p[at + 1];
		if (marker == 0xFF) { /* padding */
			at++;
			continue;
		}
		if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
		    marker != 0xC8 && marker != 0xCC) {
			*height = big_endian(p + at + 5, 2);
			*width = big_endian(p + at + 7, 2);
			return true;
		}
		at += 2 + big_endian(p + at + 2, 2);
		if (at > n)
			return false;
	}
	return false;
}

bool
picture_size(struct span bytes, unsigned *width, unsigned *height)
{
	const unsigned char *p = (const unsigned char *)bytes.s;

	if (png_size(p, bytes.n, width, height) || gif_size(p, bytes.n, width, height) ||
	    jpeg_size(p, bytes.n, width, height))
		return *width > 0 && *height > 0;
	return false;
}
