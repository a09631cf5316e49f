/* check_leftover - what was left over from a template, or from another program. */
#include "issue/check_private.h"
#include "issue/check_url.h"

#include "util/lang.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Servers of programs that mail was sent with before: what lives there goes when the
 * account goes. */
static const struct {
	const char *domain, *whose;
} servers[] = {
	{ "mailinblue.com", "Brevo" },
	{ "sendinblue.com", "Brevo" },
	{ "sendibm1.com", "Brevo" },
	{ "sendibm2.com", "Brevo" },
	{ "sendibm3.com", "Brevo" },
	{ "sibforms.com", "Brevo" },
	{ "sibautomation.com", "Brevo" },
	{ "brevo.com", "Brevo" },
	{ "mcusercontent.com", "Mailchimp" },
	{ "list-manage.com", "Mailchimp" },
	{ "mailchimp.com", "Mailchimp" },
	{ "mailchi.mp", "Mailchimp" },
	{ "campaign-archive.com", "Mailchimp" },
	{ "mjt.lu", "Mailjet" },
	{ "mailjet.com", "Mailjet" },
	{ "mlsend.com", "MailerLite" },
	{ "mlcdn.com", "MailerLite" },
	{ "createsend.com", "Campaign Monitor" },
	{ "cmail19.com", "Campaign Monitor" },
	{ "cmail20.com", "Campaign Monitor" },
	{ "substackcdn.com", "Substack" },
	{ "rs6.net", "Constant Contact" },
	{ "constantcontact.com", "Constant Contact" },
	{ "sendgrid.net", "SendGrid" },
	{ "hubspotlinks.com", "HubSpot" },
};

static const char *const sources[] = { "brevo", "sendinblue", "mailchimp", "mailjet" };

/* In the place of what should be there; as words of their own. */
static const char *const fillers[] = { "lorem ipsum", "votre texte ici", "your text here",
	"texte à compléter", "insert text here", "insérer votre texte", "[texte]",
	"[text]", "[nom]", "[prénom]", "[prenom]", "[name]", "[first name]",
	"[last name]", "[firstname]", "[lastname]", "[date]", "[titre]", "[title]",
	"[lien]", "[link]", "[url]", "[email]", "[adresse]", "[address]", "[ville]",
	"[city]", "[société]", "[company]", "[company name]", "[your name]",
	"[votre nom]", "[lieu]", "[heure]", "[image]", "[photo]", "[xxx]" };

/* Brevo's redirect on a domain of one's own: "r.mail.asso.example/tr/cl/…". */
static bool
is_brevo_redirect(struct span url, struct span host)
{
	return host.n > 7 && strncasecmp(host.s, "r.", 2) == 0 &&
	    (memmem(url.s, url.n, "/tr/cl/", 7) != NULL ||
		memmem(url.s, url.n, "/mk/cl/", 7) != NULL);
}

static const char *
whose_server(struct span url)
{
	struct span host = url_host(url);
	size_t i;

	for (i = 0; i < ARRAY_LEN(servers); i++) {
		if (host_is_in(host, servers[i].domain))
			return servers[i].whose;
	}
	return is_brevo_redirect(url, host) ? "Brevo" : NULL;
}

static void
check_address(struct check *c, const char *address, size_t offset, const char *what)
{
	const char *whose = whose_server(span_of(address));
	const char *utm = strcasestr(address, "utm_source=");
	size_t i;

	if (whose != NULL)
		check_say(c, FINDING_LEFTOVER_SERVER, offset,
		    "the %s '%s' is on a server of %s", what,
		    check_short(c, span_of(address)), whose);
	for (i = 0; utm != NULL && i < ARRAY_LEN(sources); i++) {
		if (strncasecmp(
			utm + strlen("utm_source="), sources[i], strlen(sources[i])) == 0)
			check_say(c, FINDING_LEFTOVER_UTM, offset,
			    "'utm_source=%s' counts who follows the link as sent by that "
			    "program",
			    sources[i]);
	}
}

/* What 'nlctl new' has put there, in whichever language. */
static void
check_start(struct check *c, struct span text, size_t offset)
{
	static const char *const keys[] = { "new.intro", "new.text" };
	struct lang lang;
	struct span start;
	const char *at;
	size_t i, k;

	for (i = 0; lang_codes[i] != NULL; i++) {
		for (k = 0; lang_find(&lang, lang_codes[i]) && k < ARRAY_LEN(keys); k++) {
			if (!lang_look_up(&lang, keys[k], &start))
				continue;
			at = memmem(text.s, text.n, start.s, start.n);
			if (at != NULL)
				check_say(c, FINDING_LEFTOVER_TEXT,
				    offset + (size_t)(at - text.s),
				    "'%.*s' was to be replaced", (int)start.n, start.s);
		}
	}
}

/* "TODO" in capitals alone: "todo" is a word in some languages. */
static void
check_todo(struct check *c, struct span text, size_t offset)
{
	const char *const marks[] = { "TODO", "FIXME", "XXX" };
	size_t i, n;
	const char *at;

	for (i = 0; i < ARRAY_LEN(marks); i++) {
		n = strlen(marks[i]);
		at = memmem(text.s, text.n, marks[i], n);
		if (at != NULL && (at == text.s || !isalnum((unsigned char)at[-1])) &&
		    (at + n == text.s + text.n || !isalnum((unsigned char)at[n])))
			check_say(c, FINDING_LEFTOVER_TEXT,
			    offset + (size_t)(at - text.s), "'%s' is still to be done",
			    marks[i]);
	}
}

static void
check_text(struct check *c, struct span text, size_t offset)
{
	check_phrases(c, FINDING_LEFTOVER_TEXT, text, offset, fillers, ARRAY_LEN(fillers),
	    "was to be replaced");
	check_start(c, text, offset);
	check_todo(c, text, offset);
}

void
check_leftover(struct check *c)
{
	const struct html *h = c->html;
	size_t i;

	for (i = 0; i < h->nlinks; i++)
		check_address(c, h->links[i].url, h->links[i].offset, "link");
	for (i = 0; i < h->nimages; i++)
		check_address(c, h->images[i].src, h->images[i].offset, "picture");
	check_each_text(c, check_text);
}
