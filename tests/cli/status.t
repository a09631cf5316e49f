#!/bin/sh
# nlctl status: sums that add up, why, and what needs somebody.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage status

expect 'no database' 78 nlctl status
out_is_empty
err_has "$T/nlctl.db"
people 4
expect 'nothing yet' 0 nlctl status
out_is_empty
err_is <<'END'
nothing is running, nothing needs you; nlctl issues lists what was sent
END
expect 'nothing yet, --json' 0 nlctl --json -q status
out_is_empty
err_is_empty
expect 'an unknown issue' 1 nlctl status june
out_is_empty
err_is <<'END'
nlctl status: there is no issue 'june'; nlctl issues lists them
END
expect '--watch what?' 64 nlctl status --watch
err_has 'which issue is to be watched?'
expect 'two issues' 64 nlctl status a b
err_has 'too many arguments'

# --- one issue with something of everything -----------------------------------

NLCTL_TEST_NOW=1800000000
export NLCTL_TEST_NOW
issue june.html
relay -s - <<'END'
RCPT <p1@example.org>: 451 4.7.1 slow down
RCPT <p2@example.org>: 550 5.1.1 no such user
MAIL 3: delay 300 then 250 ok
DOT <p3@example.org>: drop-after-dot
END
nlctl -q config relay.default.connections 1
run nlctl -q send june.html
is 'with failures: status of send' "$STATUS" 1

expect 'one issue' 0 nlctl status june
tr -s ' ' <out >squeezed
check 'one issue: state' grep -qx 'state sending' squeezed
check 'one issue: created' grep -qx 'created 2027-01-15 08:00' squeezed
check 'one issue: audience' grep -qx 'audience 4' squeezed
check 'one issue: sent' grep -qx 'sent 1' squeezed
check 'one issue: deferred' grep -qx 'deferred 1' squeezed
check 'one issue: failed' grep -qx 'failed 1' squeezed
check 'one issue: uncertain' grep -qx 'uncertain 1' squeezed
check 'one issue: when the next try is' grep -q '^next try 2027-01-15 08:0' squeezed
check 'one issue: why' grep -q '1 failed refused 550 5.1.1' squeezed
err_is_empty
expect 'by the file it is named after' 0 nlctl -q status some/where/june.html
tr -s ' ' <out >again
check 'by the file: the same' cmp squeezed again

expect 'one issue, --json' 0 nlctl --json status june
python -c '
import json
o = json.load(open("out"))
sums = [o[k] for k in "queued sending sent deferred failed uncertain skipped".split()]
print(o["issue"], o["subject"], o["state"], o["audience"], sum(sums), o["created"])
for w in sorted(o["why"], key=lambda w: w["state"]):
    print(w["copies"], w["state"], w["reason"], w["code"], w["status"], w["reply"])
assert o["next_try"].startswith("2027-01-15T08:0") and "finished" not in o' >json 2>&1
is 'one issue, --json: what it says' "$(cat json)" "june News of June sending 4 4 2027-01-15T08:00:00Z
1 failed refused 550 5.1.1 no such user
1 uncertain None None None the relay hung up at dot"

expect 'what needs somebody' 0 nlctl status
out_matches '^issue +june$'
err_has "1 may or may not have arrived: nlctl retry --uncertain 'june'"
nlctl -q pause june >/dev/null
expect 'a near name' 1 nlctl status jume
err_has "there is no issue 'jume'; did you mean 'june'?"

nlctl -q send --name 2026.06 june.html >/dev/null
expect 'a name with a dot in it' 0 nlctl --json status 2026.06
out_has '"issue":"2026.06"'
expect 'and the file of that name' 0 nlctl --json status 2026.06.html
out_has '"issue":"2026.06"'

# --- finished -----------------------------------------------------------------

relay
nlctl -q send --name second june.html >/dev/null
expect 'finished' 0 nlctl --json status second
out_has '"state":"finished"'
out_has '"finished":"2027-01-15T08:00:00Z"'
out_has '"why":[]'
expect 'finished issues need nobody' 0 nlctl --json -q status
out_lacks '"second"'
out_has '"june"'

# Clicks are shown where they are counted.
sqlite3 "$NLCTL_DB" "UPDATE issue SET options = json_set(options, '$.track', 'counts', '$.opens', 1);
	INSERT INTO link (issue, number, name, url, tracked)
		SELECT id, 99, 'kit', 'https://asso.example', 1 FROM issue;
	INSERT INTO click (issue, link, at, human) SELECT id, 99, 1, 1 FROM issue;
	INSERT INTO click (issue, link, at, human) SELECT id, 99, 1, 0 FROM issue;
	INSERT INTO click (issue, at, human) SELECT id, 1, 0 FROM issue"
expect 'clicks' 0 nlctl --json status "$(sqlite3 "$NLCTL_DB" 'SELECT name FROM issue LIMIT 1')"
out_has '"clicks":1,"clicks_raw":2,"opens":0,"opens_raw":1'
done_testing
