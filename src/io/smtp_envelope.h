/*
 * smtp_envelope - the commands that say from whom and to whom; no input or output.
 *
 * The last gate before the wire (MAIL.md §3.4): what could be a second command
 * or a second message is refused here as a bug of ours, never repaired.
 */
#ifndef IO_SMTP_ENVELOPE_H
#define IO_SMTP_ENVELOPE_H

#include "io/smtp.h"
#include "util/buf.h"

#include <stdbool.h>

/* The longest MAIL line: RFC 5321 and what SIZE, SMTPUTF8 and DSN add. */
#define SMTP_MAIL_MAX 768
#define SMTP_RCPT_MAX 576

/* What a server said it can do, in its last answer to EHLO. */
struct smtp_offers {
	bool pipelining, size, dsn, smtputf8, auth, starttls;
};

/*
 * A mailbox as RFC 5321 §4.1.2 writes it, dot-atom or quoted, at a domain name
 * in A-labels, 64 and 254 octets long at most; with eai the local part may hold
 * UTF-8 (RFC 6531).
 */
bool smtp_address_is_safe(const char *address, bool eai);

/*
 * CR and LF only as CR LF, which is also the end; no NUL; no line begins with
 * "." - then the bytes can neither end early nor need stuffing.  Of a shared span
 * only the first octet is looked at, behind the one before it: who made it has seen to
 * the rest, once for all messages.
 */
bool smtp_data_is_safe(const struct pieces *data);

/* BUG() unless all of m is fit to be sent. */
void smtp_message_check(const struct smtp_message *m);

/* Append the command, with the parameters that the server understands. */
void smtp_add_mail(
    struct buf *out, const struct smtp_message *m, const struct smtp_offers *offers);
void smtp_add_rcpt(
    struct buf *out, const struct smtp_message *m, const struct smtp_offers *offers);

#endif
