/* man/list-keys.c - prints the front end's tables of actions, for keys.conf(5). The build runs it; it is not installed. */
#include "ui/ui.h"

int main(void)
{
	ui_print_keys(stdout);
	return 0;
}
