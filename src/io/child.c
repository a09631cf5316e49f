/* child - another program, run and waited for.  See child.h. */
#include "io/child.h"

#include "io/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Signals do again what they do in a new program, whatever main made of them. */
static void
set_signals(posix_spawnattr_t *attr)
{
	sigset_t usual, none;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGXFSZ);
	posix_spawnattr_setsigdefault(attr, &usual);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

/* input: its standard input, and then its standard error goes nowhere; -1: both are
 * ours. */
static int
start(struct child *c, const char *const argv[], enum child_output output, int input,
    struct err *e)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int ends[2] = { -1, -1 }, ours = output == CHILD_FED, rc;

	*c = (struct child){ .pid = -1, .fd = -1 };
	if ((output == CHILD_READ || output == CHILD_FED) && pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(e, ERR_SYSTEM, "cannot run '%s'", argv[0]);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	if (output == CHILD_READ)
		posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	if (output == CHILD_FED)
		posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
	if (output == CHILD_SILENT) {
		posix_spawn_file_actions_addopen(
		    &files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
		posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
	}
	if (input >= 0) {
		posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
		posix_spawn_file_actions_addopen(
		    &files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	}
	set_signals(&attr);
	/* The cast takes no promise away: posix_spawn writes to no argument. */
	rc = posix_spawnp(&c->pid, argv[0], &files, &attr, (char *const *)argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	if (ends[!ours] >= 0)
		close(ends[!ours]);
	if (rc == 0) {
		c->fd = ends[ours];
		return 0;
	}
	if (ends[ours] >= 0)
		close(ends[ours]);
	c->pid = -1;
	errno = rc;
	return err_errno(e, ERR_SYSTEM, "cannot run '%s'", argv[0]);
}

int
child_start(
    struct child *c, const char *const argv[], enum child_output output, struct err *e)
{
	return start(c, argv, output, -1, e);
}

/* A file without a name, with these bytes; -1: there is no room. */
static int
file_of(struct span bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	ssize_t wrote;

	while (fd >= 0 && bytes.n > 0) {
		wrote = write(fd, bytes.s, bytes.n);
		if (wrote < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		bytes.s += wrote > 0 ? wrote : 0;
		bytes.n -= wrote > 0 ? (size_t)wrote : 0;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

int
child_start_filter(
    struct child *c, const char *const argv[], struct span input, struct err *e)
{
	int fd = file_of(input), rc;

	*c = (struct child){ .pid = -1, .fd = -1 };
	if (fd < 0)
		return err_errno(e, ERR_SYSTEM, "cannot run '%s'", argv[0]);
	rc = start(c, argv, CHILD_READ, fd, e);
	close(fd);
	return rc;
}

/* 1: there is something to read, or its end; 0: not in time. */
static int
wait_for_output(const struct child *c, int64_t until)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int64_t left;
	int rc;

	do {
		left = until - clock_monotonic_ms();
		rc = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (rc < 0 && errno == EINTR);
	return rc;
}

int
child_read(struct child *c, int seconds, struct buf *out, struct err *e)
{
	int64_t until = clock_monotonic_ms() + (int64_t)seconds * 1000;
	char part[4096];
	ssize_t got = 0;
	int rc;

	while ((rc = wait_for_output(c, until)) > 0) {
		got = read(c->fd, part, sizeof(part));
		if (got <= 0)
			break;
		buf_add(out, part, (size_t)got);
		if (out->overflowed)
			break;
	}
	if (rc > 0 && got == 0)
		return 0;
	kill(c->pid, SIGKILL);
	if (rc == 0)
		return err_set(e, ERR_TEMP, "not done after %d seconds", seconds);
	if (out->overflowed)
		return err_set(e, ERR_DATA, "it says more than %zu octets", out->max);
	return err_errno(e, ERR_SYSTEM, "cannot read what it says");
}

bool
child_has_ended(struct child *c)
{
	int status;

	if (waitpid(c->pid, &status, WNOHANG) == 0)
		return false;
	c->pid = -1;
	return true;
}

int
child_wait(struct child *c, struct err *e)
{
	pid_t got;
	int status;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	while ((got = waitpid(c->pid, &status, 0)) < 0 && errno == EINTR)
		continue;
	if (got < 0)
		return err_errno(e, ERR_SYSTEM, "cannot wait for a program");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
