/* model/catalog.h - who and what can be booked: staff, resources, services. Lengths and buffers in minutes. */
#pragma once
#include "model/model.h"

/* max_per_day: appointments, NONE: no limit */
#define STAFF_FIELDS(I, O, T, R, L, S) T(S, id) I(S, version) I(S, removed) T(S, name) T(S, color) I(S, active) I(S, position) \
	O(S, max_per_day)
MODEL_STRUCT(Staff, STAFF_FIELDS)
MODEL_DECLARE(Staff, staff)

#define RESOURCE_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, name) T(S, kind) T(S, color) I(S, active) I(S, position)
MODEL_STRUCT(Resource, RESOURCE_FIELDS)
MODEL_DECLARE(Resource, resource)

#define SEGMENT_FIELDS(I, O, T, R, L, S) I(S, minutes) I(S, busy)
MODEL_STRUCT(Segment, SEGMENT_FIELDS)
MODEL_DECLARE(Segment, segment)

/* Who does a service, with their own length and price where they have one. */
#define SKILL_FIELDS(I, O, T, R, L, S) T(S, staff) O(S, minutes) O(S, price)
MODEL_STRUCT(Skill, SKILL_FIELDS)
MODEL_DECLARE(Skill, skill)

/* duration      the segments' sum, minutes
 * segments      empty: one busy segment of duration. The first and the last are busy
 * price         NONE: no price
 * capacity      1, or more for a class
 * resource_kind "" or the kind of resource one of which it needs
 * skills        empty: everybody does it
 * max_per_day   NONE: no limit */
#define SERVICE_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, name) I(S, duration) L(S, segments, segment) I(S, buffer_before) \
	I(S, buffer_after) O(S, price) T(S, color) I(S, capacity) T(S, resource_kind) L(S, skills, skill) O(S, max_per_day) \
	T(S, description) I(S, active) I(S, position)
MODEL_STRUCT(Service, SERVICE_FIELDS)
MODEL_DECLARE(Service, service)

/** May this staff member do it (no skills: everybody)? Their own length in minutes and price, or the service's. */
gboolean service_done_by(const Service *service, const char *staff);
gint64 service_minutes(const Service *service, const char *staff);
gint64 service_price(const Service *service, const char *staff);
