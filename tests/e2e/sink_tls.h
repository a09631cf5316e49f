/*
 * sink_tls - the server's end of TLS over a socket that does not block.
 *
 * Reads and writes like recv() and send(), errno included; the handshake happens
 * inside the reads.  Knows neither connections nor SMTP.
 */
#ifndef TESTS_SINK_TLS_H
#define TESTS_SINK_TLS_H

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <sys/types.h>

/* NULL when there is no such certificate, or its key is another's. */
static SSL_CTX *
tls_context(const char *cert, const char *key)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(ctx) != 1) {
		SSL_CTX_free(ctx);
		return NULL;
	}
	/* replies are queued: what is offered again may have moved and grown */
	SSL_CTX_set_mode(
	    ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(ctx, 0);
	return ctx;
}

static SSL *
tls_start(SSL_CTX *ctx, int fd)
{
	SSL *ssl = SSL_new(ctx);

	if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
		return NULL;
	SSL_set_accept_state(ssl);
	return ssl;
}

/*
 * Its own flights of a handshake are a few KB: a new socket always takes them,
 * so that only input is ever waited for.
 */
static bool
tls_is_ready(const SSL *ssl)
{
	return SSL_is_init_finished(ssl);
}

/* The result of a call that gave 'rc', as recv() and send() would say it. */
static ssize_t
tls_result(SSL *ssl, int rc)
{
	int why = SSL_get_error(ssl, rc);

	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
		errno = EAGAIN;
		return -1;
	}
	if (why == SSL_ERROR_ZERO_RETURN)
		return 0;
	errno = ECONNRESET;
	return -1;
}

/* As many records as there are and 'n' bytes hold. */
static ssize_t
tls_recv(SSL *ssl, char *p, size_t n)
{
	size_t got = 0;
	int rc = 1;

	ERR_clear_error(); /* SSL_get_error() would be misled by an old one */
	while (got < n && rc > 0) {
		size_t room = n - got < INT_MAX ? n - got : INT_MAX;

		rc = SSL_read(ssl, p + got, (int)room);
		if (rc > 0)
			got += (size_t)rc;
	}
	return got > 0 ? (ssize_t)got : tls_result(ssl, rc);
}

static ssize_t
tls_send(SSL *ssl, const void *p, size_t n)
{
	int rc;

	ERR_clear_error();
	rc = SSL_write(ssl, p, (int)(n < INT_MAX ? n : INT_MAX));
	if (rc > 0)
		return rc;
	if (tls_result(ssl, rc) == 0) /* the other end has said good-bye */
		errno = EPIPE;
	return -1;
}

#endif
