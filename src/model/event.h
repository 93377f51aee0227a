/* model/event.h - one line of the log (data.md, "The event log"), and the change it belongs to. */
#pragma once
#include "model/model.h"

typedef struct {
	gint64 seq;
	char *id;           /* UUID */
	char *type;         /* "booking.moved" */
	gint64 version;     /* of the format, 1 */
	gint64 at;          /* the business's clock */
	char *source;       /* ui, cli, import, undo, system, sync:<account> */
	char *actor;
	char *correlation;  /* all events of one use case; a Change's id */
	char *entity;       /* a ModelClass's name */
	char *entity_id;
	char *after;        /* the aggregate's image; "" after an erasure */
	char *salt;         /* 16 random bytes, hex; "" after an erasure */
	char *payload_hash; /* SHA-256, hex, of salt and after */
	char *prev_hash;    /* the previous event's hash; 64 zeros before the first */
	char *hash;
} Event;

void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/* One use case that changed something: what undo, redo and `log` go by. Not logged itself. */
typedef enum { CHANGE_DO, CHANGE_UNDO, CHANGE_REDO } ChangeKind;

typedef struct {
	char *id;         /* the correlation, UUID */
	gint64 seq;       /* its place in time */
	ChangeKind kind;
	char *actor, *source;
	gint64 at;
	char *what;       /* in words: "Booked Maria Lopez, Tue 24 Nov 14:30" */
	char *undoes;     /* the change that this one takes back, or NULL */
	gboolean undone;
	gboolean undoable; /* policies, imports' upkeep are passed over */
} Change;

void change_free(Change *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Change, change_free)
