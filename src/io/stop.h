/*
 * stop - SIGINT, SIGTERM and SIGHUP (the terminal is gone) as something a loop can
 * wait for; those that were ignored at the start stay so.
 *
 * The first asks for an orderly end, the second for an end at once; a third
 * kills as ever.
 */
#ifndef IO_STOP_H
#define IO_STOP_H

#include "util/err.h"

struct stop {
	int fd;    /* readable when there is news */
	int asked; /* how often, as far as stop_check has seen */
};

int stop_init(struct stop *s, struct err *e);

/* Take in what has come; returns how often an end was asked for. */
int stop_check(struct stop *s);

/* The signals do again what they did before. */
void stop_release(struct stop *s);

#endif
