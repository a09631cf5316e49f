/* answer - what a person is told who wrote a mail.  See answer.h. */
#include "delivery/answer.h"

#include "delivery/home.h"
#include "delivery/identity.h"
#include "delivery/ids.h"
#include "delivery/notice.h"
#include "delivery/relay.h"
#include "issue/letter.h"
#include "people/contact.h"
#include "util/embedded.h"
#include "util/lang.h"
#include "util/xalloc.h"

#define LAYOUT "issue/layouts/answer.html"
#define LAYOUT_MAX 65536 /* octets, filled in */

/* Which texts of util/lang each kind is made of. */
static const struct {
	const char *title, *said, *more;
} texts[] = {
	[ANSWER_LEFT] = { "left.title", "answer.left", "left.late" },
	[ANSWER_CONFIRMED] = { "confirmed.title", "answer.confirmed", "confirmed.leave" },
	[ANSWER_PREFERENCES] = { "preferences.title", "answer.preferences",
	    "answer.day" },
};

static const struct field_name fields[] = { { "EMAIL", VALUE_TEXT } };

/* Would it ever leave?  Else it would wait for good, or go out when nobody remembers. */
static int
check_way(struct db *db, struct settings *settings, struct arena *a, struct err *e)
{
	struct relay relay;
	int rc = relay_choose(&relay, settings, a, e);

	if (rc == 0)
		return err_set(e, ERR_CONFIG, "no relay: set 'relay.default.url'");
	return rc < 0 ? -1 : home_check(db, e);
}

/* The layout in the language of the person, else of the list. */
static struct span
fill_layout(const struct answer *answer, const char *language, const char *of_list,
    struct arena *a)
{
	struct lang_extra extra[4] = { { NULL, NULL } };
	struct span layout;
	struct lang lang;
	struct buf out;

	if (!lang_find(&lang, language) && !lang_find(&lang, of_list))
		BUG("no language '%s'", of_list);
	extra[0] = (struct lang_extra){ "answer.title",
		lang_text(&lang, texts[answer->kind].title, a) };
	extra[1] = (struct lang_extra){ "answer.said",
		lang_text(&lang, texts[answer->kind].said, a) };
	extra[2] = (struct lang_extra){ "answer.more",
		lang_text(&lang, texts[answer->kind].more, a) };
	buf_init(&out, LAYOUT_MAX);
	lang_fill(&out, &lang, embedded(LAYOUT), extra, a);
	layout = (struct span){ arena_memdup(a, out.data, out.len), out.len };
	buf_release(&out);
	return layout;
}

static int
compile(struct letter **out, struct span text, const struct identity *identity,
    struct arena *a, struct err *e)
{
	struct vocabulary *v = arena_alloc(a, sizeof(*v));
	struct source source = { 0 };
	struct findings f;

	*v = (struct vocabulary){ .fields = fields, .nfields = ARRAY_LEN(fields) };
	v->known[NAME_LIST_NAME] = v->known[NAME_UPDATE_PROFILE] = true;
	findings_init(&f, a);
	source_add(&source, a, SOURCE_ISSUE, LAYOUT, text);
	if (letter_read(out, &source, LAYOUT, a, &f, e) < 0 ||
	    letter_compile(*out, &source, identity, v, "", &f, e) < 0) {
		if (f.errors > 0)
			BUG("%s: %s", LAYOUT, f.list->text);
		return -1;
	}
	return 0;
}

/* An answer that is being made. */
struct draft {
	const struct answer *answer;
	struct contact contact;
	struct identity identity;
	struct leaving leaving;
	struct address to;
	struct notice_new row;
};

static void
set_names(const struct draft *d, struct value *names, struct arena *a)
{
	const char *key = d->answer->preferences;

	names[NAME_LIST_NAME] = value_text(d->answer->lists);
	names[NAME_UPDATE_PROFILE] =
	    value_text(*key != '\0' ? leaving_preferences(&d->leaving, key, a) : "");
}

/* The message of the notice with this number. */
static int
write_message(struct buf *out, const struct draft *d, int64_t id, struct db *db,
    struct arena *a, struct err *e)
{
	struct value email = value_text(d->to.display);
	struct copy copy = {
		.bindings = { .fields = &email },
		.to_name = "",
		.to_address = d->to.eai ? "" : d->to.key,
		.date = d->row.now,
		.unsubscribe_url = "",
		.unsubscribe_mailto = "",
		.personal = true,
	};
	char instance[IDS_INSTANCE_SIZE];
	struct letter *letter;

	set_names(d, copy.bindings.names, a);
	if (ids_instance(instance, db, e) < 0 ||
	    compile(&letter,
		fill_layout(d->answer, d->contact.language, d->identity.language, a),
		&d->identity, a, e) < 0)
		return -1;
	copy.message_id = ids_message_id(instance, 'n', id, d->row.sender, a);
	return letter_render(letter, &copy, out, e);
}

static int
queue(const struct draft *d, struct db *db, struct settings *settings, struct arena *a,
    struct err *e)
{
	struct buf message;
	int64_t id;
	int rc = -1;

	buf_init(&message, LETTER_MAX);
	if (notice_add(db, &d->row, &id, e) == 0 &&
	    write_message(&message, d, id, db, a, e) == 0 &&
	    notice_sign(settings, d->answer->list.id, d->row.sender, d->row.now, &message,
		e) == 0)
		rc = notice_set_message(db, id, &message, e);
	buf_release(&message);
	return rc;
}

int
answer_add(struct db *db, struct settings *settings, struct random *random,
    const struct answer *answer, int64_t now, struct arena *a, struct err *e)
{
	struct draft d = { .answer = answer, .row = { .kind = "answer", .now = now } };

	if (check_way(db, settings, a, e) < 0 ||
	    contact_find(&d.contact, db, answer->address, a, e) < 0)
		return -1;
	if (*d.contact.suppressed != '\0')
		return 0;
	if (identity_load(&d.identity, &d.leaving, settings, &answer->list, "", a, e) <
		0 ||
	    address_parse(&d.to, span_of(d.contact.address), a, e) < 0)
		return -1;
	if (*answer->preferences != '\0' && *d.leaving.base_url == '\0')
		return err_set(e, ERR_CONFIG,
		    "no address of the pages: set 'base-url', for example nlctl config "
		    "base-url https://lettre.example.org");
	d.row.contact = d.contact.id;
	d.row.to = &d.to;
	d.row.sender = d.identity.from_address;
	random_uuid(random, d.row.token);
	return queue(&d, db, settings, a, e);
}
