/* stop - signals that ask for an end, as something a loop can wait for.  See stop.h. */
#include "io/stop.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void
mask_of(sigset_t *mask)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction now;
	size_t i;

	sigemptyset(mask);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		/* nohup and shells have their reasons to ignore some. */
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(mask, signals[i]);
	}
}

int
stop_init(struct stop *s, struct err *e)
{
	sigset_t mask;

	mask_of(&mask);
	s->asked = 0;
	s->fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
	if (s->fd < 0)
		return err_errno(e, ERR_SYSTEM, "cannot wait for signals");
	sigprocmask(SIG_BLOCK, &mask, NULL);
	return 0;
}

int
stop_check(struct stop *s)
{
	struct signalfd_siginfo info;

	while (read(s->fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		s->asked++;
	if (s->asked >= 2)
		stop_release(s);
	return s->asked;
}

void
stop_release(struct stop *s)
{
	sigset_t mask;

	if (s->fd < 0)
		return;
	mask_of(&mask);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	close(s->fd);
	s->fd = -1;
}
