/* confirmation_letter - the mail that asks to confirm.  See confirmation_letter.h. */
#include "delivery/confirmation_letter.h"

#include "delivery/identity.h"
#include "delivery/ids.h"
#include "io/file.h"
#include "issue/letter.h"
#include "util/date.h"
#include "util/embedded.h"
#include "util/lang.h"
#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

#define LAYOUT "issue/layouts/confirmation.html"
#define LAYOUT_MAX 65536 /* octets, filled in */
#define LANGUAGES_MAX 16

/* The letter in one language. */
struct version {
	struct letter *letter; /* NULL: not made yet */
	struct lang lang;
	struct confirmation_wording wording;
};

struct confirmation_letters {
	struct arena *arena;
	struct identity identity;
	struct leaving leaving;
	char instance[IDS_INSTANCE_SIZE];
	struct vocabulary vocabulary;
	const char *file;                       /* the list's template; "": nlctl's own */
	const char *language;                   /* of the list */
	struct version versions[LANGUAGES_MAX]; /* in the order of lang_codes */
	struct version own;                     /* of the template */
};

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT } };

static void
set_vocabulary(struct vocabulary *v)
{
	static const enum name known[] = { NAME_DOUBLEOPTIN, NAME_CONFIRM_ASKED,
		NAME_CONFIRM_UNTIL, NAME_SENDER_NAME, NAME_SENDER_EMAIL, NAME_LIST_NAME,
		NAME_TIME_NOW };
	size_t i;

	*v = (struct vocabulary){ .fields = fields, .nfields = ARRAY_LEN(fields) };
	for (i = 0; i < ARRAY_LEN(known); i++)
		v->known[known[i]] = true;
}

/* The layout with each [[key]] put in: what a person confirms by a link on the
 * web or by sending a mail is said in other words. */
static struct span
fill_layout(struct confirmation_letters *l, const struct lang *lang)
{
	const char *how = *l->leaving.base_url != '\0' ? "confirm.web" : "confirm.mail";
	struct lang_extra extra[] = { { "confirm.how", lang_text(lang, how, l->arena) },
		{ NULL, NULL } };
	struct span layout;
	struct buf out;

	buf_init(&out, LAYOUT_MAX);
	lang_fill(&out, lang, embedded(LAYOUT), extra, l->arena);
	layout = (struct span){ arena_memdup(l->arena, out.data, out.len), out.len };
	buf_release(&out);
	return layout;
}

/* What is wrong with the template, as a fault of the setting. */
static int
refuse(const struct findings *f, struct err *e)
{
	err_clear(e);
	findings_refuse(f, ERR_CONFIG, e);
	return err_ctx(e, "setting 'confirm.template'");
}

static int
compile(struct confirmation_letters *l, struct version *v, const char *name,
    struct span text, struct err *e)
{
	char hex[2 * SOURCE_HASH_SIZE + 1];
	struct source source = { 0 };
	struct letter *letter;
	struct findings f;

	findings_init(&f, l->arena);
	source_add(&source, l->arena, SOURCE_ISSUE, name, text);
	if (letter_read(&letter, &source, name, l->arena, &f, e) < 0 ||
	    letter_compile(letter, &source, &l->identity, &l->vocabulary, "", &f, e) < 0)
		return f.errors > 0 ? refuse(&f, e) : -1;
	v->letter = letter;
	str_hex(hex, source.files[0].hash, SOURCE_HASH_SIZE);
	v->wording = (struct confirmation_wording){ name, arena_strdup(l->arena, hex) };
	return 0;
}

/* The list's template, read and compiled. */
static int
load_template(struct confirmation_letters *l, struct err *e)
{
	struct version *v = &l->own;
	struct span text;
	struct buf b;
	int rc;

	buf_init(&b, ISSUE_SOURCE_MAX);
	rc = file_read(l->file, &b, e);
	text = (struct span){ arena_memdup(l->arena, b.data, b.len), b.len };
	buf_release(&b);
	if (rc < 0) {
		e->kind = ERR_CONFIG;
		return err_ctx(e, "setting 'confirm.template'");
	}
	if (compile(l, v, l->file, text, e) < 0)
		return -1;
	if (!letter_uses(v->letter, NAME_DOUBLEOPTIN))
		return err_set(e, ERR_CONFIG,
		    "setting 'confirm.template': there is no {{ doubleoptin }} in '%s': "
		    "nobody could confirm",
		    l->file);
	if (!lang_find(&v->lang, letter_manuscript(v->letter)->language) &&
	    !lang_find(&v->lang, l->language))
		BUG("no language '%s'", l->language);
	return 0;
}

