/* plain_text - a text as HTML.  See plain_text.h. */
#include "web/plain_text.h"

#include "issue/filter.h"
#include "issue/template.h"
#include "issue/web_address.h"

/* Before it is cut: what is beyond it, nobody reads on a page. */
#define HTML_MAX (TEMPLATE_OUTPUT_MAX / 2) /* bytes */

static void
add_link(struct buf *out, struct span address)
{
	buf_adds(out, "<a href=\"");
	html_escape(address, out);
	buf_adds(out, "\">");
	html_escape(address, out);
	buf_adds(out, "</a>");
}

struct value
plain_text_html(struct span text, struct arena *a)
{
	struct web_addresses walk;
	struct value html;
	struct span address;
	const char *at = text.s;
	struct buf out;

	buf_init(&out, HTML_MAX);
	web_addresses_init(&walk, text);
	while (web_addresses_next(&walk, &address)) {
		html_escape((struct span){ at, (size_t)(address.s - at) }, &out);
		add_link(&out, address);
		at = address.s + address.n;
	}
	html_escape((struct span){ at, (size_t)(text.s + text.n - at) }, &out);
	html = value_span((struct span){ arena_memdup(a, out.data, out.len), out.len });
	html.safe = true;
	buf_release(&out);
	return html;
}
