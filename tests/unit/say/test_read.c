/* tests/unit/say/test_read.c - numbers, times, days, lengths; the days the clocks change; answers; noise. */
#include "tests/unit/say/salon.h"
#include "tests/unit/unit.h"

#include <string.h>

static Salon salon;

static void setup(void)
{
	salon_open(&salon, "en");
}

static void teardown(void)
{
	salon_close(&salon);
}

typedef struct {
	const char *words, *want;
} Line;

/* Each is said of "eva cut", and the reading begins with her. */
static void check_rows(const Line *rows, gsize n, const char *format)
{
	for (gsize i = 0; i < n; i++) {
		g_autofree char *line = g_strdup_printf(format, rows[i].words);
		g_autofree char *got = salon_read(&salon, line);
		g_autofree char *want =
			g_strconcat("book; customer=Eva Brandt; what=Cut; ", rows[i].want, NULL);
		T_STR(line, got, want);
	}
}
#define CHECK(format, ...)                                                                                   \
	do {                                                                                                 \
		static const Line rows[] = { __VA_ARGS__ };                                                  \
		check_rows(rows, G_N_ELEMENTS(rows), format);                                                \
	} while (0)

static void test_times(void)
{
	CHECK("eva cut fri %s", { "9am", "at=2026-11-27 09:00" }, { "9 a.m.", "at=2026-11-27 09:00" },
	      { "12pm", "at=2026-11-27 12:00" }, { "12:30 pm", "at=2026-11-27 12:30" },
	      { "10:30 pm", "at=2026-11-27 22:30" }, { "09:05", "at=2026-11-27 09:05" },
	      { "02:30", "at=2026-11-27 02:30" }, { "2:30", "at=2026-11-27 14:30" },
	      { "17:59", "at=2026-11-27 17:59" }, { "13h", "at=2026-11-27 13:00" },
	      { "14h05", "at=2026-11-27 14:05" }, { "at 2", "at=2026-11-27 14:00" },
	      { "at two thirty", "at=2026-11-27 14:00; ask=unknown" },
	      { "five past ten", "at=2026-11-27 10:05" }, { "twenty-five to four", "at=2026-11-27 15:35" },
	      { "halb zwölf", "at=2026-11-27 11:30" }, { "viertel nach 11", "at=2026-11-27 11:15" },
	      { "midday", "at=2026-11-27 12:00" }, { "half past twelve", "at=2026-11-27 12:30" },
	      { "25:00", "at=2026-11-27; ask=unknown" }, { "14:61", "at=2026-11-27; ask=unknown" },
	      { "at 6", "at=2026-11-27; ask=time" }, { "6pm", "at=2026-11-27 18:00" },
	      { "13pm", "at=2026-11-27 13:00; ask=unknown" }, { "3 in the morning", "at=2026-11-27 03:00" });
}

static void test_days(void)
{
	CHECK("eva cut %s 10:00", { "today", "at=2026-11-24 10:00" }, { "heute", "at=2026-11-24 10:00" },
	      { "day after tomorrow", "at=2026-11-26 10:00" }, { "sunday", "at=2026-11-29 10:00" },
	      { "so", "at=2026-11-29 10:00" }, { "28 feb", "at=2027-02-28 10:00" },
	      { "29.2.", "at=2028-02-29 10:00" }, { "24.11.", "at=2026-11-24 10:00" },
	      { "23.11.", "at=2027-11-23 10:00" }, { "13/12", "at=2026-12-13 10:00" },
	      { "12/13", "at=2026-12-13 10:00" }, { "12/12", "at=2026-12-12 10:00" },
	      { "in a week", "at=2026-12-01 10:00" }, { "in einem monat", "at=2026-12-24 10:00" },
	      { "in 3 months", "at=2027-02-24 10:00" }, { "two weeks from now", "at=2026-12-08 10:00" },
	      { "the 24th", "at=2026-11-24 10:00" }, { "the 23rd", "at=2026-12-23 10:00" },
	      { "the 31st", "at=2026-12-31 10:00" }, { "monday in two weeks", "at=10:00; ask=day" },
	      { "friday next week", "at=2026-12-04 10:00" },
	      { "übernächste woche dienstag", "at=2026-12-08 10:00" },
	      { "next wednesday", "at=10:00; ask=day" }, { "this tuesday", "at=10:00; ask=day" },
	      { "31 november", "at=10:00; ask=day" }, { "thu fri", "at=2026-11-26 10:00; ask=day" },
	      { "thu 26.11.", "at=2026-11-26 10:00" });
}

