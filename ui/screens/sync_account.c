/* ui/screens/sync_account.c - connecting an account: what it is called, the client it signs in as, where its sign-in lies; then the sign-in */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/errand.h"
#include "ui/screens/sync.h"
#include "ui/screens/sync_join.h"
#include "ui/widgets/input.h"

#define LABEL_WIDTH 16

enum { FIELD_LABEL, FIELD_FILE, FIELD_ID, FIELD_SECRET, FIELD_STORE, FIELDS };

typedef struct {
	Input *fields[FIELDS];
	guint focus;
	Errand *errand; /* the keyring may ask the person something */
} Connect;

static Connect *connect_of(const Screen *screen)
{
	return screen->state;
}

/* --- the job --- */

typedef struct {
	const SyncService *service;
	Account *account;
	char *secret, *file; /* NULL: the other one */
} Job;

static void job_free(gpointer job_)
{
	Job *job = job_;
	account_free(job->account);
	if (job->secret)
		explicit_bzero(job->secret, strlen(job->secret));
	g_free(job->secret);
	g_free(job->file);
	g_free(job);
}

/* Answers the account's id. */
static gpointer add(Errand *errand, Book *book, gpointer job_, GError **error)
{
	Job *job = job_;
	(void)errand;
	if (!job->service->account_add(book, job->account, job->secret, job->file, error))
		return NULL;
	return g_strdup(job->account->id);
}

static void on_added(gpointer id, const GError *error, gpointer screen_)
{
	Screen *screen = screen_;
	App *app = screen->app;
	g_clear_pointer(&connect_of(screen)->errand, errand_leave);
	if (error) {
		app_fail(app, g_error_copy(error));
		app_draw(app);
		return;
	}
	app_pop(app);
	app_check_book(app);
	app_refresh(app);
	app_say(app, SAY_GOOD, _("The account is connected. Now sign in."));
	app_draw(app);
	g_free(id);
}

/* --- keys --- */

static char *typed(const Connect *connect, guint field)
{
	char *text = g_strstrip(g_strdup(input_text(connect->fields[field])));
	if (*text)
		return text;
	g_free(text);
	return NULL;
}

/* What is still missing, in words; NULL: nothing. */
static const char *problem_of(const Connect *connect)
{
	const char *store = input_text(connect->fields[FIELD_STORE]);
	gboolean file = !input_is_empty(connect->fields[FIELD_FILE]),
		 id = !input_is_empty(connect->fields[FIELD_ID]),
		 secret = !input_is_empty(connect->fields[FIELD_SECRET]);
	if (input_is_empty(connect->fields[FIELD_LABEL]))
		return _("Give the account a name, such as Google.");
	if (strcmp(store, "keyring") != 0 && strcmp(store, "file") != 0)
		return _("The sign-in lies in the keyring or in a file: type one of the two words.");
	if (file && (id || secret))
		return _("Give the client's file, or its id and secret, not both.");
	if (!file && !(id && secret))
		return _("Give the client's file (JSON, from Google's console), or its id and secret.");
	return NULL;
}

static void save(Screen *screen)
{
	Connect *connect = connect_of(screen);
	const char *problem = problem_of(connect);
	if (problem || connect->errand) {
		app_say(screen->app, SAY_WARNING, "%s", problem ? problem : _("It is being connected."));
		return;
	}
	Job *job = g_new0(Job, 1);
	g_autofree char *label = typed(connect, FIELD_LABEL), *id = typed(connect, FIELD_ID),
			*file = typed(connect, FIELD_FILE);
	job->service = screen->app->service;
	job->account = account_new();
	model_set(&account_class, job->account, &job->account->kind, "google");
	model_set(&account_class, job->account, &job->account->label, label);
	model_set(&account_class, job->account, &job->account->store,
		  input_text(connect->fields[FIELD_STORE]));
	if (id)
		model_set(&account_class, job->account, &job->account->client_id, id);
	job->secret = typed(connect, FIELD_SECRET);
	if (file && g_str_has_prefix(file, "~/"))
		job->file = g_build_filename(g_get_home_dir(), file + 2, NULL);
	else
		job->file = g_steal_pointer(&file);
	connect->errand = errand_start(screen->app, add, job, job_free, g_free, on_added, NULL, screen);
	app_say(screen->app, SAY_PLAIN, _("Connecting …"));
}

static void focus_on(Screen *screen, int i)
{
	Connect *connect = connect_of(screen);
	connect->focus = (guint)CLAMP(i, 0, FIELDS - 1);
	connect->fields[connect->focus]->fresh = !input_is_empty(connect->fields[connect->focus]);
}

