#!/bin/sh
# nlctl pause: a run in progress ends, and nothing goes on until resume.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage pause
people_but_no_issue pause

# --- during a run -------------------------------------------------------------

issue june.html
ISSUE=june
relay --delay 50
nlctl -q config relay.default.connections 1
"$NLCTL" send june.html >sent 2>sent.err &
sender=$!
check 'copies are leaving' wait_for 10 grep -q 'accepted 000003' "$SINK_DIR/log"
expect 'during a run' 0 nlctl pause june
out_matches '^state +paused$'
out_matches '^audience +40$'
err_is_empty
check 'the sender ends by itself' wait_for 5 sh -c "! kill -0 $sender"
wait "$sender"
is 'the sender says that all is well' $? 0
check 'the sender says that it is paused' grep -q '^state  *paused$' sent
before=$(sink_count)
check 'not all has left' test "$before" -lt 40
is 'what has left is known' "$("$NLCTL" --json status june | sed 's/.*"sent":\([0-9]*\).*/\1/')" "$before"

# --- nothing goes on ----------------------------------------------------------

expect 'run leaves it alone' 0 nlctl run
out_is_empty
err_is_empty
expect 'send does not go on' 1 nlctl send june.html
err_is <<'END'
nlctl send: issue 'june' is paused: nlctl resume 'june' lets it go on
END
expect 'status says so' 0 nlctl status
err_has "paused: nlctl resume 'june'"
is 'nothing more was mailed' "$(sink_count)" "$before"
expect 'once more, --json' 0 nlctl --json pause june
out_has '"state":"paused"'
err_is_empty

# --- what cannot be paused ----------------------------------------------------

nlctl -q cancel --yes june >/dev/null
expect 'a cancelled issue' 1 nlctl pause june
out_is_empty
err_is <<'END'
nlctl pause: issue 'june' is cancelled
END

done_testing
