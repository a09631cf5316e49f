/*
 * style - how the parts of a Markdown issue look: the part of a layout's style sheet
 * that is written into each element.  Pure.
 *
 * Mail programs that drop <style> keep style attributes.  So a layout has a
 *
 *	<style data-nlctl="inline">
 *	h1, h2 { color: #123456; margin: 0 }
 *	.nl-band a { color: #ffffff }
 *	</style>
 *
 * whose rules become the attributes of what is made from Markdown.  No cascade: a
 * name is an element ("p"), a form (".nl-button"), an element in a form, or one that
 * stands in a list ("li ul"); all rules of a name hold, in their order.
 */
#ifndef ISSUE_STYLE_H
#define ISSUE_STYLE_H

#include "util/buf.h"
#include "util/str.h"

#include <stdbool.h>
#include <stddef.h>

#define STYLE_RULES_MAX 200

struct style_rule {
	struct span name, declarations;
};

struct style {
	struct style_rule rules[STYLE_RULES_MAX];
	size_t nrules;
};

/*
 * Read a style sheet, which is borrowed.  NULL, or what is wrong with it, at *at
 * bytes in it.
 */
const char *style_read(struct style *out, struct span css, size_t *at);

/* Append the declarations of this name as part of an HTML attribute. */
void style_write(const struct style *s, struct span name, struct buf *out);

/* The pixels of "PROPERTY: 600px" in a rule of this name; otherwise those given. */
unsigned style_pixels(
    const struct style *s, const char *name, const char *property, unsigned otherwise);

/* Black or white, whichever is read better on the colour "#rrggbb". */
const char *style_ink(struct span color);

#endif
