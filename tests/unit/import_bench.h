/*
 * import_bench - a new database, and imports into it with all that they say kept.
 */
#ifndef TESTS_IMPORT_BENCH_H
#define TESTS_IMPORT_BENCH_H

#include "tap.h"

#include "io/db.h"
#include "io/file.h"
#include "people/contact.h"
#include "people/import.h"
#include "people/list.h"
#include "people/subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOW 1795000000

struct seen {
	int warnings[100], rejects[100];
	size_t nwarnings, nrejects;
	char texts[100][200], reasons[100][200], addresses[100][200];
	int64_t last[2]; /* of each phase of the progress */
	int64_t total;
	int calls[2];
};

struct bench {
	char folder[64];
	struct db *db;
	struct settings *settings;
	struct arena arena;
	struct import_summary sum;
	struct seen seen;
	struct err e;
};

static const char *
path(struct bench *b, const char *name)
{
	return arena_printf(&b->arena, "%s/%s", b->folder, name);
}

static void
open_bench(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	snprintf(b->folder, sizeof(b->folder), "/tmp/nlctl-import.XXXXXX");
	if (mkdtemp(b->folder) == NULL ||
	    db_open(&b->db, path(b, "a.db"), DB_CREATE, &b->e) < 0 ||
	    list_make_first(b->db, NOW, &b->e) < 0) {
		printf("Bail out! %s\n", b->e.msg);
		exit(1);
	}
	b->settings = settings_new(b->db);
}

static void
close_bench(struct bench *b)
{
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm", "in.csv",
		"rejects.csv" };

	settings_free(b->settings);
	db_close(b->db);
	for (size_t i = 0; i < LENGTH(names); i++)
		unlink(path(b, names[i]));
	is_int(rmdir(b->folder), 0, "nothing is left in the folder");
	arena_release(&b->arena);
}

static void
on_warning(void *arg, size_t line, const char *address, const char *text)
{
	struct seen *s = arg;

	(void)address;
	if (s->nwarnings == LENGTH(s->warnings))
		return;
	snprintf(s->texts[s->nwarnings], sizeof(s->texts[0]), "%s", text);
	s->warnings[s->nwarnings++] = (int)line;
}

static void
on_progress(void *arg, enum import_phase phase, int64_t done, int64_t total)
{
	struct seen *s = arg;

	s->calls[phase]++;
	s->last[phase] = done;
	if (phase == IMPORT_STORING)
		s->total = total;
}

static void
on_reject(void *arg, size_t line, const char *address, const char *reason)
{
	struct seen *s = arg;

	if (s->nrejects == LENGTH(s->rejects))
		return;
	snprintf(s->reasons[s->nrejects], sizeof(s->reasons[0]), "%s", reason);
	snprintf(s->addresses[s->nrejects], sizeof(s->addresses[0]), "%s", address);
	s->rejects[s->nrejects++] = (int)line;
}

static int
import_with(struct bench *b, const struct import_options *o)
{
	struct import_callbacks cb = { &b->seen, on_warning, on_reject, on_progress,
		NULL };

	memset(&b->seen, 0, sizeof(b->seen));
	err_clear(&b->e);
	return import_run(b->db, b->settings, o, &cb, &b->arena, &b->sum, &b->e);
}

static int
import_file(struct bench *b, const char *file)
{
	struct import_options o = { .file = file, .now = NOW };

	return import_with(b, &o);
}

static int
import_text(struct bench *b, const char *text)
{
	const char *file = path(b, "in.csv");

	if (file_write(file, span_of(text), &b->e) < 0)
		return -1;
	return import_file(b, file);
}

static const char *
lists_of(struct bench *b, int64_t contact, const char **state)
{
	struct subscription *rows;
	const char *text = "";
	size_t n;

	*state = "";
	if (subscription_of(&rows, &n, b->db, contact, &b->arena, &b->e) < 0)
		return b->e.msg;
	for (size_t i = 0; i < n; i++) {
		text = arena_printf(
		    &b->arena, "%s%s%s", text, i > 0 ? ";" : "", rows[i].list_name);
		*state = subscription_state_name(rows[i].state);
	}
	return text;
}

#endif
