/* identity - who a list's mail comes from and how to leave it.  See identity.h. */
#include "delivery/identity.h"

#include "io/url.h"
#include "people/address.h"
#include "util/str.h"

#include <string.h>

#define SENDER_ID_MIN 5 /* Gmail's rules for Feedback-ID */
#define SENDER_ID_MAX 15

/* Letters, digits and hyphens of s, lower case: a label of a List-Id. */
static const char *
label_of(const char *s, struct arena *a)
{
	char *label = arena_alloc(a, strlen(s) + 8), *p = label;

	for (; *s != '\0'; s++) {
		if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9'))
			*p++ = *s;
		else if (*s >= 'A' && *s <= 'Z')
			*p++ = (char)(*s - 'A' + 'a');
		else if (p > label && p[-1] != '-')
			*p++ = '-';
	}
	while (p > label && p[-1] == '-')
		p--;
	*p = '\0';
	return *label != '\0' ? label : "list";
}

/* ISSUE-independent parts first: campaign:list:tool:sender (5 to 15 characters). */
static const char *
feedback_id(const char *list, const char *domain, struct arena *a)
{
	char *sender = arena_strdup(a, label_of(domain, a));

	if (strlen(sender) > SENDER_ID_MAX)
		sender[SENDER_ID_MAX] = '\0';
	return arena_printf(a, "%s:newsletter:nlctl:%s%s", label_of(list, a), sender,
	    strlen(sender) < SENDER_ID_MIN ? "-mail" : "");
}

/* "Name <EMAIL>" as SMTP takes it; "" stays "". */
static int
read_mailbox(const char *value, const char *key, struct arena *a, const char **name,
    const char **out, struct err *e)
{
	struct address address;

	*name = *out = "";
	if (*value == '\0')
		return 0;
	setting_split_address(value, a, name, &value);
	if (address_parse(&address, span_of(value), a, e) < 0)
		return err_ctx(e, "setting '%s'", key);
	*out = address.key;
	return 0;
}

static int
address_setting(struct settings *settings, int64_t list, const char *key, struct arena *a,
    const char **name, const char **out, struct err *e)
{
	const char *value;

	if (setting_get_checked(settings, list, key, a, &value, e) < 0)
		return -1;
	return read_mailbox(value, key, a, name, out, e);
}

static int
leaving_load(struct leaving *out, struct settings *settings,
    const struct issue_list *list, struct arena *a, struct err *e)
{
	const char *name;

	if (setting_url(settings, list->id, "base-url", a, &out->base_url, e) < 0 ||
	    setting_url(settings, list->id, "archive-url", a, &out->archive_url, e) < 0 ||
	    address_setting(
		settings, list->id, "list-address", a, &name, &out->address, e) < 0)
		return -1;
	out->one_click =
	    str_starts(out->base_url, "https://") || url_is_loopback(out->base_url);
	if (*out->base_url == '\0' && *out->address == '\0')
		return err_set(e, ERR_CONFIG,
		    "nobody could leave the list '%s': set 'base-url' (where web pages take "
		    "the tokens) or 'list-address' (a mailbox that takes them)",
		    list->name);
	return 0;
}

int
identity_load(struct identity *out, struct leaving *leaving, struct settings *settings,
    const struct issue_list *list, const char *from, struct arena *a, struct err *e)
{
	const char *domain;

	*out = (struct identity){
		.list_name = list->name, .issue = "", .head = "", .body = ""
	};
	if (*from == '\0' && setting_get(settings, list->id, "from", a, &from, e) < 0)
		return -1;
	if (read_mailbox(from, "from", a, &out->from_name, &out->from_address, e) < 0 ||
	    address_setting(settings, list->id, "reply-to", a, &out->reply_name,
		&out->reply_to, e) < 0)
		return -1;
	if (*out->from_address == '\0')
		return err_set(e, ERR_CONFIG,
		    "no sender: set 'from', for example nlctl config from "
		    "'My list <news@example.org>'");
	if (setting_get(
		settings, list->id, "postal-address", a, &out->postal_address, e) < 0 ||
	    setting_get(settings, list->id, "language", a, &out->language, e) < 0 ||
	    leaving_load(leaving, settings, list, a, e) < 0)
		return -1;
	domain = strrchr(out->from_address, '@') + 1;
	out->pictures = (struct picture_host){ PICTURE_INLINE, "", domain };
	out->list_id = arena_printf(a, "%s.%s", label_of(list->name, a), domain);
	out->feedback_id = feedback_id(list->name, domain, a);
	out->list_help = "";
	if (*leaving->address != '\0' && strchr(leaving->address, '*') == NULL)
		out->list_help =
		    arena_printf(a, "mailto:%s?subject=help", leaving->address);
	else if (*leaving->base_url != '\0')
		out->list_help = arena_printf(a, "%s/", leaving->base_url);
	return 0;
}

const char *
leaving_url(const struct leaving *l, const char *token, struct arena *a)
{
	if (*l->base_url == '\0')
		return "";
	return arena_printf(a, "%s/u/%s", l->base_url, token);
}

/* list-address with the token in it; NULL where it has no place for one. */
static const char *
address_with(const struct leaving *l, const char *token, struct arena *a)
{
	const char *star = strchr(l->address, '*');

	if (star == NULL)
		return NULL;
	return arena_printf(
	    a, "%.*s%s%s", (int)(star - l->address), l->address, token, star + 1);
}

const char *
leaving_preferences(const struct leaving *l, const char *key, struct arena *a)
{
	if (*l->base_url == '\0')
		return "";
	return arena_printf(a, "%s/p/%s", l->base_url, key);
}

/* A mail to list-address that says word, with the token. */
static const char *
mailto(const struct leaving *l, const char *word, const char *token, struct arena *a)
{
	const char *own = address_with(l, token, a);

	if (*l->address == '\0')
		return "";
	if (own == NULL)
		return arena_printf(
		    a, "mailto:%s?subject=%s%%20%s", l->address, word, token);
	return arena_printf(a, "mailto:%s?subject=%s", own, word);
}

const char *
leaving_mailto(const struct leaving *l, const char *token, struct arena *a)
{
	return mailto(l, "unsubscribe", token, a);
}

const char *
leaving_confirm(const struct leaving *l, const char *token, struct arena *a)
{
	if (*l->base_url != '\0')
		return arena_printf(a, "%s/c/%s", l->base_url, token);
	return mailto(l, "confirm", token, a);
}

bool
leaving_confirm_reply(struct leaving_reply *out, const struct leaving *l,
    const char *token, struct arena *a)
{
	const char *own = address_with(l, token, a);

	if (*l->base_url != '\0' || *l->address == '\0')
		return false;
	*out = own != NULL
	    ? (struct leaving_reply){ "", own }
	    : (struct leaving_reply){ arena_printf(a, "confirm %s", token), l->address };
	return true;
}
