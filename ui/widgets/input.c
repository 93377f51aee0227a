/* ui/widgets/input.c - typing, deleting and moving in one line of text, by characters as a person sees them */
#include "ui/widgets/input.h"

#include "base/i18n.h"
#include "base/text.h"

#define FIELD_MAX_BYTES 4096 /* more is no line any more; a large paste ends there */

enum {
	FIELD_LEFT,
	FIELD_RIGHT,
	FIELD_START,
	FIELD_END,
	FIELD_RUBOUT,
	FIELD_DELETE,
	FIELD_CLEAR,
	FIELD_RUBOUT_WORD
};

static const Action field_actions[] = {
	[FIELD_LEFT] = { .name = "left", .keys = "Left", .help = N_("One character to the left") },
	[FIELD_RIGHT] = { .name = "right", .keys = "Right", .help = N_("One character to the right") },
	[FIELD_START] = { .name = "start", .keys = "Home C-a", .help = N_("To the beginning") },
	[FIELD_END] = { .name = "end", .keys = "End C-e", .help = N_("To the end") },
	[FIELD_RUBOUT] = { .name = "rub-out",
			   .keys = "BS",
			   .help = N_("Delete the character before the cursor") },
	[FIELD_DELETE] = { .name = "delete",
			   .keys = "Del",
			   .help = N_("Delete the character under the cursor") },
	[FIELD_CLEAR] = { .name = "clear", .keys = "C-u", .help = N_("Empty the field") },
	[FIELD_RUBOUT_WORD] = { .name = "rub-out-word",
				.keys = "C-w",
				.help = N_("Delete the word before the cursor") },
};

const ScreenClass input_class = { .name = "field",
				  .title = N_("In a text field"),
				  .actions = field_actions,
				  .n_actions = G_N_ELEMENTS(field_actions) };

Input *input_new(const char *text)
{
	Input *field = g_new(Input, 1);
	field->text = g_string_new(NULL);
	input_set(field, text);
	return field;
}

void input_free(Input *field)
{
	if (!field)
		return;
	g_string_free(field->text, TRUE);
	g_free(field);
}

void input_set(Input *field, const char *text)
{
	g_autofree char *clean = g_utf8_make_valid(text ? text : "", -1);
	g_strdelimit(clean, "\n\t\r", ' ');
	g_string_assign(field->text, clean);
	field->caret = field->text->len;
	field->fresh = field->text->len > 0;
}

const char *input_text(const Input *field)
{
	return field->text->str;
}

gboolean input_is_empty(const Input *field)
{
	const char *text = field->text->str;
	return text[strspn(text, " ")] == '\0';
}

static gboolean is_mark(const char *p)
{
	return *p && text_width_char(g_utf8_get_char(p)) == 0;
}

/* The character before or after, with the marks that stand on it. */
static gsize before(const Input *field, gsize at)
{
	const char *text = field->text->str, *p = text + at;
	while (p > text) {
		p = g_utf8_prev_char(p);
		if (!is_mark(p))
			break;
	}
	return (gsize)(p - text);
}

static gsize after(const Input *field, gsize at)
{
	const char *text = field->text->str, *p = text + at;
	if (!*p)
		return at;
	do
		p = g_utf8_next_char(p);
	while (is_mark(p));
	return (gsize)(p - text);
}

static gsize word_before(const Input *field, gsize at)
{
	while (at > 0 && field->text->str[before(field, at)] == ' ')
		at = before(field, at);
	while (at > 0 && field->text->str[before(field, at)] != ' ')
		at = before(field, at);
	return at;
}

static void cut_out(Input *field, gsize from, gsize to)
{
	g_string_erase(field->text, (gssize)from, (gssize)(to - from));
	field->caret = from;
}

void input_insert(Input *field, gunichar c)
{
	char bytes[8];
	int n = g_unichar_to_utf8(c, bytes);
	if (field->fresh)
		cut_out(field, 0, field->text->len);
	field->fresh = FALSE;
	if (g_unichar_iscntrl(c) || field->text->len + (gsize)n > FIELD_MAX_BYTES)
		return;
	g_string_insert_len(field->text, (gssize)field->caret, bytes, n);
	field->caret += (gsize)n;
}

static void apply(Input *field, int what)
{
	gsize length = field->text->len;
	switch (what) {
	case FIELD_LEFT:
		field->caret = before(field, field->caret);
		break;
	case FIELD_RIGHT:
		field->caret = after(field, field->caret);
		break;
	case FIELD_START:
		field->caret = 0;
		break;
	case FIELD_END:
		field->caret = length;
		break;
	case FIELD_RUBOUT:
		if (field->fresh)
			cut_out(field, 0, length);
		else
			cut_out(field, before(field, field->caret), field->caret);
		break;
	case FIELD_DELETE:
		cut_out(field, field->caret, after(field, field->caret));
		break;
	case FIELD_CLEAR:
		cut_out(field, 0, length);
		break;
	case FIELD_RUBOUT_WORD:
		cut_out(field, word_before(field, field->caret), field->caret);
		break;
	}
	field->fresh = FALSE;
}

gboolean input_key(Input *field, const Keymap *keymap, Key key, gboolean *changed)
{
	const Action *action = keymap_action(keymap, &input_class, key);
	gsize length = field->text->len;
	if (!action)
		return FALSE;
	apply(field, (int)(action - field_actions));
	if (changed)
		*changed = field->text->len != length;
	return TRUE;
}

int input_draw(const Input *field, const Canvas *canvas, int y, int x, int width, gboolean focus)
{
	Pen pen = focus ? theme_bold(canvas->theme, INK_BRIGHT, GROUND_FOCUS)
			: theme_pen(canvas->theme, INK_TEXT, GROUND_FIELD);
	const char *text = field->text->str, *begin = text;
	g_autofree char *head = g_strndup(text, field->caret);
	int room = width - 2, caret = text_width(head);
	draw_fill(canvas, (Area){ x, y, width, 1 }, " ", pen);
	/* the caret may stand after the last character: one column more */
	while (focus && caret > room - 1 && *begin) {
		caret -= text_width_char(g_utf8_get_char(begin));
		begin = g_utf8_next_char(begin);
	}
	draw_text(canvas, y, x + 1, room, begin, pen);
	return x + 1 + caret;
}
