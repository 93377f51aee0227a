/* book/services.c - the list of services: how long, how much, who does it */
#include "book/house_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/when.h"
#include "book/fields_p.h"

#define MINUTES_MOST (366 * 24 * 60)
#define BUFFER_MOST (24 * 60)
#define CAPACITY_MOST 10000

/* --- segments --- */

static gboolean bad_segment(const char *word, const char *text, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” in the segments “%s” is not understood. Write them like “30 busy, 45 "
			      "free, 30 busy”."),
			    word, text);
}

/* "30 busy": its length, then whether somebody is busy with it. */
static Segment *read_segment(const char *word, const char *text, GError **error)
{
	g_autofree char *folded = text_fold(word);
	char *last = strrchr(folded, ' ');
	gint64 seconds;
	gboolean busy = last && strcmp(last + 1, "busy") == 0;
	if (!last || (!busy && strcmp(last + 1, "free") != 0)) {
		bad_segment(word, text, error);
		return NULL;
	}
	*last = '\0';
	if (!when_duration(folded, FALSE, &seconds, error))
		return NULL;
	Segment *segment = segment_new();
	segment->minutes = seconds / 60;
	segment->busy = busy;
	return segment;
}

static gboolean segments_hold(const GPtrArray *segments, GError **error)
{
	const Segment *first = segments->pdata[0], *last = segments->pdata[segments->len - 1];
	if (first->busy && last->busy)
		return TRUE;
	return daybook_fail(
		error, DAYBOOK_ERROR_USAGE,
		_("The first and the last segment must be busy: free time at the ends belongs to nobody."));
}

GPtrArray *book_segments_parse(const char *text, GError **error)
{
	g_autoptr(GPtrArray) segments = model_list_new(&segment_class);
	g_auto(GStrv) words = g_strsplit_set(text ? text : "", ",;", -1);
	for (char **word = words; *word; word++) {
		if (!*g_strstrip(*word))
			continue;
		Segment *segment = read_segment(*word, text, error);
		if (!segment)
			return NULL;
		g_ptr_array_add(segments, segment);
	}
	if (segments->len > 0 && !segments_hold(segments, error))
		return NULL;
	return g_steal_pointer(&segments);
}

static gint64 segments_minutes(const GPtrArray *segments)
{
	gint64 sum = 0;
	for (guint i = 0; i < segments->len; i++)
		sum += ((const Segment *)segments->pdata[i])->minutes;
	return sum;
}

/* --- how long --- */

/* One busy segment says no more than the length does. */
static void take_segments(Service *service, const GPtrArray *segments)
{
	g_ptr_array_set_size(service->segments, 0);
	for (guint i = 0; i < segments->len && segments->len > 1; i++)
		g_ptr_array_add(service->segments, segment_copy(segments->pdata[i]));
}

static gboolean apply_length(Service *service, const ServiceEdit *edit, GError **error)
{
	gint64 duration = edit->for_staff ? NONE : edit->duration;
	gint64 sum = 0; /* of the segments it will have; 0: none */
	if (edit->segments) {
		if (edit->segments->len > 0 && !segments_hold(edit->segments, error))
			return FALSE;
		take_segments(service, edit->segments);
		sum = segments_minutes(edit->segments);
	} else if (service->segments->len > 0) {
		sum = service->duration;
	}
	if (sum > 0 && duration != NONE && duration != sum)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The segments of %s are %lld minutes in all, and its length is given "
				      "as %lld. Let them agree."),
				    service->name, (long long)sum, (long long)duration);
	if (sum > 0)
		service->duration = sum;
	else if (duration != NONE)
		service->duration = duration;
	return field_number(_("The length in minutes"), service->duration, 1, MINUTES_MOST, error);
}

/* --- who does it --- */

static Skill *skill_of(const Service *service, const char *staff)
{
	for (guint i = 0; i < service->skills->len; i++) {
		Skill *skill = service->skills->pdata[i];
		if (strcmp(skill->staff, staff) == 0)
			return skill;
	}
	return NULL;
}

static gboolean staff_exists(const Book *book, const char *id, GError **error)
{
	for (guint i = 0; i < book->staff->len; i++)
		if (g_strcmp0(((const Staff *)book->staff->pdata[i])->id, id) == 0)
			return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no staff member “%s”."),
			    id ? id : "");
}

static Skill *add_skill(Service *service, const char *staff)
{
	Skill *skill = skill_new();
	model_set(&skill_class, skill, &skill->staff, staff);
	g_ptr_array_add(service->skills, skill);
	return skill;
}

/* Who stays on the list keeps their own length and price. */
static gboolean apply_skills(Book *book, Service *service, const GPtrArray *ids, GError **error)
{
	g_autoptr(Service) before = service_copy(service);
	g_ptr_array_set_size(service->skills, 0);
	for (guint i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i];
		if (!staff_exists(book, id, error))
			return FALSE;
		if (skill_of(service, id))
			continue;
		const Skill *old = skill_of(before, id);
		if (old)
			g_ptr_array_add(service->skills, skill_copy(old));
		else
			add_skill(service, id);
	}
	return TRUE;
}

