/* args - a command line, taken apart by a table.  See args.h. */
#include "cli/args.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <string.h>

#define NAMES_MAX 64 /* options of one table; more are not looked at for near names */

struct given {
	const struct opt *opt;
	const char *value; /* NULL for a flag */
};

/* Where a parse stands. */
struct parse {
	struct args *out;
	char *const *argv;
	int argc, at;
};

static const struct opt *
find_in(const struct opt *table, char letter, struct span name)
{
	for (; table != NULL && table->name != NULL; table++) {
		if (letter != 0 ? table->letter == letter : span_is(name, table->name))
			return table;
	}
	return NULL;
}

static const struct opt *
find(const struct args *a, char letter, struct span name)
{
	const struct opt *o = find_in(a->own, letter, name);

	return o != NULL ? o : find_in(a->global, letter, name);
}

static size_t
add_names(const struct opt *table, const char **names, size_t n)
{
	for (; table != NULL && table->name != NULL && n < NAMES_MAX; table++)
		names[n++] = table->name;
	return n;
}

static int
unknown_long(const struct args *a, struct span name, struct err *e)
{
	const char *names[NAMES_MAX], *near;
	struct arena scratch = { 0 };
	char *word = arena_memdup(&scratch, name.s, name.n);
	size_t n = add_names(a->own, names, 0);

	n = add_names(a->global, names, n);
	near = str_near(word, names, n);
	if (near != NULL)
		err_set(e, ERR_USAGE, "unknown option '--%s': did you mean '--%s'?", word,
		    near);
	else
		err_set(e, ERR_USAGE, "unknown option '--%s'", word);
	arena_release(&scratch);
	return -1;
}

static void
take(struct args *out, const struct opt *o, const char *value)
{
	out->options[out->noptions++] = (struct given){ o, value };
}

/* The next word as the value of o. */
static int
take_next(struct parse *p, const struct opt *o, struct err *e)
{
	if (p->at + 1 >= p->argc)
		return err_set(
		    e, ERR_USAGE, "option '--%s' needs a value: %s", o->name, o->arg);
	take(p->out, o, p->argv[++p->at]);
	return 0;
}

static int
parse_long(struct parse *p, struct err *e)
{
	const char *word = p->argv[p->at] + 2, *equals = strchr(word, '=');
	struct span name = { word,
		equals != NULL ? (size_t)(equals - word) : strlen(word) };
	const struct opt *o = find(p->out, 0, name);

	if (o == NULL)
		return unknown_long(p->out, name, e);
	if (o->arg == NULL && equals != NULL)
		return err_set(e, ERR_USAGE, "option '--%s' takes no value", o->name);
	if (o->arg != NULL && equals == NULL)
		return take_next(p, o, e);
	take(p->out, o, equals != NULL ? equals + 1 : NULL);
	return 0;
}

/* "-qv", "-lLIST" or "-l LIST". */
static int
parse_letters(struct parse *p, struct err *e)
{
	const char *s = p->argv[p->at] + 1;
	const struct opt *o;

	for (; *s != '\0'; s++) {
		o = find(p->out, *s, span_of(""));
		if (o == NULL && (*s < '!' || *s > '~'))
			return err_set(e, ERR_USAGE, "unknown option '%s'", s - 1);
		if (o == NULL)
			return err_set(e, ERR_USAGE, "unknown option '-%c'", *s);
		if (o->arg == NULL) {
			take(p->out, o, NULL);
			continue;
		}
		if (s[1] == '\0')
			return take_next(p, o, e);
		take(p->out, o, s + 1);
		return 0;
	}
	return 0;
}

int
args_parse(struct args *out, struct arena *a, int argc, char *const argv[],
    const struct opt *own, const struct opt *global, bool stop_at_first, int *used,
    struct err *e)
{
	struct parse p = { out, argv, argc, 0 };
	size_t letters = 0;
	bool options = true;
	const char *word;
	int i, rc;

	/* Each letter of "-qv" may be an option of its own. */
	for (i = 0; i < argc; i++)
		letters += strlen(argv[i]) + 1;
	*out = (struct args){ .own = own, .global = global };
	out->list = arena_alloc(a, ((size_t)argc + 1) * sizeof(*out->list));
	out->options = arena_alloc(a, (letters + 1) * sizeof(*out->options));
	for (; p.at < argc; p.at++) {
		word = argv[p.at];
		if (!options || word[0] != '-' || word[1] == '\0') {
			if (stop_at_first)
				break;
			out->list[out->count++] = word;
			continue;
		}
		if (str_eq(word, "--")) {
			options = false;
			continue;
		}
		rc = word[1] == '-' ? parse_long(&p, e) : parse_letters(&p, e);
		if (rc < 0)
			return -1;
	}
	if (used != NULL)
		*used = p.at;
	return 0;
}

const char *
args_at(const struct args *a, int i)
{
	if (i < 0 || i >= a->count)
		BUG("argument %d of %d", i, a->count);
	return a->list[i];
}

/* A name that no table has would never be given: a slip of ours. */
static void
must_exist(const struct args *a, const char *option)
{
	if (find(a, 0, span_of(option)) == NULL)
		BUG("no option '--%s' in the table", option);
}

bool
args_has(const struct args *a, const char *option)
{
	int i;

	must_exist(a, option);
	for (i = 0; i < a->noptions; i++) {
		if (str_eq(a->options[i].opt->name, option))
			return true;
	}
	return false;
}

const char *
args_value(const struct args *a, const char *option)
{
	const char *value = NULL;
	int i;

	must_exist(a, option);
	for (i = 0; i < a->noptions; i++) {
		if (str_eq(a->options[i].opt->name, option))
			value = a->options[i].value;
	}
	return value;
}

const char *
args_nth(const struct args *a, const char *option, int n)
{
	int i;

	must_exist(a, option);
	for (i = 0; i < a->noptions; i++) {
		if (str_eq(a->options[i].opt->name, option) && n-- == 0)
			return a->options[i].value;
	}
	return NULL;
}
