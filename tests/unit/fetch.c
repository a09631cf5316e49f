/* What is behind links: answers of every kind, from a server of our own on loopback,
 * which is an address that is refused unless it is allowed. */
#include "io/fetch.h"
#include "tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX 1000 /* octets of a body */

static const struct {
	const char *path, *answer;
} answers[] = {
	{ "/page",
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: 4\r\n\r\npage" },
	{ "/gone", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n" },
	{ "/big", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" },
	{ "/again", "HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n" },
	{ "/moved", "HTTP/1.1 301 Moved\r\nLocation: /page\r\n\r\n" },
	{ "/file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n" },
	{ "/gopher", "HTTP/1.1 302 Found\r\nLocation: gopher://127.0.0.1:1/x\r\n\r\n" },
	{ "/cookie", "HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nLocation: /echo\r\n\r\n" },
	{ "/garbage", "SSH-2.0-OpenSSH_9\r\n" },
	{ "/nothing", "" },
};

/* The path of a request, in request itself. */
static const char *
path_of(char *request)
{
	char *path = strchr(request, ' ');

	if (path == NULL)
		return "";
	path[1 + strcspn(path + 1, " ")] = '\0';
	return path + 1;
}

static void
put(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) < 0)
		_exit(1);
}

/* Those whose answer depends on what was asked, or does not end. */
static void
answer_other(int fd, const char *path, const char *request)
{
	bool head = strncmp(request, "HEAD ", 5) == 0;
	int i;

	if (strcmp(path, "/echo") == 0) {
		put(fd, "HTTP/1.1 200 OK\r\n\r\n");
		put(fd, request);
	} else if (strcmp(path, "/nohead") == 0) {
		put(fd, head ? "HTTP/1.1 405 No\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\nbody");
	} else if (strcmp(path, "/endless") == 0) {
		put(fd, "HTTP/1.1 200 OK\r\n\r\n");
		for (i = 0; i < 1000; i++)
			put(fd, "0123456789");
	} else if (strcmp(path, "/slow") == 0) {
		sleep(3);
	} else {
		put(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	}
}

static void
serve_one(int fd)
{
	char request[4096], copy[sizeof(request)];
	const char *path;
	ssize_t got = read(fd, request, sizeof(request) - 1);
	size_t i;

	if (got <= 0)
		return;
	request[got] = '\0';
	memcpy(copy, request, sizeof(copy));
	path = path_of(copy);
	for (i = 0; i < LENGTH(answers); i++) {
		if (strcmp(answers[i].path, path) == 0) {
			put(fd, answers[i].answer);
			return;
		}
	}
	answer_other(fd, path, request);
}

/* Each connection has a process of its own: one is slow. */
static void
serve(int listener)
{
	int fd;

	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			serve_one(fd);
			_exit(0);
		}
		close(fd);
	}
	_exit(0);
}

