#!/bin/sh
# nlctl run: silent when nothing is due, goes on with what is left, reports each
# trouble once.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage run

expect 'no database' 78 nlctl run
out_is_empty
err_has "$T/nlctl.db"
people
expect 'an argument' 64 nlctl run june
err_has 'too many arguments'

expect 'nothing is due, not even a relay is needed' 0 nlctl run
out_is_empty
err_is_empty

# --- a run that was cut short is gone on with ---------------------------------

issue june.html
ISSUE=june
relay
port=$SINK_PORT
stop_sink
run nlctl send june.html
is 'the relay is away: status' "$STATUS" 75
expect 'the relay is still away' 75 nlctl run
out_is_empty
err_has "relay 'default' (smtp://127.0.0.1:$port) failed at"
start_sink -p "$port"
expect 'the relay is back' 0 nlctl run
out_is_empty
err_is <<'END'
3 sent
END
sums 3 sent=3
expect 'all is done' 0 nlctl run
out_is_empty
err_is_empty
is 'all is done: nobody is mailed twice' "$(sink_count)" 3

# --- deferred copies, when their time has come --------------------------------

now=1800000000
NLCTL_TEST_NOW=$now
export NLCTL_TEST_NOW
nlctl -q config relay.default.connections 1
relay -s - <<'END'
DOT 1: 451 4.7.1 later
RCPT <p2@example.org>: 451 4.7.1 later
END
ISSUE=later
expect 'two are deferred' 75 nlctl send --name later june.html
err_has '2 wait for a later try'
sums 3 sent=1 deferred=2
expect 'their time has not come' 0 nlctl run
out_is_empty
err_is_empty
is 'their time has not come: not tried' "$(grep -c ' RCPT ' "$SINK_DIR/log")" 3
NLCTL_TEST_NOW=$((now + 7 * 60))
expect 'it has come' 0 nlctl run
err_is <<'END'
1 sent
END
sums 3 sent=2 deferred=1
is 'it has come: the Date is that of the first attempt' \
	"$(field date "$(grep -l '<p1@example.org>' "$SINK_DIR"/*.eml)")" 'Fri, 15 Jan 2027 08:00:00 +0000'

# Four days on, each try after the longest wait: the last one gives up.
tries=0
while [ "$tries" -lt 40 ] && ! is_state finished; do
	tries=$((tries + 1))
	NLCTL_TEST_NOW=$((NLCTL_TEST_NOW + 5 * 3600))
	run nlctl run
done
is 'it expires: the run in which it does ends with 1' "$STATUS" 1
sums 3 sent=2 failed=1
check 'it expires after three days' test "$NLCTL_TEST_NOW" -gt $((now + 2 * 86400))
expect 'it expires: the next run is silent' 0 nlctl run
out_is_empty
err_is_empty
expect 'it expires: why' 0 nlctl --json status later
out_has '"reason":"expired","code":451'

expect 'it expires: said to be tried again, it has its time anew' 75 \
	nlctl -q retry --yes --failed later
sums 3 sent=2 deferred=1

# Refused for good after those three days: that is why, not the time.
NLCTL_TEST_NOW=$now
relay -s - <<'END'
RCPT <p1@example.org> 1: 451 4.7.1 later
RCPT <p1@example.org>: 550 5.1.1 no such user
END
run nlctl send --name refused june.html
NLCTL_TEST_NOW=$((now + 73 * 3600))
expect 'refused after 73 hours' 1 nlctl run
expect 'refused after 73 hours: why' 0 nlctl --json status refused
out_has '"reason":"refused","code":550,"status":"5.1.1"'
unset NLCTL_TEST_NOW

# --- conditions: those of the departure ---------------------------------------

NLCTL_TEST_NOW=$now
export NLCTL_TEST_NOW
relay
nlctl -q field add OLD text
nlctl audience save whom 'PRENOM = "Prenom1"'
nlctl -q send --name broken --at +1h --where 'OLD is empty' june.html >sums
nlctl -q send --name meets --at +1h --where '@whom and subscribed < now' june.html >sums
nlctl -q audience save whom 'PRENOM != "Prenom1"'
nlctl -q set p2@example.org PRENOM=Prenom1
nlctl -q field drop -y OLD 2>sums
NLCTL_TEST_NOW=$((now + 3700))
ISSUE=meets
expect 'a condition that means nothing any more' 65 nlctl run
err_has "issue 'broken' is held: --where:1:1: there is no field 'OLD': nlctl field lists them"
expect 'it does not hold up others' 0 nlctl --json status meets
out_has '"where":"@whom and subscribed < now"'
sums 1 sent=1
check 'to whom it means when it departs' grep -q 'to=<p3@example.org>' "$SINK_DIR/log"
nlctl -q cancel -y broken >sums
nlctl -q set p2@example.org PRENOM=Prenom2
unset NLCTL_TEST_NOW

# --- killed in the middle: uncertain, said once -------------------------------

relay -s - <<'END'
DOT 2: stall-after-accept
END
ISSUE=killed
"$NLCTL" -q send --name killed june.html >/dev/null 2>&1 &
sender=$!
wait_for 10 grep -q 'accepted 000002' "$SINK_DIR/log"
kill -9 "$sender"
wait "$sender" 2>/dev/null
relay
expect 'after a kill' 1 nlctl run
out_is_empty
err_has '1 sent, 0 failed, 1 uncertain; nlctl status says more'
sums 3 sent=2 uncertain=1
is 'after a kill: the uncertain one is not sent again' "$(sink_count)" 1
expect 'it is said once' 0 nlctl run
out_is_empty
err_is_empty

# --- two at once, and what has been stopped -----------------------------------

relay --delay 100
ISSUE=long
"$NLCTL" -q send --name long june.html >/dev/null 2>&1 &
sender=$!
wait_for 10 is_state sending
expect 'another process is sending' 0 nlctl run
out_is_empty
err_is_empty
wait "$sender"
sums 3 sent=3

relay -s - <<'END'
RCPT <p1@example.org>: 451 4.7.1 later
END
ISSUE=held
run nlctl send --name held june.html
nlctl -q pause held >/dev/null
NLCTL_TEST_NOW=$(($(date +%s) + 86400))
export NLCTL_TEST_NOW
expect 'a paused issue is left alone' 0 nlctl run
out_is_empty
err_is_empty
sums 3 sent=2 deferred=1

done_testing
