#!/bin/sh
# List bombing: what ten thousand forms come to, for one address and for many, and that
# the limits hold from one process to the next.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

nlctl -q init --from 'La Lettre <lettre@asso.example>' --base-url http://127.0.0.1:8080 >next
nlctl config public yes
nlctl config proxies 127.0.0.1
i=0
while [ $i -lt 200 ]; do
	echo "known$i@asso.example"
	i=$((i + 1))
done >known.csv
sed -i '1i EMAIL' known.csv
nlctl -q import known.csv >imported 2>&1 || fail 'people are known' "$(cat imported)"

# --- by cgi, where each form is a process of its own ---------------------------

# shellcheck disable=SC2317 # they are called by expect
# ask EMAIL STAMP [NETWORK]: send the form.
ask() {
	printf 'email=%s&stamp=%s' "$1" "$2" >body
	env REQUEST_METHOD=POST PATH_INFO=/s/newsletter CONTENT_LENGTH="$(wc -c <body)" \
		REMOTE_ADDR="${3:-192.0.2.1}" CONTENT_TYPE=application/x-www-form-urlencoded \
		"$NLCTL" cgi <body
}
stamp_of() { sed -n 's/.*name="stamp" value="\(.*\)">/\1/p' out; }
count() { sqlite3 nlctl.db "SELECT count(*) FROM $1"; }

NLCTL_TEST_NOW=1800000000
export NLCTL_TEST_NOW
nlctl config relay.default.url smtp://127.0.0.1:1 # nothing leaves before the end
nlctl config subscribe.per-hour 8
nlctl config subscribe.per-network 3
expect 'a form without a stamp' 0 ask a0@asso.example ''
out_has 'press the button once more'
stamp=$(stamp_of)
NLCTL_TEST_NOW=1800000001
expect 'a second later' 0 ask a0@asso.example "$stamp"
out_has 'press the button once more'
is 'nothing was counted' "$(count quota)" 0
NLCTL_TEST_NOW=1800000002
for i in 1 2 3; do
	expect "the form $i" 0 ask "a$i@asso.example" "$stamp"
	out_has 'on its way'
done
expect 'a fourth from that network' 0 ask a4@asso.example "$stamp" 192.0.2.255
out_has 'Status: 503'
out_has 'Retry-After: 3600'
is 'who asked is not to be read' "$(sqlite3 nlctl.db 'SELECT count(*), min(length(hash)) FROM quota
	WHERE instr(CAST(hash AS TEXT), 192) = 0')" '2|32'

expect 'from another one' 0 ask b1@asso.example '' 198.51.100.1
other=$(stamp_of)
NLCTL_TEST_NOW=1800000010
expect 'the fourth of all' 0 ask b1@asso.example "$other" 198.51.100.1
out_has 'on its way'
expect 'the fifth' 0 ask b2@asso.example "$other" 198.51.100.1
out_has 'wait half a minute'
slow=$(stamp_of)
NLCTL_TEST_NOW=1800000039
expect 'before half a minute' 0 ask b2@asso.example "$slow" 198.51.100.1
out_has 'wait half a minute'
is 'the same stamp, which grows old' "$(stamp_of)" "$slow"
NLCTL_TEST_NOW=1800000040
expect 'after it, for another address' 0 ask b3@asso.example "$slow" 198.51.100.1
out_has 'wait half a minute'
expect 'for that one' 0 ask b2@asso.example "$slow" 198.51.100.1
out_has 'on its way'
nlctl config subscribe.per-hour 5
expect 'when all of them have come' 0 ask c@asso.example '' 203.0.113.1
out_has 'Status: 503'
nlctl config subscribe.per-hour 8
nlctl -q run >ran 2>&1
is 'nobody loses count of what runs' "$(count quota)" 3
NLCTL_TEST_NOW=1800003602
expect 'an hour later' 0 ask a4@asso.example "$stamp"
out_has 'on its way'
nlctl -q run >ran 2>&1
is 'what is over is swept' "$(count quota)" 3
NLCTL_TEST_NOW=1800007300
nlctl -q run >ran 2>&1
is 'all of it' "$(count quota)" 0
NLCTL_TEST_NOW=1800090002
expect 'a day later the stamp is too old' 0 ask a5@asso.example "$stamp"
out_has 'press the button once more'
is 'each address was asked once' "$(sqlite3 nlctl.db "SELECT count(*), count(DISTINCT contact)
	FROM notice")" '6|6'
unset NLCTL_TEST_NOW

# --- ten thousand --------------------------------------------------------------

sqlite3 nlctl.db 'DELETE FROM notice'
relay
nlctl config subscribe.per-hour 1000000
nlctl config subscribe.per-network 1000000
python "$ROOT/tests/e2e/web_bombing.py" nlctl.db >checks 2>&1
is 'all of them were sent' $? 0
results bombing <checks
expect 'what waits is sent' 0 nlctl -q run
is 'one mail for ten thousand forms' \
	"$(grep -l '^To: victim@asso.example' "$SINK_DIR"/*.eml | wc -l)" 1
is 'one for each of the others' "$(grep -h '^To: ' "$SINK_DIR"/*.eml | sort | uniq -d)" ''
done_testing
