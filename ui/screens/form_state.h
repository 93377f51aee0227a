/* ui/screens/form_state.h - the form's state, shared by its files: form.c (keys), form_rows.c (rows and what may be picked),
 * form_save.c (what is asked of the book), form_draw.c. */
#pragma once
#include "book/booking.h"
#include "book/people.h"
#include "ui/app.h"
#include "ui/screens/draft.h"
#include "talk/talk.h"
#include "ui/screens/form.h"
#include "ui/widgets/input.h"

typedef enum {
	ROW_CUSTOMER,
	ROW_PHONE, /* of a new customer */
	ROW_TITLE, /* of a block */
	ROW_SERVICE,
	ROW_STAFF,
	ROW_RESOURCE,
	ROW_WHEN,
	ROW_LENGTH,
	ROW_PRICE,
	ROW_REPEAT,
	ROW_STATUS,
	ROW_NOTE,
	ROW_SAVE, /* no field: Enter there saves */
	ROW_KINDS
} RowKind;

typedef struct {
	RowKind kind;
	guint part; /* which visit of several: service, staff, resource */
	Input *field;
	char *chosen;     /* id of what was picked; NULL: nothing, or free text */
	gboolean touched; /* by the person: only that is changed when editing */
	char *problem;    /* what is wrong with the text; NULL */
} FormRow;

/* Something that may be picked. */
typedef struct {
	char *id; /* NULL: "any", "none", a new customer */
	char *name, *middle, *right;
	gboolean is_new; /* the new customer */
} FormPick;

typedef struct {
	Screen *day;
	gboolean block;    /* a block of time, not an appointment */
	Booking *before;   /* being changed; NULL: a new one */
	char *before_name; /* of its customer */
	GPtrArray *rows;   /* of FormRow, in their order */
	guint focus;
	GPtrArray *picks; /* of FormPick, for the row in focus; empty: no list is shown */
	int pick;
	gint64 start;         /* what the When row says */
	gint64 start_day;     /* the day that a bare time means */
	CustomerCard *card;   /* of the chosen customer */
	BookPreview *preview; /* NULL: not enough is known to ask */
	char *problem;        /* why there is no preview, or what a saving was refused for; NULL */
	Draft *draft;
	char *held;         /* the hold that keeps its slot while somebody talks; NULL */
	Talk *talk;         /* reads how often it repeats; NULL: not needed yet */
	gboolean scoped;    /* of a series: it was said how much changes along */
	SeriesScope scope;
	gboolean changed;   /* something was typed or picked */
	gboolean unwritten; /* the draft is older than that */
} Form;

Form *form_of(const Screen *screen);

/* --- form_rows.c --- */

/** Makes the rows for a new form, for a booking, or for parts of it (rows are added and taken away as it changes). */
void form_rows_make(Screen *screen, const FormStart *start);
void form_rows_free(Form *form);
FormRow *form_row(const Form *form, RowKind kind, guint part); /* NULL: not there */
FormRow *form_focus_row(const Form *form);
/** Adds and removes the rows that others bring: a new customer's phone, a service's resource. */
void form_rows_fit(Screen *screen);
guint form_visits(const Form *form); /* how many services */
gboolean form_is_picker(RowKind kind);

/** Reads the text of a row after a change: what is picked, when it is. */
void form_row_read(Screen *screen, FormRow *row);
/** Lists what may be picked for the row in focus; all: even where something is chosen. */
void form_list(Screen *screen, gboolean all);
void form_unlist(Form *form);
/** Takes what is highlighted. FALSE: nothing was listed. */
gboolean form_take_pick(Screen *screen);
/** The focus leaves a row: what was typed is settled. */
void form_row_left(Screen *screen, FormRow *row);
/** Another service after the others. */
void form_add_service(Screen *screen);
/** A block becomes an appointment, and back. */
void form_turn(Screen *screen);
void form_set_start(Screen *screen, gint64 start);

/* --- form_save.c --- */

/** Asks the book what the form as it stands would come to. */
void form_preview(Screen *screen);
/** Writes it. overbook NULL, or why. FALSE: refused, the reason is in the form. */
gboolean form_save(Screen *screen, const char *overbook);
/** Takes the n-th alternative of the conflict. */
void form_take_alternative(Screen *screen, guint n);
/** Keeps the slot for ten minutes, for everybody else; FALSE: said why not. Let go when the form is left. */
gboolean form_hold(Screen *screen);
/** The length that this customer's visits usually take becomes the form's. */
void form_take_usual(Screen *screen);
void form_write_draft(Screen *screen);
/** Fills a fresh form from a draft. */
void form_read_draft(Screen *screen, GKeyFile *content);
const char *form_new_name(const Form *form); /* the name of a customer to be made; NULL */

/* --- form_draw.c --- */
void form_draw(Screen *screen, const Canvas *canvas);
