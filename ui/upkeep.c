/* ui/upkeep.c - one thread, one turn */
#include "ui/upkeep.h"

#include "book/care.h"

#define PATIENCE_US (300 * G_TIME_SPAN_MILLISECOND)

struct Upkeep {
	gatomicrefcount refs; /* the front end's and the thread's */
	GMutex lock;
	GCond finished_cond;
	gboolean finished;
	BookOptions options;
	char *path, *actor;
	GError *problem;
	void (*done)(const GError *problem, gpointer data);
	gpointer data;
	guint tell; /* source that calls done; under lock */
};

static void upkeep_unref(Upkeep *upkeep)
{
	if (!g_atomic_ref_count_dec(&upkeep->refs))
		return;
	g_clear_error(&upkeep->problem);
	g_mutex_clear(&upkeep->lock);
	g_cond_clear(&upkeep->finished_cond);
	g_free(upkeep->path);
	g_free(upkeep->actor);
	g_free(upkeep);
}

static gboolean on_finished(gpointer upkeep_)
{
	Upkeep *upkeep = upkeep_;
	g_mutex_lock(&upkeep->lock);
	upkeep->tell = 0;
	g_mutex_unlock(&upkeep->lock);
	upkeep->done(upkeep->problem, upkeep->data);
	return G_SOURCE_REMOVE;
}

static gpointer work(gpointer upkeep_)
{
	Upkeep *upkeep = upkeep_;
	GError *problem = NULL;
	g_autoptr(Book) book = book_open(&upkeep->options, &problem);
	if (book)
		book_upkeep(book, &problem);
	g_clear_pointer(&book, book_close);
	g_mutex_lock(&upkeep->lock);
	upkeep->problem = problem;
	upkeep->finished = TRUE;
	if (upkeep->done)
		upkeep->tell = g_idle_add(on_finished, upkeep);
	g_cond_signal(&upkeep->finished_cond);
	g_mutex_unlock(&upkeep->lock);
	upkeep_unref(upkeep);
	return NULL;
}

Upkeep *upkeep_start(const Book *book, void (*done)(const GError *problem, gpointer data), gpointer data)
{
	Upkeep *upkeep = g_new0(Upkeep, 1);
	g_atomic_ref_count_init(&upkeep->refs);
	g_atomic_ref_count_inc(&upkeep->refs);
	g_mutex_init(&upkeep->lock);
	g_cond_init(&upkeep->finished_cond);
	upkeep->path = g_strdup(book_path(book));
	upkeep->actor = g_strdup(book_actor(book));
	upkeep->options = (BookOptions){ .path = upkeep->path, .actor = upkeep->actor, .source = "ui" };
	upkeep->done = done;
	upkeep->data = data;
	g_thread_unref(g_thread_new("upkeep", work, upkeep));
	return upkeep;
}

void upkeep_leave(Upkeep *upkeep)
{
	gint64 end = g_get_monotonic_time() + PATIENCE_US;
	if (!upkeep)
		return;
	g_mutex_lock(&upkeep->lock);
	upkeep->done = NULL;
	while (!upkeep->finished && g_cond_wait_until(&upkeep->finished_cond, &upkeep->lock, end))
		continue;
	if (upkeep->tell)
		g_source_remove(upkeep->tell);
	g_mutex_unlock(&upkeep->lock);
	upkeep_unref(upkeep);
}
