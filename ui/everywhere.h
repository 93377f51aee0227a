/* ui/everywhere.h - the keys that work on every screen. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass everywhere_class;

/** The action that shows the keys: every footer ends with it. */
const Action *everywhere_help(void);
