/* book/book.c - the handle, the house it holds, and the one way a change is written. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/rescue_p.h"
#include "book/sync_p.h"
#include "book/sync_take_p.h"
#include "model/poll.h"
#include "model/series.h"

#define LOG_DOMAIN "daybook-book"

/* --- opening --- */

/* The login name. POSIX gives it in LOGNAME; asking the user database loads more libraries than listing a day does. */
char *book_actor_of(const BookOptions *options)
{
	const char *name = options->actor && *options->actor ? options->actor : g_getenv("LOGNAME");

	if (!name || !*name)
		name = g_getenv("USER");
	if (!name || !*name)
		name = g_get_user_name();

	return g_strdup(name && *name ? name : "somebody");
}

void book_close(Book *book)
{
	if (!book)
		return;
	store_close(book->store);
	g_clear_pointer(&book->zone, g_time_zone_unref);
	g_clear_pointer(&book->business, business_free);
	g_clear_pointer(&book->policy, policy_free);
	g_clear_pointer(&book->staff, g_ptr_array_unref);
	g_clear_pointer(&book->resources, g_ptr_array_unref);
	g_clear_pointer(&book->services, g_ptr_array_unref);
	g_clear_pointer(&book->hours, g_ptr_array_unref);
	g_clear_pointer(&book->all_staff, g_ptr_array_unref);
	g_clear_pointer(&book->all_resources, g_ptr_array_unref);
	g_clear_pointer(&book->all_services, g_ptr_array_unref);
	g_clear_pointer(&book->all_hours, g_ptr_array_unref);
	g_clear_pointer(&book->closures, g_ptr_array_unref);
	g_clear_pointer(&book->outside, g_ptr_array_unref);
	sync_calendars_changed(book);
	g_free(book->path);
	g_free(book->actor);
	g_free(book->source);
	g_free(book->request_id);
	g_free(book->request_of);
	g_free(book->correlation);
	g_free(book->undoes);
	g_free(book);
}

Book *book_open(const BookOptions *options, GError **error)
{
	g_autoptr(Book) book = g_new0(Book, 1);

	book->path = g_strdup(options->path);
	book->actor = book_actor_of(options);
	book->source = g_strdup(options->source ? options->source : "cli");
	book->request_id = g_strdup(options->request_id);
	book->request_of = g_strdup(options->request_of ? options->request_of : "");
	book->clock = options->clock;
	if (!(book->store = store_open(options->path, error)) || !book_load_house(book, error))
		return NULL;
	return g_steal_pointer(&book);
}

/* --- the house --- */

static GPtrArray *not_removed(const GPtrArray *rows)
{
	GPtrArray *kept = g_ptr_array_new();

	for (guint i = 0; i < rows->len; i++)
		if (!((const Row *)rows->pdata[i])->removed)
			g_ptr_array_add(kept, rows->pdata[i]);
	return kept;
}

static gboolean load(Book *book, const ModelClass *cls, GPtrArray **all, GPtrArray **kept, GError **error)
{
	GPtrArray *rows = store_all(book->store, cls, error);

	if (!rows)
		return FALSE;
	if (kept) {
		g_clear_pointer(kept, g_ptr_array_unref);
		*kept = not_removed(rows);
	}
	g_clear_pointer(all, g_ptr_array_unref);
	*all = rows;
	return TRUE;
}

static gboolean load_rows(Book *book, GError **error)
{
	g_autoptr(Business) business = store_get(book->store, &business_class, BUSINESS_ID, error);
	g_autoptr(Policy) policy = store_get(book->store, &policy_class, POLICY_ID, error);
	GTimeZone *zone;

	if (!business || !policy) {
		if (error && !*error)
			daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				     _("%s has no business in it. Restore a backup, or make a new book."),
				     book->path);
		return FALSE;
	}
	if (!load(book, &staff_class, &book->all_staff, &book->staff, error) ||
	    !load(book, &resource_class, &book->all_resources, &book->resources, error) ||
	    !load(book, &service_class, &book->all_services, &book->services, error) ||
	    !load(book, &opening_hours_class, &book->all_hours, &book->hours, error) ||
	    !load(book, &closure_class, &book->closures, NULL, error))
		return FALSE;
	if (!(zone = zone_new(business->zone, error)))
		return FALSE;
	g_clear_pointer(&book->zone, g_time_zone_unref);
	book->zone = zone;
	g_clear_pointer(&book->business, business_free);
	g_clear_pointer(&book->policy, policy_free);
	book->business = g_steal_pointer(&business);
	book->policy = g_steal_pointer(&policy);
	return TRUE;
}

