/* tests/unit/say/salon.c - see salon.h */
#include "tests/unit/say/salon.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *id, *name, *phone;
} customers[] = {
	{ "c1", "Maria Lopez", "491701234567" },
	{ "c2", "Tom Ng", "" },
	{ "c3", "Søren Ås", "4530112233" },
	{ "c4", "Anna Müller", "" },
	{ "c5", "Anna Becker", "" },
	{ "c6", "Jürgen Weiß", "" },
	{ "c7", "Zoë Dubois", "" },
	{ "c8", "José García", "" },
	{ "c9", "Lukas Bauer", "" },
	{ "c10", "Kim Lee", "" },
	{ "c11", "Eva Brandt", "" },
	{ "c12", "Peter O'Brien", "" },
	{ "c13", "Anastasia Petrov", "" },
	{ "c14", "An Nguyen", "" },
	{ "c15", "Frieda Freitag", "" },
	{ "c16", "Mai Tran", "" },
	{ "c17", "April Jones", "" },
	{ "c18", "Petra Lang-Schulz", "" },
};

static GPtrArray *find(const char *const *words, SayFind how, gpointer data)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)say_name_free);
	((Salon *)data)->asked++;
	for (gsize i = 0; i < G_N_ELEMENTS(customers); i++) {
		SayFit fit =
			how == SAY_FIND_PHONE
				? (*customers[i].phone && strstr(customers[i].phone,
								 words[0][0] == '0' ? words[0] + 1 : words[0])
					   ? SAY_FIT_WHOLE
					   : 0)
				: say_fit(customers[i].name, words, how == SAY_FIND_TYPO);
		if (fit)
			g_ptr_array_add(found, say_name_new(customers[i].id, customers[i].name, fit));
	}
	return found;
}

static void add_service(Salon *salon, const char *id, const char *name)
{
	Service *service = service_new();
	model_set(&service_class, service, &service->id, id);
	model_set(&service_class, service, &service->name, name);
	service->active = 1;
	g_ptr_array_add(salon->services, service);
}

static void add_staff(Salon *salon, const char *id, const char *name)
{
	Staff *staff = staff_new();
	model_set(&staff_class, staff, &staff->id, id);
	model_set(&staff_class, staff, &staff->name, name);
	staff->active = 1;
	g_ptr_array_add(salon->staff, staff);
}

void salon_set_now(Salon *salon, const char *zone, const char *now)
{
	g_autoptr(GError) error = NULL;
	WhenTime time;
	g_clear_pointer(&salon->context.when.zone, g_time_zone_unref);
	salon->context.when.zone = zone_new(zone, &error);
	if (!salon->context.when.zone || !when_time(&salon->context.when, now, &time, &error))
		g_error("salon: %s", error->message);
	salon->context.when.now = time.instant;
}

void salon_open(Salon *salon, const char *language)
{
	g_autoptr(GError) error = NULL;
	*salon = (Salon){ .services = model_list_new(&service_class), .staff = model_list_new(&staff_class) };
	add_service(salon, "s1", "Cut");
	add_service(salon, "s2", "Kids cut");
	add_service(salon, "s3", "Colour");
	add_service(salon, "s4", "Beard trim");
	add_service(salon, "s5", "Hot stone massage");
	add_service(salon, "s6", "Waschen & Föhnen");
	add_service(salon, "s7", "Gesichtspflege");
	add_staff(salon, "p1", "Ana");
	add_staff(salon, "p2", "Boris");
	add_staff(salon, "p3", "Clara");
	salon->context = (SayContext){ .currency = "EUR",
				       .open_from = 540,
				       .open_to = 1080,
				       .services = salon->services,
				       .staff = salon->staff,
				       .customers = find,
				       .data = salon };
	salon_set_now(salon, "Europe/Berlin", "2026-11-24 09:00");
	salon->languages = say_languages_new(language, &error);
	if (!salon->languages)
		g_error("salon: %s", error->message);
}

void salon_close(Salon *salon)
{
	g_ptr_array_unref(salon->services);
	g_ptr_array_unref(salon->staff);
	g_time_zone_unref(salon->context.when.zone);
	say_languages_free(salon->languages);
}

/* --- in words --- */

static void add_text(GString *out, const char *name, const char *text)
{
	if (text)
		g_string_append_printf(out, "; %s=%s", name, text);
}

static void add_when(GString *out, const char *name, const SayWhen *when)
{
	if (when->day == NONE && when->minute < 0 && when->from < 0)
		return;
	g_autofree char *first = when->day != NONE ? day_iso(when->day) : g_strdup("");
	g_autofree char *last = when->last != when->day ? day_iso(when->last) : NULL;
	g_string_append_printf(out, "; %s=%s%s%s", name, first, last ? ".." : "", last ? last : "");
	if (when->minute >= 0)
		g_string_append_printf(out, "%s%02d:%02d", *first ? " " : "", when->minute / 60,
				       when->minute % 60);
	if (when->from >= 0)
		g_string_append_printf(out, "%s%02d:%02d-%02d:%02d", *first ? " " : "", when->from / 60,
				       when->from % 60, when->to / 60, when->to % 60);
}

static void add_visits(GString *out, const GPtrArray *visits)
{
	for (guint i = 0; i < visits->len; i++) {
		const SayVisit *visit = visits->pdata[i];
		g_string_append_printf(
			out, "%s%s%s%s", i ? "+" : "; what=", visit->service_name ? visit->service_name : "",
			visit->staff_name ? "/" : "", visit->staff_name ? visit->staff_name : "");
	}
}

static void add_questions(GString *out, const GPtrArray *questions)
{
	for (guint i = 0; i < questions->len; i++)
		g_string_append_printf(out, "%s%s", i ? "," : "; ask=",
				       say_role_name(((SayQuestion *)questions->pdata[i])->role));
}

char *salon_words(const SayReading *reading)
{
	GString *out = g_string_new(say_verb_name(reading->verb));
	add_text(out, "customer", reading->customer_name);
	add_text(out, "new", reading->new_customer);
	add_text(out, "phone", reading->phone);
	add_text(out, "email", reading->email);
	add_visits(out, reading->visits);
	add_when(out, "was", &reading->was);
	add_when(out, "at", &reading->at);
	if (reading->seconds)
		g_string_append_printf(out, "; len=%d", (int)(reading->seconds / 60));
	add_text(out, "rule", reading->rrule);
	if (reading->price != NONE)
		g_string_append_printf(out, "; price=%d", (int)reading->price);
	if (reading->later)
		g_string_append_printf(out, "; later=%d", (int)(reading->later / ZONE_DAY_SECONDS));
	if (reading->number)
		g_string_append_printf(out, "; n=%d", reading->number);
	add_text(out, "note", reading->note);
	add_text(out, "title", reading->title);
	add_questions(out, reading->questions);
	return g_string_free(out, FALSE);
}

char *salon_read(Salon *salon, const char *line)
{
	g_autoptr(SayReading) reading = say_read(salon->languages, &salon->context, line);
	return salon_words(reading);
}
