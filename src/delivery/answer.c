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
	v->known[NAME_LIST_NAME] = true;
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

/* The message of the notice with this number. */
static int
write_message(struct buf *out, const struct answer *answer,
    const struct identity *identity, const struct contact *contact,
    const struct notice_new *row, int64_t id, struct db *db, struct arena *a,
    struct err *e)
{
	struct value email = value_text(row->to->display);
	struct copy copy = {
		.bindings = { .fields = &email },
		.to_name = "",
		.to_address = row->to->eai ? "" : row->to->key,
		.date = row->now,
		.unsubscribe_url = "",
		.unsubscribe_mailto = "",
		.personal = true,
	};
	char instance[IDS_INSTANCE_SIZE];
	struct letter *letter;

	copy.bindings.names[NAME_LIST_NAME] = value_text(answer->lists);
	if (ids_instance(instance, db, e) < 0 ||
	    compile(&letter,
		fill_layout(answer, contact->language, identity->language, a), identity,
		a, e) < 0)
		return -1;
	copy.message_id = ids_message_id(instance, 'n', id, row->sender, a);
	return letter_render(letter, &copy, out, e);
}

int
answer_add(struct db *db, struct settings *settings, struct random *random,
    const struct answer *answer, int64_t now, struct arena *a, struct err *e)
{
	struct contact contact;
	struct identity identity;
	struct leaving leaving;
	struct address to;
	struct notice_new row = { .kind = "answer", .to = &to, .now = now };
	struct buf message;
	int64_t id;
	int rc = -1;

	if (check_way(db, settings, a, e) < 0 ||
	    contact_find(&contact, db, answer->address, a, e) < 0)
		return -1;
	if (*contact.suppressed != '\0')
		return 0;
	if (identity_load(&identity, &leaving, settings, &answer->list, "", a, e) < 0 ||
	    address_parse(&to, span_of(contact.address), a, e) < 0)
		return -1;
	row.contact = contact.id;
	row.sender = identity.from_address;
	random_uuid(random, row.token);
	buf_init(&message, LETTER_MAX);
	if (notice_add(db, &row, &id, e) == 0 &&
	    write_message(&message, answer, &identity, &contact, &row, id, db, a, e) ==
		0 &&
	    notice_sign(settings, answer->list.id, row.sender, now, &message, e) == 0)
		rc = notice_set_message(db, id, &message, e);
	buf_release(&message);
	return rc;
}
