#!/bin/sh
# nlctl cancel: what has not left is skipped, for good.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage cancel
people_but_no_issue cancel --yes

# --- during a run -------------------------------------------------------------

issue june.html
ISSUE=june
relay --delay 50
nlctl -q config relay.default.connections 1
"$NLCTL" -q send june.html >/dev/null 2>&1 &
sender=$!
wait_for 10 grep -q 'accepted 000003' "$SINK_DIR/log"
expect 'without a terminal, without --yes' 64 nlctl cancel june </dev/null
out_is_empty
err_has 'add --yes'
check 'without --yes: it goes on' is_state sending
expect 'during a run' 0 nlctl cancel --yes june
out_matches '^state +cancelled$'
err_is_empty
check 'the sender ends by itself' wait_for 5 sh -c "! kill -0 $sender"
wait "$sender"
left=$(sink_count)
check 'not all has left' test "$left" -lt 40
sums 40 sent="$left" skipped=$((40 - left))
expect 'why' 0 nlctl --json status june
out_has '"reason":"cancelled"'

expect 'once more' 0 nlctl --json cancel -y june
out_has '"state":"cancelled"'
expect 'send says how it stands' 0 nlctl send june.html
out_matches '^state +cancelled$'
expect 'run leaves it alone' 0 nlctl run
err_is_empty
is 'nothing more was mailed' "$(sink_count)" "$left"

# --- a question, and what is finished -----------------------------------------

nlctl config --unset relay.default.connections
stop_sink
ISSUE=second
run nlctl -q send --name second june.html
expect 'at a terminal, no' 1 at_terminal n nlctl cancel second
out_has "cancel 'second' for the 40 who have not got it? [y/N]"
out_has 'nothing was changed'
sums 40 queued=40
expect 'at a terminal, yes' 0 at_terminal y nlctl cancel second
sums 40 skipped=40

relay
nlctl -q send --name third june.html >/dev/null
expect 'a finished issue' 1 nlctl cancel --yes third
out_is_empty
err_is <<'END'
nlctl cancel: issue 'third' is finished: nothing is left to cancel
END

done_testing
