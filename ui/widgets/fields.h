/* ui/widgets/fields.h - a small form: some fields under each other, what is wrong with each said as it is typed, lists to pick from, and one
 * thing done with all of them at the end. */
#pragma once
#include "ui/app.h"

/* Something a field's text may be completed to. */
typedef struct {
	char *id, *name, *right; /* id NULL: just words; right: beside the name, NULL */
} FieldPick;

typedef struct {
	const char *label; /* in the person's language */
	const char *hint;  /* beside an empty field; NULL */
	const char *offer; /* what it begins with; NULL: empty */
	const char *id;    /* of what is offered, where it was picked from a list; NULL */
} Field;

/* What was typed; ids[i] is set where the text is what was picked. */
typedef struct {
	guint n;
	const char **texts; /* without white space around them */
	const char **ids;
} FieldTexts;

typedef struct {
	const char *title, *intro; /* in the person's language; intro: a sentence above the fields, NULL */
	const char *save;          /* what the button says: "Save" */
	guint n;
	const Field *fields;
	/* What is wrong with field i, in words, the caller frees; NULL: nothing. May be NULL. */
	char *(*problem)(Screen *asking, guint i, const FieldTexts *typed, gpointer data);
	/* What field i may be completed to: adds with fields_pick. May be NULL. */
	void (*picks)(Screen *asking, guint i, const char *text, GPtrArray *picks, gpointer data);
	/* What all of it would do, in words, once nothing is wrong; the caller frees. May be NULL. */
	char *(*outcome)(Screen *asking, const FieldTexts *typed, gpointer data);
	/* Does it. FALSE: the form stays, with the error shown. */
	gboolean (*done)(Screen *asking, const FieldTexts *typed, gpointer data, GError **error);
	gpointer data;
	GDestroyNotify free_data;
} Fields;

extern const ScreenClass fields_class;

/** Asks on behalf of a screen. All is copied but data, which is taken. */
void fields_ask(Screen *asking, const Fields *fields);
void fields_pick(GPtrArray *picks, const char *id, const char *name, const char *right);
