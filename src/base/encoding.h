/* base/encoding.h - bytes of a file from elsewhere -> UTF-8 */
#pragma once
#include <glib.h>

/** Appends bytes as UTF-8. What is none is read as Windows-1252, which old programs wrote and spreadsheets still do; a byte that
 *  has no character there becomes U+FFFD. */
void encoding_append(GString *out, const char *bytes, gsize length);
