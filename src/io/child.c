/* child - another program, run and waited for.  See child.h. */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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

int
child_start(
    struct child *c, const char *const argv[], enum child_output output, struct err *e)
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
