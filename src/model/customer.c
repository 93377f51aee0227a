/* model/customer.c - the field tables of a customer */
#include "model/customer.h"

MODEL_DEFINE(Phone, phone, "phone", PHONE_FIELDS)
MODEL_DEFINE(Customer, customer, "customer", CUSTOMER_FIELDS)
