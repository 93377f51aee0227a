/* ical/read.c - the second pass: each UID once, its master with its exceptions; then the exceptions without a master */
#include "ical/ical.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/i18n.h"
#include "ical/index_p.h"
#include "ical/parse_p.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_GROUP_BYTES (16 * 1024 * 1024) /* of one UID's exceptions, in memory at once */

typedef struct {
	const IcalReader *reader;
	gpointer data;
	ParseContext context;
	Index *index;
	Scan *stream; /* goes through the file */
	Scan *side;   /* jumps to exceptions */
} Reading;

/* --- telling --- */

static void tell_broken(const Reading *reading, const char *uid, guint line, const char *message)
{
	g_autofree char *valid = uid && *uid ? g_utf8_make_valid(uid, -1) : NULL;
	reading->reader->broken(valid, line, message, reading->data);
}

static void tell_trouble(const Reading *reading, const Block *block)
{
	tell_broken(reading, block->id->str, block->trouble_line, _(block->trouble));
}

/* A block's event, or NULL-like: FALSE, its trouble told. */
static gboolean understand(const Reading *reading, const Block *block, Draft *draft)
{
	Trouble trouble;
	if (parse_event(&reading->context, block, draft, &trouble))
		return TRUE;
	tell_broken(reading, block->id->str, trouble.line, trouble.message);
	g_free(trouble.message);
	return FALSE;
}

/* Puts an exception beside its master; FALSE, its trouble told, when that cannot be. */
static gboolean settle(const Reading *reading, Draft *exception, const Draft *master)
{
	Trouble trouble;
	if (draft_settle(&reading->context, exception, master, &trouble))
		return TRUE;
	tell_broken(reading, exception->event->uid, trouble.line, trouble.message);
	g_free(trouble.message);
	return FALSE;
}

/* --- exceptions --- */

static void clear_draft(gpointer data)
{
	draft_clear(data);
}

static GArray *drafts_new(void)
{
	GArray *drafts = g_array_new(FALSE, FALSE, sizeof(Draft));
	g_array_set_clear_func(drafts, clear_draft);
	return drafts;
}

