/* tests/fuzz/fuzz-ical.c - reading an iCalendar file.
 *
 * The input is the file. Whatever is in it: each event given is whole and in bounds; its rule can be expanded; and what can be
 * written without tzdata's descriptions reads back as the same events, and writes the same bytes again. */
#include "tests/fuzz/fuzz.h"

#include "ical/ical.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define YEAR (G_GINT64_CONSTANT(366) * 86400)

typedef struct {
	IcalWriter *writer; /* NULL: nothing is written */
	guint written;
} Reading;

static void check_walls(const GArray *walls, gint64 from, gint64 to)
{
	for (guint i = 0; i < walls->len; i++) {
		gint64 at = g_array_index(walls, gint64, i);
		MUST(at >= from && at < to);
		MUST(i == 0 || at >= g_array_index(walls, gint64, i - 1));
	}
}

static void check_event(const IcalEvent *event)
{
	const char *texts[] = { event->uid, event->status, event->summary, event->description,
				event->location };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		MUST(texts[i] && g_utf8_validate(texts[i], -1, NULL));
	for (guint i = 0; i < event->attendees->len; i++)
		MUST(g_utf8_validate(g_ptr_array_index(event->attendees, i), -1, NULL));
	for (guint i = 0; i < event->extra->len; i++) {
		const IcalProperty *property = g_ptr_array_index(event->extra, i);
		MUST(g_utf8_validate(property->name, -1, NULL) && g_utf8_validate(property->value, -1, NULL));
		MUST(*property->name && (*property->value == ':' || *property->value == ';'));
	}
	MUST(*event->uid && event->line > 0 && event->seconds >= 0);
	MUST(!event->all_day || (!event->zone && event->start % 86400 == 0 && event->seconds % 86400 == 0));
	check_walls(event->rdates, G_MININT64, G_MAXINT64);
	check_walls(event->exdates, G_MININT64, G_MAXINT64);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) walls = ical_expand(event->rrule, event->start, event->rdates, event->exdates,
					      event->start, event->start + YEAR, 50, NULL, &error);
	MUST(walls && !error && walls->len <= 50);
	check_walls(walls, event->start, event->start + YEAR);
}

static void take_event(Reading *reading, const IcalEvent *event)
{
	check_event(event);
	gboolean plain = !event->zone || strcmp(event->zone, "UTC") == 0 || strchr("+-", *event->zone);
	if (!reading->writer || !plain)
		return;
	MUST(ical_writer_event(reading->writer, event, NULL));
	reading->written++;
}

static gboolean on_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data, GError **error)
{
	(void)error;
	MUST(master || exceptions->len);
	if (master) {
		MUST(master->recurrence_id == G_MININT64);
		take_event(data, master);
	}
	for (guint i = 0; i < exceptions->len; i++) {
		const IcalEvent *event = g_ptr_array_index(exceptions, i);
		const IcalEvent *before = i ? g_ptr_array_index(exceptions, i - 1) : NULL;
		MUST(event->recurrence_id != G_MININT64);
		MUST(!before || before->recurrence_id < event->recurrence_id);
		MUST(!before || strcmp(before->uid, event->uid) == 0);
		take_event(data, event);
	}
	return TRUE;
}

static void on_broken(const char *uid, guint line, const char *message, gpointer data)
{
	(void)data;
	MUST(!uid || g_utf8_validate(uid, -1, NULL));
	MUST(line > 0 && g_utf8_validate(message, -1, NULL) && *message);
}

static gboolean on_calendar(const char *name, const char *text, gpointer data, GError **error)
{
	(void)data, (void)error;
	MUST(g_str_has_prefix(name, "X-DAYBOOK-") && g_utf8_validate(text, -1, NULL));
	return TRUE;
}

/* Reads a file, and writes its plain events to another, which is given back; -1 when it was no iCalendar. */
static int read_and_write(int fd, guint *written)
{
	static const IcalReader reader = { on_group, on_broken, on_calendar };
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
	g_autoptr(GError) error = NULL;
	Reading reading = { NULL, 0 };
	int out = memfd_create("out", MFD_CLOEXEC);
	reading.writer = ical_writer_new(out, NULL, NULL);
	gboolean read = ical_read(path, "Asia/Tokyo", &reader, &reading, &error);
	MUST(read == (error == NULL));
	MUST(ical_writer_finish(reading.writer, NULL));
	*written = reading.written;
	if (read)
		return out;
	close(out);
	return -1;
}

static GBytes *content(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *bytes = g_malloc((gsize)size + 1);
	MUST(pread(fd, bytes, (size_t)size, 0) == size);
	return g_bytes_new_take(bytes, (gsize)size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	guint first = 0, second = 0, third = 0;
	int in = memfd_create("in", MFD_CLOEXEC);
	MUST(write(in, data, size) == (ssize_t)size);
	int out = read_and_write(in, &first);
	close(in);
	if (out < 0)
		return 0;
	int again = read_and_write(out, &second);
	MUST(again >= 0 && second == first);
	int last = read_and_write(again, &third);
	MUST(last >= 0 && third == first);
	g_autoptr(GBytes) one = content(again);
	g_autoptr(GBytes) two = content(last);
	MUST(g_bytes_equal(one, two));
	close(out);
	close(again);
	close(last);
	return 0;
}
