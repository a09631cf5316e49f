/* listen - a socket that others connect to.  See listen.h. */
#include "io/listen.h"

#include "util/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"
#define HANDED_OVER "systemd"
#define HANDED_FD 3   /* the first of them: SD_LISTEN_FDS_START */
#define NUMBER_MAX 64 /* characters of an address */

static int
fail(const char *at, struct err *e)
{
	return err_errno(e, errno == EACCES || errno == EPERM ? ERR_PERM : ERR_SYSTEM,
	    "cannot listen at '%s'", at);
}

static int
open_socket(const struct sockaddr *address, socklen_t size)
{
	int fd =
	    socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1, reason;

	if (fd < 0)
		return -1;
	/* A server that was just ended may be started again at once. */
	if (address->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, address, size) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	reason = errno;
	close(fd);
	errno = reason;
	return -1;
}

/* Does nobody listen at this socket any more? */
static bool
is_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool stale = fd >= 0 &&
	    connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
	    errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return stale;
}

static int
open_unix(const char *at, struct err *e)
{
	const char *path = at + strlen(UNIX_PREFIX);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (*path == '\0' || strlen(path) >= sizeof(address.sun_path))
		return err_set(e, ERR_USAGE, "'%s': a path of 1 to %zu bytes is wanted",
		    at, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = open_socket((const struct sockaddr *)&address, sizeof(address));
	if (fd < 0 && errno == EADDRINUSE && is_stale(&address)) {
		unlink(path);
		fd = open_socket((const struct sockaddr *)&address, sizeof(address));
	}
	if (fd < 0)
		return fail(at, e);
	/* As with a port: our umask is for files. */
	chmod(path, 0666);
	return fd;
}

static int
open_resolved(const char *at, const char *host, const char *port, struct err *e)
{
	const struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int rc = getaddrinfo(host, port, &hints, &found), fd;

	if (rc != 0)
		return err_set(
		    e, ERR_USAGE, "cannot listen at '%s': %s", at, gai_strerror(rc));
	fd = open_socket(found->ai_addr, found->ai_addrlen);
	if (fd < 0)
		fail(at, e);
	freeaddrinfo(found);
	return fd;
}

static int64_t
number_in(const char *variable)
{
	const char *text = getenv(variable);
	int64_t n;

	return text != NULL && str_to_int(text, 0, INT_MAX, &n) == 0 ? n : 0;
}

static bool
is_listening(int fd)
{
	int on = 0, type = 0;
	socklen_t size = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) == 0 && on &&
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/* The socket that was opened for us. */
static int
take_over(const char *at, struct err *e)
{
	int64_t n = number_in("LISTEN_PID") == getpid() ? number_in("LISTEN_FDS") : 0;

	/* They are not for the programs that we start. */
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	if (n == 0)
		return err_set(e, ERR_USAGE,
		    "'%s': no socket was handed over: a socket unit starts this, see "
		    "nlctl-serve(1)",
		    at);
	if (n > 1)
		return err_set(e, ERR_USAGE,
		    "'%s': %lld sockets were handed over: one ListenStream is wanted", at,
		    (long long)n);
	if (!is_listening(HANDED_FD))
		return err_set(e, ERR_USAGE,
		    "'%s': what was handed over does not listen: a ListenStream without "
		    "Accept is wanted",
		    at);
	if (fcntl(HANDED_FD, F_SETFD, FD_CLOEXEC) < 0 ||
	    fcntl(HANDED_FD, F_SETFL, O_NONBLOCK) < 0)
		return fail(at, e);
	return HANDED_FD;
}

int
listen_open(const char *at, struct err *e)
{
	const char *colon = strrchr(at, ':');
	struct arena a = { 0 };
	size_t n = colon != NULL ? (size_t)(colon - at) : 0;
	int64_t port;
	int fd;

	if (str_starts(at, UNIX_PREFIX))
		return open_unix(at, e);
	if (str_eq(at, HANDED_OVER))
		return take_over(at, e);
	if (n == 0 || str_to_int(colon + 1, 0, 65535, &port) < 0)
		return err_set(e, ERR_USAGE,
		    "'%s' is no address to listen at: ADDR:PORT, unix:PATH or systemd",
		    at);
	if (at[0] == '[' && at[n - 1] == ']')
		fd = open_resolved(at, arena_memdup(&a, at + 1, n - 2), colon + 1, e);
	else
		fd = open_resolved(at, arena_memdup(&a, at, n), colon + 1, e);
	arena_release(&a);
	return fd;
}

const char *
listen_name(int fd, struct arena *a)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);
	char host[NUMBER_MAX] = "", port[NUMBER_MAX] = "";

	getsockname(fd, (struct sockaddr *)&address, &size);
	if (address.ss_family == AF_UNIX)
		return arena_printf(a, UNIX_PREFIX "%s",
		    ((const struct sockaddr_un *)&address)->sun_path);
	getnameinfo((const struct sockaddr *)&address, size, host, sizeof(host), port,
	    sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	return arena_printf(
	    a, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}
