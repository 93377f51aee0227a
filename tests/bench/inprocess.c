/* inprocess - bookings made by the program's own use case, in one process, each checked, logged and synced.
 *   inprocess FILE NOW SERVICE CUSTOMER STAFF START [STAFF START]...	(ids; instants)
 * Prints the milliseconds of each. */
#include <stdio.h>
#include <stdlib.h>

#include "book/booking.h"

static void stop(const GError *error)
{
	fprintf(stderr, "inprocess: %s\n", error->message);
	exit(1);
}

static BookRequest *make_request(const char *service, const char *customer)
{
	BookRequest *request = book_request_new();
	Visit *visit = visit_new();
	g_free(request->kind);
	request->kind = g_strdup("appointment");
	request->customer = g_strdup(customer);
	visit->service = g_strdup(service);
	g_ptr_array_add(request->visits, visit);
	return request;
}

static void book_one(Book *book, BookRequest *request, const char *staff, gint64 start)
{
	GError *error = NULL;
	g_autoptr(BookResult) result = NULL;
	Visit *visit = request->visits->pdata[0];
	gint64 begun;
	g_free(visit->staff);
	visit->staff = g_strdup(staff);
	request->start = start;
	begun = g_get_monotonic_time();
	if (!book_add(book, request, &result, &error))
		stop(error);
	printf("%.4f\n", (double)(g_get_monotonic_time() - begun) / 1e3);
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	if (argc < 7) {
		fprintf(stderr, "usage: inprocess FILE NOW SERVICE CUSTOMER STAFF START [STAFF START]...\n");
		return 2;
	}
	BookOptions options = {
		.path = argv[1], .actor = "bench", .source = "cli", .clock = { TRUE, atoll(argv[2]) }
	};
	g_autoptr(BookRequest) request = make_request(argv[3], argv[4]);
	g_autoptr(Book) book = book_open(&options, &error);
	if (!book)
		stop(error);
	for (int i = 5; i + 1 < argc; i += 2)
		book_one(book, request, argv[i], atoll(argv[i + 1]));
	return 0;
}