static void test_lengths_and_rules(void)
{
	CHECK("eva cut fri 10:00 %s", { "45", "at=2026-11-27 10:00; ask=unknown" },
	      { "1h", "at=2026-11-27 10:00; len=60" }, { "2 std", "at=2026-11-27 10:00; len=120" },
	      { "2,5 h", "at=2026-11-27 10:00; len=150" },
	      { "twenty minutes", "at=2026-11-27 10:00; len=20" }, { "1h15m", "at=2026-11-27 10:00; len=75" },
	      { "every 10 days 3 times", "at=2026-11-27 10:00; rule=FREQ=DAILY;INTERVAL=10;COUNT=3" },
	      { "14-tägig", "at=2026-11-27 10:00; rule=FREQ=DAILY;INTERVAL=14" },
	      { "alle 14 tage", "at=2026-11-27 10:00; rule=FREQ=DAILY;INTERVAL=14" },
	      { "6 times", "at=2026-11-27 10:00; ask=repeat" },
	      { "weekly 3x until 24.12.", "at=2026-11-27 10:00; ask=repeat" },
	      { "every monday", "at=2026-11-27 10:00; rule=FREQ=WEEKLY;BYDAY=MO; ask=repeat" },
	      { "€38,50", "at=2026-11-27 10:00; price=3850" }, { "$38", "at=2026-11-27 10:00; ask=unknown" },
	      { "note: 2 kids, fri 3pm", "at=2026-11-27 10:00; note=2 kids, fri 3pm" },
	      { "title: VIP note: tea", "at=2026-11-27 10:00; note=tea; title=VIP" });
}

/* Berlin, 25 October 2026: 2:30 is twice. 28 March 2027: 2:30 is not there. */
static void test_clock_changes(void)
{
	g_autoptr(SayReading) twice = say_read(salon.languages, &salon.context, "eva cut 25.10.2026 02:30");
	T_TRUE("twice", twice->twice);
	T_INT("the earlier", twice->start, 1792888200);
	g_autoptr(SayReading) never = say_read(salon.languages, &salon.context, "eva cut 28.3.2027 02:30");
	T_INT("never", never->start, NONE);
	T_INT("asked", never->questions->len, 1);
	T_NOT_NULL("names the real ones",
		   strstr(((SayQuestion *)never->questions->pdata[0])->message, "03:00"));
	salon_set_now(&salon, "Europe/Berlin", "2027-03-27 12:00");
	g_autoptr(SayReading) next = say_read(salon.languages, &salon.context, "eva cut tomorrow 10am");
	T_INT("the wall's tomorrow", next->start, 1806220800);
	salon_set_now(&salon, "Europe/Berlin", "2026-10-24 23:30");
	g_autoptr(SayReading) late = say_read(salon.languages, &salon.context, "eva cut in 5 hours");
	T_INT("elapsed time", late->start, salon.context.when.now + 5 * 3600);
	salon_set_now(&salon, "Pacific/Apia", "2011-12-29 12:00");
	g_autoptr(SayReading) lost = say_read(salon.languages, &salon.context, "eva cut 30.12.2011 10:00");
	T_INT("a day that is not there", lost->start, NONE);
}