/* Returns the server; its port goes to *port. */
static pid_t
start_server(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	if (bind(fd, (struct sockaddr *)&at, size) < 0 || listen(fd, 50) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		exit(1);
	*port = ntohs(at.sin_port);
	pid = fork();
	if (pid == 0)
		serve(fd);
	close(fd);
	return pid;
}

static struct fetch
get(const char *url, bool body, bool allow_private, struct arena *a)
{
	struct fetch f = { .url = url, .body = body };

	fetch_all(&f, 1,
	    &(struct fetch_options){
		.allow_private = allow_private, .max = MAX, .seconds = 1 },
	    a);
	return f;
}

static const struct {
	const char *path;
	bool body;
	enum fetch_result result;
	int status;
	const char *why;
} cases[] = {
	{ "/page", false, FETCH_ANSWERED, 200, "" },
	{ "/page", true, FETCH_ANSWERED, 200, "" },
	{ "/page#part", false, FETCH_ANSWERED, 200, "" },
	{ "/gone", false, FETCH_ANSWERED, 410, "" },
	{ "/none", true, FETCH_ANSWERED, 404, "" },
	{ "/nohead", false, FETCH_ANSWERED, 200, "" },
	{ "/big", false, FETCH_ANSWERED, 200, "" },
	{ "/big", true, FETCH_TOO_LARGE, 0, "it has more than 1000 octets" },
	{ "/endless", false, FETCH_ANSWERED, 200, "" },
	{ "/endless", true, FETCH_TOO_LARGE, 0, "it has more than 1000 octets" },
	{ "/moved", false, FETCH_ANSWERED, 200, "" },
	{ "/again", false, FETCH_REDIRECTS, 0, "it redirects more than 5 times" },
	{ "/file", true, FETCH_NOT_WEB, 0, "protocol \"file\"" },
	{ "/gopher", true, FETCH_NOT_WEB, 0, "protocol \"gopher\"" },
	{ "/garbage", true, FETCH_NOT_WEB, 0, "received HTTP/0.9 when not allowed" },
	{ "/nothing", false, FETCH_UNREACHABLE, 0, "empty reply from server" },
	{ "/slow", false, FETCH_TOO_SLOW, 0, "it took more than 1 seconds" },
};

static void
test_answers(int port, struct arena *a)
{
	size_t i;

	for (i = 0; i < LENGTH(cases); i++) {
		const char *url =
		    arena_printf(a, "http://127.0.0.1:%d%s", port, cases[i].path);
		struct fetch f = get(url, cases[i].body, true, a);

		is_int(f.result, cases[i].result, "'%s': the result", cases[i].path);
		is_int(f.status, cases[i].status, "'%s': the status", cases[i].path);
		contains(f.why, cases[i].why, "'%s': why", cases[i].path);
	}
}

/* This machine, in all the ways to write it. */
static void
test_private(int port, struct arena *a)
{
	static const char *const hosts[] = { "127.0.0.1", "127.1", "localhost",
		"2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
		"169.254.169.254", "10.0.0.1", "user:secret@127.0.0.1" };
	size_t i;

	for (i = 0; i < LENGTH(hosts); i++) {
		struct fetch f = get(
		    arena_printf(a, "http://%s:%d/page", hosts[i], port), true, false, a);

		is_int(f.result, FETCH_PRIVATE, "'%s' is not fetched", hosts[i]);
		contains(f.why, "which is not an address of the internet", "it says why");
		is_int(f.bytes.n, 0, "and gives nothing");
	}
}

static void
test_nothing_of_ours(int port, struct arena *a)
{
	struct fetch f;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	f = get(
	    arena_printf(a, "http://me:secret@127.0.0.1:%d/cookie", port), true, true, a);
	is_int(f.result, FETCH_ANSWERED, "no proxy of the environment is asked");
	ok(f.bytes.n > 0 && strstr(f.bytes.s, "secret") == NULL &&
		strstr(f.bytes.s, "Authorization") == NULL,
	    "a password in the URL is not sent");
	ok(strstr(f.bytes.s, "Cookie") == NULL, "nor is a cookie");
	ok(strstr(f.bytes.s, "User-Agent: nlctl/") != NULL, "it says who asks");
	is_str(f.at, arena_printf(a, "http://127.0.0.1:%d/echo", port), "where it ended");
	f = get(arena_printf(a, "http://127.0.0.1:%d/\xC3\xA9 b", port), true, true, a);
	is_int(f.status, 404, "what a URL should not hold is encoded");
	f = get("http://bad host/", true, true, a);
	is_int(f.result, FETCH_NOT_WEB, "a host with a blank is none");
}

static void
test_many(int port, struct arena *a)
{
	struct fetch f[60];
	size_t i, right = 0;

	for (i = 0; i < LENGTH(f); i++)
		f[i] = (struct fetch){ .body = i % 2 == 1,
			.url = i % 10 == 9
			    ? "ftp://127.0.0.1/"
			    : arena_printf(a, "http://127.0.0.%zu:%d/page?%zu",
				  i % 3 == 0 ? (size_t)1 : i % 7 + 1, port, i) };
	fetch_all(f, LENGTH(f),
	    &(struct fetch_options){ .allow_private = true, .max = MAX, .seconds = 5 },
	    a);
	for (i = 0; i < LENGTH(f); i++) {
		if (i % 10 == 9)
			right += f[i].result == FETCH_NOT_WEB;
		else if (i % 3 == 0 || i % 7 == 0)
			right += f[i].result == FETCH_ANSWERED && f[i].status == 404;
		else /* nobody listens there */
			right += f[i].result == FETCH_UNREACHABLE;
	}
	is_int(right, LENGTH(f), "many at once, each with its own answer");
}

int
main(void)
{
	struct arena a = { 0 };
	struct fetch f;
	int port;
	pid_t server = start_server(&port);

	test_answers(port, &a);
	f = get(arena_printf(&a, "http://127.0.0.1:%d/page", port), true, true, &a);
	is_mem(f.bytes.s, f.bytes.n, "page", 4, "the content");
	is_str(f.type, "text/html", "its type, without parameters");
	is_int(f.size, 4, "its size");
	test_private(port, &a);
	test_nothing_of_ours(port, &a);
	test_many(port, &a);
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	arena_release(&a);
	return done_testing();
}
