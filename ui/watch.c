/* ui/watch.c - inotify on the book's folder, or a look once a second
 *
 * Which of the folder's files was written is not looked at: PRAGMA data_version decides (book_refresh). What arrives together
 * is answered once. */
#include "ui/watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

#define POLL_MS 1000

struct Watch {
	int fd; /* -1: none, then source is a timeout */
	guint source;
	void (*changed)(gpointer data);
	gpointer data;
};

static gboolean on_event(gint fd, GIOCondition condition, gpointer watch_)
{
	Watch *watch = watch_;
	_Alignas(struct inotify_event) char buffer[4096];
	(void)condition;
	ssize_t n;
	while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
		continue;
	watch->changed(watch->data);
	return G_SOURCE_CONTINUE;
}

static gboolean on_tick(gpointer watch_)
{
	Watch *watch = watch_;
	watch->changed(watch->data);
	return G_SOURCE_CONTINUE;
}

static int open_watch(const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file);
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd < 0)
		return -1;
	if (inotify_add_watch(fd, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

Watch *watch_start(const char *file, void (*changed)(gpointer data), gpointer data)
{
	Watch *watch = g_new(Watch, 1);
	*watch = (Watch){ .fd = open_watch(file), .changed = changed, .data = data };
	watch->source = watch->fd >= 0 ? g_unix_fd_add(watch->fd, G_IO_IN, on_event, watch) : g_timeout_add(POLL_MS, on_tick, watch);
	return watch;
}

void watch_stop(Watch *watch)
{
	if (!watch)
		return;
	g_source_remove(watch->source);
	if (watch->fd >= 0)
		close(watch->fd);
	g_free(watch);
}