static void next(Screen *screen)
{
	focus_on(screen, (int)connect_of(screen)->focus + 1);
}

static void previous(Screen *screen)
{
	focus_on(screen, (int)connect_of(screen)->focus - 1);
}

static void accept(Screen *screen)
{
	if (connect_of(screen)->focus == FIELD_STORE)
		save(screen);
	else
		next(screen);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static gboolean connect_text(Screen *screen, gunichar c)
{
	Connect *connect = connect_of(screen);
	input_insert(connect->fields[connect->focus], c);
	return TRUE;
}

static gboolean connect_edit(Screen *screen, Key key)
{
	Connect *connect = connect_of(screen);
	return input_key(connect->fields[connect->focus], screen->app->keymap, key, NULL);
}

static const Action actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("next"),
	  .help = N_("To the next field; on the last one: connect"),
	  .run = accept },
	{ .name = "save",
	  .keys = "C-s",
	  .brief = N_("connect"),
	  .help = N_("Connect the account"),
	  .run = save },
	{ .name = "next", .keys = "Tab Down", .help = N_("To the next field"), .run = next },
	{ .name = "previous", .keys = "BTab Up", .help = N_("To the field before"), .run = previous },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("back"),
	  .help = N_("Back; nothing is connected"),
	  .run = leave },
};

/* --- drawing --- */

/* A secret shows how much of it was typed. */
static int draw_secret(const Input *field, const Canvas *canvas, int y, int x, int width, gboolean focus)
{
	g_autofree char *stars = g_strnfill((gsize)MIN(g_utf8_strlen(field->text->str, -1), width - 3), '*');
	Input *masked = input_new(stars);
	masked->fresh = FALSE;
	int caret = input_draw(masked, canvas, y, x, width, focus);
	input_free(masked);
	return caret;
}

static void connect_draw(Screen *screen, const Canvas *canvas)
{
	static const char *const labels[FIELDS] = { N_("Name"), N_("Client file"), N_("or client id"),
						    N_("and its secret"), N_("Sign-in lies in") };
	Connect *connect = connect_of(screen);
	Theme *theme = canvas->theme;
	Area sheet = { .w = MIN(78, canvas->cols - 2), .h = MIN(FIELDS + 9, canvas->rows - 3), .y = 1 };
	sheet.x = (canvas->cols - sheet.w) / 2;
	draw_sheet(canvas, sheet, _("Connect a Google account"));
	draw_wrapped(canvas, (Area){ sheet.x + 2, sheet.y + 2, sheet.w - 4, 3 },
		     _("Google wants to know which program asks: an OAuth client of the kind “Desktop app”, "
		       "made once in its console. "
		       "Its JSON file is all that is needed; the signing in comes after."),
		     theme_pen(theme, INK_DIM, GROUND_SHEET));
	for (guint i = 0; i < FIELDS; i++) {
		gboolean focus = connect->focus == i;
		int y = sheet.y + 6 + (int)i, x = sheet.x + 2 + LABEL_WIDTH,
		    width = sheet.w - LABEL_WIDTH - 4;
		draw_text(canvas, y, sheet.x + 2, LABEL_WIDTH - 1, _(labels[i]),
			  theme_pen(theme, focus ? INK_TEXT : INK_DIM, GROUND_SHEET));
		int caret = (i == FIELD_SECRET ? draw_secret : input_draw)(connect->fields[i], canvas, y, x,
									   width, focus);
		if (!focus)
			continue;
		screen->app->caret_x = caret;
		screen->app->caret_y = y;
	}
	draw_wrapped(canvas, (Area){ sheet.x + 2, sheet.y + 7 + FIELDS, sheet.w - 4, 2 }, problem_of(connect),
		     theme_pen(theme, INK_DIM, GROUND_SHEET));
}

static void connect_close(Screen *screen)
{
	Connect *connect = connect_of(screen);
	g_clear_pointer(&connect->errand, errand_leave);
	for (guint i = 0; i < FIELDS; i++)
		g_clear_pointer(&connect->fields[i], input_free);
}

void sync_account_open(App *app)
{
	Screen *screen = app_push(app, &sync_account_class);
	Connect *connect = connect_of(screen);
	for (guint i = 0; i < FIELDS; i++)
		connect->fields[i] = input_new(i == FIELD_LABEL   ? "Google"
					       : i == FIELD_STORE ? "keyring"
								  : NULL);
}

const ScreenClass sync_account_class = {
	.name = "account",
	.title = N_("Connecting an account"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Connect),
	.covers = TRUE,
	.close = connect_close,
	.draw = connect_draw,
	.text = connect_text,
	.edit = connect_edit,
};
