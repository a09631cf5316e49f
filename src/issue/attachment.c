/* attachment - the files that travel with a letter.  See attachment.h. */
#include "issue/attachment.h"

#include "issue/media.h"
#include "util/file_path.h"

#include <string.h>

#define CALENDAR_MAX (1u << 20) /* octets */

static void
check_file(const struct manuscript *m, const struct manuscript_setting *s,
    const struct source *source, struct findings *f)
{
	const struct source_file *file = source_get(source, SOURCE_ATTACHMENT, s->value);

	if (file != NULL && *file->fault == '\0')
		return;
	finding_add(f, FINDING_ATTACHMENT_MISSING, m->file, m->source, s->offset,
	    "%s%s '%s': %s", m->key_prefix, s->key, s->value,
	    file != NULL ? file->fault : "there is no such file");
}

void
attachments_check(const struct manuscript *m, const struct source *source,
    struct arena *a, struct findings *f)
{
	const struct manuscript_setting *s;
	struct calendar_event event;
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < m->nsettings; i++) {
		s = &m->settings[i];
		if (str_eq(s->key, ATTACHMENT_SETTING))
			check_file(m, s, source, f);
		else if (str_eq(s->key, EVENT_SETTING) &&
		    calendar_read(&event, span_of(s->value), a, &e) < 0) {
			finding_add(f, FINDING_SETTING, m->file, m->source, s->offset,
			    "%s%s: %s", m->key_prefix, s->key, e.msg);
			err_clear(&e);
		}
	}
}

/* The events of the issue, as one file; nothing without any. */
static size_t
add_calendar(struct mime_part *out, const struct manuscript *m, const struct calendar *c,
    struct arena *a)
{
	struct calendar_event *events = arena_alloc(a, m->nsettings * sizeof(*events));
	struct err e = { 0 };
	struct buf b;
	size_t i, n = 0;

	for (i = 0; i < m->nsettings; i++) {
		if (str_eq(m->settings[i].key, EVENT_SETTING) &&
		    calendar_read(&events[n], span_of(m->settings[i].value), a, &e) == 0)
			n++;
	}
	if (n == 0)
		return 0;
	buf_init(&b, CALENDAR_MAX);
	calendar_write(c, events, n, &b);
	*out = (struct mime_part){ .type = CALENDAR_TYPE,
		.name = arena_printf(a, "%s.ics", c->issue),
		.cid = "",
		.bytes = { arena_memdup(a, b.data, b.len), b.len } };
	buf_release(&b);
	return 1;
}

size_t
attachments_parts(const struct manuscript *m, const struct source *source,
    const struct calendar *calendar, struct mime_part **parts, struct arena *a)
{
	const struct source_file *file;
	const char *type;
	size_t i, n = 0;

	*parts = arena_alloc(a, (source->count + 1) * sizeof(**parts));
	for (i = 0; i < source->count; i++) {
		file = &source->files[i];
		if (file->role != SOURCE_ATTACHMENT)
			continue;
		type = media_of_file(file->name, file->bytes);
		if (str_starts(type, "text/"))
			type = arena_printf(a, "%s; charset=utf-8", type);
		(*parts)[n++] = (struct mime_part){ .type = type,
			.name = file_path_base(file->name),
			.cid = "",
			.bytes = file->bytes };
	}
	return n + add_calendar(&(*parts)[n], m, calendar, a);
}