gboolean book_load_house(Book *book, GError **error)
{
	gboolean loaded;

	if (!store_read_begin(book->store, error))
		return FALSE;
	loaded = load_rows(book, error) && store_data_version(book->store, &book->data_version, error);
	store_read_end(book->store);
	book->house_touched = FALSE;
	sync_calendars_changed(book);
	book->sync_book = NULL;
	return loaded;
}

gboolean book_refresh(Book *book, gboolean *changed, GError **error)
{
	gint64 version;

	if (!store_data_version(book->store, &version, error))
		return FALSE;
	*changed = version != book->data_version;
	return !*changed || book_load_house(book, error);
}

const char *book_path(const Book *book)
{
	return book->path;
}

const char *book_actor(const Book *book)
{
	return book->actor;
}

gint64 book_now(const Book *book)
{
	return clock_now(&book->clock);
}

void book_set_clock(Book *book, const Clock *clock)
{
	book->clock = *clock;
}

GTimeZone *book_zone(const Book *book)
{
	return book->zone;
}

const Business *book_business(const Book *book)
{
	return book->business;
}

const Policy *book_policy(const Book *book)
{
	return book->policy;
}

When book_when(const Book *book)
{
	return (When){ book->zone, book_now(book), (int)book->business->week_start };
}

gint64 book_today(const Book *book)
{
	return zone_day_of(book->zone, book_now(book));
}

const GPtrArray *book_staff(const Book *book)
{
	return book->staff;
}

const GPtrArray *book_resources(const Book *book)
{
	return book->resources;
}

const GPtrArray *book_services(const Book *book)
{
	return book->services;
}

const GPtrArray *book_hours(const Book *book)
{
	return book->hours;
}

static gconstpointer by_id(const GPtrArray *rows, const char *id)
{
	for (guint i = 0; id && i < rows->len; i++)
		if (strcmp(((const Row *)rows->pdata[i])->id, id) == 0)
			return rows->pdata[i];
	return NULL;
}

const Staff *book_staff_by_id(const Book *book, const char *id)
{
	return by_id(book->all_staff, id);
}

const Resource *book_resource_by_id(const Book *book, const char *id)
{
	return by_id(book->all_resources, id);
}

const Service *book_service_by_id(const Book *book, const char *id)
{
	return by_id(book->all_services, id);
}

const Staff *book_only_staff(const Book *book)
{
	const Staff *only = NULL;

	for (guint i = 0; i < book->staff->len; i++) {
		const Staff *staff = book->staff->pdata[i];
		if (!staff->active)
			continue;
		if (only)
			return NULL;
		only = staff;
	}
	return only;
}

/* --- a change --- */

static void end_change(Book *book)
{
	g_clear_pointer(&book->correlation, g_free);
	g_clear_pointer(&book->undoes, g_free);
	book->saved = 0;
	book->source_now = NULL;
	book->change_written = FALSE;
	book->keep_stamps = FALSE;
	book->dry = FALSE;
	sync_taking_end(book);
}

gboolean book_abort(Book *book)
{
	gboolean touched = book->house_touched;

	if (book->dry)
		store_read_end(book->store);
	else
		store_rollback(book->store);
	end_change(book);
	if (touched)
		book_load_house(book, NULL);
	return FALSE;
}

/* A key that was used already: what it did stands, so this change must not be made again. */
static gboolean request_is_new(Book *book, GError **error)
{
	g_autofree char *words = NULL, *answer = NULL, *correlation = NULL;
	g_autoptr(GError) problem = NULL;

	if (!book->request_id)
		return TRUE;
	if (!store_request(book->store, book->request_id, &words, &answer, &correlation, &problem)) {
		if (!problem)
			return TRUE;
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
			    _("The request %s was made already; nothing was done again."), book->request_id);
}

/* What others changed meanwhile. */
static gboolean look_again(Book *book, GError **error)
{
	gint64 version;

	if (!store_data_version(book->store, &version, error))
		return FALSE;
	return version == book->data_version || book_load_house(book, error);
}

static gboolean lock_and_look(Book *book, GError **error)
{
	return store_begin(book->store, error) && look_again(book, error);
}

