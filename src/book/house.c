/* book/house.c - staff and resources; what they share with services */
#include "book/house_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/fields_p.h"

#define AT(Type) G_STRUCT_OFFSET(Type, name), G_STRUCT_OFFSET(Type, active), G_STRUCT_OFFSET(Type, position)

const HouseClass house_staff = { &staff_class,
				 AT(Staff),
				 N_("staff member"),
				 "staff.added",
				 "staff.changed",
				 "staff.retired",
				 N_("Added the staff member %s"),
				 N_("Changed the staff member %s"),
				 N_("Retired the staff member %s") };
const HouseClass house_resource = { &resource_class,
				    AT(Resource),
				    N_("resource"),
				    "resource.added",
				    "resource.changed",
				    "resource.retired",
				    N_("Added the resource %s"),
				    N_("Changed the resource %s"),
				    N_("Retired the resource %s") };
const HouseClass house_service = { &service_class,
				   AT(Service),
				   N_("service"),
				   "service.added",
				   "service.changed",
				   "service.retired",
				   N_("Added the service %s"),
				   N_("Changed the service %s"),
				   N_("Retired the service %s") };

char **house_name(const HouseClass *house, gpointer row)
{
	return G_STRUCT_MEMBER_P(row, house->name);
}

gint64 *house_active(const HouseClass *house, gpointer row)
{
	return G_STRUCT_MEMBER_P(row, house->active);
}

static gint64 *house_position(const HouseClass *house, gpointer row)
{
	return G_STRUCT_MEMBER_P(row, house->position);
}

static const GPtrArray *house_rows(const Book *book, const HouseClass *house)
{
	return house == &house_staff      ? book->staff
	       : house == &house_resource ? book->resources
					  : book->services;
}

static Row *house_by_id(const Book *book, const HouseClass *house, const char *id)
{
	const GPtrArray *rows = house_rows(book, house);
	for (guint i = 0; id && i < rows->len; i++)
		if (strcmp(((const Row *)rows->pdata[i])->id, id) == 0)
			return rows->pdata[i];
	return NULL;
}

gpointer house_copy(Book *book, const HouseClass *house, const char *id, GError **error)
{
	Row *row = house_by_id(book, house, id);
	if (row)
		return model_copy(house->cls, row);
	daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no %s “%s”."), _(house->word), id ? id : "");
	return NULL;
}

gboolean house_rename(Book *book, const HouseClass *house, gpointer row, const char *name, GError **error)
{
	const GPtrArray *rows = house_rows(book, house);
	g_autofree char *own = field_name(name, _(house->word), error);
	if (!own)
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		gpointer other = rows->pdata[i];
		if (g_strcmp0(((const Row *)other)->id, ((const Row *)row)->id) == 0 ||
		    !field_same(*house_name(house, other), own))
			continue;
		return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
				    *house_active(house, other)
					    ? _("There is already a %s “%s”. Choose another name.")
					    : _("There is already a %s “%s”, but retired. Choose another "
						"name, or make the retired one "
						"active again."),
				    _(house->word), *house_name(house, other));
	}
	model_set(house->cls, row, house_name(house, row), own);
	return TRUE;
}

gboolean house_name_is_free(Book *book, const ModelClass *cls, gpointer row, GError **error)
{
	const HouseClass *const houses[] = { &house_staff, &house_resource, &house_service };
	const HouseClass *house = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(houses); i++)
		house = houses[i]->cls == cls ? houses[i] : house;
	if (!house || ((const Row *)row)->removed)
		return TRUE;
	const GPtrArray *rows = house_rows(book, house);
	const char *name = *house_name(house, row);
	Row *now = house_by_id(book, house, ((const Row *)row)->id);
	if (now && strcmp(*house_name(house, now), name) == 0)
		return TRUE;
	for (guint i = 0; i < rows->len; i++)
		if (rows->pdata[i] != now && field_same(*house_name(house, rows->pdata[i]), name))
			return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
					    _("That cannot be taken back: by now there is another %s “%s”. "
					      "Rename that one first."),
					    _(house->word), *house_name(house, rows->pdata[i]));
	return TRUE;
}

gpointer house_give_up(Book *book, const HouseClass *house, gpointer take)
{
	book_abort(book);
	model_free(house->cls, take);
	return NULL;
}

