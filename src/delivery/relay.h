/*
 * relay - where mail goes out: the settings relay.NAME.*, made ready.
 */
#ifndef DELIVERY_RELAY_H
#define DELIVERY_RELAY_H

#include "io/smtp.h"
#include "people/setting.h"
#include "util/arena.h"
#include "util/err.h"

#define RELAY_CONNECTIONS_MAX 100

struct relay {
	const char *name;
	const char *url;
	int connections;
	struct smtp_options smtp;
};

/*
 * The relay to use: the one of the highest priority, "default" among equals.
 * Reads its password.  Strings belong to a.  Fails with ERR_CONFIG when none
 * is configured or its settings do not fit together.
 */
int relay_load(
    struct relay *out, struct settings *settings, struct arena *a, struct err *e);

/* The same, name and url alone, without its login; 0 where none is configured, else
 * 1 or -1. */
int relay_choose(
    struct relay *out, struct settings *settings, struct arena *a, struct err *e);

#endif
