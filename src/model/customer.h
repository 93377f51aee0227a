/* model/customer.h - a customer is known by the id alone: two may share a name, a phone and an e-mail. */
#pragma once
#include "model/model.h"

#define PHONE_FIELDS(I, O, T, R, L, S) T(S, number) T(S, typed) /* E.164 where it can be told, and as typed */
MODEL_STRUCT(Phone, PHONE_FIELDS)
MODEL_DECLARE(Phone, phone)

/* zone, language  "" means the business's
 * preferences, consents  free text ("likes: Ana"; "photos yes")
 * merged_into     the customer this one became; removed is set then
 * erased          instant of the privacy erasure, NONE otherwise: every word is blank then */
#define CUSTOMER_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, name) L(S, phones, phone) T(S, email) T(S, zone) T(S, language) T(S, notes) \
	T(S, preferences) T(S, consents) R(S, merged_into) O(S, erased) I(S, created) I(S, updated)
MODEL_STRUCT(Customer, CUSTOMER_FIELDS)
MODEL_DECLARE(Customer, customer)
