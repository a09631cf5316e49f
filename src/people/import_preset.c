/* import_preset - what the columns of other programs' exports are.  See
 * import_preset.h. */
#include "people/import_preset.h"

#include "util/file_path.h"
#include "util/xalloc.h"

#include <string.h>

#define NAMES_MAX 20

static const struct import_reading no_is_left = { IMPORT_ACTIVE, IMPORT_LEFT,
	IMPORT_UNSAID, NULL, true };
static const struct import_reading yes_is_left = { IMPORT_LEFT, IMPORT_UNSAID,
	IMPORT_UNSAID, NULL, true };
static const struct import_reading yes_is_blocked = { IMPORT_BLOCKED, IMPORT_UNSAID,
	IMPORT_UNSAID, NULL, true };
static const struct import_reading no_is_pending = { IMPORT_ACTIVE, IMPORT_PENDING,
	IMPORT_UNSAID, NULL, false };
static const struct import_reading any_is_left = { IMPORT_LEFT, IMPORT_LEFT, IMPORT_LEFT,
	NULL, false };
static const struct import_reading any_is_bounced = { IMPORT_BOUNCED, IMPORT_BOUNCED,
	IMPORT_BOUNCED, NULL, false };

static const struct import_preset_column brevo[] = {
	{ "CONTACT_ID", IMPORT_IGNORE, 0, NULL },
	{ "ADDED_TIME", IMPORT_SINCE, 0, NULL },
	{ "MODIFIED_TIME", IMPORT_IGNORE, 0, NULL },
	{ "LAST_CHANGED", IMPORT_IGNORE, 0, NULL },
	{ "SMS_BLACKLISTED", IMPORT_IGNORE, 0, NULL },
	{ "SMS_BLOCKLISTED", IMPORT_IGNORE, 0, NULL },
	{ NULL, 0, 0, NULL },
};

/* A person's columns of three files: subscribed, unsubscribed, cleaned.  What
 * stands in the first as well is a merge field that somebody made. */
static const struct import_preset_column mailchimp[] = {
	{ "EMAIL_ADDRESS", IMPORT_EMAIL, 0, NULL },
	{ "OPTIN_TIME", IMPORT_SINCE, 0, NULL },
	{ "CONFIRM_TIME", IMPORT_SINCE, 0, NULL },
	{ "UNSUB_TIME", IMPORT_STATUS, 0, &any_is_left },
	{ "UNSUB_CAMPAIGN_TITLE", IMPORT_STATUS, 0, &any_is_left },
	{ "UNSUB_CAMPAIGN_ID", IMPORT_STATUS, 0, &any_is_left },
	{ "UNSUB_REASON", IMPORT_STATUS, 0, &any_is_left },
	{ "UNSUB_REASON_OTHER", IMPORT_IGNORE, 0, NULL },
	{ "CLEAN_TIME", IMPORT_STATUS, 0, &any_is_bounced },
	{ "CLEAN_CAMPAIGN_TITLE", IMPORT_STATUS, 0, &any_is_bounced },
	{ "CLEAN_CAMPAIGN_ID", IMPORT_STATUS, 0, &any_is_bounced },
	{ "MEMBER_RATING", IMPORT_IGNORE, 0, NULL },
	{ "LATITUDE", IMPORT_IGNORE, 0, NULL },
	{ "LONGITUDE", IMPORT_IGNORE, 0, NULL },
	{ "GMTOFF", IMPORT_IGNORE, 0, NULL },
	{ "DSTOFF", IMPORT_IGNORE, 0, NULL },
	{ "LAST_CHANGED", IMPORT_IGNORE, 0, NULL },
	{ "LEID", IMPORT_IGNORE, 0, NULL },
	{ "EUID", IMPORT_IGNORE, 0, NULL },
	{ "TAGS", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ NULL, 0, 0, NULL },
};

static const struct import_preset_file mailchimp_files[] = {
	{ "unsubscribed_", IMPORT_LEFT },
	{ "cleaned_", IMPORT_BOUNCED },
	{ "nonsubscribed_", IMPORT_PENDING },
	{ NULL, IMPORT_UNSAID },
};

