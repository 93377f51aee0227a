/* base/clock.c - the only place that asks what time it is. */
#include "base/clock.h"

gint64 clock_real(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

gint64 clock_now(const Clock *clock)
{
	return clock && clock->frozen ? clock->at : clock_real();
}
