/* tests/unit/model/test_model.c - the generic part: images, copies, comparison */
#include "model/model.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "model/booking.h"
#include "model/business.h"
#include "model/catalog.h"
#include "model/customer.h"
#include "model/event.h"
#include "model/hours.h"
#include "model/series.h"
#include "model/slot.h"
#include "tests/unit/unit.h"

static const ModelClass *const classes[] = {
	&booking_class,  &part_class,     &customer_class,      &phone_class,   &staff_class,
	&resource_class, &segment_class,  &skill_class,         &service_class, &hours_range_class,
	&closure_class,  &business_class, &policy_class,        &series_class,  &skipped_class,
	&slot_class,     &visit_class,    &opening_hours_class,
};

static void test_names(void)
{
	static const char *const names[] = {
		"booking", "booking_part", "customer", "phone",       "staff",   "resource",
		"segment", "skill",        "service",  "hours_range", "closure", "business",
		"policy",  "series",       "skipped",  "slot",        "visit",   "opening_hours",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
		T_STR("class", classes[i]->name, names[i]);
}

static void test_new(void)
{
	g_autoptr(Booking) booking = booking_new();
	T_STR("text", booking->id, "");
	T_INT("int", booking->start, 0);
	T_NULL("ref", booking->customer);
	T_INT("opt", booking->paid, NONE);
	T_INT("list", booking->parts->len, 0);
	Row *row = (Row *)booking;
	model_set(&booking_class, booking, &booking->id, "b1");
	booking->version = 7;
	booking->removed = 1;
	T_STR("as a row: id", row->id, "b1");
	T_INT("as a row: version", row->version, 7);
	T_INT("as a row: removed", row->removed, 1);
	model_free(&booking_class, NULL);
	event_free(NULL);
	change_free(NULL);
}

static void test_set(void)
{
	g_autoptr(Customer) customer = customer_new();
	model_set(&customer_class, customer, &customer->name, "Ana María");
	T_STR("text", customer->name, "Ana María");
	model_set(&customer_class, customer, &customer->name, customer->name + 4);
	T_STR("a piece of itself", customer->name, "María");
	model_set(&customer_class, customer, &customer->name, NULL);
	T_STR("NULL in a text", customer->name, "");
	model_set(&customer_class, customer, &customer->merged_into, "c2");
	T_STR("ref", customer->merged_into, "c2");
	model_set(&customer_class, customer, &customer->merged_into, NULL);
	T_NULL("NULL in a ref", customer->merged_into);
}

/* The image is a promise to books already written: this one is spelled out whole. */
static void test_image(void)
{
	g_autoptr(Closure) closure = closure_new();
	model_set(&closure_class, closure, &closure->id, "c1");
	closure->version = 2;
	model_set(&closure_class, closure, &closure->kind, "open");
	closure->first_day = -1;
	closure->last_day = 20000;
	HoursRange *range = hours_range_new();
	range->from_min = 600;
	range->to_min = 840;
	g_ptr_array_add(closure->ranges, range);
	HoursRange *second = hours_range_new();
	second->to_min = 1440;
	g_ptr_array_add(closure->ranges, second);
	g_autofree char *image = model_image(&closure_class, closure);
	T_STR("closure", image,
	      "{\"id\":\"c1\",\"version\":2,\"removed\":0,\"staff\":null,\"kind\":\"open\",\"first_day\":-1,"
	      "\"last_day\":20000,"
	      "\"start\":null,\"end\":null,\"ranges\":[{\"weekday\":0,\"from_min\":600,\"to_min\":840},"
	      "{\"weekday\":0,\"from_min\":0,\"to_min\":1440}],\"reason\":\"\",\"created\":0}");
	g_autofree char *list = model_list_image(model_field(&closure_class, "ranges"), closure);
	T_STR("its list", list,
	      "[{\"weekday\":0,\"from_min\":600,\"to_min\":840},{\"weekday\":0,\"from_min\":0,\"to_min\":"
	      "1440}]");
}

static void test_escapes(void)
{
	static const struct {
		const char *label, *text, *json;
	} rows[] = {
		{ "quote and backslash", "a\"b\\c/", "a\\\"b\\\\c/" },
		{ "short escapes", "\b\t\n\f\r", "\\b\\t\\n\\f\\r" },
		{ "other controls", "\x01\x1f\x7f", "\\u0001\\u001f\x7f" },
		{ "UTF-8 stays", "Zoë 李 😀", "Zoë 李 😀" },
		{ "not UTF-8 stays too", "\xff\xfe", "\xff\xfe" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Phone) phone = phone_new();
		model_set(&phone_class, phone, &phone->typed, rows[i].text);
		g_autofree char *image = model_image(&phone_class, phone);
		g_autofree char *want = g_strdup_printf("{\"number\":\"\",\"typed\":\"%s\"}", rows[i].json);
		T_STR(rows[i].label, image, want);
		g_autoptr(Phone) back = model_from_image(&phone_class, image, NULL);
		T_STR(rows[i].label, back ? back->typed : NULL, rows[i].text);
	}
}

/* --- any struct at all, filled by chance --- */

static char *random_text(GRand *rand)
{
	static const char *const pieces[] = { "a", "ß",  "\"", "\\", "\n", "\x02",
					      " ", "李", "😀",  "0",  "{",  "]" };
	GString *text = g_string_new(NULL);
	for (int n = g_rand_int_range(rand, 0, 8); n > 0; n--)
		g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

static gint64 random_int(GRand *rand)
{
	static const gint64 edges[] = {
		0, 1, -1, 9007199254740992, -9007199254740992, 9007199254740991, 1795500000
	};
	if (g_rand_boolean(rand))
		return edges[g_rand_int_range(rand, 0, G_N_ELEMENTS(edges))];
	return (gint64)g_rand_int(rand) * (g_rand_boolean(rand) ? 1 : -1);
}

static gpointer random_thing(const ModelClass *cls, GRand *rand)
{
	gpointer thing = model_new(cls);
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		gpointer at = G_STRUCT_MEMBER_P(thing, field->offset);
		gboolean none = g_rand_int_range(rand, 0, 4) == 0;
		if (field->kind == MODEL_INT || (field->kind == MODEL_OPT && !none)) {
			*(gint64 *)at = random_int(rand);
		} else if (field->kind == MODEL_TEXT || (field->kind == MODEL_REF && !none)) {
			g_autofree char *text = random_text(rand);
			model_set(cls, thing, at, text);
		} else if (field->kind == MODEL_LIST) {
			for (int n = g_rand_int_range(rand, 0, 4); n > 0; n--)
				g_ptr_array_add(*(GPtrArray **)at, random_thing(field->of, rand));
		}
	}
	return thing;
}

static void check_random_thing(const ModelClass *cls, GRand *rand)
{
	gpointer thing = random_thing(cls, rand);
	gpointer copy = model_copy(cls, thing);
	T_TRUE(cls->name, model_equal(cls, thing, copy));
	g_autofree char *image = model_image(cls, thing);
	g_autoptr(GError) error = NULL;
	gpointer back = model_from_image(cls, image, &error);
	if (T_NO_ERROR(cls->name, error)) {
		g_autofree char *again = model_image(cls, back);
		T_TRUE(cls->name, model_equal(cls, thing, back));
		T_STR(cls->name, again, image);
	}
	gpointer other = random_thing(cls, rand);
	for (guint i = 0; i < cls->n_fields; i++)
		model_field_copy(&cls->fields[i], copy, other);
	T_TRUE("copied field by field", model_equal(cls, copy, other));
	g_autofree char *other_image = model_image(cls, other);
	T_INT("equal images, equal things", strcmp(image, other_image) == 0, model_equal(cls, thing, other));
	model_free(cls, thing);
	model_free(cls, copy);
	model_free(cls, back);
	model_free(cls, other);
}

static void test_any(void)
{
	guint32 seed = g_random_int();
	printf("seed %u ", seed);
	GRand *rand = g_rand_new_with_seed(seed);
	for (int round = 0; round < 100; round++)
		for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
			check_random_thing(classes[i], rand);
	g_rand_free(rand);
}

static void test_from_image(void)
{
	static const struct {
		const char *label, *image;
		gboolean ok;
		gint64 from_min;
	} rows[] = {
		{ "canonical", "{\"weekday\":1,\"from_min\":60,\"to_min\":90}", TRUE, 60 },
		{ "other order, spaces", " { \"to_min\" : 90 , \"from_min\" : 60 } ", TRUE, 60 },
		{ "missing keys keep the default", "{}", TRUE, 0 },
		{ "unknown keys are passed over", "{\"colour\":\"red\",\"from_min\":61}", TRUE, 61 },
		{ "case matters", "{\"FROM_MIN\":61}", TRUE, 0 },
		{ "the largest exact integer", "{\"from_min\":9007199254740992}", TRUE, 9007199254740992 },
		{ "beyond it", "{\"from_min\":9007199254740994}", FALSE, 0 },
		{ "huge", "{\"from_min\":1e300}", FALSE, 0 },
		{ "a fraction", "{\"from_min\":1.5}", FALSE, 0 },
		{ "a tiny fraction", "{\"from_min\":1e-9}", FALSE, 0 },
		{ "a text for a number", "{\"from_min\":\"60\"}", FALSE, 0 },
		{ "null for a number", "{\"from_min\":null}", FALSE, 0 },
		{ "true for a number", "{\"from_min\":true}", FALSE, 0 },
		{ "junk behind", "{\"from_min\":60}x", FALSE, 0 },
		{ "cut", "{\"from_min\":60", FALSE, 0 },
		{ "a list", "[]", FALSE, 0 },
		{ "nothing", "", FALSE, 0 },
		{ "a word", "null", FALSE, 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(HoursRange) range = model_from_image(&hours_range_class, rows[i].image, &error);
		if (rows[i].ok) {
			T_NO_ERROR(rows[i].label, error);
			T_INT(rows[i].label, range ? range->from_min : -1, rows[i].from_min);
		} else {
			T_NULL(rows[i].label, range);
			T_ERROR(rows[i].label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED);
		}
	}
}

static void test_wrong_kinds(void)
{
	static const char *const images[] = {
		"{\"staff\":1}",          "{\"kind\":null}",
		"{\"ranges\":null}",      "{\"ranges\":[1]}",
		"{\"ranges\":[null]}",    "{\"ranges\":{}}",
		"{\"start\":\"\"}",       "{\"ranges\":[{\"to_min\":0.5}]}",
		"{\"ranges\":[{},\"\"]}",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(images); i++) {
		g_autoptr(GError) error = NULL;
		T_NULL(images[i], model_from_image(&closure_class, images[i], &error));
		T_ERROR(images[i], error, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED);
	}
}

static void test_list_read(void)
{
	const ModelField *phones = model_field(&customer_class, "phones");
	g_autoptr(Customer) customer = customer_new();
	model_list_read(phones, customer, "[{\"number\":\"+491\",\"typed\":\"01\"},{\"number\":\"2\"}]");
	T_INT("two phones", customer->phones->len, 2);
	T_STR("the second", ((Phone *)customer->phones->pdata[1])->number, "2");
	static const char *const garbage[] = { "",  "{}", "[1]", "[{\"number\":\"3\"},7]", "[{\"number\":3}]",
					       "[", NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(garbage); i++) {
		model_list_read(phones, customer, "[{}]");
		T_INT("one phone", customer->phones->len, 1);
		model_list_read(phones, customer, garbage[i]);
		T_INT(garbage[i] ? garbage[i] : "NULL", customer->phones->len, 0);
	}
	T_NULL("no such field", model_field(&customer_class, "phone"));
}

UNIT_SUITE("model", NULL, NULL, { "the classes' names", test_names }, { "a new one", test_new },
	   { "set", test_set }, { "image", test_image }, { "escapes", test_escapes },
	   { "any struct there and back", test_any }, { "from image", test_from_image },
	   { "wrong kinds", test_wrong_kinds }, { "lists", test_list_read })
