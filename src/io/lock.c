/* lock - one at a time, among processes.  See lock.h. */
#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long
read_holder(int fd)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	return n > 0 ? strtol(text, NULL, 10) : 0;
}

int
lock_take(const char *path, int *fd, long *holder, struct err *e)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	*holder = 0;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return err_errno(
		    e, errno == EACCES ? ERR_PERM : ERR_SYSTEM, "cannot open '%s'", path);
	if (fcntl(*fd, F_OFD_SETLK, &lock) == 0) {
		/* Only for messages: the lock holds with or without our name in it. */
		if (ftruncate(*fd, 0) == 0)
			dprintf(*fd, "%ld\n", (long)getpid());
		return 1;
	}
	if (errno == EAGAIN || errno == EACCES) {
		*holder = read_holder(*fd);
		close(*fd);
		*fd = -1;
		return 0;
	}
	err_errno(e, ERR_SYSTEM, "cannot lock '%s'", path);
	close(*fd);
	*fd = -1;
	return -1;
}

void
lock_release(int fd)
{
	if (fd >= 0)
		close(fd);
}
