/*
 * html_picture - every place in an HTML text where the address of a picture stands.
 * Pure.
 *
 * src and srcset of <img>, srcset of <source>, poster of <video>, background of any
 * element, and url() in style attributes and <style>, but not of fonts and other style
 * sheets.  What stands in comments, Outlook's own markup among it, is not looked into,
 * nor a srcset that holds merge tags.
 */
#ifndef ISSUE_HTML_PICTURE_H
#define ISSUE_HTML_PICTURE_H

#include "issue/html.h"
#include "issue/html_tree.h"

/* Fill h->pictures, in the order of the text, from the tree of h. */
void html_find_pictures(struct html *h, const struct tree *t, struct arena *a);

#endif
