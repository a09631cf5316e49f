#!/bin/sh
# Two processes at one issue, at the worst moment: it is replaced, cancelled or
# retried while copies of it are on their way.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
issue june.html

# Replaced while the relay has not greeted yet: only the new words leave.
fresh 'GREETING 1: delay 1500 then 220 hello'
in_background GREETING
issue june.html 'Corrected for {{ contact.PRENOM }}.'
expect 'replaced before the first copy left' 0 nlctl -q send -y --replace june.html
ends 'the sender that began with the old words' 0
tap_expect='replaced'
sums 3 sent=3
is 'nobody got the old words' "$(for f in "$SINK_DIR"/*.eml; do
	html "$f"
done | grep -c 'Corrected for Prenom[123]')" 3
issue june.html

done_testing
