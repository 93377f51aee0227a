/* book/doctor.c - is everything in order? Each check adds what it found; none changes the book. What is in it: doctor_book.c. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/module.h"
#include "book/doctor_p.h"

#define LOW_DISK_BYTES (64 << 20)
#define FIRST_SANE_YEAR 2020
#define LAST_SANE_YEAR 2100
#define MODULE_ICAL "daybook-ical" /* as src/ical asks for it */
#define MODULE_ICAL_SYMBOL "daybook_ical_module"

void doctor_finding_free(DoctorFinding *finding)
{
	if (!finding)
		return;
	g_free(finding->check);
	g_free(finding->message);
	g_free(finding->advice);
	g_free(finding);
}

void doctor_found(GPtrArray *findings, const char *check, DoctorGrade grade, char *take_message,
		  const char *advice)
{
	DoctorFinding *finding = g_new0(DoctorFinding, 1);

	finding->check = g_strdup(check);
	finding->grade = grade;
	finding->message = take_message;
	finding->advice = g_strdup(advice);
	g_ptr_array_add(findings, finding);
}

void doctor_found_error(GPtrArray *findings, const char *check, const GError *error, const char *advice)
{
	doctor_found(findings, check, DOCTOR_PROBLEM,
		     g_strdup(error ? error->message : _("It could not be looked at.")), advice);
}

/* --- the file and what is around it --- */

static void check_mode(GPtrArray *findings, const char *path, int wanted, const char *check)
{
	g_autofree char *quoted = g_shell_quote(path);
	g_autofree char *advice = g_strdup_printf("chmod %o %s", (guint)wanted, quoted);
	GStatBuf at;

	if (g_stat(path, &at) != 0)
		return; /* that it is missing is said elsewhere */
	if ((at.st_mode & 0077) == 0)
		doctor_found(findings, check, DOCTOR_OK, g_strdup_printf(_("Only you can read %s."), path),
			     NULL);
	else
		doctor_found(findings, check, DOCTOR_WARNING,
			     g_strdup_printf(_("Others on this machine can read %s."), path), advice);
}

char *doctor_newest_copy(const char *path)
{
	g_autoptr(GPtrArray) copies = care_copies(path, TRUE, NULL);

	for (guint i = 0; copies && i < copies->len; i++) {
		const BackupInfo *copy = copies->pdata[i];
		g_autofree char *quoted = g_shell_quote(copy->path);
		if (copy->bookings != NONE)
			return g_strdup_printf(_("Bring the newest copy back: daybook restore %s"), quoted);
	}
	return g_strdup(_("There is no copy beside it. If you have one elsewhere: daybook restore FILE"));
}

/* Those that are meant to be whole: not what was put aside because it was damaged. */
static void check_copies(GPtrArray *findings, const char *path)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) copies = care_copies(path, TRUE, &problem);
	const char *newest = NULL;
	guint whole = 0, broken = 0;

	if (!copies) {
		doctor_found(findings, "backups", DOCTOR_WARNING, g_strdup(problem->message),
			     _("Give yourself the right to read it."));
		return;
	}
	for (guint i = copies->len; i-- > 0;) {
		const BackupInfo *copy = copies->pdata[i];
		if (copy->bookings != NONE) {
			newest = copy->path;
			whole++;
		} else {
			broken += strstr(copy->path, "/" COPY_DAMAGED) == NULL;
		}
	}
	if (broken)
		doctor_found(findings, "backups", DOCTOR_WARNING,
			     g_strdup_printf(ngettext("%u copy of the book cannot be read.",
						      "%u copies of the book cannot be read.", broken),
					     broken),
			     _("See `daybook backups`; make a new one: daybook backup FILE"));
	else if (!newest)
		doctor_found(findings, "backups", DOCTOR_OK,
			     g_strdup(_("There is no copy of the book yet; the screen makes one a day.")),
			     _("daybook backup FILE"));
	else
		doctor_found(findings, "backups", DOCTOR_OK,
			     g_strdup_printf(ngettext("%u copy of the book, the newest %s.",
						      "%u copies of the book, the newest %s.", whole),
					     whole, newest),
			     NULL);
}

static void check_disk(GPtrArray *findings, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct statvfs disk;
	guint64 bytes;

	if (statvfs(folder, &disk) != 0) {
		doctor_found(
			findings, "disk", DOCTOR_WARNING,
			g_strdup_printf(_("How full the disk is cannot be told: %s."), g_strerror(errno)),
			NULL);
		return;
	}
	bytes = (guint64)disk.f_bavail * disk.f_frsize;
	g_autofree char *size = g_format_size(bytes);
	if (bytes < LOW_DISK_BYTES)
		doctor_found(findings, "disk", DOCTOR_WARNING,
			     g_strdup_printf(_("Only %s are left on the disk of the book."), size),
			     _("Free some space: with a full disk nothing can be booked."));
	else
		doctor_found(findings, "disk", DOCTOR_OK,
			     g_strdup_printf(_("%s are free on the disk of the book."), size), NULL);
}

