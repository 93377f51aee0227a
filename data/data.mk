# Keeps the book in step while the screen is closed: a systemd unit for people, not for the system (daybook(1), CALENDARS ELSEWHERE).
systemduserunitdir = $(prefix)/lib/systemd/user
systemduserunit_DATA = data/daybook-sync.service
EXTRA_DIST += data/daybook-sync.service.in
CLEANFILES += data/daybook-sync.service
data/daybook-sync.service: data/daybook-sync.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) data && sed 's|@bindir[@]|$(bindir)|' $(srcdir)/data/daybook-sync.service.in > $@.tmp && mv $@.tmp $@
