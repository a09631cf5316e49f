#!/bin/sh
# Who stands on the outside: MAIL FROM follows the From of the message, unless a
# bounce address is set.
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# senders: each MAIL FROM since the sink was started, once.
senders() { sed -n 's/^[0-9]* accepted [0-9]* from=<\([^>]*\)>.*/\1/p' "$SINK_DIR/log" | sort -u; }

people
nlctl config --unset from
nlctl -q config -l newsletter from 'List <list@list.example>'
issue june.html
relay
expect 'only the list has a sender' 0 nlctl -q send june.html
is 'only the list has a sender: MAIL FROM' "$(senders)" list@list.example
relay
expect 'a test copy' 0 nlctl -q send --test me@example.org june.html
is 'a test copy: MAIL FROM' "$(senders)" list@list.example
relay
nlctl -q config confirm yes
expect 'a confirmation' 0 nlctl -q subscribe new@example.org
is 'a confirmation: MAIL FROM' "$(senders)" list@list.example

nlctl -q config from all@all.example
relay
expect 'both have one' 0 nlctl -q send --name both june.html
is 'both have one: MAIL FROM is From' "$(senders)" list@list.example
sed 's|<title>|<meta name="nlctl:from" content="issue@issue.example"><title>|' june.html >own.html
relay
expect 'the issue has one' 0 nlctl -q send own.html
is 'the issue has one: MAIL FROM is From' "$(senders)" issue@issue.example

nlctl config bounce.address 'bounces+*@all.example'
relay
expect 'a bounce address' 0 nlctl -q send --name bounce own.html
is 'a bounce address: of each copy' "$(senders | grep -cE '^bounces\+[a-z2-7]+\.[a-z2-7]{16}@all\.example$')" 3

# Room for what takes the place of the "*": 64 octets before the "@", 254 in all.
letters() { printf "%$1s" '' | tr ' ' a; }
long=$(letters 60).$(letters 60).$(letters 60).$(letters 36).example # 227
expect 'the longest before the @' 0 nlctl config bounce.address "$(letters 34)*@all.example"
relay
expect 'the longest before the @: it is sent' 0 nlctl -q send --name longest own.html
expect 'one more' 65 nlctl config bounce.address "$(letters 35)*@all.example"
out_is_empty
err_has "30 octets take the place of the '*': then there are 65 before the '@', and the limit is 64; shorten it"
expect 'the longest in all' 0 nlctl config relay.default.bounce-address "$(letters 1)*@${long#aaaaa}"
relay
expect 'the longest in all: it is sent' 0 nlctl -q send --name whole own.html
expect 'longer in all' 65 nlctl config relay.default.bounce-address "aa*@$long"
err_has "30 octets take the place of the '*': then it has"
nlctl config --unset relay.default.bounce-address
expect 'list-address takes a UUID' 65 nlctl config list-address "$(letters 29)*@all.example"
err_has "36 octets take the place of the '*': then there are 65 before the '@'"
expect 'list-address: the longest' 0 nlctl config list-address "$(letters 28)*@all.example"

# Another program may have put it there.
for value in "$(letters 50)*@all.example" 'no address' "a\r\nRCPT TO:<x@example.org>@all.example"; do
	python - "$NLCTL_DB" "$value" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE setting SET value = ? WHERE key = 'bounce.address'", (sys.argv[2].replace("\\r\\n", "\r\n"),))
db.commit()
END
	relay
	expect "put there: $value" 78 nlctl -q send --name put own.html
	err_has "'bounce.address'"
	is "put there: $value: nothing was mailed" "$(sink_count)" 0
done

done_testing
