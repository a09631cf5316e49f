/*
 * listen - a socket that others connect to.
 */
#ifndef IO_LISTEN_H
#define IO_LISTEN_H

#include "util/arena.h"
#include "util/err.h"

/*
 * Listen at "ADDR:PORT" (127.0.0.1:8080, [::1]:8080, localhost:8080; port 0: any
 * that is free) or "unix:PATH".  Who may open the folder of PATH may connect; a
 * socket left there by a process that is gone is replaced.  At "systemd" it takes the
 * one socket that who started us has opened, see sd_listen_fds(3); the variables that
 * say so are gone then.  Returns a socket that does not block, or -1: ERR_USAGE (no
 * such address, nothing handed over), ERR_PERM, ERR_SYSTEM.
 */
int listen_open(const char *at, struct err *e);

/* Where it listens, in the same form, with numbers. */
const char *listen_name(int fd, struct arena *a);

#endif
