/* tests/unit/book/shop.c - a book for a test */
#include "tests/unit/book/shop.h"

#include <string.h>

#include "base/error.h"
#include "book/history.h"
#include "book/house.h"
#include "tests/unit/unit.h"

Book *shop;
static GPtrArray *kept; /* strings given out */

static const char *keep(const char *text)
{
	char *copy = g_strdup(text);
	g_ptr_array_add(kept, copy);
	return copy;
}

BookOptions shop_options(const char *actor)
{
	g_autofree char *path = unit_path("shop.db");
	return (BookOptions){ .path = keep(path),
			      .actor = actor ? actor : "tester",
			      .source = "cli",
			      .clock = { TRUE, SHOP_NOW } };
}

void shop_open(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	kept = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(names, (gpointer) "Ana");
	g_ptr_array_add(names, (gpointer) "Boris");
	BookOptions options = shop_options(NULL);
	BookInit init = {
		.name = "Shop", .zone = "Europe/Berlin", .hours = "mo-fr 09:00-18:00", .staff = names
	};
	if (!book_init(&options, &init, &error) || !(shop = book_open(&options, &error)))
		g_error("no shop: %s", error->message);
}

void shop_close(void)
{
	g_clear_pointer(&shop, book_close);
	g_clear_pointer(&kept, g_ptr_array_unref);
}

gint64 shop_time(const char *text)
{
	When when = book_when(shop);
	WhenTime time = { 0 };
	when_time(&when, text, &time, NULL);
	return time.instant;
}

gint64 shop_day(const char *text)
{
	When when = book_when(shop);
	gint64 day = 0;
	when_day(&when, text, &day, NULL);
	return day;
}

const char *shop_customer(const char *name, const char *phone)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	if (phone)
		g_ptr_array_add(phones, (gpointer)phone);
	CustomerEdit edit = { .name = name, .phones = phones };
	g_autoptr(Customer) customer = book_customer_add(shop, &edit, &error);
	T_NO_ERROR(name, error);
	return customer ? keep(customer->id) : NULL;
}

const char *shop_service(const char *name, gint64 minutes, gint64 price)
{
	g_autoptr(GError) error = NULL;
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = name;
	edit.duration = minutes;
	edit.price = price;
	g_autoptr(Service) service = book_service_add(shop, &edit, &error);
	T_NO_ERROR(name, error);
	return service ? keep(service->id) : NULL;
}

const char *shop_staff(const char *name)
{
	const GPtrArray *staff = book_staff(shop);
	for (guint i = 0; i < staff->len; i++)
		if (strcmp(((const Staff *)staff->pdata[i])->name, name) == 0)
			return keep(((const Staff *)staff->pdata[i])->id);
	return NULL;
}

const char *shop_book(const char *customer, const char *service, const char *staff, const char *start)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookRequest) request = book_request_new();
	g_autoptr(BookResult) result = NULL;
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, service);
	model_set(&visit_class, visit, &visit->staff, staff);
	visit->seconds = service ? 0 : 1800;
	g_ptr_array_add(request->visits, visit);
	model_set(&book_request_class, request, &request->kind, "appointment");
	model_set(&book_request_class, request, &request->customer, customer);
	request->start = shop_time(start);
	book_add(shop, request, &result, &error);
	T_NO_ERROR(start, error);
	return result ? keep(((const Booking *)result->bookings->pdata[0])->id) : NULL;
}

static GPtrArray *whole_log(void)
{
	LogQuery query = { .since_at = NONE };
	return book_log(shop, &query, NULL);
}

gint64 shop_events(void)
{
	g_autoptr(GPtrArray) log = whole_log();
	return log && log->len ? ((const Event *)log->pdata[log->len - 1])->seq : 0;
}

char *shop_types_since(gint64 seq)
{
	g_autoptr(GPtrArray) log = whole_log();
	g_autoptr(GString) types = g_string_new(NULL);
	for (guint i = 0; log && i < log->len; i++) {
		const Event *event = log->pdata[i];
		if (event->seq > seq)
			g_string_append_printf(types, "%s%s", types->len ? " " : "", event->type);
	}
	return g_strdup(types->str);
}

char *shop_json(const cJSON *object, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
	if (!value)
		return g_strdup("(missing)");
	if (cJSON_IsString(value))
		return g_strdup(value->valuestring);
	char *printed = cJSON_PrintUnformatted(value);
	char *text = g_strdup(printed);
	cJSON_free(printed);
	return text;
}
