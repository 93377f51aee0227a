/* base/clock.h - two clocks.
 *
 * The business's clock says what is today and what is past; --now stops it for tests and demonstrations.
 * The real one drives locks, back-off, topping up series and log files. */
#pragma once
#include <glib.h>

typedef struct {
	gboolean frozen;
	gint64 at; /* seconds since 1970 UTC; only where frozen */
} Clock;

/** The business's now, seconds since 1970 UTC. NULL is the running clock. */
gint64 clock_now(const Clock *clock);

/** The machine's now, whatever --now says. */
gint64 clock_real(void);