/* A visit's length beyond or below the service's is taken from its last segment, of which something must be left. */
static gboolean own_lengths_fit(const Service *service, GError **error)
{
	gint64 low = 1;
	if (service->segments->len > 0) {
		const Segment *last = service->segments->pdata[service->segments->len - 1];
		low = service->duration - last->minutes + 1;
	}
	for (guint i = 0; i < service->skills->len; i++) {
		const Skill *skill = service->skills->pdata[i];
		if (skill->minutes != NONE && !field_number(_("A person's own length in minutes"),
							    skill->minutes, low, MINUTES_MOST, error))
			return FALSE;
	}
	return TRUE;
}

/* One person's own length and price. Where everybody did the service, the list of who does becomes everybody by name. */
static gboolean apply_own(Book *book, Service *service, const ServiceEdit *edit, GError **error)
{
	if (!staff_exists(book, edit->for_staff, error))
		return FALSE;
	for (guint i = 0; service->skills->len == i && i < book->staff->len; i++) {
		const Staff *staff = book->staff->pdata[i];
		add_skill(service, staff->id);
	}
	Skill *skill = skill_of(service, edit->for_staff);
	if (!skill)
		skill = add_skill(service, edit->for_staff);
	if (edit->duration != NONE)
		skill->minutes = edit->duration == service->duration ? NONE : edit->duration;
	if (edit->price != NONE)
		skill->price = edit->price;
	if (edit->no_price)
		skill->price = NONE;
	return TRUE;
}

/* --- the other fields --- */

static gboolean apply_numbers(Service *service, const ServiceEdit *edit, GError **error)
{
	if (edit->buffer_before != NONE)
		service->buffer_before = edit->buffer_before;
	if (edit->buffer_after != NONE)
		service->buffer_after = edit->buffer_after;
	if (edit->capacity != NONE)
		service->capacity = edit->capacity;
	if (edit->max_per_day != NONE)
		service->max_per_day = edit->max_per_day;
	if (edit->no_max)
		service->max_per_day = NONE;
	if (edit->price != NONE && !edit->for_staff)
		service->price = edit->price;
	if (edit->no_price && !edit->for_staff)
		service->price = NONE;
	return field_number(_("The buffer before, in minutes,"), service->buffer_before, 0, BUFFER_MOST,
			    error) &&
	       field_number(_("The buffer after, in minutes,"), service->buffer_after, 0, BUFFER_MOST,
			    error) &&
	       field_number(_("The capacity"), service->capacity, 1, CAPACITY_MOST, error) &&
	       (edit->price == NONE || field_number(_("The price"), edit->price, 0, G_MAXINT64, error)) &&
	       (service->max_per_day == NONE ||
		field_number(_("The most per day"), service->max_per_day, 1, CAPACITY_MOST, error));
}

static gboolean apply_kind(Book *book, Service *service, const char *kind, GError **error)
{
	g_autofree char *own = *kind ? field_name(kind, _("kind of resource"), error) : g_strdup("");
	if (!own)
		return FALSE;
	const char *known = *own ? house_kind(book, own) : NULL;
	model_set(&service_class, service, &service->resource_kind, known ? known : own);
	return TRUE;
}

static gboolean apply(Book *book, Service *service, const ServiceEdit *edit, GError **error)
{
	if (edit->name && !house_rename(book, &house_service, service, edit->name, error))
		return FALSE;
	if (edit->color &&
	    !field_take(&service_class, service, &service->color, field_color(edit->color, error)))
		return FALSE;
	if (edit->resource_kind && !apply_kind(book, service, edit->resource_kind, error))
		return FALSE;
	if (edit->description)
		field_take(&service_class, service, &service->description, field_text(edit->description));
	if (edit->active != NONE)
		service->active = edit->active != 0;
	if (edit->skills && !apply_skills(book, service, edit->skills, error))
		return FALSE;
	return apply_length(service, edit, error) && apply_numbers(service, edit, error) &&
	       (!edit->for_staff || apply_own(book, service, edit, error)) && own_lengths_fit(service, error);
}

/* --- use cases --- */

Service *book_service_add(Book *book, const ServiceEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Service *service = service_new();
	ServiceEdit all = *edit;
	all.name = edit->name ? edit->name : "";
	all.for_staff = NULL;
	all.active = NONE;
	service->capacity = 1;
	if (edit->duration == NONE && (!edit->segments || edit->segments->len == 0)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("How long does %s take? Give its length, or its segments."), all.name);
		return house_give_up(book, &house_service, service);
	}
	if (!apply(book, service, &all, error))
		return house_give_up(book, &house_service, service);
	return house_add(book, &house_service, service, error);
}

Service *book_service_edit(Book *book, const char *id, const ServiceEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Service *service = house_copy(book, &house_service, id, error);
	if (!service || !apply(book, service, edit, error))
		return house_give_up(book, &house_service, service);
	return house_change(book, &house_service, service, error);
}

Service *book_service_retire(Book *book, const char *id, char **remark, GError **error)
{
	return house_retire(book, &house_service, id, remark, error);
}
