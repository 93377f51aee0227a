/* model/business.h - the business itself, and its policies: one row each. */
#pragma once
#include "model/model.h"

#define BUSINESS_ID "business"
#define POLICY_ID "policy"

/* week_start 0 Monday … 6 Sunday */
#define BUSINESS_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, name) T(S, zone) T(S, currency) T(S, locale) I(S, week_start) T(S, phone) \
	T(S, email) T(S, address)
MODEL_STRUCT(Business, BUSINESS_FIELDS)
MODEL_DECLARE(Business, business)

/* slot_step minutes 5..60 · min_notice, cancel_deadline minutes · horizon months · max_per_day appointments, NONE no limit ·
 * buffers_inside_hours 0 or 1 ·
 * rank_load 0 does not count, 1 spreads the load over people and days, -1 gathers it · ignore_gaps 1: ranking does not look at dead gaps ·
 * forget_length 1: the usual length is not offered. What an older image lacks is 0, which is the default of each. */
#define POLICY_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) I(S, slot_step) I(S, min_notice) I(S, horizon) I(S, cancel_deadline) O(S, max_per_day) \
	I(S, buffers_inside_hours) I(S, rank_load) I(S, ignore_gaps) I(S, forget_length)
MODEL_STRUCT(Policy, POLICY_FIELDS)
MODEL_DECLARE(Policy, policy)
