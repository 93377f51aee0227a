noinst_LIBRARIES += ui/libdb-ui.a
ui_libdb_ui_a_SOURCES = \
	ui/actions.c \
	ui/app.c ui/app.h \
	ui/draw.c ui/draw.h \
	ui/errand.c ui/errand.h \
	ui/everywhere.c ui/everywhere.h \
	ui/keymap.c ui/keymap.h \
	ui/keys.c ui/keys.h \
	ui/link.c ui/link.h \
	ui/loop.c \
	ui/screen.h \
	ui/screens/dates.c ui/screens/dates.h \
	ui/screens/day.c ui/screens/day.h ui/screens/day_state.h \
	ui/screens/day_actions.c \
	ui/screens/day_ask.c ui/screens/day_ask.h \
	ui/screens/day_draw.c \
	ui/screens/day_frame.c \
	ui/screens/day_layout.c ui/screens/day_layout.h \
	ui/screens/day_offer.c \
	ui/screens/day_move.c ui/screens/day_move.h \
	ui/screens/day_side.c \
	ui/screens/draft.c ui/screens/draft.h \
	ui/screens/form.c ui/screens/form.h ui/screens/form_state.h \
	ui/screens/form_draw.c \
	ui/screens/form_rows.c \
	ui/screens/form_save.c \
	ui/screens/help.c ui/screens/help.h \
	ui/screens/line.c ui/screens/line.h ui/screens/line_state.h \
	ui/screens/line_draw.c \
	ui/screens/polls.c ui/screens/polls.h \
	ui/screens/rescue.c ui/screens/rescue.h \
	ui/screens/search.c ui/screens/search.h \
	ui/screens/settings.c ui/screens/settings.h \
	ui/screens/settings_edit.c \
	ui/screens/setup.c ui/screens/setup.h \
	ui/screens/sync.c ui/screens/sync.h ui/screens/sync_state.h \
	ui/screens/sync_account.c \
	ui/screens/sync_card.c \
	ui/screens/sync_draw.c \
	ui/screens/sync_join.c ui/screens/sync_join.h \
	ui/screens/sync_sign_in.c \
	ui/screens/visits.c ui/screens/visits.h \
	ui/syncing.c ui/syncing.h \
	ui/term.c ui/term.h \
	ui/terminfo.c ui/terminfo.h \
	ui/theme.c ui/theme.h \
	ui/ui.c ui/ui.h \
	ui/undo.c ui/undo.h \
	ui/upkeep.c ui/upkeep.h \
	ui/screens/waitlist.c ui/screens/waitlist.h \
	ui/widgets/fields.c ui/widgets/fields.h \
	ui/widgets/listing.c ui/widgets/listing.h \
	ui/widgets/input.c ui/widgets/input.h \
	ui/widgets/prompt.c ui/widgets/prompt.h \
	ui/words.c ui/words.h
