/* ui/screens/sync_join.h - connecting: linking a calendar for the first time (list, plan, yes, progress), and adding an account. */
#pragma once
#include "model/sync.h"
#include "ui/screen.h"

extern const ScreenClass sync_join_class;
extern const ScreenClass sync_account_class;

void sync_join_open(App *app, const Account *account);
void sync_account_open(App *app);