/* Its blocklist is of people who asked for it, or whom somebody put there. */
static const struct import_word listmonk_words[] = {
	{ "BLOCKLISTED", IMPORT_BLOCKED },
	{ NULL, IMPORT_UNSAID },
};
static const struct import_reading listmonk_status = { IMPORT_UNSAID, IMPORT_UNSAID,
	IMPORT_UNSAID, listmonk_words, true };

static const struct import_preset_column listmonk[] = {
	{ "UUID", IMPORT_ALIAS, 0, NULL },
	{ "ATTRIBUTES", IMPORT_JSON, 0, NULL },
	{ "ATTRIBS", IMPORT_JSON, 0, NULL },
	{ "STATUS", IMPORT_STATUS, 0, &listmonk_status },
	{ "CREATED_AT", IMPORT_SINCE, 0, NULL },
	{ "UPDATED_AT", IMPORT_IGNORE, 0, NULL },
	{ NULL, 0, 0, NULL },
};

/* active_subscription is whether they pay. */
static const struct import_preset_column substack[] = {
	{ "EMAIL_DISABLED", IMPORT_STATUS, 0, &yes_is_left },
	{ "CREATED_AT", IMPORT_SINCE, 0, NULL },
	{ NULL, 0, 0, NULL },
};

static const struct import_word buttondown_words[] = {
	{ "REGULAR", IMPORT_ACTIVE },
	{ "PREMIUM", IMPORT_ACTIVE },
	{ "GIFTED", IMPORT_ACTIVE },
	{ "TRIALED", IMPORT_ACTIVE },
	{ "CHURNING", IMPORT_ACTIVE },
	{ "CHURNED", IMPORT_ACTIVE },
	{ "PAST_DUE", IMPORT_ACTIVE },
	{ "UNPAID", IMPORT_PENDING },
	{ "UNACTIVATED", IMPORT_PENDING },
	{ "UPCOMING", IMPORT_PENDING },
	{ "PAUSED", IMPORT_PENDING },
	{ "REMOVED", IMPORT_LEFT },
	{ "UNDELIVERABLE", IMPORT_BOUNCED },
	{ "MALFORMED", IMPORT_BOUNCED },
	{ "SPAMMY", IMPORT_BLOCKED },
	{ NULL, IMPORT_UNSAID },
};
static const struct import_reading buttondown_type = { IMPORT_UNSAID, IMPORT_UNSAID,
	IMPORT_UNSAID, buttondown_words, true };

static const struct import_preset_column buttondown[] = {
	{ "ID", IMPORT_IGNORE, 0, NULL },
	{ "SECONDARY_ID", IMPORT_IGNORE, 0, NULL },
	{ "SUBSCRIBER_TYPE", IMPORT_STATUS, 0, &buttondown_type },
	{ "TYPE", IMPORT_STATUS, 0, &buttondown_type },
	{ "METADATA", IMPORT_JSON, 0, NULL },
	{ "TAGS", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ "CREATION_DATE", IMPORT_SINCE, 0, NULL },
	{ NULL, 0, 0, NULL },
};

static const struct import_preset_column ghost[] = {
	{ "ID", IMPORT_IGNORE, 0, NULL },
	{ "SUBSCRIBED_TO_EMAILS", IMPORT_STATUS, 0, &no_is_left },
	{ "CREATED_AT", IMPORT_SINCE, 0, NULL },
	{ "DELETED_AT", IMPORT_STATUS, 0, &any_is_left },
	{ "LABELS", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ "TIERS", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ NULL, 0, 0, NULL },
};

