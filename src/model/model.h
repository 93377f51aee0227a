/* model/model.h - what every noun of the field has in common.
 *
 * A noun is a plain struct described by a field table, made from one list of its fields (an X-macro, e.g.
 * CUSTOMER_FIELDS). From that table come new, free, copy, compare and the canonical JSON image that the event log keeps
 * (fixed key order, integers only); the store makes its columns from the same list. So a field is added in one place.
 *
 * Field kinds:  INT gint64 · OPT gint64 or NONE (SQL NULL, JSON null) · TEXT char*, never NULL, "" when empty ·
 *               REF char* or NULL, usually another row's id · LIST GPtrArray* of structs of another class, never NULL.
 * Every logged noun begins with id, version and removed and can be used as a Row.
 * Ownership: the struct owns its strings and lists; set strings with model_set. */
#pragma once
#include <cjson/cJSON.h>
#include <glib.h>

#define NONE G_MININT64 /* an OPT that has no value */

typedef enum { MODEL_INT, MODEL_OPT, MODEL_TEXT, MODEL_REF, MODEL_LIST } ModelKind;

typedef struct ModelClass ModelClass;

typedef struct {
	const char *name; /* in the image and, but for lists kept as rows, the column */
	ModelKind kind;
	gsize offset;
	const ModelClass *of; /* what a LIST holds */
} ModelField;

struct ModelClass {
	const char *name;          /* "booking": the entity of the log, and the table */
	gsize size;                /* of the struct */
	const ModelField *fields;  /* in image order */
	guint n_fields;
	GDestroyNotify destroy;    /* model_free with this class, for lists */
};

/* What every logged row begins with. */
typedef struct {
	char *id;
	gint64 version; /* 1 when made, one more with every change, never back */
	gint64 removed; /* 1: undone creation or merged away; every query and rule ignores it */
} Row;

gpointer model_new(const ModelClass *cls);                 /* zeros, "" , NULL refs, NONE opts, empty lists */
void model_free(const ModelClass *cls, gpointer thing);    /* NULL is fine */
gpointer model_copy(const ModelClass *cls, gconstpointer thing);
gboolean model_equal(const ModelClass *cls, gconstpointer a, gconstpointer b);
GPtrArray *model_list_new(const ModelClass *cls);          /* frees its elements with the class */

/** Replaces a TEXT or REF. NULL in a TEXT becomes "". */
void model_set(const ModelClass *cls, gpointer thing, char **field, const char *value);

/** The canonical image, one line of JSON. The caller frees. */
char *model_image(const ModelClass *cls, gconstpointer thing);
/** Back from an image; a key it lacks keeps its default (images of older versions). Errors: DAMAGED. */
gpointer model_from_image(const ModelClass *cls, const char *image, GError **error);

/** One LIST as JSON text, as the store keeps it in a column; and back (garbage gives an empty list). */
char *model_list_image(const ModelField *field, gconstpointer thing);
void model_list_read(const ModelField *field, gpointer thing, const char *json);

/** Field by field: does `field` differ? */
gboolean model_field_equal(const ModelField *field, gconstpointer a, gconstpointer b);
/** Copies one field from one struct to another of the same class. */
void model_field_copy(const ModelField *field, gpointer to, gconstpointer from);
const ModelField *model_field(const ModelClass *cls, const char *name);

/* --- for the nouns' headers: struct members and field tables out of one list --- */
#define MODEL_MEMBER_INT(T, n) gint64 n;
#define MODEL_MEMBER_OPT(T, n) gint64 n;
#define MODEL_MEMBER_TEXT(T, n) char *n;
#define MODEL_MEMBER_REF(T, n) char *n;
#define MODEL_MEMBER_LIST(T, n, of) GPtrArray *n;
#define MODEL_FIELD_INT(T, n) { #n, MODEL_INT, G_STRUCT_OFFSET(T, n), NULL },
#define MODEL_FIELD_OPT(T, n) { #n, MODEL_OPT, G_STRUCT_OFFSET(T, n), NULL },
#define MODEL_FIELD_TEXT(T, n) { #n, MODEL_TEXT, G_STRUCT_OFFSET(T, n), NULL },
#define MODEL_FIELD_REF(T, n) { #n, MODEL_REF, G_STRUCT_OFFSET(T, n), NULL },
#define MODEL_FIELD_LIST(T, n, of) { #n, MODEL_LIST, G_STRUCT_OFFSET(T, n), &of##_class },

/* A list of fields is a macro of five macros: F(I, O, T, R, L, Type). */
#define MODEL_STRUCT(Type, FIELDS) \
	typedef struct { \
		FIELDS(MODEL_MEMBER_INT, MODEL_MEMBER_OPT, MODEL_MEMBER_TEXT, MODEL_MEMBER_REF, MODEL_MEMBER_LIST, Type) \
	} Type;

#define MODEL_DECLARE(Type, prefix) \
	extern const ModelClass prefix##_class; \
	static inline Type *prefix##_new(void) { return model_new(&prefix##_class); } \
	static inline void prefix##_free(Type *thing) { model_free(&prefix##_class, thing); } \
	static inline Type *prefix##_copy(const Type *thing) { return model_copy(&prefix##_class, thing); } \
	G_DEFINE_AUTOPTR_CLEANUP_FUNC(Type, prefix##_free)

#define MODEL_DEFINE(Type, prefix, table, FIELDS) \
	static const ModelField prefix##_field_table[] = { \
		FIELDS(MODEL_FIELD_INT, MODEL_FIELD_OPT, MODEL_FIELD_TEXT, MODEL_FIELD_REF, MODEL_FIELD_LIST, Type) \
	}; \
	static void prefix##_destroy(gpointer thing) { model_free(&prefix##_class, thing); } \
	const ModelClass prefix##_class = { table, sizeof(Type), prefix##_field_table, G_N_ELEMENTS(prefix##_field_table), prefix##_destroy };