/* nlctl's own letter in this language. */
static int
own_version(struct confirmation_letters *l, const char *language, struct version **out,
    struct err *e)
{
	struct lang lang;
	size_t i = 0;

	if (!lang_find(&lang, language) && !lang_find(&lang, l->language))
		BUG("no language '%s'", l->language);
	while (!str_eq(lang_codes[i], lang.code))
		i++;
	if (i >= LANGUAGES_MAX)
		BUG("over %d languages", LANGUAGES_MAX);
	*out = &l->versions[i];
	(*out)->lang = lang;
	if ((*out)->letter != NULL)
		return 0;
	return compile(l, *out, arena_printf(l->arena, "built-in %s", lang.code),
	    fill_layout(l, &lang), e);
}

int
confirmation_letters_open(struct confirmation_letters **out, struct db *db,
    struct settings *settings, const struct issue_list *list, struct arena *a,
    struct err *e)
{
	struct confirmation_letters *l = arena_alloc(a, sizeof(*l));
	struct version *v;

	l->arena = a;
	*out = l;
	set_vocabulary(&l->vocabulary);
	if (setting_get(settings, list->id, "confirm.template", a, &l->file, e) < 0 ||
	    setting_get(settings, list->id, "language", a, &l->language, e) < 0 ||
	    identity_load(&l->identity, &l->leaving, settings, list, "", a, e) < 0 ||
	    ids_instance(l->instance, db, e) < 0)
		return -1;
	if (*l->file != '\0')
		return load_template(l, e);
	return own_version(l, "", &v, e);
}

/* Whose words say that an answer confirms: nlctl's do, a template's need not. */
static void
set_reply(const struct confirmation_letters *l, const struct confirmation_copy *c,
    struct copy *copy, struct arena *scratch)
{
	char token[UUID_TEXT_SIZE];
	struct leaving_reply reply;

	uuid_format(c->token, token);
	if (*l->file != '\0' ||
	    !leaving_confirm_reply(&reply, &l->leaving, token, scratch))
		return;
	copy->reply_name = reply.name;
	copy->reply_to = reply.address;
}

static void
set_names(struct confirmation_letters *l, const struct version *v,
    const struct confirmation_copy *c, struct value *names, struct arena *scratch)
{
	char token[UUID_TEXT_SIZE];

	uuid_format(c->token, token);
	names[NAME_DOUBLEOPTIN] =
	    value_text(leaving_confirm(&l->leaving, token, scratch));
	names[NAME_CONFIRM_ASKED] = value_text(lang_date(&v->lang, c->asked, scratch));
	names[NAME_CONFIRM_UNTIL] = value_text(lang_date(&v->lang, c->until, scratch));
	names[NAME_SENDER_NAME] = value_text(l->identity.from_name);
	names[NAME_SENDER_EMAIL] = value_text(l->identity.from_address);
	names[NAME_LIST_NAME] = value_text(l->identity.list_name);
	names[NAME_TIME_NOW] = value_date(date_wall(c->asked));
}

const char *
confirmation_letters_sender(const struct confirmation_letters *l)
{
	return l->identity.from_address;
}

int
confirmation_letters_write(struct confirmation_letters *l,
    const struct confirmation_copy *c, struct buf *out, struct confirmation_wording *w,
    struct arena *scratch, struct err *e)
{
	struct value email = value_text(c->to->display);
	struct copy copy = {
		.bindings = { .fields = &email },
		.to_name = "",
		.to_address = c->to->eai ? "" : c->to->key,
		.date = c->asked,
		.unsubscribe_url = "",
		.unsubscribe_mailto = "",
		.personal = true,
	};
	struct version *v = &l->own;

	if (*l->file == '\0' && own_version(l, c->language, &v, e) < 0)
		return -1;
	copy.message_id = ids_message_id(
	    l->instance, 'n', c->notice, l->identity.from_address, scratch);
	set_names(l, v, c, copy.bindings.names, scratch);
	set_reply(l, c, &copy, scratch);
	*w = v->wording;
	return letter_render(v->letter, &copy, out, e);
}
