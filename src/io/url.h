/*
 * url - what a URL says, read by the parser that will follow it (libcurl's), so
 * that nothing is thought of it that does not happen.
 */
#ifndef IO_URL_H
#define IO_URL_H

#include <stdbool.h>

/*
 * Does it lead to this machine: localhost, a number of 127.0.0.0/8, [::1]?  Any
 * other name might resolve to anywhere; what is no URL leads nowhere.
 */
bool url_is_loopback(const char *url);

#endif
