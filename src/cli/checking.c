/* checking - all that can be found in a draft.  See checking.h. */
#include "cli/checking.h"

#include "delivery/sample.h"
#include "issue/check.h"
#include "issue/letter.h"
#include "people/field.h"

/* The language of the list, where somebody set it: the default says nothing. */
static int
list_language(struct draft *d, struct ctx *c, const char **out, struct err *e)
{
	enum setting_origin origin;

	if (setting_explain(d->settings, d->to.lists[0].id, "language", c->arena, out,
		&origin, e) < 0)
		return -1;
	if (origin == SETTING_FROM_DEFAULT)
		*out = "";
	return 0;
}

/* Is there a field in which somebody may have agreed that it is known who clicks? */
static int
has_consent(struct draft *d, struct ctx *c, bool *out, struct err *e)
{
	struct fields fields;
	const char *name;
	int field;

	if (setting_get(d->settings, d->to.lists[0].id, "track.consent", c->arena, &name,
		e) < 0 ||
	    fields_load(&fields, c->db, c->arena, e) < 0)
		return -1;
	field = fields_find(&fields, name);
	*out = field >= 0 && fields.items[field].type == FIELD_BOOLEAN;
	return 0;
}

static int
look_at_issue(struct draft *d, struct ctx *c, struct err *e)
{
	const struct manuscript *m = letter_manuscript(d->letter);
	struct check_facts facts;
	const char *email;

	if (list_language(d, c, &facts.language, e) < 0 ||
	    setting_get(d->settings, d->to.lists[0].id, "postal-address", c->arena,
		&facts.postal_address, e) < 0 ||
	    has_consent(d, c, &facts.consent, e) < 0)
		return -1;
	facts.subject = *d->subject != '\0' ? d->subject : m->subject;
	facts.source = &d->source;
	facts.track = track_mode_names[d->track.mode];
	facts.list_name = d->to.lists[0].name;
	setting_split_address(d->from, c->arena, &facts.from_name, &email);
	check_issue(m, &facts, &d->findings);
	return 0;
}

int
checking_harden(struct findings *f, const char *codes, struct err *e)
{
	struct span unknown;

	findings_harden(f, codes, &unknown);
	if (unknown.n == 0)
		return 0;
	return err_set(e, ERR_CONFIG,
	    "setting 'check.errors': no finding has the code '%.*s'; nlctl-check(1) "
	    "lists them",
	    (int)unknown.n, unknown.s);
}

/* The setting check.errors of the list turns warnings into errors. */
static int
harden(struct draft *d, struct ctx *c, struct err *e)
{
	const char *codes;

	if (setting_get(
		d->settings, d->to.lists[0].id, "check.errors", c->arena, &codes, e) < 0)
		return -1;
	return checking_harden(&d->findings, codes, e);
}

static int
ask_spamassassin(struct draft *d, struct ctx *c, struct precheck *p, struct err *e)
{
	struct due reader;

	if (sample_find(&reader, c->db, NULL, &d->to.lists[0], &c->random, c->arena, e) <
	    0)
		return -1;
	progress_wait(c->progress, "SpamAssassin is looking at it");
	return precheck_spam(p, &reader, e);
}

int
checking_look(struct draft *d, struct ctx *c, const struct checking *o, struct err *e)
{
	struct precheck p = draft_precheck(d, c);

	p.nobody_is_wrong = o->nobody_is_wrong;
	if (look_at_issue(d, c, e) < 0 || precheck_readers(&p, e) < 0 ||
	    precheck_sender(&p, e) < 0 || precheck_settings(&p, e) < 0)
		return -1;
	if (o->online && precheck_dns(&p, e) < 0)
		return -1;
	if (o->online)
		precheck_online(&p, o->allow_private);
	if (o->spam && ask_spamassassin(d, c, &p, e) < 0)
		return -1;
	return harden(d, c, e);
}

int
checking_look_at_issue(struct draft *d, struct ctx *c, struct err *e)
{
	return look_at_issue(d, c, e) < 0 ? -1 : harden(d, c, e);
}
