/* ui/screens/form.h - one booking in a form: a new one, or one that is changed. */
#pragma once
#include "book/view.h"
#include "ui/screen.h"

extern const ScreenClass form_class;
extern const ScreenClass form_leave_class;

/* What a new form begins with. */
typedef struct {
	const char *staff; /* id, or NULL */
	gint64 start;
	const char *customer; /* id, or NULL */
	const char *service;  /* id, or NULL */
} FormStart;

/* day: the Day screen below; it shows the booking when the form is done. */
void form_open_new(Screen *day, const FormStart *start);
void form_open_edit(Screen *day, const BookingView *view);
/** The newest form that was left unfinished. */
void form_open_draft(Screen *day);
