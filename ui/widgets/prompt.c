/* ui/widgets/prompt.c - the prompt: a screen that is one line high */
#include "ui/widgets/prompt.h"

#include "base/i18n.h"
#include "base/text.h"
#include "ui/widgets/input.h"

#define LEAST_FIELD 16 /* columns to type in, whatever the question */

typedef struct {
	Screen *asking;
	Question question;
	char *label;
	Input *field;
	char *hint;
	char *problem; /* why the last answer was refused; NULL once the text is another one */
} Prompt;

static void update_hint(Prompt *prompt)
{
	g_clear_pointer(&prompt->problem, g_free);
	g_free(prompt->hint);
	prompt->hint = prompt->question.hint
			       ? prompt->question.hint(prompt->asking, input_text(prompt->field))
			       : NULL;
}

static Prompt *ask(Screen *asking, const Question *question)
{
	Screen *screen = app_push(asking->app, &prompt_class);
	Prompt *prompt = screen->state;
	prompt->asking = asking;
	prompt->question = *question;
	prompt->label = g_strdup(question->label);
	prompt->field = input_new(question->offer);
	update_hint(prompt);
	return prompt;
}

void prompt_ask(Screen *asking, const Question *question)
{
	ask(asking, question);
}

static void prompt_close(Screen *screen)
{
	Prompt *prompt = screen->state;
	g_free(prompt->label);
	g_free(prompt->hint);
	g_free(prompt->problem);
	input_free(prompt->field);
}

/* The book changed under the question: what the answer would do may be something else now. */
static gboolean prompt_refresh(Screen *screen, GError **error)
{
	(void)error;
	update_hint(screen->state);
	return TRUE;
}

static gboolean prompt_text(Screen *screen, gunichar c)
{
	Prompt *prompt = screen->state;
	input_insert(prompt->field, c);
	update_hint(prompt);
	return TRUE;
}

static gboolean prompt_edit(Screen *screen, Key key)
{
	Prompt *prompt = screen->state;
	gboolean changed = FALSE;
	if (!input_key(prompt->field, screen->app->keymap, key, &changed))
		return FALSE;
	if (changed)
		update_hint(prompt);
	return TRUE;
}

static void prompt_draw(Screen *screen, const Canvas *canvas)
{
	Prompt *prompt = screen->state;
	int y = app_status_row(canvas), x = 1, room = canvas->cols - 2;
	Pen plain = theme_pen(canvas->theme, INK_TEXT, GROUND_PANEL),
	    dim = theme_pen(canvas->theme, INK_DIM, GROUND_PANEL);
	int hint = prompt->hint ? MIN(text_width(prompt->hint) + 2, room / 2) : 0;
	draw_fill(canvas, (Area){ 0, y, canvas->cols, 1 }, " ", plain);
	x = draw_text(canvas, y, x, MAX(room - hint - LEAST_FIELD, room / 3), prompt->label, plain) + 1;
	int width = CLAMP(room - x - hint + 1, 12, 60);
	screen->app->caret_x = input_draw(prompt->field, canvas, y, x, width, TRUE);
	screen->app->caret_y = y;
	draw_text(canvas, y, x + width + 1, canvas->cols - x - width - 2, prompt->hint, dim);
	if (!prompt->problem)
		return;
	/* the status line is taken: the reason stands above it */
	draw_fill(canvas, (Area){ 0, y - 1, canvas->cols, 1 }, " ", plain);
	draw_text(canvas, y - 1, 1, room, prompt->problem, theme_pen(canvas->theme, INK_BAD, GROUND_PANEL));
}

static void prompt_accept(Screen *screen)
{
	Prompt *prompt = screen->state;
	App *app = screen->app;
	Screen *asking = prompt->asking;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strstrip(g_strdup(input_text(prompt->field)));
	gboolean (*done)(Screen *, const char *, GError **) = prompt->question.done;
	/* The prompt is out of the way before the answer is acted on: that may open a screen of its own. */
	g_autofree char *label = g_strdup(prompt->label);
	Question again = prompt->question;
	app_pop(app);
	if (done(asking, text, &error))
		return;
	again.label = label;
	again.offer = text;
	prompt = ask(asking, &again);
	prompt->problem = g_strdup(error->message);
}

static void prompt_leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action prompt_actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("do it"),
	  .help = N_("Do it"),
	  .run = prompt_accept },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("back"),
	  .help = N_("Back, nothing is done"),
	  .run = prompt_leave },
};

const ScreenClass prompt_class = {
	.name = "prompt",
	.title = N_("Question in the status line"),
	.actions = prompt_actions,
	.n_actions = G_N_ELEMENTS(prompt_actions),
	.state_bytes = sizeof(Prompt),
	.close = prompt_close,
	.refresh = prompt_refresh,
	.draw = prompt_draw,
	.text = prompt_text,
	.edit = prompt_edit,
};
