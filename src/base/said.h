/* base/said.h - a sentence that is kept in no language: its English pattern and what stands in it, put into words only for whoever reads it.
 *
 * A reason that one process writes into the book is read by another one, in the language of its own person. */
#pragma once
#include <glib.h>

/** pattern: marked with N_, its conversions all filled by strings (%d too). The strings end with NULL. The caller frees. */
char *said_new(const char *pattern, ...) G_GNUC_NULL_TERMINATED;
char *said_new_valist(const char *pattern, va_list strings);
/** In the reader's language: also of a plain sentence that was marked with N_; any other text (a server's own) as it is, NULL as "". The caller frees. */
char *said_words(const char *said);
