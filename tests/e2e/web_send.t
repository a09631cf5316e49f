#!/bin/sh
# Readers leave, and come back, while an issue is being sent: no page waits, the sums
# add up, nobody is mailed twice, and nobody whom it missed stays missed.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people 1500
issue june.html
relay
"$NLCTL" serve --listen 127.0.0.1:0 >served 2>&1 &
SERVER=$!
wait_for 5 grep -q '^pages at ' served
address=$(sed -n '1s/^pages at http:\/\///p' served)
python "$ROOT/tests/e2e/web_send.py" nlctl.db "$address" >checks 2>&1 &
READERS=$!
expect 'june is sent' 0 nlctl -q send june.html
wait $READERS
is 'the readers came to the end' $? 0
results readers <checks
kill "$SERVER"
wait "$SERVER"
is 'the sums add up' "$(sqlite3 nlctl.db "SELECT audience, audience = sent + skipped,
	queued + sending + deferred + failed + uncertain FROM v_issue")" '1500|1|0'
is 'what was sent has arrived' "$(sink_count)" "$(sqlite3 nlctl.db 'SELECT sent FROM issue')"
is 'nobody twice' "$(sed -n 's/^To: //p' "$SINK_DIR"/*.eml | sort | uniq -d | wc -l)" 0
# The last one may have come back when the issue was finished already.
check 'who is still there has it' test "$(sqlite3 nlctl.db "SELECT count(*) FROM delivery d
	JOIN subscription s ON s.contact = d.contact
	WHERE s.state = 'active' AND d.state <> 'sent'")" -le 1
is 'the relay was spoken to as it should be' "$(sink_violations)" 0
done_testing