/* Its later versions say "subscriber" for "user"; plain names are of its API. */
static const struct import_preset_column phplist[] = {
	{ "ID", IMPORT_IGNORE, 0, NULL },
	{ "IS_THE_EMAIL_OF_THIS_USER_CONFIRMED", IMPORT_STATUS, 0, &no_is_pending },
	{ "IS_THE_EMAIL_OF_THIS_SUBSCRIBER_CONFIRMED", IMPORT_STATUS, 0, &no_is_pending },
	{ "CONFIRMED", IMPORT_STATUS, 0, &no_is_pending },
	{ "IS_THIS_USER_BLACKLISTED", IMPORT_STATUS, 0, &yes_is_left },
	{ "IS_THIS_SUBSCRIBER_BLACKLISTED", IMPORT_STATUS, 0, &yes_is_left },
	{ "BLACKLISTED", IMPORT_STATUS, 0, &yes_is_left },
	{ "IS_THIS_ACCOUNT_DISABLED", IMPORT_STATUS, 0, &yes_is_blocked },
	{ "DISABLED", IMPORT_STATUS, 0, &yes_is_blocked },
	{ "DID_THE_USER_MANUALLY_CONFIRM", IMPORT_IGNORE, 0, NULL },
	{ "DID_THE_SUBSCRIBER_MANUALLY_CONFIRM", IMPORT_IGNORE, 0, NULL },
	{ "OPTEDIN", IMPORT_IGNORE, 0, NULL },
	{ "NUMBER_OF_BOUNCES_ON_THIS_USER", IMPORT_IGNORE, 0, NULL },
	{ "NUMBER_OF_BOUNCES_ON_THIS_SUBSCRIBER", IMPORT_IGNORE, 0, NULL },
	{ "BOUNCECOUNT", IMPORT_IGNORE, 0, NULL },
	{ "ENTERED", IMPORT_SINCE, 0, NULL },
	{ "TIME_CREATED", IMPORT_SINCE, 0, NULL },
	{ "LAST_MODIFIED", IMPORT_IGNORE, 0, NULL },
	{ "TIME_MODIFIED", IMPORT_IGNORE, 0, NULL },
	{ "MODIFIED", IMPORT_IGNORE, 0, NULL },
	{ "UNIQUE_ID_FOR_USER", IMPORT_ALIAS, 0, NULL },
	{ "UNIQUE_ID_FOR_SUBSCRIBER", IMPORT_ALIAS, 0, NULL },
	{ "UNIQID", IMPORT_ALIAS, 0, NULL },
	{ "UUID", IMPORT_ALIAS, 0, NULL },
	{ "UNIQUE_ID", IMPORT_ALIAS, 0, NULL },
	{ "SEND_THIS_USER_HTML_EMAILS", IMPORT_IGNORE, 0, NULL },
	{ "SEND_THIS_SUBSCRIBER_HTML_EMAILS", IMPORT_IGNORE, 0, NULL },
	{ "HTMLEMAIL", IMPORT_IGNORE, 0, NULL },
	{ "PASSWORD", IMPORT_IGNORE, 0, NULL },
	{ "LIST_MEMBERSHIP", IMPORT_LISTS, 0, NULL },
	{ NULL, 0, 0, NULL },
};

static const struct import_preset_column mailman[] = { { NULL, 0, 0, NULL } };

static const struct import_preset_column google[] = {
	{ "E_MAIL_1_VALUE", IMPORT_EMAIL, 0, NULL },
	{ "E_MAIL_1_LABEL", IMPORT_IGNORE, 0, NULL },
	{ "E_MAIL_1_TYPE", IMPORT_IGNORE, 0, NULL },
	{ "PHOTO", IMPORT_IGNORE, 0, NULL },
	{ "LABELS", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ "GROUP_MEMBERSHIP", IMPORT_FIELD, FIELD_MULTI, NULL },
	{ NULL, 0, 0, NULL },
};

