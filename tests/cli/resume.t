#!/bin/sh
# nlctl resume: the rest goes out, to those who still want it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage resume
people_but_no_issue resume

issue june.html
ISSUE=june
relay --delay 50
nlctl -q config relay.default.connections 1
"$NLCTL" -q send june.html >/dev/null 2>&1 &
sender=$!
wait_for 10 grep -q 'accepted 000002' "$SINK_DIR/log"
nlctl -q pause june >/dev/null
wait "$sender"
nlctl -q unsubscribe --email p40@example.org
before=$(sink_count)

relay
expect 'the rest' 0 nlctl resume june
out_matches '^state +finished$'
err_is_empty
sums 40 sent=39 skipped=1
is 'the rest: nobody twice, nobody missed' $((before + $(sink_count))) 39
is 'the rest: not to who left' "$(grep -c p40@example.org "$SINK_DIR/log")" 0

expect 'a finished issue' 1 nlctl resume june
out_is_empty
err_is <<'END'
nlctl resume: issue 'june' is finished
END

# --- what is in the way is said as by send ------------------------------------

nlctl config --unset relay.default.connections
port=$SINK_PORT
stop_sink
ISSUE=second
run nlctl -q send --name second june.html
nlctl -q pause second >/dev/null
expect 'the relay is away' 75 nlctl --json resume second
out_has '"state":"sending"'
err_has 'nobody was missed'
start_sink -p "$port" -s /dev/null
expect 'not paused at all: it is gone on with' 0 nlctl -q resume second
sums 39 sent=39

done_testing
