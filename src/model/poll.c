/* model/poll.c - the field tables of polls */
#include "model/poll.h"

MODEL_DEFINE(PollPerson, poll_person, "poll_person", POLL_PERSON_FIELDS)
MODEL_DEFINE(Poll, poll, "poll", POLL_FIELDS)
