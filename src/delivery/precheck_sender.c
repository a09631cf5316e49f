/* precheck_sender - what receivers make of who sends, and of the settings.  See
 * precheck.h. */
#include "delivery/precheck.h"

#include "delivery/alignment.h"
#include "delivery/signing.h"
#include "io/url.h"
#include "issue/check_url.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>
#include <strings.h>

#define BULK 1000 /* readers from which on the large providers ask for DKIM */

/* Mailboxes for people, with the relays that may send in their name; a final dot
 * stands for any country. */
static const struct {
	const char *domain, *relay;
} freemail[] = {
	{ "aol.com", "aol.com" },
	{ "free.fr", "free.fr" },
	{ "gmail.com", "gmail.com" },
	{ "gmx.", "gmx.net" },
	{ "googlemail.com", "gmail.com" },
	{ "hotmail.", "office365.com" },
	{ "icloud.com", "me.com" },
	{ "laposte.net", "laposte.net" },
	{ "libero.it", "libero.it" },
	{ "live.", "office365.com" },
	{ "mail.ru", "mail.ru" },
	{ "me.com", "me.com" },
	{ "msn.com", "office365.com" },
	{ "neuf.fr", "sfr.fr" },
	{ "orange.fr", "orange.fr" },
	{ "outlook.", "office365.com" },
	{ "proton.me", "protonmail.ch" },
	{ "protonmail.com", "protonmail.ch" },
	{ "sfr.fr", "sfr.fr" },
	{ "t-online.de", "t-online.de" },
	{ "wanadoo.fr", "orange.fr" },
	{ "web.de", "web.de" },
	{ "yahoo.", "yahoo.com" },
	{ "yandex.", "yandex.com" },
};

static const char *const deaf[] = { "do-not-reply", "donotreply", "ne-pas-repondre",
	"nepasrepondre", "no-reply", "no_reply", "noreply", "pasdereponse" };

struct sender {
	struct precheck *p;
	struct arena *arena;
	int64_t list;
	const char *address, *domain; /* of From */
	const char *const *relays;
	size_t nrelays; /* that have a url */
};

static int
get(const struct sender *s, const char *key, const char **out, struct err *e)
{
	return setting_get(s->p->settings, s->list, key, s->arena, out, e);
}

/* The value of relay.NAME.key. */
static int
get_of_relay(const struct sender *s, size_t relay, const char *key, const char **out,
    struct err *e)
{
	return get(
	    s, arena_printf(s->arena, "relay.%s.%s", s->relays[relay], key), out, e);
}

/* The host of smtp://USER@HOST:PORT. */
static struct span
relay_host(const char *url)
{
	const char *start = strstr(url, "://"), *at;
	struct span host;

	start = start != NULL ? start + 3 : url;
	host = (struct span){ start, strcspn(start, "/?#") };
	at = memchr(host.s, '@', host.n);
	if (at != NULL) {
		host.n -= (size_t)(at + 1 - host.s);
		host.s = at + 1;
	}
	at = memchr(host.s, ':', host.n);
	if (at != NULL)
		host.n = (size_t)(at - host.s);
	return host;
}

static int
check_relay(struct sender *s, struct err *e)
{
	size_t i, n, used = 0;
	const char *const *names;
	const char *url, **have;

	if (setting_names(s->p->settings, "relay", s->arena, &names, &n, e) < 0)
		return -1;
	have = arena_alloc(s->arena, n * sizeof(*have));
	s->relays = names;
	for (i = 0; i < n; i++) {
		if (get_of_relay(s, i, "url", &url, e) < 0)
			return -1;
		if (*url != '\0')
			have[used++] = names[i];
	}
	s->relays = have;
	s->nrelays = used;
	if (used == 0)
		finding_add_whole(s->p->findings, FINDING_RELAY_MISSING, "relay",
		    "there is nobody to send through: nlctl config relay.default.url "
		    "smtp://HOST");
	return 0;
}

/* Do all relays belong to the provider of the mailbox? */
static int
is_its_own(const struct sender *s, const char *provider, bool *out, struct err *e)
{
	const char *url;
	size_t i;

	*out = s->nrelays > 0;
	for (i = 0; i < s->nrelays; i++) {
		if (get_of_relay(s, i, "url", &url, e) < 0)
			return -1;
		*out = *out && host_is_in(relay_host(url), provider);
	}
	return 0;
}

