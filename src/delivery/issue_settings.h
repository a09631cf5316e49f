/*
 * issue_settings - what an issue's file sets for itself.
 *
 * Checks the settings that issue/ found in the file
 * against the table of people/, and lays them above those of the lists.
 */
#ifndef DELIVERY_ISSUE_SETTINGS_H
#define DELIVERY_ISSUE_SETTINGS_H

#include "issue/finding.h"
#include "issue/manuscript.h"
#include "people/setting.h"

/* The one that is no setting of the program: what the issue is called. */
#define ISSUE_SETTING_NAME "name"

/*
 * The settings that hold for the issue: base, and what m says; base is
 * borrowed.  What an issue cannot set, or not to that, is an error in f at its
 * place, and left out.  settings_free when done.
 */
struct settings *issue_settings_new(
    struct settings *base, const struct manuscript *m, struct findings *f);

#endif
