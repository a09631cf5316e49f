/*
 * A hostile file that begins as an export of ours: every person that comes out of
 * it can be stored, and what waits as JSON between checking and storing is read
 * again without a complaint.
 */
#include "fuzz.h"

#include "people/field_value.h"
#include "people/import_own.h"
#include "people/import_own_person.h"
#include "util/utf8.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
check_person(const struct import_row *row, const struct import_head *head,
    const struct import_lists *lists, struct arena *a)
{
	struct own_person p;
	struct err e = { 0 };
	const char *again;
	bool blanked;
	json_t *v;

	hold(row->address.key[0] != '\0' && row->source != NULL && row->line > 1);
	own_person_parse(&p, row->own, lists->names, lists->n, a);
	for (size_t i = 0; i < p.nsubscriptions; i++)
		hold(p.subscriptions[i].list < lists->n);
	for (size_t i = 0; i < head->fields.n; i++) {
		if (row->json[i] == NULL)
			continue;
		hold(!utf8_has_control(span_of(row->json[i])));
		v = json_loads(row->json[i], JSON_DECODE_ANY, NULL);
		hold(field_value_take(
			 &again, head->fields.items[i].type, v, a, &blanked, &e) == 0);
		hold(!blanked && again != NULL && str_eq(again, row->json[i]));
		json_decref(v);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct import_options options = { .file = "export" };
	struct import_callbacks callbacks = { 0 };
	struct arena keep = { 0 }, scratch = { 0 };
	struct import_head head;
	struct import_rows rows = { .head = &head,
		.options = &options,
		.callbacks = &callbacks,
		.arena = &keep };
	struct import_own *own = NULL;
	struct import_row row;
	struct field unused;
	struct fields none = { .items = &unused };
	struct err e = { 0 };
	int fd = memfd_create("export", MFD_CLOEXEC), rc = -1;

	hold(fd >= 0 && write(fd, data, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	if (import_own_is(fd, 0)) {
		own = import_own_new(&fd, &options);
		rc = import_own_head(own, &head, &none, &keep, &e);
	}
	if (rc == 0) {
		import_own_lists(own, &rows.lists, &keep);
		while ((rc = import_own_next(own, &rows, &row, &scratch, &e)) > 0) {
			check_person(&row, &head, &rows.lists, &scratch);
			arena_reset(&scratch);
		}
	}
	hold(own == NULL || (rc < 0) == (e.kind != ERR_NONE));
	import_own_free(own);
	close(fd);
	arena_release(&scratch);
	arena_release(&keep);
	return 0;
}
