/* ui/screens/draft.h - unfinished forms, one small file each (0600), so that a crash loses none.
 *
 * The file of a form that is open is locked (flock): the kernel lets go when its holder dies, and only then is it offered
 * again. Written in place, without waiting for the disk. */
#pragma once
#include "book/book.h"

typedef struct Draft Draft;

/** A new one for this book; no file before the first writing. */
Draft *draft_new(const Book *book);
/** The newest one of this book that nobody holds, with what is in it; NULL: none. */
Draft *draft_take(const Book *book, GKeyFile **content);
/** Writes it; a draft that cannot be written is no reason to stop typing. */
void draft_write(Draft *draft, GKeyFile *content);
/** The form was saved or thrown away: the file goes. */
void draft_remove(Draft *draft);
/** The file stays, to be offered again. */
void draft_keep(Draft *draft);

/** What the newest one is about, for offering it ("María López, Tue 24 Nov 14:30"); NULL: none. The caller frees. */
char *draft_words(const Book *book);
