/* book/business.c - the business's own data and its policies, by the names of the contract */
#include "book/house_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "book/fields_p.h"

/* --- looking a name up --- */

/* "week_start" is "week-start". */
static char *plain_name(const char *name)
{
	char *plain = text_fold(name);
	return g_strdelimit(plain, "_ ", '-');
}

static int name_index(const char *const *names, const char *name, const char *message, GError **error)
{
	g_autofree char *plain = plain_name(name);
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], plain) == 0)
			return i;
	g_autofree char *known = field_words(names, G_MAXUINT);
	daybook_fail(error, DAYBOOK_ERROR_USAGE, message, name, known);
	return -1;
}

static gboolean give_up(Book *book, const ModelClass *cls, gpointer row)
{
	model_free(cls, row);
	return book_abort(book);
}

/* Saves what differs and commits; frees the row. */
static gboolean save(Book *book, const ModelClass *cls, gpointer take, gconstpointer before, const char *type,
		     const char *what, GError **error)
{
	if (!model_equal(cls, take, before) && !book_save(book, cls, take, type, error))
		return give_up(book, cls, take);
	model_free(cls, take);
	return book_commit(book, what, NULL, error);
}

/* --- the business --- */

static const char *const weekdays[] = { "monday", "tuesday",  "wednesday", "thursday",
					"friday", "saturday", "sunday" };

static void keep_weekday(int weekday, int from_min, int to_min, gpointer data)
{
	(void)from_min;
	(void)to_min;
	int *found = data;
	*found = *found == -1 ? weekday : -2;
}

