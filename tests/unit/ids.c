/* What stands in addresses and Message-IDs for a delivery: each its own, and none that
 * somebody made up. */
#include "delivery/ids.h"
#include "new_db.h"
#include "tap.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define MANY 1000000

static const int64_t numbers[] = { 0, 1, 31, 32, 1023, 1024, 2000000, INT32_MAX,
	(1LL << 60) - 1 };

/* The number that text, base32, stands for. */
static int64_t
number_of(const char *text)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	int64_t n = 0;

	for (; *text != '\0' && strchr(digits, *text) != NULL; text++)
		n = n * 32 + (strchr(digits, *text) - digits);
	return n;
}

/* A million Message-IDs say a million numbers: no two are the same (MAIL.md §1, 6). */
static void
test_message_ids(struct arena *a)
{
	const char *id;
	int64_t i, wrong = 0;

	for (i = 1; i <= MANY; i++) {
		if (i % 1000 == 0)
			arena_reset(a);
		id = ids_message_id("abcdefgh", 'd', i, "news@asso.example", a);
		wrong += id[0] != 'd' || number_of(id + 1) != i;
		id = strchr(id, '.');
		wrong += id == NULL || strcmp(id, ".abcdefgh@asso.example") != 0;
	}
	is_int(wrong, 0, "Message-IDs of a million deliveries that are not their own");
	is_str(ids_message_id("abcdefgh", 'n', 33, "\"a@b\"@asso.example", a),
	    "nbb.abcdefgh@asso.example", "of a notice, at the sender's domain");
}

static void
test_round_trip(const struct ids *ids)
{
	char text[IDS_TEXT_SIZE], other[IDS_TEXT_SIZE];
	int64_t n;
	size_t i, k, taken = 0;

	for (i = 0; i < LENGTH(numbers); i++) {
		ids_write(ids, IDS_BOUNCE, numbers[i], text);
		ok(strlen(text) <= IDS_TEXT_MAX, "%s is short", text);
		is_int(ids_read(ids, IDS_BOUNCE, text, &n), 0, "%s is ours", text);
		is_int(n, numbers[i], "its number");
		ok(ids_read(ids, IDS_CLICK, text, &n) < 0, "for nothing else");
		for (k = 0; text[k] != '\0'; k++) {
			strcpy(other, text);
			other[k] = other[k] == 'a' ? 'b' : 'a';
			taken += ids_read(ids, IDS_BOUNCE, other, &n) == 0;
		}
	}
	is_int(taken, 0, "with a character changed: taken");
	ids_write(ids, IDS_BOUNCE, 12, text);
	for (k = 0; text[k] != '\0'; k++) {
		if (text[k] >= 'a' && text[k] <= 'z')
			text[k] = (char)(text[k] - 'a' + 'A');
	}
	is_int(ids_read(ids, IDS_BOUNCE, text, &n), 0, "%s: folded by a mailer", text);
}

int
main(void)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	struct ids ids;
	struct db *db = new_db();

	ok(ids_init(&ids, db, &e) == 0, "its key: %s", e.msg);
	test_message_ids(&a);
	test_round_trip(&ids);
	ids_release(&ids);
	db_discard(db);
	arena_release(&a);
	return done_testing();
}
