/* own_data - a person's data, and its erasure.  See own_data.h. */
#include "web/own_data.h"

#include "delivery/dossier_html.h"
#include "delivery/forget.h"
#include "delivery/preferences.h"
#include "web/page.h"

#define DOSSIER_MAX (16u << 20) /* bytes */

/* Opened from a disk it may show itself and no more. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; sandbox"

static void
add(void *arg, const void *s, size_t n)
{
	buf_add(arg, s, n);
}

static int
write_dossier(struct visit *v, const char *address, struct buf *out, struct err *e)
{
	struct dossier_html_sink sink = { add, out };
	struct dossier_person p;

	if (dossier_find(v->site->db, address, v->arena, &p, e) < 0 ||
	    dossier_html(v->site->db, &p, &v->lang, clock_now(v->site->clock), &sink, e) <
		0)
		return -1;
	if (out->overflowed)
		return err_set(e, ERR_DATA,
		    "a dossier has over %u bytes: 'nlctl dossier' writes it",
		    DOSSIER_MAX);
	return 0;
}

int
own_data_download(struct visit *v, const char *address, struct err *e)
{
	struct buf out;
	int rc;

	buf_init(&out, DOSSIER_MAX);
	rc = write_dossier(v, address, &out, e);
	if (rc == 0) {
		http_respond(v->out, 200, "text/html; charset=utf-8",
		    (struct span){ arena_memdup(v->arena, out.data, out.len), out.len });
		http_response_add(
		    v->out, "Content-Disposition", "attachment; filename=\"data.html\"");
		page_protect(v, POLICY);
	}
	buf_release(&out);
	return rc;
}

int
own_data_erase(struct visit *v, const char *address, struct err *e)
{
	struct forget f = { .address = address,
		.source = PREFERENCES_SOURCE,
		.now = clock_now(v->site->clock) };
	struct forget_receipt receipt;

	if (forget_person(v->site->db, &f, v->arena, &receipt, e) < 0)
		return -1;
	page_answer(v, "erased", 200, NULL, 0);
	return 0;
}
