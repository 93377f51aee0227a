/* ui/errand.c - one thread, one job */
#include "ui/errand.h"

struct Errand {
	gatomicrefcount refs; /* the front end's and the thread's */
	GMutex lock;
	/* under lock */
	gboolean left, cancelled;
	guint so_far, total;
	guint tell; /* source that calls on_news */
	gboolean finished;
	/* the thread's until it has finished */
	BookOptions options;
	char *path, *actor;
	ErrandWork work;
	gpointer job, answer;
	GDestroyNotify free_job, free_answer;
	GError *error;
	/* the front end's */
	ErrandDone done;
	void (*progress)(gpointer data);
	gpointer data;
};

static void errand_unref(gpointer errand_)
{
	Errand *errand = errand_;
	if (!g_atomic_ref_count_dec(&errand->refs))
		return;
	if (errand->job && errand->free_job)
		errand->free_job(errand->job);
	if (errand->answer && errand->free_answer)
		errand->free_answer(errand->answer);
	g_clear_error(&errand->error);
	g_mutex_clear(&errand->lock);
	g_free(errand->path);
	g_free(errand->actor);
	g_free(errand);
}

/* On the main loop. The errand lives on while its functions are called: they may leave it. */
static gboolean on_news(gpointer errand_)
{
	Errand *errand = errand_;
	g_mutex_lock(&errand->lock);
	errand->tell = 0;
	gboolean finished = errand->finished, left = errand->left;
	g_mutex_unlock(&errand->lock);
	if (left)
		return G_SOURCE_REMOVE;
	if (finished)
		errand->done(g_steal_pointer(&errand->answer), errand->error, errand->data);
	else if (errand->progress)
		errand->progress(errand->data);
	return G_SOURCE_REMOVE;
}

/* Under lock. */
static void tell(Errand *errand)
{
	if (errand->left || errand->tell)
		return;
	g_atomic_ref_count_inc(&errand->refs);
	errand->tell = g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_news, errand, errand_unref);
}

static gpointer run(gpointer errand_)
{
	Errand *errand = errand_;
	GError *error = NULL;
	g_autoptr(Book) book = book_open(&errand->options, &error);
	gpointer answer = book ? errand->work(errand, book, errand->job, &error) : NULL;
	g_clear_pointer(&book, book_close);
	g_mutex_lock(&errand->lock);
	errand->answer = answer;
	errand->error = error;
	errand->finished = TRUE;
	tell(errand);
	g_mutex_unlock(&errand->lock);
	errand_unref(errand);
	return NULL;
}

Errand *errand_start(App *app, ErrandWork work, gpointer job, GDestroyNotify free_job,
		     GDestroyNotify free_answer, ErrandDone done, void (*progress)(gpointer data),
		     gpointer data)
{
	Errand *errand = g_new0(Errand, 1);
	g_atomic_ref_count_init(&errand->refs);
	g_atomic_ref_count_inc(&errand->refs);
	g_mutex_init(&errand->lock);
	errand->path = g_strdup(book_path(app->book));
	errand->actor = g_strdup(book_actor(app->book));
	errand->options = (BookOptions){
		.path = errand->path, .actor = errand->actor, .source = "ui", .clock = app->options->clock
	};
	errand->work = work;
	errand->job = job;
	errand->free_job = free_job;
	errand->free_answer = free_answer;
	errand->done = done;
	errand->progress = progress;
	errand->data = data;
	g_thread_unref(g_thread_new("errand", run, errand));
	return errand;
}

gboolean errand_step(Errand *errand, guint done, guint total)
{
	g_mutex_lock(&errand->lock);
	gboolean moved = done != errand->so_far || total != errand->total, go_on = !errand->cancelled;
	errand->so_far = done;
	errand->total = total;
	if (moved)
		tell(errand);
	g_mutex_unlock(&errand->lock);
	return go_on;
}

void errand_progress(Errand *errand, guint *done, guint *total)
{
	g_mutex_lock(&errand->lock);
	*done = errand->so_far;
	*total = errand->total;
	g_mutex_unlock(&errand->lock);
}

void errand_cancel(Errand *errand)
{
	g_mutex_lock(&errand->lock);
	errand->cancelled = TRUE;
	g_mutex_unlock(&errand->lock);
}

void errand_leave(Errand *errand)
{
	if (!errand)
		return;
	g_mutex_lock(&errand->lock);
	errand->left = errand->cancelled = TRUE;
	g_mutex_unlock(&errand->lock);
	errand_unref(errand);
}