/* Opening hours know what the days are called. */
static gboolean set_week_start(Business *business, const char *value, GError **error)
{
	g_autofree char *spec = g_strdup_printf("%s 00:00-24:00", value);
	int found = -1;
	if (!*value || !when_hours(spec, keep_weekday, &found, NULL) || found < 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is not a day of the week. Write it like monday or su."), value);
	business->week_start = found;
	return TRUE;
}

static gboolean set_zone(Business *business, const char *value, GError **error)
{
	g_autofree char *zone = field_zone(value, error);
	if (!zone)
		return FALSE;
	if (!*zone)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A book needs a time zone. Write it like Europe/Berlin."));
	model_set(&business_class, business, &business->zone, zone);
	return TRUE;
}

static const char *const business_names[] = { "name",  "timezone", "currency", "locale", "week-start",
					      "phone", "email",    "address",  NULL };
enum { B_NAME, B_ZONE, B_CURRENCY, B_LOCALE, B_WEEK_START, B_PHONE, B_EMAIL, B_ADDRESS };

static gboolean set_business(Business *business, int what, const char *value, GError **error)
{
	const ModelClass *cls = &business_class;
	switch (what) {
	case B_NAME:
		return field_take(cls, business, &business->name,
				  field_name(value, _("the business"), error));
	case B_ZONE:
		return set_zone(business, value, error);
	case B_CURRENCY:
		return field_take(cls, business, &business->currency, field_currency(value, error));
	case B_LOCALE:
		return field_take(cls, business, &business->locale, field_language(value, error));
	case B_WEEK_START:
		return set_week_start(business, value, error);
	case B_PHONE:
		return field_take(cls, business, &business->phone, field_text(value));
	case B_EMAIL:
		return field_take(cls, business, &business->email, field_email(value, error));
	default:
		return field_take(cls, business, &business->address, field_text(value));
	}
}

/* --- a new currency: the same price in it, with its number of decimals --- */

static gint64 rescale(gint64 minor, int from_digits, int to_digits)
{
	if (minor == NONE)
		return NONE;
	for (; from_digits < to_digits; from_digits++)
		minor *= 10;
	for (; from_digits > to_digits; from_digits--)
		minor = (minor + 5) / 10;
	return minor;
}

static gboolean rescale_prices(Book *book, const char *currency, GError **error)
{
	int from = money_digits(book->business->currency), to = money_digits(currency);
	for (guint i = 0; from != to && i < book->services->len; i++) {
		const Service *before = book->services->pdata[i];
		g_autoptr(Service) service = service_copy(before);
		service->price = rescale(service->price, from, to);
		for (guint j = 0; j < service->skills->len; j++) {
			Skill *skill = service->skills->pdata[j];
			skill->price = rescale(skill->price, from, to);
		}
		if (!model_equal(&service_class, service, before) &&
		    !book_save(book, &service_class, service, "service.changed", error))
			return FALSE;
	}
	return TRUE;
}

/* --- what a change means for what stands --- */

typedef struct {
	guint n;
	gint64 first;
} Coming;

static gboolean count_coming(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	Coming *coming = data;
	if (booking_is_live(take) && coming->n++ == 0)
		coming->first = take->start;
	booking_free(take);
	return TRUE;
}

static gboolean zone_remark(Book *book, char **remark, GError **error)
{
	Coming coming = { 0, NONE };
	if (!store_bookings_from(book->store, book_now(book), count_coming, &coming, error))
		return FALSE;
	if (coming.n == 0)
		return TRUE;
	g_autofree char *when = book_time_words(book, coming.first);
	*remark = g_strdup_printf(
		ngettext("%u coming booking keeps its moment in time; on the new clock it is on %s.",
			 "%u coming bookings keep their moment in time; on the new clock the first is on %s.",
			 coming.n),
		coming.n, when);
	return TRUE;
}

static gboolean currency_remark(const Book *book, char **remark)
{
	guint n = 0;
	for (guint i = 0; i < book->services->len; i++)
		n += ((const Service *)book->services->pdata[i])->price != NONE ? 1 : 0;
	if (n > 0)
		*remark = g_strdup_printf(ngettext("The price of %u service is now in %s, its number as "
						   "before. Look whether it is right.",
						   "The prices of %u services are now in %s, their numbers "
						   "as before. Look whether they are right.",
						   n),
					  n, book->business->currency);
	return TRUE;
}

gboolean book_business_set(Book *book, const char *name, const char *value, char **remark, GError **error)
{
	int at = name_index(business_names, name, _("The business has no “%s”. There are %s."), error);
	if (at < 0 || !book_begin(book, error))
		return FALSE;
	g_autoptr(Business) before = business_copy(book->business);
	Business *business = business_copy(before);
	if (!set_business(business, at, value ? value : "", error) ||
	    (at == B_CURRENCY && !rescale_prices(book, business->currency, error)))
		return give_up(book, &business_class, business);
	gboolean changed = !model_equal(&business_class, business, before);
	g_autofree char *what = g_strdup_printf(_("Set the business's %s"), business_names[at]);
	if (!save(book, &business_class, business, before, "business.changed", what, error))
		return FALSE;
	if (!changed || !remark)
		return TRUE;
	return at == B_ZONE ? zone_remark(book, remark, error)
			    : at != B_CURRENCY || currency_remark(book, remark);
}

void book_business_each(const Book *book, BookSettingFunc each, gpointer data)
{
	const Business *business = book->business;
	int week_start = (int)CLAMP(business->week_start, 0, 6);
	each("name", business->name, data);
	each("timezone", business->zone, data);
	each("currency", business->currency, data);
	each("locale", business->locale, data);
	each("week-start", weekdays[week_start], data);
	each("phone", business->phone, data);
	each("email", business->email, data);
	each("address", business->address, data);
}

/* --- policies --- */

static const char *const policy_names[] = { "slot-step",       "min-notice",
					    "horizon",         "cancel-deadline",
					    "max-per-day",     "buffers-inside-hours",
					    "rank-spread",     "rank-gaps",
					    "remember-length", NULL };
enum { P_STEP, P_NOTICE, P_HORIZON, P_DEADLINE, P_MAX, P_INSIDE, P_SPREAD, P_GAPS, P_REMEMBER };

#define NOTICE_MOST (366 * 24 * 60)
#define HORIZON_MOST 120 /* months */

static gboolean read_minutes(const char *name, const char *value, gint64 low, gint64 high, gint64 *minutes,
			     GError **error)
{
	gint64 seconds;
	if (!when_duration(value, low == 0, &seconds, error))
		return FALSE;
	g_autofree char *what = g_strdup_printf(_("%s, in minutes,"), name);
	if (!field_number(what, seconds / 60, low, high, error))
		return FALSE;
	*minutes = seconds / 60;
	return TRUE;
}

/* A bare number; in `months` also with the word behind it, and "2 years". */
static gboolean read_count(const char *name, const char *value, gboolean months, gint64 high, gint64 *count,
			   GError **error)
{
	g_autofree char *folded = text_fold(value);
	char *end = folded;
	gint64 number = g_ascii_isdigit(*folded) ? g_ascii_strtoll(folded, &end, 10) : 0;
	while (*end == ' ')
		end++;
	gboolean years =
		months && (strcmp(end, "years") == 0 || strcmp(end, "year") == 0 || strcmp(end, "y") == 0);
	gboolean read = end != folded && (!*end || years || (months && g_str_has_prefix("months", end)));
	if (!read)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a number for %s."), value,
				    name);
	if (years && number <= high)
		number *= 12;
	if (!field_number(name, number, 1, high, error))
		return FALSE;
	*count = number;
	return TRUE;
}

