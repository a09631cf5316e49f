/*
 * attachment - the files that travel with a letter: those of the source, and a
 * calendar of the events that the issue announces.  Pure.
 *
 * The issue names them itself, in settings that may repeat: attach, a path from the
 * issue's folder, and event, as issue/calendar.h reads it.
 */
#ifndef ISSUE_ATTACHMENT_H
#define ISSUE_ATTACHMENT_H

#include "issue/calendar.h"
#include "issue/finding.h"
#include "issue/manuscript.h"
#include "issue/mime.h"
#include "issue/source.h"
#include "util/arena.h"

#include <stddef.h>

#define ATTACHMENT_SETTING "attach"
#define EVENT_SETTING "event"
#define ATTACHMENT_BYTES_MAX (12u << 20) /* of one file: in base64 a message of 16 MiB */

/* Add an error to f for each that the issue names and that is missing, and for each
 * event that cannot be read. */
void attachments_check(const struct manuscript *m, const struct source *source,
    struct arena *a, struct findings *f);

/* The parts that they are, in *parts; returns their number.  Their files must be
 * loaded, and attachments_check have found nothing. */
size_t attachments_parts(const struct manuscript *m, const struct source *source,
    const struct calendar *calendar, struct mime_part **parts, struct arena *a);

#endif