/* By occurrence; where two claim the same, the one that counts last: of the higher SEQUENCE, then the later in the file. */
static int by_occurrence(gconstpointer a, gconstpointer b)
{
	const IcalEvent *x = ((const Draft *)a)->event, *y = ((const Draft *)b)->event;
	if (x->recurrence_id != y->recurrence_id)
		return x->recurrence_id < y->recurrence_id ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Of several that claim one occurrence, one stays: the last. Returns them as a group's exceptions, borrowed. */
static GPtrArray *one_each(const Reading *reading, GArray *drafts)
{
	GPtrArray *events = g_ptr_array_new();
	g_array_sort(drafts, by_occurrence);
	for (guint i = drafts->len; i-- > 0;) {
		IcalEvent *event = g_array_index(drafts, Draft, i).event;
		const IcalEvent *last = events->len ? g_ptr_array_index(events, events->len - 1) : NULL;
		if (last && last->recurrence_id == event->recurrence_id) {
			g_autofree char *message =
				g_strdup_printf(_("The event of line %u replaces it: it is for the same "
						  "occurrence, and newer."),
						last->line);
			tell_broken(reading, event->uid, event->line, message);
		} else {
			g_ptr_array_add(events, event);
		}
	}
	for (guint i = 0; i < events->len / 2; i++) {
		gpointer first = events->pdata[i];
		events->pdata[i] = events->pdata[events->len - 1 - i];
		events->pdata[events->len - 1 - i] = first;
	}
	return events;
}

/* Reads one exception where the index has it. TRUE: it is in drafts, or told, or of another UID; FALSE: the file failed. */
static gboolean take_exception(const Reading *reading, IndexedException *entry, const char *uid,
			       const Draft *master, GArray *drafts, gsize *bytes, GError **error)
{
	Draft draft;
	ScanItem item = scan_at(reading->side, (gint64)entry->offset, entry->line, error);
	if (item == SCAN_FAILED)
		return FALSE;
	const Block *block = scan_block(reading->side);
	if (item == SCAN_EVENT && strcmp(block->id->str, uid) != 0)
		return TRUE;
	entry->used = 1;
	if (item != SCAN_EVENT || block->trouble) {
		tell_broken(reading, uid, entry->line, _("The file changed while it was being read."));
		return TRUE;
	}
	if (!understand(reading, block, &draft))
		return TRUE;
	*bytes += draft.bytes;
	if (*bytes > MOST_GROUP_BYTES)
		tell_broken(reading, uid, entry->line,
			    _("The changed occurrences of this event are too large together."));
	if (*bytes > MOST_GROUP_BYTES || !settle(reading, &draft, master))
		draft_clear(&draft);
	else
		g_array_append_val(drafts, draft);
	return TRUE;
}

/* The exceptions of a UID, as Drafts; NULL with an error. */
static GArray *take_exceptions(const Reading *reading, const char *uid, const Draft *master, GError **error)
{
	g_autoptr(GArray) drafts = drafts_new();
	gsize bytes = 0;
	guint first,
		count = reading->index->exceptions->len ? index_exceptions(reading->index, uid, &first) : 0;
	for (guint i = 0; i < count; i++) {
		IndexedException *entry =
			&g_array_index(reading->index->exceptions, IndexedException, first + i);
		if (entry->used)
			continue;
		if (i >= ICAL_MAX_EXCEPTIONS) {
			entry->used = 1;
			tell_broken(reading, uid, entry->line,
				    _("This event has more than 10,000 changed occurrences."));
		} else if (!take_exception(reading, entry, uid, master, drafts, &bytes, error)) {
			return NULL;
		}
	}
	return g_steal_pointer(&drafts);
}

/* --- groups --- */

static gboolean give_group(const Reading *reading, const Draft *master, GArray *drafts, GError **error)
{
	g_autoptr(GPtrArray) exceptions = one_each(reading, drafts);
	if (!master && !exceptions->len)
		return TRUE;
	return reading->reader->group(master ? master->event : NULL, exceptions, reading->data, error);
}

/* An exception that has no UID belongs to nothing. */
static gboolean give_alone(const Reading *reading, Draft *draft, GError **error)
{
	g_autoptr(GArray) drafts = drafts_new();
	if (!settle(reading, draft, NULL)) {
		draft_clear(draft);
		return TRUE;
	}
	g_array_append_val(drafts, *draft);
	return give_group(reading, NULL, drafts, error);
}

static gboolean give_master(const Reading *reading, const Block *block, GError **error)
{
	Draft draft;
	g_autofree char *made = block->id->len ? NULL : parse_made_uid(block);
	const char *uid = made ? made : block->id->str;
	guint newer = index_newer(reading->index, uid, block->offset);
	if (newer) {
		g_autofree char *message = g_strdup_printf(
			_("The event of line %u replaces it: it has the same UID, and is newer."), newer);
		tell_broken(reading, uid, block->line, message);
		return TRUE;
	}
	if (!understand(reading, block, &draft))
		return TRUE;
	if (draft.has_rid)
		return give_alone(reading, &draft, error);
	g_autoptr(GArray) drafts =
		block->id->len ? take_exceptions(reading, block->id->str, &draft, error) : drafts_new();
	gboolean good = drafts && give_group(reading, &draft, drafts, error);
	draft_clear(&draft);
	return good;
}

static gboolean give_masters(const Reading *reading, GError **error)
{
	for (;;) {
		ScanItem item = scan_next(reading->stream, error);
		const Block *block = scan_block(reading->stream);
		if (item == SCAN_END || item == SCAN_FAILED)
			return item == SCAN_END;
		if (item == SCAN_TROUBLE || (item == SCAN_EVENT && block->trouble))
			tell_trouble(reading, block);
		else if (item == SCAN_EVENT && !(block->is_exception && block->id->len) &&
			 !give_master(reading, block, error))
			return FALSE;
	}
}

static gboolean any_unused(const Index *index)
{
	for (guint i = 0; i < index->exceptions->len; i++)
		if (!g_array_index(index->exceptions, IndexedException, i).used)
			return TRUE;
	return FALSE;
}

/* Exceptions whose master is not in the file, or could not be understood, in the order of the file. */
static gboolean give_masterless(const Reading *reading, int fd, GError **error)
{
	if (!any_unused(reading->index))
		return TRUE;
	g_autoptr(Scan) scan = scan_new(fd, FALSE);
	for (;;) {
		ScanItem item = scan_next(scan, error);
		const Block *block = scan_block(scan);
		if (item == SCAN_END || item == SCAN_FAILED)
			return item == SCAN_END;
		if (item != SCAN_EVENT || !block->is_exception ||
		    !index_is_unused(reading->index, block->id->str, block->offset))
			continue;
		g_autoptr(GArray) drafts = take_exceptions(reading, block->id->str, NULL, error);
		if (!drafts || !give_group(reading, NULL, drafts, error))
			return FALSE;
	}
}

static gboolean give_property(const Reading *reading, const ContentLine *line, GError **error)
{
	g_autoptr(GString) value = g_string_new(NULL);
	encoding_append(value, line->value.text, line->value.length);
	g_autofree char *name = g_ascii_strup(line->name.text, (gssize)line->name.length);
	g_autofree char *text = text_value((Span){ value->str, value->len });
	return reading->reader->calendar(name, text, reading->data, error);
}

/* The calendars' own properties, before any event. They stand at the beginning: the file is read no further than the last. */
static gboolean give_properties(const Reading *reading, int fd, GError **error)
{
	guint left = reading->reader->calendar ? reading->index->n_properties : 0;
	g_autoptr(Scan) scan = left ? scan_new(fd, FALSE) : NULL;
	while (left) {
		ScanItem item = scan_next(scan, error);
		if (item == SCAN_END || item == SCAN_FAILED)
			return item == SCAN_END;
		if (item != SCAN_PROPERTY || !index_is_own(scan_property(scan)))
			continue;
		if (!give_property(reading, scan_property(scan), error))
			return FALSE;
		left--;
	}
	return TRUE;
}

/* --- the file --- */

/* Where a file of any size may lie: /tmp is memory on many machines. */
static char *spool_template(void)
{
	const char *own = g_getenv("TMPDIR");
	const char *folder = own && *own ? own : access("/var/tmp", W_OK) == 0 ? "/var/tmp" : g_get_tmp_dir();
	return g_build_filename(folder, "daybook-XXXXXX", NULL);
}

static gboolean copy_all(int from, int to, GError **error)
{
	char buffer[32 * 1024];
	for (;;) {
		ssize_t got = read(from, buffer, sizeof buffer);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The input cannot be read: %s."),
					    g_strerror(errno));
		if (got == 0)
			return TRUE;
		for (ssize_t done = 0, wrote; done < got; done += wrote) {
			wrote = write(to, buffer + done, (gsize)(got - done));
			if (wrote < 0 && errno == EINTR)
				wrote = 0;
			if (wrote < 0)
				return daybook_fail(error, DAYBOOK_ERROR_FAILED,
						    _("The input cannot be kept in a temporary file: %s. Set "
						      "TMPDIR to a folder "
						      "with room."),
						    g_strerror(errno));
		}
	}
}

