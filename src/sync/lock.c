/* sync/lock.c - flock on <book>.sync-lock */
#include "sync/lock.h"

#include "base/error.h"
#include "base/i18n.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

/* Nobody tells when a lock is freed. */
#define LOOK_MS 100

struct Lock {
	int fd;
	gint held; /* atomic */
};

static gboolean wait_a_little(gint64 *left, int stop_fd)
{
	struct pollfd stop = { .fd = stop_fd, .events = POLLIN };
	gint64 now = MIN(*left, LOOK_MS);
	*left -= now;
	return poll(&stop, stop_fd >= 0 ? 1 : 0, (int)now) <= 0;
}

static gboolean try_until(int fd, gint64 wait_ms, int stop_fd, GError **error)
{
	gint64 left = MAX(wait_ms, 0);
	for (;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return TRUE;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The sync lock cannot be taken: %s"), g_strerror(errno));
		if (left <= 0 || !wait_a_little(&left, stop_fd))
			return daybook_fail(error, DAYBOOK_ERROR_NETWORK, _("Another daybook is syncing this book just now. Try again in a moment."));
	}
}

Lock *lock_take(const char *book, gint64 wait_ms, int stop_fd, GError **error)
{
	g_autofree char *path = g_strconcat(book, ".sync-lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED, _("“%s” cannot be made: %s"), path, g_strerror(errno));
		return NULL;
	}
	if (!try_until(fd, wait_ms, stop_fd, error)) {
		close(fd);
		return NULL;
	}
	Lock *lock = g_new(Lock, 1);
	*lock = (Lock){ fd, TRUE };
	return lock;
}

void lock_free(Lock *lock)
{
	if (!lock)
		return;
	close(lock->fd);
	g_free(lock);
}

void lock_give_up(Lock *lock)
{
	g_atomic_int_set(&lock->held, FALSE);
	flock(lock->fd, LOCK_UN);
}

gboolean lock_is_held(Lock *lock)
{
	return g_atomic_int_get(&lock->held);
}
