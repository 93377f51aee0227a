/* ui/link.c - signs, inks and words for a link */
#include "ui/link.h"

#include "base/i18n.h"
#include "model/model.h"

static SyncStatus status_of(const SyncLink *link)
{
	int status = link ? sync_status_parse(link->status) : SYNC_LOCAL;
	return status < 0 ? SYNC_LOCAL : (SyncStatus)status;
}

const char *link_glyph(const Theme *theme, const SyncLink *link)
{
	static const Glyph glyphs[SYNC_STATUS_COUNT] = {
		[SYNC_LOCAL] = GLYPH_DOT,   [SYNC_PENDING] = GLYPH_WAITING, [SYNC_SYNCING] = GLYPH_IN_FLIGHT,
		[SYNC_SYNCED] = GLYPH_FITS, [SYNC_FAILED] = GLYPH_FAILED,   [SYNC_CONFLICT] = GLYPH_CONFLICT,
		[SYNC_DELETED] = GLYPH_DOT,
	};
	if (link && link->held)
		return theme_glyph(theme, GLYPH_FAILED);
	return theme_glyph(theme, glyphs[status_of(link)]);
}

Ink link_ink(const SyncLink *link)
{
	static const Ink inks[SYNC_STATUS_COUNT] = {
		[SYNC_LOCAL] = INK_DIM,   [SYNC_PENDING] = INK_WARN, [SYNC_SYNCING] = INK_INFO,
		[SYNC_SYNCED] = INK_GOOD, [SYNC_FAILED] = INK_BAD,   [SYNC_CONFLICT] = INK_WARN,
		[SYNC_DELETED] = INK_DIM,
	};
	if (link && link->held)
		return INK_WARN;
	return inks[status_of(link)];
}

gboolean link_needs_person(const SyncLink *link)
{
	SyncStatus status = status_of(link);
	return link && (link->held || status == SYNC_FAILED || status == SYNC_CONFLICT);
}

char *link_in_words(gint64 seconds)
{
	if (seconds < 1)
		return g_strdup(_("now"));
	if (seconds < 120)
		return g_strdup_printf(_("in %ld s"), (long)seconds);
	if (seconds < 120 * 60)
		return g_strdup_printf(_("in %ld min"), (long)((seconds + 30) / 60));
	return g_strdup_printf(_("in %ld h"), (long)((seconds + 1800) / 3600));
}

char *link_try_words(const SyncLink *link, gint64 next_try, gint64 now)
{
	gulong tries = (gulong)MAX(link->attempts, 0);
	GString *words = g_string_new(NULL);
	if (tries)
		g_string_append_printf(words, ngettext("tried once", "tried %lu times", tries), tries);
	if (next_try == NONE) {
		g_string_append_printf(words, "%s%s", words->len ? " · " : "", _("waits for you"));
	} else if (next_try > now) {
		g_autofree char *in = link_in_words(next_try - now);
		g_string_append(words, words->len ? " · " : "");
		g_string_append_printf(words, _("next try %s"), in);
	} else if (tries) {
		g_string_append_printf(words, " · %s", _("next try with the next run"));
	}
	return g_string_free(words, FALSE);
}

const char *health_glyph(const Theme *theme, SyncHealth health)
{
	static const Glyph glyphs[] = {
		[SYNC_HEALTH_NONE] = GLYPH_DOT,        [SYNC_HEALTH_OK] = GLYPH_FITS,
		[SYNC_HEALTH_WAITING] = GLYPH_WAITING, [SYNC_HEALTH_OFFLINE] = GLYPH_WAITING,
		[SYNC_HEALTH_PAUSED] = GLYPH_WAITING,  [SYNC_HEALTH_HELD] = GLYPH_FAILED,
		[SYNC_HEALTH_FAILED] = GLYPH_FAILED,   [SYNC_HEALTH_CONFLICT] = GLYPH_CONFLICT,
		[SYNC_HEALTH_SIGN_IN] = GLYPH_FAILED,
	};
	return theme_glyph(theme, glyphs[health]);
}

Ink health_ink(SyncHealth health)
{
	switch (health) {
	case SYNC_HEALTH_NONE:
	case SYNC_HEALTH_OK:
		return INK_GOOD;
	case SYNC_HEALTH_FAILED:
	case SYNC_HEALTH_SIGN_IN:
		return INK_BAD;
	default:
		return INK_WARN;
	}
}
