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

done_testing
