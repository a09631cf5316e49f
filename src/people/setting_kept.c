/* setting_kept - values of settings in memory.  See setting_kept.h. */
#include "people/setting_kept.h"

#include "util/xalloc.h"

#define KEPT_MAX 256

struct kept {
	int64_t list;
	const char *key;
	struct setting_value value;
};

struct setting_kept {
	int64_t version; /* of the database that they are of */
	struct kept items[KEPT_MAX];
	size_t n;
	struct arena arena; /* of their texts */
};

struct setting_kept *
setting_kept_new(void)
{
	return xcalloc(1, sizeof(struct setting_kept));
}

void
setting_kept_free(struct setting_kept *k)
{
	if (k == NULL)
		return;
	arena_release(&k->arena);
	xfree(k);
}

static void
forget(struct setting_kept *k)
{
	k->n = 0;
	arena_reset(&k->arena);
}

void
setting_kept_at(struct setting_kept *k, int64_t version)
{
	if (k->version != version)
		forget(k);
	k->version = version;
}

bool
setting_kept_find(const struct setting_kept *k, int64_t list, const char *key,
    struct arena *a, struct setting_value *out)
{
	const struct setting_value *value;
	size_t i;

	for (i = 0; i < k->n; i++) {
		if (k->items[i].list != list || !str_eq(k->items[i].key, key))
			continue;
		value = &k->items[i].value;
		*out =
		    (struct setting_value){ arena_strdup(a, value->text), value->origin };
		return true;
	}
	return false;
}

void
setting_kept_put(struct setting_kept *k, int64_t list, const char *key,
    const struct setting_value *value)
{
	if (k->n == KEPT_MAX)
		forget(k);
	k->items[k->n++] = (struct kept){
		.list = list,
		.key = arena_strdup(&k->arena, key),
		.value = { arena_strdup(&k->arena, value->text), value->origin },
	};
}
