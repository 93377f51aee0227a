/* book/doctor_p.h - what the two files of the doctor share. */
#pragma once
#include "book/care_p.h"

/** Takes the message; advice (borrowed) may be NULL. */
void doctor_found(GPtrArray *findings, const char *check, DoctorGrade grade, char *take_message,
		  const char *advice);
/** A problem, in the error's words. */
void doctor_found_error(GPtrArray *findings, const char *check, const GError *error, const char *advice);
/** How to bring the newest copy that can be read back. The caller frees. */
char *doctor_newest_copy(const char *book_path);
/** Everything that can only be seen in an open book. */
void doctor_look_inside(GPtrArray *findings, Book *book);
