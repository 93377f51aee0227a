/* ui/widgets/prompt.h - one question in the status line, answered with one line of text. */
#pragma once
#include "ui/app.h"

typedef struct {
	const char *label; /* in the person's language */
	const char *offer; /* what Enter takes as it stands; typing replaces it. NULL: nothing */
	/* What the text would do, in words, as it is typed; the caller frees. May be NULL. */
	char *(*hint)(Screen *asking, const char *text);
	/* Does it. FALSE: the prompt stays, with the error shown above it. */
	gboolean (*done)(Screen *asking, const char *text, GError **error);
} Question;

extern const ScreenClass prompt_class;

/** Asks on behalf of a screen. The question is copied, its label and offer too. */
void prompt_ask(Screen *asking, const Question *question);
