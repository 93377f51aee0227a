/* book/fields_p.h - inside the book room: what a person may write into a field, checked and put into shape.
 *
 * Each returns the text to keep (the caller's), or NULL with USAGE and a sentence that says what would do. "" empties a field that
 * may be empty. Text that is not UTF-8 is made so. */
#pragma once
#include "model/model.h"

/** Trimmed, inner white space single; empty and longer than 200 characters are refused. what: "customer", translated. */
char *field_name(const char *text, const char *what, GError **error);
char *field_email(const char *text, GError **error);
char *field_zone(const char *text, GError **error);     /* an IANA name; "" allowed */
char *field_language(const char *text, GError **error); /* "de", "pt-BR", "de_DE.UTF-8" */
char *field_currency(const char *text, GError **error); /* in capitals */
char *field_color(const char *text, GError **error);    /* one of field_colors or #rrggbb, in small letters */
/** Notes and other free text: as it is, without the white space around it. Never fails. */
char *field_text(const char *text);

/** The colours' names, NULL at the end; the first FIELD_PALETTE of them are given to new staff in turn. */
const char *const *field_colors(void);
#define FIELD_PALETTE 6

/** Sets a TEXT or REF to a text made by one of the above and frees that; FALSE (and nothing set) where it is NULL. */
gboolean field_take(const ModelClass *cls, gpointer row, char **field, char *take);

/** A new random id. */
void field_new_id(const ModelClass *cls, gpointer row);

/** "a, b and c" of a NULL-terminated list, at most `most` of them and then "and 3 more". The caller frees. */
char *field_words(const char *const *words, guint most);

/** A whole number, low to high; USAGE names the field and the range. */
gboolean field_number(const char *what, gint64 value, gint64 low, gint64 high, GError **error);

/** Compared as people do: case and accents ignored. */
gboolean field_same(const char *a, const char *b);