gboolean book_lock(Book *book, GError **error)
{
	if (lock_and_look(book, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

gboolean book_begin(Book *book, GError **error)
{
	end_change(book);
	book->undoable = TRUE;
	book->kind = CHANGE_DO;
	if (!lock_and_look(book, error) || !request_is_new(book, error))
		return book_abort(book);
	book->correlation = id_new();
	return TRUE;
}

gboolean book_begin_dry(Book *book, GError **error)
{
	end_change(book);
	book->kind = CHANGE_DO;
	if (!store_read_begin(book->store, error))
		return FALSE;
	book->dry = TRUE;
	if (!look_again(book, error))
		return book_abort(book);
	book->correlation = id_new();
	return TRUE;
}

static gboolean is_house(const ModelClass *cls)
{
	return cls != &booking_class && cls != &customer_class && cls != &series_class &&
	       cls != &waitlist_class && cls != &poll_class;
}

static void stamp(const ModelClass *cls, gpointer row, gint64 now)
{
	const ModelField *created = model_field(cls, "created");
	const ModelField *updated = model_field(cls, "updated");
	gint64 *at;

	if (created && ((Row *)row)->version == 1) {
		at = (gint64 *)(void *)((char *)row + created->offset);
		if (*at == 0)
			*at = now;
	}
	if (updated) {
		at = (gint64 *)(void *)((char *)row + updated->offset);
		*at = now;
	}
}

static void next_version(const Book *book, const ModelClass *cls, gpointer row)
{
	((Row *)row)->version++;
	if (!book->keep_stamps)
		stamp(cls, row, book_now(book));
}

/* The row's line in the log. */
static gboolean append_event(Book *book, const ModelClass *cls, gconstpointer row, const char *type,
			     GError **error)
{
	Event event = { 0 };
	gboolean done;

	event.type = (char *)type;
	event.at = book_now(book);
	event.source = (char *)(book->source_now ? book->source_now : book->source);
	event.actor = book->actor;
	event.correlation = book->correlation;
	event.entity = (char *)cls->name;
	event.entity_id = ((const Row *)row)->id;
	event.after = model_image(cls, row);
	done = store_event_append(book->store, &event, error);
	g_free(event.after);
	g_free(event.id);
	g_free(event.salt);
	g_free(event.payload_hash);
	g_free(event.prev_hash);
	g_free(event.hash);
	return done;
}

gboolean book_save(Book *book, const ModelClass *cls, gpointer row, const char *type, GError **error)
{
	Row *head = row;
	gpointer before = NULL;
	gboolean watched, done;

	if (book->dry) {
		next_version(book, cls, row);
		return TRUE;
	}
	if (!sync_watches(book, cls, &watched, error))
		return FALSE;
	if (watched && cls != &booking_class)
		before = store_get(book->store, cls, head->id, NULL);
	next_version(book, cls, row);
	done = store_put(book->store, cls, row, error) && append_event(book, cls, row, type, error) &&
	       (!watched || sync_saved(book, cls, row, before, error)) &&
	       (cls != &booking_class || hold_used(book, row, error));
	if (before)
		model_free(cls, before);
	book->saved += done ? 1 : 0;
	book->house_touched |= is_house(cls);
	return done;
}

static gboolean write_change(Book *book, const char *what, GError **error)
{
	Change change = {
		.id = book->correlation,
		.kind = book->kind,
		.actor = book->actor,
		.source = (char *)(book->source_now ? book->source_now : book->source),
		.at = book_now(book),
		.what = (char *)what,
		.undoes = book->undoes,
		.undoable = book->undoable,
	};

	if (book->change_written)
		return TRUE;
	/* undo and redo are found by their kind; their source must not hide them from the next one */
	if (book->kind != CHANGE_DO)
		change.source = book->source;
	if (!store_change_add(book->store, &change, error))
		return FALSE;
	if (book->request_id && !store_request_add(book->store, book->request_id, book->request_of,
						   book->correlation, clock_real(), error))
		return FALSE;
	book->change_written = TRUE;
	return TRUE;
}

/* What was committed stands, also where the house cannot be read again: the next look tries once more, and tells. */
static void reload_after_commit(Book *book)
{
	g_autoptr(GError) problem = NULL;

	if (book_load_house(book, &problem))
		return;
	g_warning("after a change: %s", problem->message);
	book->data_version = -1;
}

gboolean book_commit(Book *book, const char *what, char **correlation, GError **error)
{
	gboolean touched = book->house_touched;

	if (correlation)
		*correlation = NULL;
	if (book->saved == 0 && !book->change_written) {
		book_abort(book);
		return TRUE;
	}
	if (!write_change(book, what, error) || !store_commit(book->store, error))
		return book_abort(book);
	g_log_structured(LOG_DOMAIN, G_LOG_LEVEL_INFO, "CORRELATION", book->correlation, "MESSAGE",
			 "committed %u rows", book->saved);
	if (correlation)
		*correlation = g_strdup(book->correlation);
	end_change(book);
	if (touched)
		reload_after_commit(book);
	return TRUE;
}

gboolean book_commit_chunk(Book *book, const char *what, GError **error)
{
	if (book->saved == 0)
		return TRUE;
	if (!write_change(book, what, error) || !store_commit(book->store, error))
		return book_abort(book);
	book->saved = 0;
	return lock_and_look(book, error) || book_abort(book);
}

gboolean book_request_answer(Book *book, char **answer, GError **error)
{
	g_autofree char *words = NULL, *correlation = NULL;
	g_autoptr(GError) problem = NULL;

	*answer = NULL;
	if (!book->request_id)
		return TRUE;
	if (!store_request(book->store, book->request_id, &words, answer, &correlation, &problem)) {
		if (!problem)
			return TRUE;
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (strcmp(words, book->request_of) != 0) {
		g_clear_pointer(answer, g_free);
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The request id %s was used for something else (%s). Use a new one."),
				    book->request_id, words);
	}
	if (!*answer)
		return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
				    _("The request %s was made, but its answer was never kept. `daybook log` "
				      "shows what it did."),
				    book->request_id);
	return TRUE;
}

gboolean book_request_claim(Book *book, const char *stands_for, GError **error)
{
	return !book->request_id ||
	       (request_is_new(book, error) && store_request_add(book->store, book->request_id, book->request_of,
								 stands_for, clock_real(), error));
}

gboolean book_request_store(Book *book, const char *answer, GError **error)
{
	if (!book->request_id)
		return TRUE;
	if (!store_begin(book->store, error))
		return FALSE;
	if (!store_request_answer(book->store, book->request_id, answer, error)) {
		store_rollback(book->store);
		return FALSE;
	}
	return store_commit(book->store, error);
}

/* --- what plan needs --- */

static gboolean closure_touches(const Book *book, const Closure *closure, gint64 from, gint64 to)
{
	gint64 start = closure->start, end = closure->end;

	if (closure->removed)
		return FALSE;
	if (closure->first_day != NONE) {
		start = zone_day_start(book->zone, closure->first_day);
		end = zone_day_start(book->zone, closure->last_day + 1);
	}
	return (to == NONE || start < to) && (from == NONE || end > from);
}

gboolean book_rules(Book *book, BookRules *rules, gint64 from, gint64 to, G_GNUC_UNUSED GError **error)
{
	rules->closures = g_ptr_array_new();
	for (guint i = 0; i < book->closures->len; i++)
		if (closure_touches(book, book->closures->pdata[i], from, to))
			g_ptr_array_add(rules->closures, book->closures->pdata[i]);
	rules->policy = *book->policy;
	rules->rules = (PlanRules){
		.zone = book->zone,
		.now = book_now(book),
		.policy = &rules->policy,
		.staff = book->all_staff,
		.resources = book->all_resources,
		.services = book->all_services,
		.hours = book->hours,
		.closures = rules->closures,
	};
	return TRUE;
}

void book_rules_clear(BookRules *rules)
{
	g_clear_pointer(&rules->closures, g_ptr_array_unref);
}

typedef struct {
	PlanTaken *taken;
	const char *except;
	GHashTable *without; /* a set of ids that are left out too; NULL */
	GTimeZone *zone;
	char *counted;        /* the booking whose parts are being counted */
	GHashTable *services; /* its services and staff counted so far */
	GHashTable *asked;    /* the staff whose parts are all in */
} Gather;

static gboolean is_left_out(const Gather *gather, const char *booking)
{
	return g_strcmp0(booking, gather->except) == 0 ||
	       (gather->without && g_hash_table_contains(gather->without, booking));
}

static void gather_part(const StorePart *part, gpointer data)
{
	Gather *gather = data;
	PlanPart plan = { part->booking, part->service,   part->staff,   part->resource, part->start,
			  part->end,     part->busy_from, part->busy_to, part->busy };

	if (!is_left_out(gather, part->booking))
		plan_taken_add(gather->taken, &plan);
}

/* A part that has come with its staff member must not be counted again with its resource. */
static void gather_resource_part(const StorePart *part, gpointer data)
{
	Gather *gather = data;

	if (!part->staff || !g_hash_table_contains(gather->asked, part->staff))
		gather_part(part, data);
}

/* Counts each booking once for its day, and once for each service and each staff member in it. */
static void gather_count(const StorePart *part, gpointer data)
{
	Gather *gather = data;
	gint64 day;

	if (is_left_out(gather, part->booking))
		return;
	day = zone_day_of(gather->zone, part->start);
	if (g_strcmp0(part->booking, gather->counted) != 0) {
		g_free(gather->counted);
		gather->counted = g_strdup(part->booking);
		g_hash_table_remove_all(gather->services);
		plan_taken_count(gather->taken, day, NULL, 1);
	}
	if (part->service && g_hash_table_add(gather->services, g_strdup(part->service)))
		plan_taken_count(gather->taken, day, part->service, 1);
	if (part->staff && g_hash_table_add(gather->services, g_strdup(part->staff)))
		plan_taken_count_staff(gather->taken, day, part->staff, 1);
}

static gboolean counts_days(const PlanRules *rules, const GPtrArray *visits)
{
	if (rules->policy->max_per_day != NONE)
		return TRUE;
	for (guint i = 0; i < visits->len; i++) {
		const Service *service = plan_service(rules, ((const Visit *)visits->pdata[i])->service);
		if (service && service->max_per_day != NONE)
			return TRUE;
	}
	for (guint i = 0; i < rules->staff->len; i++)
		if (((const Staff *)rules->staff->pdata[i])->max_per_day != NONE)
			return TRUE;
	return FALSE;
}

static gboolean wants_staff(const PlanRules *rules, const GPtrArray *visits, const Staff *staff)
{
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service = plan_service(rules, visit->service);
		if (visit->staff ? strcmp(visit->staff, staff->id) == 0
				 : staff->active && !staff->removed &&
					   (!service || service_done_by(service, staff->id)))
			return TRUE;
	}
	return FALSE;
}

static gboolean wants_resource(const PlanRules *rules, const GPtrArray *visits, const Resource *resource)
{
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service = plan_service(rules, visit->service);
		if (visit->resource ? strcmp(visit->resource, resource->id) == 0
				    : service && *service->resource_kind &&
					      strcmp(service->resource_kind, resource->kind) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean gather_all(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from,
			   gint64 to, Gather *gather, GError **error)
{
	/* what comes from outside, and what is topped up, is not turned away by a telephone call */
	if (!book->source_now && !hold_add_taken(book, gather->taken, from, to, error))
		return FALSE;
	for (guint i = 0; i < rules->staff->len; i++) {
		const Staff *staff = rules->staff->pdata[i];
		if (!wants_staff(rules, visits, staff))
			continue;
		if (!store_parts_of_staff(book->store, staff->id, from, to, gather_part, gather, error))
			return FALSE;
		g_hash_table_add(gather->asked, staff->id);
	}
	for (guint i = 0; i < rules->resources->len; i++) {
		const Resource *resource = rules->resources->pdata[i];
		if (wants_resource(rules, visits, resource) &&
		    !store_parts_of_resource(book->store, resource->id, from, to, gather_resource_part,
					     gather, error))
			return FALSE;
	}
	if (!counts_days(rules, visits))
		return TRUE;
	return store_parts_starting(book->store, zone_day_start(book->zone, zone_day_of(book->zone, from)),
				    zone_day_start(book->zone, zone_day_of(book->zone, to) + 1), gather_count,
				    gather, error);
}

static PlanTaken *gather_taken(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from,
			       gint64 to, const char *except, GHashTable *without, GError **error)
{
	g_autoptr(PlanTaken) taken = plan_taken_new();
	g_autoptr(GHashTable) services = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
	Gather gather = { taken, except, without, book->zone, NULL, services, asked };
	gboolean done = gather_all(book, rules, visits, from, to, &gather, error);

	g_free(gather.counted);
	return done ? g_steal_pointer(&taken) : NULL;
}

PlanTaken *book_taken(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from, gint64 to,
		      const char *except, GError **error)
{
	return gather_taken(book, rules, visits, from, to, except, NULL, error);
}

PlanTaken *book_taken_without(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from,
			      gint64 to, GHashTable *without, GError **error)
{
	return gather_taken(book, rules, visits, from, to, NULL, without, error);
}

GTimeZone *book_zone_named(const Book *book, const char *name)
{
	GTimeZone *zone = NULL;

	if (strcmp(name, book->business->zone) != 0)
		zone = *name == '+' || *name == '-' ? g_time_zone_new_identifier(name) : zone_new(name, NULL);
	return zone ? zone : g_time_zone_ref(book->zone);
}

char *book_time_words(const Book *book, gint64 instant)
{
	gint64 local = zone_local(book->zone, instant);
	g_autofree char *day = day_short(local_day(local));
	g_autofree char *time = local_hhmm(local);

	return g_strdup_printf("%s %s", day, time);
}

char *book_dated_note(const Book *book, const char *notes, const char *text)
{
	gint64 local = zone_local(book->zone, book_now(book));
	g_autofree char *day = day_iso(local_day(local));
	g_autofree char *time = local_hhmm(local);

	return g_strdup_printf("%s%s%s %s: %s", notes, *notes ? "\n" : "", day, time, text);
}
