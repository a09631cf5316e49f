/* commands - the table of all commands, in the order of `nlctl help`. */
#include "cli/cmd.h"

extern const struct cmd cmd_cancel, cmd_config, cmd_confirm, cmd_export, cmd_field,
    cmd_freeze, cmd_help, cmd_import, cmd_init, cmd_issues, cmd_list, cmd_merge,
    cmd_pause, cmd_preview, cmd_rename, cmd_resume, cmd_retry, cmd_run, cmd_send, cmd_set,
    cmd_show, cmd_status, cmd_subscribe, cmd_subscribers, cmd_unfreeze, cmd_unsubscribe,
    cmd_version;

const struct cmd *const commands[] = {
	&cmd_init,
	&cmd_config,
	&cmd_list,
	&cmd_field,
	&cmd_import,
	&cmd_export,
	&cmd_subscribe,
	&cmd_confirm,
	&cmd_unsubscribe,
	&cmd_subscribers,
	&cmd_show,
	&cmd_set,
	&cmd_rename,
	&cmd_merge,
	&cmd_preview,
	&cmd_send,
	&cmd_run,
	&cmd_status,
	&cmd_issues,
	&cmd_pause,
	&cmd_resume,
	&cmd_cancel,
	&cmd_retry,
	&cmd_freeze,
	&cmd_unfreeze,
	&cmd_help,
	&cmd_version,
	NULL,
};