/* Saves and commits; the row, or NULL. */
static gpointer house_save(Book *book, const HouseClass *house, gpointer take, const char *type,
			   const char *did, GError **error)
{
	g_autofree char *what = g_strdup_printf(did, *house_name(house, take));
	if (!book_save(book, house->cls, take, type, error))
		return house_give_up(book, house, take);
	if (book_commit(book, what, NULL, error))
		return take;
	model_free(house->cls, take);
	return NULL;
}

gpointer house_add(Book *book, const HouseClass *house, gpointer take, GError **error)
{
	const GPtrArray *rows = house_rows(book, house);
	gint64 *position = house_position(house, take);
	*position = 0;
	for (guint i = 0; i < rows->len; i++)
		*position = MAX(*position, *house_position(house, rows->pdata[i]) + 1);
	field_new_id(house->cls, take);
	*house_active(house, take) = 1;
	return house_save(book, house, take, house->added, _(house->did_add), error);
}

gpointer house_change(Book *book, const HouseClass *house, gpointer take, GError **error)
{
	if (!model_equal(house->cls, take, house_by_id(book, house, ((Row *)take)->id)))
		return house_save(book, house, take, house->changed, _(house->did_change), error);
	book_abort(book);
	return take;
}

/* What still comes for somebody or something that retires; NULL when nothing. */
static gboolean coming_remark(Book *book, const HouseClass *house, gpointer row, char **remark,
			      GError **error)
{
	const char *id = ((Row *)row)->id;
	gint64 first = NONE;
	gint64 n = book_coming(book, house == &house_staff ? id : NULL, house == &house_resource ? id : NULL,
			       house == &house_service ? id : NULL, &first, error);
	if (n <= 0)
		return n == 0;
	g_autofree char *when = book_time_words(book, first);
	*remark = g_strdup_printf(ngettext("%s still has %d coming booking, on %s.",
					   "%s still has %d coming bookings, the first on %s.", (gulong)n),
				  *house_name(house, row), (int)n, when);
	return TRUE;
}

static guint count_active(const GPtrArray *staff)
{
	guint n = 0;
	for (guint i = 0; i < staff->len; i++)
		n += ((const Staff *)staff->pdata[i])->active ? 1 : 0;
	return n;
}

gboolean house_may_retire(const Book *book, const HouseClass *house, gpointer row, GError **error)
{
	if (house != &house_staff || !*house_active(house, row) || count_active(book->staff) > 1)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_POLICY,
			    _("%s is the only staff member, and a book needs one. Add another one first."),
			    *house_name(house, row));
}

gpointer house_retire(Book *book, const HouseClass *house, const char *id, char **remark, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	g_autofree char *said = NULL;
	gpointer row = house_copy(book, house, id, error);
	if (!row || !house_may_retire(book, house, row, error) ||
	    !coming_remark(book, house, row, &said, error))
		return house_give_up(book, house, row);
	if (*house_active(house, row)) {
		*house_active(house, row) = 0;
		row = house_save(book, house, row, house->retired, _(house->did_retire), error);
	} else {
		book_abort(book);
	}
	if (row && remark)
		*remark = g_steal_pointer(&said);
	return row;
}

/* --- staff --- */

/* The colour of the palette that the fewest wear, in its order. */
static const char *next_color(const GPtrArray *staff)
{
	const char *const *colors = field_colors();
	const char *best = colors[0];
	guint fewest = G_MAXUINT;
	for (guint i = 0; i < FIELD_PALETTE; i++) {
		guint n = 0;
		for (guint j = 0; j < staff->len; j++)
			n += strcmp(((const Staff *)staff->pdata[j])->color, colors[i]) == 0 ? 1 : 0;
		if (n < fewest) {
			fewest = n;
			best = colors[i];
		}
	}
	return best;
}

static gboolean set_active(Book *book, const HouseClass *house, gpointer row, gint64 active, GError **error)
{
	if (active == NONE)
		return TRUE;
	if (active == 0 && !house_may_retire(book, house, row, error))
		return FALSE;
	*house_active(house, row) = active != 0;
	return TRUE;
}

static gboolean apply_staff(Book *book, Staff *staff, const StaffEdit *edit, GError **error)
{
	if (edit->name && !house_rename(book, &house_staff, staff, edit->name, error))
		return FALSE;
	if (edit->color && !field_take(&staff_class, staff, &staff->color, field_color(edit->color, error)))
		return FALSE;
	if (edit->max_per_day != 0 && edit->max_per_day != NONE &&
	    !field_number(_("The most per day"), edit->max_per_day, 1, PER_DAY_MOST, error))
		return FALSE;
	if (edit->max_per_day != 0)
		staff->max_per_day = edit->max_per_day;
	return set_active(book, &house_staff, staff, edit->active, error);
}

