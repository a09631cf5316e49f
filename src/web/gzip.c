/* gzip - an answer is sent packed to who can unpack it.  See gzip.h. */
#define ZLIB_CONST
#include "web/gzip.h"

#include "util/xalloc.h"
#include "web/accept.h"

#include <zlib.h>

#define LEVEL 4           /* of 9: half the time of 6 for a twelfth more bytes */
#define AS_GZIP (15 + 16) /* zlib's "windowBits": the largest window, gzip's header */
#define MEMORY 8          /* zlib's default */

static struct span
pack(struct span in, struct arena *a)
{
	z_stream z = { .next_in = (const Bytef *)in.s, .avail_in = (uInt)in.n };
	size_t room;
	char *out;

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, AS_GZIP, MEMORY, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		BUG("zlib does not begin");
	room = deflateBound(&z, (uLong)in.n);
	out = arena_alloc(a, room);
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		BUG("zlib does not end");
	deflateEnd(&z);
	return (struct span){ out, z.total_out };
}

void
gzip_answer(struct visit *v)
{
	struct span *body = &v->out->body;

	http_response_add(v->out, "Vary", "Accept-Encoding");
	if (body->n < GZIP_LEAST ||
	    !accept_gzip(http_request_header(v->request, "Accept-Encoding")))
		return;
	*body = pack(*body, v->arena);
	http_response_add(v->out, "Content-Encoding", "gzip");
}
