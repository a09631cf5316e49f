#!/bin/sh
# nlctl issues: all of them, the oldest first.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage issues

expect 'no database' 78 nlctl issues
out_is_empty
err_has "$T/nlctl.db"
people
expect 'none, --json' 0 nlctl --json issues
out_is_empty
err_is_empty
expect 'an argument' 64 nlctl issues june
err_has 'too many arguments'

NLCTL_TEST_NOW=1800000000
export NLCTL_TEST_NOW
issue june.html
relay -s - <<'END'
RCPT <p2@example.org>: 550 5.1.1 no such user
END
run nlctl -q send june.html
relay
NLCTL_TEST_NOW=1800086400
nlctl -q send --name second --subject 'For {{ contact.PRENOM }}' june.html >/dev/null

expect 'two' 0 nlctl issues
err_is_empty
head -n 1 out | tr -s ' ' >heading
is 'two: the heading' "$(sed 's/ *$//' heading)" \
	'issue state created audience sent deferred failed uncertain skipped subject'
sed 1d out | tr -s ' ' >rows
is 'two: the rows' "$(sed 's/ *$//' rows)" 'june finished 2027-01-15 08:00 3 2 0 1 0 0 News of June
second finished 2027-01-16 08:00 3 3 0 0 0 0 For {{ contact.PRENOM }}'

expect 'two, --json' 0 nlctl --json issues
out_is <<'END'
{"issue":"june","state":"finished","created":"2027-01-15T08:00:00Z","audience":3,"sent":2,"deferred":0,"failed":1,"uncertain":0,"skipped":0,"subject":"News of June"}
{"issue":"second","state":"finished","created":"2027-01-16T08:00:00Z","audience":3,"sent":3,"deferred":0,"failed":0,"uncertain":0,"skipped":0,"subject":"For {{ contact.PRENOM }}"}
END

done_testing
