/* charset - UTF-16 and Windows-1252 become UTF-8.  See charset.h. */
#include "util/charset.h"

#include <stdint.h>
#include <unistr.h>

#define CHARACTER_MAX 4 /* bytes of UTF-8 */

static uint32_t
unit_at(const char *in, bool big_endian)
{
	const unsigned char *p = (const unsigned char *)in;

	return big_endian ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
}

static bool
is_high(uint32_t unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

static bool
is_low(uint32_t unit)
{
	return unit >= 0xDC00 && unit < 0xE000;
}

size_t
charset_utf16(bool big_endian, bool last, const char *in, size_t n, size_t *used,
    char *out, size_t size)
{
	size_t at = 0, len = 0;
	uint32_t c, low;

	while (at < n && size - len >= CHARACTER_MAX) {
		/* A pair may be cut by the end of what was read so far. */
		c = n - at >= 2 ? unit_at(in + at, big_endian) : 0xD800;
		if (!last && n - at < (is_high(c) ? 4u : 2u))
			break;
		low = is_high(c) && n - at >= 4 ? unit_at(in + at + 2, big_endian) : 0;
		if (is_low(low)) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			at += 2;
		}
		if (is_high(c) || is_low(c))
			out[len++] = '\xFF';
		else
			len += (size_t)u8_uctomb((uint8_t *)out + len, c, CHARACTER_MAX);
		at += n - at >= 2 ? 2 : n - at;
	}
	*used = at;
	return len;
}

int
charset_windows_1252(struct span text, struct buf *out)
{
	/* 0x80 to 0x9F; all the rest is Latin-1, whose numbers are Unicode's. */
	static const uint16_t middle[] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026,
		0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
		0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
		0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };
	uint8_t utf8[CHARACTER_MAX];
	size_t i;
	uint32_t c;

	for (i = 0; i < text.n; i++) {
		c = (unsigned char)text.s[i];
		if (c >= 0x80 && c < 0xA0) {
			c = middle[c - 0x80];
			if (c == 0)
				return -1;
		}
		buf_add(out, utf8, (size_t)u8_uctomb(utf8, c, sizeof(utf8)));
	}
	return 0;
}