static gboolean read_switch(const char *name, const char *value, gint64 *on, GError **error)
{
	static const char *const yes[] = { "on", "yes", "true", "1", "an", "ja", NULL };
	static const char *const no[] = { "off", "no", "false", "0", "aus", "nein", NULL };
	g_autofree char *folded = text_fold(value);
	*on = g_strv_contains(yes, folded);
	return *on || g_strv_contains(no, folded) ||
	       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s is on or off, and not “%s”."), name, value);
}

/* For what is kept as its contrary, so that images without it mean "on". */
static gboolean read_contrary(const char *name, const char *value, gint64 *off, GError **error)
{
	gint64 on;
	if (!read_switch(name, value, &on, error))
		return FALSE;
	*off = !on;
	return TRUE;
}

static gboolean read_load(const char *name, const char *value, gint64 *load, GError **error)
{
	g_autofree char *folded = text_fold(value);
	if (strcmp(folded, "gather") == 0) {
		*load = -1;
		return TRUE;
	}
	return read_switch(name, value, load, NULL) ||
	       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s is on, off or gather, and not “%s”."), name,
			    value);
}

static gboolean is_none(const char *value)
{
	g_autofree char *folded = text_fold(value);
	return !*folded || strcmp(folded, "none") == 0 || strcmp(folded, "off") == 0;
}

static gboolean set_policy(Policy *policy, int what, const char *value, GError **error)
{
	const char *name = policy_names[what];
	switch (what) {
	case P_STEP:
		return read_minutes(name, value, 5, 60, &policy->slot_step, error);
	case P_NOTICE:
		return read_minutes(name, value, 0, NOTICE_MOST, &policy->min_notice, error);
	case P_HORIZON:
		return read_count(name, value, TRUE, HORIZON_MOST, &policy->horizon, error);
	case P_DEADLINE:
		return read_minutes(name, value, 0, NOTICE_MOST, &policy->cancel_deadline, error);
	case P_MAX:
		if (is_none(value)) {
			policy->max_per_day = NONE;
			return TRUE;
		}
		return read_count(name, value, FALSE, PER_DAY_MOST, &policy->max_per_day, error);
	case P_SPREAD:
		return read_load(name, value, &policy->rank_load, error);
	case P_GAPS:
		return read_contrary(name, value, &policy->ignore_gaps, error);
	case P_REMEMBER:
		return read_contrary(name, value, &policy->forget_length, error);
	default:
		return read_switch(name, value, &policy->buffers_inside_hours, error);
	}
}

gboolean book_policy_set(Book *book, const char *name, const char *value, GError **error)
{
	int at = name_index(policy_names, name, _("There is no policy “%s”. There are %s."), error);
	if (at < 0 || !book_begin(book, error))
		return FALSE;
	g_autoptr(Policy) before = policy_copy(book->policy);
	Policy *policy = policy_copy(before);
	book->undoable = FALSE;
	if (!set_policy(policy, at, value ? value : "", error))
		return give_up(book, &policy_class, policy);
	g_autofree char *what =
		g_strdup_printf(_("Set the policy %s to %s"), policy_names[at], value ? value : "");
	return save(book, &policy_class, policy, before, "policy.changed", what, error);
}

static void each_number(const char *name, gint64 number, const char *format, BookSettingFunc each,
			gpointer data)
{
	g_autofree char *value =
		number == NONE ? g_strdup("none") : g_strdup_printf(format, (long long)number);
	each(name, value, data);
}

/* The values are words of the contract, not of a language. */
void book_policy_each(const Book *book, BookSettingFunc each, gpointer data)
{
	const Policy *policy = book->policy;
	each_number("slot-step", policy->slot_step, "%lld", each, data);
	each_number("min-notice", policy->min_notice, "%lld", each, data);
	each_number("horizon", policy->horizon, "%lld months", each, data);
	each_number("cancel-deadline", policy->cancel_deadline, "%lld", each, data);
	each_number("max-per-day", policy->max_per_day, "%lld", each, data);
	each("buffers-inside-hours", policy->buffers_inside_hours ? "on" : "off", data);
	each("rank-spread", policy->rank_load == 0 ? "off" : policy->rank_load > 0 ? "on" : "gather", data);
	each("rank-gaps", policy->ignore_gaps ? "off" : "on", data);
	each("remember-length", policy->forget_length ? "off" : "on", data);
}
