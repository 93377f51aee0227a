/* model/business.c - the field tables of the business and its policies */
#include "model/business.h"

MODEL_DEFINE(Business, business, "business", BUSINESS_FIELDS)
MODEL_DEFINE(Policy, policy, "policy", POLICY_FIELDS)