static void check_modules(GPtrArray *findings)
{
	g_autofree char *path = module_path(MODULE_ICAL);
	g_autoptr(GError) problem = NULL;

	if (module_table(MODULE_ICAL, MODULE_ICAL_SYMBOL, &problem))
		doctor_found(findings, "modules", DOCTOR_OK,
			     g_strdup_printf(_("%s is there and works."), path), NULL);
	else
		doctor_found_error(findings, "modules", problem,
				   _("Until then nothing can be exported as iCalendar."));
}

/* --- the terminal --- */

/* terminfo(5): under the first letter, or its code in hexadecimal where file names have no case. */
static gboolean has_entry(const char *folder, const char *term)
{
	g_autofree char *letter = g_strdup_printf("%c", term[0]);
	g_autofree char *code = g_strdup_printf("%x", (guint)(guchar)term[0]);
	g_autofree char *plain = g_build_filename(folder, letter, term, NULL);
	g_autofree char *hex = g_build_filename(folder, code, term, NULL);

	return g_file_test(plain, G_FILE_TEST_EXISTS) || g_file_test(hex, G_FILE_TEST_EXISTS);
}

static gboolean terminal_is_known(const char *term)
{
	static const char *const system[] = { "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo",
					      "/usr/lib/terminfo", "/usr/local/share/terminfo" };
	g_autofree char *own = g_build_filename(g_get_home_dir(), ".terminfo", NULL);
	const char *named = g_getenv("TERMINFO"), *more = g_getenv("TERMINFO_DIRS");
	g_auto(GStrv) folders = g_strsplit(more ? more : "", ":", -1);

	if (strchr(term, '/') || (named && has_entry(named, term)) || has_entry(own, term))
		return !strchr(term, '/');
	for (char **folder = folders; *folder; folder++)
		if (**folder && has_entry(*folder, term))
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(system); i++)
		if (has_entry(system[i], term))
			return TRUE;
	return FALSE;
}

static void check_terminal(GPtrArray *findings)
{
	const char *term = g_getenv("TERM");

	if (!term || !*term)
		doctor_found(findings, "terminal", DOCTOR_OK,
			     g_strdup(_("There is no terminal here (TERM is not set).")), NULL);
	else if (!terminal_is_known(term))
		doctor_found(
			findings, "terminal", DOCTOR_WARNING,
			g_strdup_printf(_("The terminal %s is not known on this machine."), term),
			_("Set TERM to one that is, for instance xterm-256color, or install ncurses-term."));
	else
		doctor_found(findings, "terminal", DOCTOR_OK,
			     g_strdup_printf(_("The terminal %s is known."), term), NULL);
	if (i18n_is_utf8())
		doctor_found(findings, "locale", DOCTOR_OK, g_strdup(_("The locale is UTF-8.")), NULL);
	else
		doctor_found(findings, "locale", DOCTOR_WARNING,
			     g_strdup(_("The locale is not UTF-8: names in other scripts are shown as ?.")),
			     _("Set LC_ALL=C.UTF-8, or a UTF-8 locale of yours."));
}

static gboolean note_newest(const Event *event, gpointer data)
{
	*(gint64 *)data = event->at;
	return TRUE;
}

static void check_clock(GPtrArray *findings, Book *book, const Clock *clock)
{
	gint64 real = clock_real(), newest = NONE, last = book ? store_event_last_seq(book->store, NULL) : 0;
	g_autoptr(GTimeZone) utc = zone_new("UTC", NULL);
	g_autofree char *now = zone_rfc3339(book ? book->zone : utc, real);
	int year;

	day_to_civil(local_day(real), &year, NULL, NULL);
	if (last > 0)
		store_events(book->store, last - 1, note_newest, &newest, NULL);
	if (year < FIRST_SANE_YEAR || year > LAST_SANE_YEAR)
		doctor_found(findings, "clock", DOCTOR_PROBLEM,
			     g_strdup_printf(_("The machine's clock says %s."), now), _("Set the clock."));
	else if (newest != NONE && newest > clock_now(clock) + ZONE_DAY_SECONDS)
		doctor_found(findings, "clock", DOCTOR_WARNING,
			     g_strdup_printf(_("The clock says %s, but the newest change in the book was "
					       "made after that."),
					     now),
			     _("Look at the machine's clock; or somebody worked with --now."));
	else
		doctor_found(findings, "clock", DOCTOR_OK, g_strdup_printf(_("The clock says %s."), now),
			     NULL);
}

/* --- all of it --- */

/* Why it does not open, and what then. */
static void check_unopened(GPtrArray *findings, const char *path, const GError *problem)
{
	g_autofree char *advice = NULL;

	if (g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED))
		advice = doctor_newest_copy(path);
	doctor_found_error(findings, "book", problem, advice);
}

GPtrArray *book_doctor(const BookOptions *options)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)doctor_finding_free);
	g_autofree char *folder = g_path_get_dirname(options->path);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Book) book = book_open(options, &problem);

	if (book)
		doctor_found(findings, "book", DOCTOR_OK, g_strdup_printf(_("%s opens."), options->path),
			     NULL);
	else
		check_unopened(findings, options->path, problem);
	check_mode(findings, options->path, 0600, "mode");
	check_mode(findings, folder, 0700, "folder");
	if (book)
		doctor_look_inside(findings, book);
	check_copies(findings, options->path);
	check_disk(findings, options->path);
	check_clock(findings, book, &options->clock);
	check_modules(findings);
	check_terminal(findings);
	return g_steal_pointer(&findings);
}
