/* src/main.c - where the program starts: the one place that knows both front ends and sync */
#include "base/i18n.h"
#include "cli/cli.h"
#include "sync/service.h"
#include "ui/ui.h"

int main(int argc, char **argv)
{
	i18n_start();
	return cli_main(argc, argv, ui_run, sync_service());
}
