/* net/backoff.h - truncated exponential back-off with full jitter: random(0, min(cap, base * 2^n)).
 * Source: Google's "Handle API errors: exponential backoff"; M. Brooker, "Exponential Backoff And Jitter" (full jitter). */
#pragma once
#include <glib.h>

/** Milliseconds to wait before try n (0: the first repeat). rand may be NULL: GLib's own. */
gint64 backoff_ms(guint n, gint64 base_ms, gint64 cap_ms, GRand *rand);
#define BACKOFF_BASE_MS 1000
#define BACKOFF_CAP_RUN_MS 64000                /* within a run */
#define BACKOFF_CAP_BETWEEN_MS (15 * 60 * 1000) /* between runs */