/* The more telling mark comes first. */
static const struct import_preset presets[] = {
	{ "listmonk",
	    { "UUID EMAIL NAME ATTRIBUTES", "UUID EMAIL ATTRIBUTES STATUS",
		"UUID EMAIL NAME ATTRIBS" },
	    listmonk, NULL, false },
	{ "mailchimp",
	    { "EMAIL_ADDRESS LEID EUID", "EMAIL_ADDRESS OPTIN_TIME",
		"EMAIL_ADDRESS UNSUB_TIME", "EMAIL_ADDRESS CLEAN_TIME" },
	    mailchimp, mailchimp_files, false },
	{ "brevo",
	    { "CONTACT_ID EMAIL", "EMAIL ADDED_TIME MODIFIED_TIME", "EMAIL DOUBLE_OPT_IN",
		"EMAIL EMAIL_BLACKLISTED", "EMAIL EMAIL_BLOCKLISTED" },
	    brevo, NULL, false },
	{ "substack", { "EMAIL ACTIVE_SUBSCRIPTION" }, substack, NULL, false },
	{ "buttondown",
	    { "EMAIL SUBSCRIBER_TYPE", "EMAIL_ADDRESS SUBSCRIBER_TYPE",
		"EMAIL METADATA TAGS", "EMAIL_ADDRESS METADATA TAGS" },
	    buttondown, NULL, false },
	{ "ghost", { "EMAIL SUBSCRIBED_TO_EMAILS" }, ghost, NULL, false },
	{ "phplist",
	    { "EMAIL IS_THE_EMAIL_OF_THIS_USER_CONFIRMED",
		"EMAIL IS_THE_EMAIL_OF_THIS_SUBSCRIBER_CONFIRMED",
		"EMAIL UNIQUE_ID_FOR_USER", "EMAIL UNIQUE_ID_FOR_SUBSCRIBER",
		"EMAIL CONFIRMED BLACKLISTED" },
	    phplist, NULL, false },
	{ "mailman", { NULL }, mailman, NULL, true },
	{ "google", { "E_MAIL_1_VALUE" }, google, NULL, false },
};

int
import_preset_read(const struct import_preset **out, const char *name, struct err *e)
{
	const char *names[NAMES_MAX], *near;
	size_t i;

	for (i = 0; i < ARRAY_LEN(presets); i++) {
		names[i] = presets[i].name;
		if (str_eq_ci(name, presets[i].name)) {
			*out = &presets[i];
			return 0;
		}
	}
	near = str_near(name, names, ARRAY_LEN(presets));
	if (near != NULL)
		return err_set(e, ERR_USAGE,
		    "nlctl knows no exports of '%s'; did you mean '%s'?", name, near);
	return err_set(e, ERR_USAGE,
	    "nlctl knows no exports of '%s': it knows those of listmonk, mailchimp, "
	    "brevo, substack, buttondown, ghost, phplist, mailman and google; for others "
	    "use '--map'",
	    name);
}

static bool
is_among(struct span name, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (span_is(name, names[i]))
			return true;
	}
	return false;
}

/* Is every word of the mark a heading? */
static bool
has_mark(const char *mark, const char *const *names, size_t n)
{
	size_t len;

	for (; *mark != '\0'; mark += len + (mark[len] == ' ')) {
		len = strcspn(mark, " ");
		if (!is_among((struct span){ mark, len }, names, n))
			return false;
	}
	return true;
}

const struct import_preset *
import_preset_detect(const char *const *names, size_t n)
{
	const struct import_preset *p;
	size_t i;

	for (p = presets; p < presets + ARRAY_LEN(presets); p++) {
		for (i = 0; i < ARRAY_LEN(p->marks) && p->marks[i] != NULL; i++) {
			if (has_mark(p->marks[i], names, n))
				return p;
		}
	}
	return NULL;
}

const struct import_preset_column *
import_preset_column(const struct import_preset *p, const char *name)
{
	const struct import_preset_column *c;

	if (p == NULL)
		return NULL;
	for (c = p->columns; c->name != NULL; c++) {
		if (str_eq(c->name, name))
			return c;
	}
	return NULL;
}

enum import_state
import_preset_file_state(const struct import_preset *p, const char *file)
{
	const struct import_preset_file *f;
	const char *base = file_path_base(file);

	if (p == NULL || p->files == NULL)
		return IMPORT_UNSAID;
	for (f = p->files; f->prefix != NULL; f++) {
		if (str_starts(base, f->prefix))
			return f->state;
	}
	return IMPORT_UNSAID;
}
