/* base/text.h - text as people spell it, and as it fills a screen.
 *
 * All text is UTF-8. Folding happens here and nowhere else: indexes and queries hold what text_fold returns. */
#pragma once
#include <glib.h>

/** Folded: NFKD, accents and invisible characters dropped, case folded, a small table for ø ł ß æ đ þ ı …; runs of white
 *  space become one space, none at the ends. Folding twice changes nothing. The vowel signs of Indic scripts and Thai
 *  and the dots of kana are letters and stay; hangul comes back as syllables. */
char *text_fold(const char *text);

/** The words of a text, folded: runs of letters and digits. Free with g_strfreev. */
char **text_words(const char *text);

/** The digits of a text, in ASCII ("+49 (170) 12" -> "4917012"). */
char *text_digits(const char *text);

/** A phone number as typed -> E.164 where it can be told ("+49 170 …", "0049…"; a national number keeps its digits as
 *  they are, for no country is guessed). */
char *text_phone(const char *typed);

/** True for a character of a script written without spaces (CJK ideographs, kana, hangul, Thai …). */
gboolean text_is_cjk(gunichar c);

/** Damerau-Levenshtein distance of two folded words is at most 1 (one letter added, missing, changed, or two
 *  neighbours swapped). */
gboolean text_one_typo(const char *a, const char *b);

/** The candidate nearest to a word, for "did you mean": NULL when none is near. Borrowed from the list. */
const char *text_nearest(const char *word, const char *const *candidates);

/* --- display --- */
int text_width_char(gunichar c);                /* 0, 1 or 2 columns; control characters 0 */
int text_width(const char *text);               /* columns */
char *text_cut(const char *text, int columns);  /* at most that wide; "…" shows that it was cut ("~" without UTF-8) */
char *text_pad(const char *text, int columns);  /* cut, or filled with spaces on the right */

/** Valid UTF-8 with control characters (but \n and \t) made visible, for what came from outside. */
char *text_clean(const char *text);
/** Is it a mark that turns the direction of the text after it? It can make a screen show another text than is there. */
gboolean text_turns_direction(gunichar c);

/** A copy of a name trimmed, inner white space single; NULL when nothing is left. */
char *text_name(const char *text);
