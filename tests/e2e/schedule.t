#!/bin/sh
# An issue that departs later: by run, once, to the people of that moment.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
people 200
issue june.html
relay

# What was understood is shown, and may be wrong to a person.
TZ=Europe/Paris
expect 'with an offset' 0 nlctl send --at '2038-01-01T09:00:00+02:00' june.html
err_has 'departs Fri 2038-01-01 08:00 CET'
expect 'local time' 0 nlctl send --at '01/07/2038 09:00' june.html
err_has 'departs Thu 2038-07-01 09:00 CEST'
expect 'a time that summer leaves out' 0 nlctl send --at '2038-03-28 02:30' june.html
err_matches 'departs Sun 2038-03-28 0(3:30|3:00|1:30) CE'
expect 'past' 64 nlctl send --at '2020-01-01 09:00' june.html
err_has "--at '2020-01-01 09:00' is past"
expect 'no moment' 64 nlctl send --at 'soon' june.html
err_has "--at 'soon' is no moment"
# The day has 25 hours; by the clock it is 00:30.
TZ=Europe/Paris NLCTL_TEST_NOW=$(TZ=Europe/Paris date -d '2037-10-25 00:30' +%s)
export NLCTL_TEST_NOW
expect 'tomorrow, on a long day' 0 nlctl send --at 'tomorrow 00:15' june.html
err_has 'departs Mon 2037-10-26 00:15 CET'
unset NLCTL_TEST_NOW
TZ=UTC
expect 'nothing is due' 0 nlctl run
out_is_empty
err_is_empty
is 'nothing was sent' "$(sink_count)" 0

# Other content: asked for, then in its place.
issue changed.html 'Other words.'
expect 'changed' 1 nlctl send --name june --at +1h changed.html
err_has '--replace'
expect 'replaced' 0 nlctl send --name june --at +1h --replace changed.html

# Two loops at once: each person once, and only those who are there by then.
expect 'moved' 0 nlctl -q send --name june --at +1s changed.html
expect 'one leaves before' 0 nlctl -q unsubscribe --email p1@example.org
expect 'one comes' 0 nlctl -q subscribe late@example.org
for loop in 1 2; do
	(
		turns=0
		while [ "$turns" -lt 30 ]; do
			turns=$((turns + 1))
			"$NLCTL" run >>"$T/loop$loop" 2>&1 || echo "status $?" >>"$T/loop$loop"
			sleep 0.1
		done
	) &
	eval "loop$loop=\$!"
done
# shellcheck disable=SC2154 # set by eval
wait "$loop1" "$loop2"
tap_expect='two loops'
sums 200 sent=200
is 'each person once' "$(grep -o 'accepted .*to=<[^>]*>' "$SINK_DIR/log" |
	sed 's/.*to=//' | sort | uniq -c | awk '$1 == 1' | wc -l | tr -d ' ')" 200
check 'who came before the departure got it' grep -q 'to=<late@example.org>' "$SINK_DIR/log"
check 'who left before it did not' sh -c "! grep -q 'to=<p1@example.org>' '$SINK_DIR/log'"
check 'it said so once' sh -c "[ \"\$(cat '$T'/loop* | grep -c sent)\" = 1 ]"

# Too late: held, shown, and sent when a person says so.
ISSUE=july
expect 'with an end' 0 nlctl -q send --name july --at +1s --not-after +2s june.html
sleep 3.2
expect 'run comes too late' 1 nlctl run
err_has 'could not depart in time'
expect 'that is said once' 0 nlctl run
expect 'status shows it' 0 nlctl status
out_matches 'state +held'
err_has 'nlctl resume'
expect 'resume sends it' 0 nlctl -q resume july
sums 200 sent=200

# A clock that was wrong, a machine that slept: the next run catches up.
ISSUE=august
expect 'a third' 0 nlctl -q send --name august --at +1s june.html
expect 'cancelled before' 0 nlctl -q cancel --yes august
sleep 1.2
expect 'run leaves it alone' 0 nlctl run
sums 0

# Finished with nobody left to get it, then replaced: it waits, as if it were new.
ISSUE=replaced
stop_sink
expect 'a list of one' 0 nlctl -q list add one
nlctl -q subscribe -l one only@example.org
run nlctl -q send --name replaced -l one june.html
nlctl -q unsubscribe --email only@example.org -l one >/dev/null
expect 'the only one leaves' 0 nlctl run
tap_expect='the only one leaves'
sums 1 skipped=1
check 'it is finished' is_state finished
expect 'other content' 0 nlctl -q send --replace --name replaced -l one --at +1h changed.html
expect 'it waits' 0 nlctl --json status replaced
out_has '"state":"scheduled"'
out_lacks '"finished":'
nlctl -q cancel --yes replaced >/dev/null
relay

# One that cannot depart is held, and holds up nobody else; nor does a list
# without a sender.
expect 'a list without readers' 0 nlctl list add empty
ISSUE=september
expect 'for nobody' 0 nlctl -q send --name nobody --at +1s -l empty june.html
expect 'for all' 0 nlctl -q send --name september --at +1s june.html
sleep 1.2
expect 'run sends what can be sent' 65 nlctl run
err_is <<'END'
200 sent
nlctl run: issue 'nobody' is held: nobody would get this issue: nobody is subscribed; nlctl import or nlctl subscribe adds some; then nlctl resume 'nobody' lets it depart
END
sums 200 sent=200
expect 'that is said once, too' 0 nlctl run
err_is_empty
expect 'status shows the held one' 0 nlctl status
err_has "it did not depart by itself: nlctl resume 'nobody'"
expect 'still nobody' 65 nlctl resume nobody
nlctl -q subscribe -l empty somebody@example.org
expect 'somebody' 0 nlctl -q resume nobody
ISSUE=nobody
sums 1 sent=1

ISSUE=october
stop_sink
run nlctl -q send --name faulty -l empty june.html
run nlctl -q send --name october june.html
expect 'both wait' 75 nlctl run
nlctl config --unset base-url
nlctl -q list set newsletter list-address=leave@example.org
relay
expect 'a setting of one list is missing' 78 nlctl run
err_has '200 sent'
err_has "issue 'faulty': nobody could leave the list 'empty'"
sums 200 sent=200
done_testing
