/* base/watch.c - inotify on the book's folder, or a look once a second
 *
 * Which of the folder's files was written is not looked at: PRAGMA data_version decides (book_refresh). The write to the -wal comes
 * before the commit (between them lies a wait for the disk, and the commit itself is a write to shared memory that nobody is
 * told of), so after an event the caller looks again and again, at growing intervals, for forty seconds: a disk may be that slow. */
#include "base/watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

#define POLL_MS 1000
#define FIRST_LOOK_MS 10
#define LAST_LOOK_MS 30000

struct Watch {
	int fd; /* -1: none, then source is a timeout */
	guint source;
	guint look; /* the next look after an event; 0: none */
	guint look_ms;
	void (*changed)(gpointer data);
	gpointer data;
};

static gboolean on_look(gpointer watch_)
{
	Watch *watch = watch_;
	watch->look_ms *= 2;
	watch->look = watch->look_ms <= LAST_LOOK_MS ? g_timeout_add(watch->look_ms, on_look, watch) : 0;
	watch->changed(watch->data);
	return G_SOURCE_REMOVE;
}

/* A look that is as soon already stays: who writes without pause would put it off for ever. */
static void look_soon(Watch *watch)
{
	if (watch->look && watch->look_ms == FIRST_LOOK_MS)
		return;
	if (watch->look)
		g_source_remove(watch->look);
	watch->look_ms = FIRST_LOOK_MS;
	watch->look = g_timeout_add(watch->look_ms, on_look, watch);
}

/* The events are read and forgotten; those that do not fit the buffer come again at once. */
static gboolean on_event(gint fd, GIOCondition condition, gpointer watch_)
{
	Watch *watch = watch_;
	_Alignas(struct inotify_event) char buffer[4096];
	(void)condition;
	if (read(fd, buffer, sizeof buffer) < 0 && errno != EAGAIN && errno != EINTR)
		g_warning("inotify: %s", g_strerror(errno));
	look_soon(watch);
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
	if (inotify_add_watch(fd, folder, IN_MODIFY | IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) <
	    0) {
		close(fd);
		return -1;
	}
	return fd;
}

Watch *watch_start(const char *file, void (*changed)(gpointer data), gpointer data)
{
	Watch *watch = g_new(Watch, 1);
	*watch = (Watch){ .fd = open_watch(file), .changed = changed, .data = data };
	watch->source = watch->fd >= 0 ? g_unix_fd_add(watch->fd, G_IO_IN, on_event, watch)
				       : g_timeout_add(POLL_MS, on_tick, watch);
	look_soon(watch);
	return watch;
}

void watch_stop(Watch *watch)
{
	if (!watch)
		return;
	g_source_remove(watch->source);
	if (watch->look)
		g_source_remove(watch->look);
	if (watch->fd >= 0)
		close(watch->fd);
	g_free(watch);
}
