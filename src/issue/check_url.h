/*
 * check_url - what an address in an issue is, and whether it can lead anywhere.
 * Pure.
 *
 * No URL is resolved here: it is looked at as readers and filters do.  Merge tags
 * are in it as the author wrote them, and may stand for anything.
 */
#ifndef ISSUE_CHECK_URL_H
#define ISSUE_CHECK_URL_H

#include "util/str.h"

#include <stdbool.h>

enum url_fault {
	URL_SOUND,
	URL_EMPTY,     /* nothing, or "#" alone */
	URL_RELATIVE,  /* "page.html", "/page", "//host/page" */
	URL_SCHEME,    /* "htp:", "http//", "https:example.org" */
	URL_HOST,      /* "http://", "http://exam ple" */
	URL_BLANK,     /* a blank in it */
	URL_MARKUP,    /* what comes behind it: its quotation mark is not closed */
	URL_BRACE,     /* half a merge tag: "{id}" */
	URL_TWICE,     /* "http://https://…" */
	URL_TAG_WHOLE, /* "http://{{ unsubscribe }}": that is an address already */
	URL_TAG_FIELD, /* "http://{{ contact.SITE }}": it may be one */
	URL_SCRIPT,    /* "javascript:" */
	URL_LOCAL,     /* of this machine or network: "localhost", "file:" */
	URL_NO_MAILBOX /* "mailto:" without an address */
};

enum url_fault url_fault(struct span url);

/* The host of an http or https URL, without a port; empty when there is none, or when
 * a merge tag has a part in it. */
struct span url_host(struct span url);

/* Is it that host; or one below it?  Case does not count. */
bool host_is(struct span host, const char *name);
bool host_is_in(struct span host, const char *domain);

/* The host without "www.". */
struct span host_bare(struct span host);

#endif
