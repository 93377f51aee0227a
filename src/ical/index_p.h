/* ical/index_p.h - what a first pass over a file finds: its time zones, where its exceptions stand, and which UIDs have more than
 * one master.
 *
 * 16 bytes for each exception and a few megabytes for the rest, whatever the file's size. UIDs are hashed with a key of this
 * run, so that no file can be made to collide. */
#pragma once
#include "ical/zones_p.h"

typedef struct {
	guint32 hash; /* the lower half of the UID's */
	guint32 line;
	guint64 offset : 63;
	guint64 used : 1; /* told of already */
} IndexedException;

/* One of several masters of a UID. */
typedef struct {
	guint64 hash;
	gint64 offset, sequence;
	guint line;
	guint newer; /* the line of the one that counts; 0: it is this one */
} IndexedMaster;

typedef struct {
	guint64 key[2];
	GArray *exceptions; /* of IndexedException, by hash and offset */
	GArray *masters;    /* of IndexedMaster, by hash and offset; only UIDs that have several */
	guint n_properties; /* of the calendars themselves, X-DAYBOOK-… */
} Index;

/** Reads the whole file. Time zones go to zones. Errors: USAGE when it is no iCalendar (name: for the message), FAILED. */
Index *index_file(int fd, const char *name, Zones *zones, GError **error);
void index_free(Index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_free)

guint64 index_hash(const Index *index, const char *uid);
/** Whether a calendar's property is one that n_properties counts. */
gboolean index_is_own(const ContentLine *line);
/** The exceptions of a UID (or, seldom, of one with the same half hash too): [*first, *first + the count returned). */
guint index_exceptions(const Index *index, const char *uid, guint *first);
/** Whether the exception at offset has not been told of yet. */
gboolean index_is_unused(const Index *index, const char *uid, gint64 offset);
/** The line of the master that counts in the place of the one at offset; 0: that one does. */
guint index_newer(const Index *index, const char *uid, gint64 offset);
