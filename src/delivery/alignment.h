/*
 * alignment - do two domains belong together, as DMARC asks of the one in From and
 * the one that signed, or that is in MAIL FROM?  Pure.
 *
 * DMARC's relaxed alignment wants the same organisational domain.  Which one that is
 * the DNS says (RFC 9989's tree walk; the Public Suffix List before it); without
 * asking, one domain at or below the other is sure to be aligned, and two that have
 * nothing but a top-level domain in common are sure not to be.  In between nobody
 * here can know: news.asso.example and mail.asso.example are aligned, a.co.uk and
 * b.co.uk are not.
 */
#ifndef DELIVERY_ALIGNMENT_H
#define DELIVERY_ALIGNMENT_H

enum alignment {
	ALIGNED_SAME,   /* the same domain: strict alignment too */
	ALIGNED_BELOW,  /* one is below the other: relaxed alignment */
	ALIGNED_UNSURE, /* side by side below a domain that may be theirs or a suffix */
	ALIGNED_NOT
};

/* Of two domains in A-label form. */
enum alignment alignment_of(const char *a, const char *b);

#endif
