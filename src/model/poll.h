/* model/poll.h - a time for several people: who is asked, when it could be, and what each has answered. */
#pragma once
#include "model/waitlist.h"

/* name      as written; of a staff member the name they had when asked
 * staff     NULL: an outsider. A staff member's answer comes from the book itself: their free time
 * zone      IANA name in which they answered; "": the business's
 * must      1: without them it makes no sense
 * answer    0: has not answered; 1: can within `free`; 2: declined
 * answered  0, or the how-manieth to answer (1 the first): `can` is in that order; of staff 0
 * free      of WishWindow, instants, sorted and merged */
#define POLL_PERSON_FIELDS(I, O, T, R, L, S) \
	T(S, name) T(S, email) R(S, staff) T(S, zone) I(S, must) I(S, answer) I(S, answered) L(S, free, wish_window)
MODEL_STRUCT(PollPerson, POLL_PERSON_FIELDS)
MODEL_DECLARE(PollPerson, poll_person)

/* seconds   the length
 * step      minutes between candidates, counted on the wall from each window's start
 * windows   of WishWindow: where it may lie
 * status    "open", "booked" (then booking is what came of it) or "closed" */
#define POLL_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, title) I(S, seconds) I(S, step) L(S, windows, wish_window) L(S, people, poll_person) \
	T(S, status) R(S, booking) I(S, created)
MODEL_STRUCT(Poll, POLL_FIELDS)
MODEL_DECLARE(Poll, poll)
