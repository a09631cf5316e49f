/* nlctl init - make the database and its first settings.  See nlctl-init(1). */
#include "cli/cmd.h"
#include "people/list.h"
#include "util/str.h"
#include "util/xalloc.h"

static int run(struct ctx *c, const struct args *a, struct err *e);

static const struct opt options[] = {
	{ 0, "from", "ADDRESS", "who the newsletter comes from: \"Name <email>\"" },
	{ 0, "smtp", "URL", "the relay: smtp://host:port or smtps://host" },
	{ 0, "list", "NAME", "the name of the first list (newsletter)" },
	{ 0, "base-url", "URL", "where people reach the public pages" },
	{ 0, NULL, NULL, NULL },
};

const struct cmd cmd_init = {
	.name = "init",
	.synopsis = "[--from ADDRESS] [--smtp URL] [--list NAME] [--base-url URL]",
	.summary = "Make the database and its first settings",
	.options = options,
	.argmax = 0,
	.needs = CMD_DB_CREATE,
	.run = run,
};

static const struct {
	const char *option, *key;
} given_as[] = {
	{ "from", "from" },
	{ "smtp", "relay.default.url" },
	{ "base-url", "base-url" },
};

/* In the place of the automatic list, or beside those that are there. */
static int
make_list(struct ctx *c, const char *name, struct err *e)
{
	struct list found;
	struct err none = { 0 };
	struct list_replaced was;
	bool replaced = false;

	if (list_find(&found, c->db, name, c->arena, &none) == 0)
		return 0;
	if (list_check_name(name, e) < 0 ||
	    list_replace_automatic(c->db, name, &replaced, &was, c->arena, e) < 0)
		return -1;
	if (replaced)
		return 0;
	return list_add(&found, c->db, name, clock_now(&c->clock), c->arena, e);
}

/* The next command with a value that is known, or a made-up one to replace. */
static int
next_steps(struct ctx *c, struct err *e)
{
	const char *from, *relay;

	if (setting_get(c->settings, 0, "from", c->arena, &from, e) < 0 ||
	    setting_get(c->settings, 0, "relay.default.url", c->arena, &relay, e) < 0)
		return -1;
	out_line(c->out, "next:");
	if (from[0] == '\0')
		out_line(
		    c->out, "  nlctl config from 'Name <you@example.org>'  # the sender");
	if (relay[0] == '\0')
		out_line(c->out,
		    "  nlctl config relay.default.url smtp://localhost  # the relay");
	out_line(c->out, "  nlctl import contacts.csv  # or: nlctl subscribe EMAIL");
	if (from[0] != '\0' && relay[0] != '\0')
		out_line(c->out, "  nlctl send --test you@example.org issue.html");
	if (from[0] != '\0' || relay[0] != '\0')
		out_line(c->out, "  nlctl send issue.html");
	return 0;
}

/* All that was typed, or nothing of it. */
static int
apply(struct ctx *c, const struct args *a, struct err *e)
{
	const char *value;
	size_t i;

	for (i = 0; i < ARRAY_LEN(given_as); i++) {
		value = args_value(a, given_as[i].option);
		if (value == NULL)
			continue;
		if (setting_set(c->db, 0, given_as[i].key, value, e) < 0)
			return err_ctx(e, "--%s", given_as[i].option);
	}
	value = args_value(a, "list");
	return value != NULL ? make_list(c, value, e) : 0;
}

static int
run(struct ctx *c, const struct args *a, struct err *e)
{
	if (!db_was_created(c->db))
		say(c, "database '%s' is there already", db_path(c->db));
	if (db_begin(c->db, e) < 0)
		return -1;
	if (apply(c, a, e) < 0) {
		db_rollback(c->db);
		return -1;
	}
	if (db_commit(c->db, e) < 0)
		return -1;
	if (out_is_json(c->out)) {
		out_record_begin(c->out);
		out_text(c->out, "database", db_path(c->db));
		out_bool(c->out, "created", db_was_created(c->db));
		out_int(c->out, "version", db_version());
		out_record_end(c->out);
	}
	return next_steps(c, e);
}