/* An answer is given with the next reading of the same line. */
static void test_answers(void)
{
	g_autoptr(SayReading) asked = say_read(salon.languages, &salon.context, "anna cut next friday 10am");
	T_INT("two questions", asked->questions->len, 2);
	const SayQuestion *who = say_question(asked, SAY_CUSTOMER), *day = say_question(asked, SAY_DAY);
	if (!T_NOT_NULL("who", who) || !T_NOT_NULL("day", day))
		return;
	T_INT("both Annas", who->choices->len, 2);
	SayAnswer answers[] = { { who->from, who->to, 1 }, { day->from, day->to, 1 } };
	salon.context.answers = answers;
	salon.context.n_answers = 2;
	g_autofree char *got = salon_read(&salon, "anna cut next friday 10am");
	T_STR("answered", got, "book; customer=Anna Becker; what=Cut; at=2026-12-04 10:00");
}

static void test_offered(void)
{
	salon.context.offered = TRUE;
	g_autofree char *day = salon_read(&salon, "tuesday"),
			*who = salon_read(&salon, "anna becker cut tuesday");
	T_STR("a day alone picks", day, "pick; at=2026-11-24");
	T_STR("a booking books", who, "book; customer=Anna Becker; what=Cut; at=2026-11-24");
}

/* Every byte of the line but spaces belongs to one span; what is not a filler became something, or is asked about. */
static void check_spans(const SayReading *reading, const char *line)
{
	guint at = 0;
	for (guint i = 0; i < reading->spans->len; i++) {
		const SaySpan *span = reading->spans->pdata[i];
		if (!T_TRUE(line, span->from >= at && span->to > span->from && span->to <= strlen(line)))
			return;
		at = span->to;
	}
	for (guint i = 0; i < reading->questions->len; i++) {
		const SayQuestion *question = reading->questions->pdata[i];
		T_TRUE(line,
		       question->from < question->to && question->to <= strlen(line) && *question->message);
	}
}

static void test_salad(void)
{
	static const char *const words[] = {
		"maria", "anna",    "tom",  "cut",   "colour",     "ana",     "boris",  "tue",
		"fri",   "next",    "week", "every", "2",          "14:30",   "2pm",    "half",
		"past",  "two",     "halb", "drei",  "24.12.",     "10/12",   "in",     "weeks",
		"at",    "um",      "am",   "to",    "auf",        "from",    "von",    "bis",
		"note:", "title:",  "new",  "+49",   "0170",       "1234567", "€",      "45",
		"m",     "times",   "mal",  "-",     ",",          "morgen",  "früh",   "afternoon",
		"move",  "cancel",  "free", "undo",  "the",        "one",     "second", "x",
		"blub",  "tuseday", "@",    "30.2.", "sag",        "ab",      "monday", "until",
		"may",   "3",       "th",   "1.5",   "2026-11-24", "&",       "(",      "\xe2\x80\x99s",
	};
	g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
	for (int round = 0; round < 20000; round++) {
		g_autoptr(GString) line = g_string_new(NULL);
		gint32 n = g_rand_int_range(random, 0, 9);
		for (gint32 i = 0; i < n; i++) {
			g_string_append(line, words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
			if (g_rand_int_range(random, 0, 8))
				g_string_append_c(line, ' ');
		}
		g_autoptr(SayReading) reading = say_read(salon.languages, &salon.context, line->str);
		g_autofree char *shown = say_reading_words(reading, line->str);
		T_TRUE(line->str, shown != NULL);
		check_spans(reading, line->str);
		if (reading->start != NONE && reading->at.instant == NONE)
			T_INT(line->str, zone_local(salon.context.when.zone, reading->start),
			      reading->at.day * ZONE_DAY_SECONDS + reading->at.minute * 60);
	}
}

/* Few look-ups of names, so that a line can be read at every key. */
static void test_cheap(void)
{
	salon.asked = 0;
	g_autofree char *read = salon_read(&salon, "book maria lopez cut tue 2pm with ana 45m every 4 weeks");
	T_TRUE("look-ups", salon.asked <= 12);
	T_TRUE("read", strstr(read, "Maria Lopez") != NULL);
}

UNIT_SUITE("read", setup, teardown, { "times of day", test_times }, { "days", test_days },
	   { "lengths, rules, prices, notes", test_lengths_and_rules },
	   { "clock changes", test_clock_changes }, { "answers", test_answers },
	   { "with an offer", test_offered }, { "word salads", test_salad }, { "few look-ups", test_cheap })