Staff *book_staff_add(Book *book, const StaffEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Staff *staff = staff_new();
	StaffEdit all = { edit->name ? edit->name : "",
			  edit->color && *edit->color ? edit->color : next_color(book->staff), NONE, edit->max_per_day };
	if (!apply_staff(book, staff, &all, error))
		return house_give_up(book, &house_staff, staff);
	return house_add(book, &house_staff, staff, error);
}

Staff *book_staff_edit(Book *book, const char *id, const StaffEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Staff *staff = house_copy(book, &house_staff, id, error);
	if (!staff || !apply_staff(book, staff, edit, error))
		return house_give_up(book, &house_staff, staff);
	return house_change(book, &house_staff, staff, error);
}

Staff *book_staff_retire(Book *book, const char *id, char **remark, GError **error)
{
	return house_retire(book, &house_staff, id, remark, error);
}

/* --- resources --- */

const char *house_kind(const Book *book, const char *kind)
{
	for (guint i = 0; i < book->resources->len; i++) {
		const Resource *resource = book->resources->pdata[i];
		if (field_same(resource->kind, kind))
			return resource->kind;
	}
	for (guint i = 0; i < book->services->len; i++) {
		const Service *service = book->services->pdata[i];
		if (field_same(service->resource_kind, kind))
			return service->resource_kind;
	}
	return NULL;
}

/* A resource of no kind is its own: “--resource Lift” of a service then means just that one. */
static gboolean set_kind(Book *book, Resource *resource, const char *kind, GError **error)
{
	if (!*kind) {
		model_set(&resource_class, resource, &resource->kind, resource->name);
		return TRUE;
	}
	g_autofree char *own = field_name(kind, _("kind of resource"), error);
	if (!own)
		return FALSE;
	const char *known = field_same(resource->kind, own) ? NULL : house_kind(book, own);
	model_set(&resource_class, resource, &resource->kind, known ? known : own);
	return TRUE;
}

/* Where a kind is spelled anew, all of that kind and the services that need one follow: one kind has one spelling. */
static gboolean respell_kind(Book *book, const Resource *edited, GError **error)
{
	const char *kind = edited->kind;
	for (guint i = 0; i < book->resources->len; i++) {
		const Resource *each = book->resources->pdata[i];
		g_autoptr(Resource) other = resource_copy(each);
		model_set(&resource_class, other, &other->kind, kind);
		if (strcmp(each->id, edited->id) != 0 && field_same(each->kind, kind) &&
		    strcmp(each->kind, kind) != 0 &&
		    !book_save(book, &resource_class, other, house_resource.changed, error))
			return FALSE;
	}
	for (guint i = 0; i < book->services->len; i++) {
		const Service *each = book->services->pdata[i];
		g_autoptr(Service) needs = service_copy(each);
		model_set(&service_class, needs, &needs->resource_kind, kind);
		if (field_same(each->resource_kind, kind) && strcmp(each->resource_kind, kind) != 0 &&
		    !book_save(book, &service_class, needs, house_service.changed, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean apply_resource(Book *book, Resource *resource, const ResourceEdit *edit, GError **error)
{
	if (edit->name && !house_rename(book, &house_resource, resource, edit->name, error))
		return FALSE;
	if (edit->kind && !set_kind(book, resource, edit->kind, error))
		return FALSE;
	if (edit->color &&
	    !field_take(&resource_class, resource, &resource->color, field_color(edit->color, error)))
		return FALSE;
	return set_active(book, &house_resource, resource, edit->active, error);
}

Resource *book_resource_add(Book *book, const ResourceEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Resource *resource = resource_new();
	ResourceEdit all = { edit->name ? edit->name : "", edit->kind ? edit->kind : "", edit->color, NONE };
	if (!apply_resource(book, resource, &all, error))
		return house_give_up(book, &house_resource, resource);
	return house_add(book, &house_resource, resource, error);
}

Resource *book_resource_edit(Book *book, const char *id, const ResourceEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	Resource *resource = house_copy(book, &house_resource, id, error);
	if (!resource || !apply_resource(book, resource, edit, error) || !respell_kind(book, resource, error))
		return house_give_up(book, &house_resource, resource);
	return house_change(book, &house_resource, resource, error);
}

Resource *book_resource_retire(Book *book, const char *id, char **remark, GError **error)
{
	return house_retire(book, &house_resource, id, remark, error);
}
