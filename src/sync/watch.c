/* sync/watch.c - `sync --watch`: the front end's worker in a process of its own, woken by whoever writes the book */
#include "sync/service_p.h"

#include "base/watch.h"
#include <glib-unix.h>

static gboolean on_stop(gint fd, GIOCondition condition, gpointer loop)
{
	(void)fd, (void)condition;
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

static void on_written(gpointer worker)
{
	service_worker_poke(worker);
}

static void on_told(gpointer unused)
{
	(void)unused;
}

gboolean service_watch(const BookOptions *options, int stop_fd, SyncRanFunc ran, gpointer data,
		       GError **error)
{
	/* A book that cannot be opened is told now, not to a log later. */
	g_autoptr(Book) book = book_open(options, error);
	if (!book)
		return FALSE;
	g_clear_pointer(&book, book_close);
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	SyncWorker *worker = service_worker_start_with(options, on_told, ran, data);
	Watch *watch = watch_start(options->path, on_written, worker);
	g_unix_fd_add(stop_fd, G_IO_IN | G_IO_HUP, on_stop, loop);
	g_main_loop_run(loop);
	watch_stop(watch);
	service_worker_stop(worker);
	return TRUE;
}
