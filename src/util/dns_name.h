/*
 * dns_name - is this a name of the DNS: labels of letters, digits and hyphens with
 * dots between them (RFC 1034 §3.5, RFC 5890's A-labels among them)?
 */
#ifndef UTIL_DNS_NAME_H
#define UTIL_DNS_NAME_H

#include "util/str.h"

#include <stdbool.h>

#define DNS_NAME_MAX 253 /* octets */
#define DNS_LABEL_MAX 63

bool dns_name_is_valid(struct span name);

#endif