/* What cannot be read twice is copied to a file of ours (0600), which has no name any more. -1 with an error. */
static int spool(int from, GError **error)
{
	g_autofree char *name = spool_template();
	int fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED, _("No temporary file can be made in “%s”: %s."),
			     name, g_strerror(errno));
		return -1;
	}
	unlink(name);
	if (copy_all(from, fd, error))
		return fd;
	close(fd);
	return -1;
}

/* A descriptor that can be read anywhere; -1 with an error. */
static int open_input(const char *path, GError **error)
{
	struct stat info;
	gboolean standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &info) != 0 || S_ISDIR(info.st_mode)) {
		int code = fd < 0 ? errno : EISDIR;
		daybook_fail(error, DAYBOOK_ERROR_FAILED, _("“%s” cannot be read: %s."), path,
			     g_strerror(code));
		if (fd > STDIN_FILENO)
			close(fd);
		return -1;
	}
	if (!standard && S_ISREG(info.st_mode))
		return fd;
	int copy = spool(fd, error);
	if (!standard)
		close(fd);
	return copy;
}

static gboolean read_file(int fd, const char *name, const char *floating_zone, const IcalReader *reader,
			  gpointer data, GError **error)
{
	g_autoptr(Zones) zones = zones_new(fd);
	g_autoptr(Index) index = index_file(fd, name, zones, error);
	if (!index)
		return FALSE;
	g_autoptr(Scan) stream = scan_new(fd, TRUE);
	g_autoptr(Scan) side = scan_new(fd, TRUE);
	Reading reading = { .reader = reader, .data = data, .index = index, .stream = stream, .side = side };
	reading.context.zones = zones;
	reading.context.floating = floating_zone ? zones_named(zones, floating_zone) : NULL;
	return give_properties(&reading, fd, error) && give_masters(&reading, error) &&
	       give_masterless(&reading, fd, error);
}

gboolean ical_read(const char *path, const char *floating_zone, const IcalReader *reader, gpointer data,
		   GError **error)
{
	int fd = open_input(path, error);
	if (fd < 0)
		return FALSE;
	gboolean good = read_file(fd, strcmp(path, "-") == 0 ? _("standard input") : path, floating_zone,
				  reader, data, error);
	close(fd);
	return good;
}