static int
check_freemail(const struct sender *s, struct err *e)
{
	size_t i, n;
	bool own;

	for (i = 0; i < ARRAY_LEN(freemail); i++) {
		n = strlen(freemail[i].domain);
		if (strncasecmp(s->domain, freemail[i].domain, n) != 0 ||
		    (s->domain[n] != '\0' && freemail[i].domain[n - 1] != '.'))
			continue;
		if (is_its_own(s, freemail[i].relay, &own, e) < 0)
			return -1;
		if (!own)
			finding_add_whole(s->p->findings, FINDING_SENDER_FREEMAIL, "from",
			    "'%s' is a mailbox of another, and the relay is not his",
			    s->address);
		return 0;
	}
	return 0;
}

static int
check_deaf(const struct sender *s, struct err *e)
{
	const char *reply_to, *at = strchr(s->address, '@');
	size_t i, n = at != NULL ? (size_t)(at - s->address) : 0;

	if (get(s, "reply-to", &reply_to, e) < 0)
		return -1;
	for (i = 0; i < ARRAY_LEN(deaf) && *reply_to == '\0'; i++) {
		if (strlen(deaf[i]) == n && strncasecmp(s->address, deaf[i], n) == 0)
			finding_add_whole(s->p->findings, FINDING_SENDER_DEAF, "from",
			    "'%s' tells readers that nobody reads what they answer",
			    s->address);
	}
	return 0;
}

static int
check_base_url(const struct sender *s, struct err *e)
{
	const char *url;

	if (get(s, "base-url", &url, e) < 0)
		return -1;
	if (strncasecmp(url, "http://", 7) == 0 && !url_is_loopback(url))
		finding_add_whole(s->p->findings, FINDING_BASE_URL_INSECURE, "base-url",
		    "'%s' is not encrypted", url);
	return 0;
}

/* Is there a signature for the domain of From? */
static bool
is_signed(const struct sender *s, const struct signing *signing)
{
	size_t i;

	for (i = 0; i < signing->n; i++) {
		if (alignment_of(dkim_key_domain(signing->keys[i]), s->domain) !=
		    ALIGNED_NOT)
			return true;
	}
	return false;
}

/* The domain of MAIL FROM, where it is not that of From; NULL: it is, everywhere. */
static int
other_bounces(const struct sender *s, const char **out, struct err *e)
{
	const char *all, *own, *at;
	size_t i;

	*out = NULL;
	if (get(s, "bounce.address", &all, e) < 0)
		return -1;
	for (i = 0; i < s->nrelays && *out == NULL; i++) {
		if (get_of_relay(s, i, "bounce-address", &own, e) < 0)
			return -1;
		at = strrchr(*own != '\0' ? own : all, '@');
		if (at != NULL && alignment_of(at + 1, s->domain) == ALIGNED_NOT)
			*out = at + 1;
	}
	return 0;
}

static int
check_vouching(const struct sender *s, struct err *e)
{
	const struct signing *signing;
	const char *bounces;
	struct err why = { 0 };

	if (s->p->compose == NULL)
		return 0;
	if (compose_signing(s->p->compose, &signing, &why) < 0) {
		finding_add_whole(
		    s->p->findings, FINDING_DKIM_BROKEN, "dkim.key", "%s", why.msg);
		return 0;
	}
	if (other_bounces(s, &bounces, e) < 0)
		return -1;
	if (is_signed(s, signing))
		return 0;
	if (signing->n > 0)
		finding_add_whole(s->p->findings, FINDING_DKIM_OTHER, "dkim.domain",
		    "'%s' signs for '%s'", dkim_key_domain(signing->keys[0]), s->domain);
	else if (bounces != NULL)
		finding_add_whole(s->p->findings, FINDING_SENDER_UNALIGNED,
		    "bounce.address",
		    "MAIL FROM is of '%s' and From of '%s', and there is no dkim.key",
		    bounces, s->domain);
	else if (s->p->expect >= BULK)
		finding_add_whole(s->p->findings, FINDING_DKIM_MISSING, "dkim.key",
		    "nothing is signed for %lld readers", (long long)s->p->expect);
	return 0;
}

int
precheck_sender(struct precheck *p, struct err *e)
{
	struct arena a = { 0 };
	struct sender s = { .p = p, .arena = &a, .list = p->to->lists[0].id };
	const char *name, *at;
	int rc = -1;

	if (get(&s, "from", &name, e) < 0)
		goto out;
	setting_split_address(name, &a, &name, &s.address);
	at = strrchr(s.address, '@');
	s.domain = at != NULL ? at + 1 : "";
	if (check_relay(&s, e) == 0 && check_freemail(&s, e) == 0 &&
	    check_deaf(&s, e) == 0 && check_base_url(&s, e) == 0 &&
	    check_vouching(&s, e) == 0)
		rc = 0;
out:
	arena_release(&a);
	return rc;
}
