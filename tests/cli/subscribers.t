#!/bin/sh
# nlctl subscribers: who is there.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

expect 'no database' 78 nlctl subscribers
check 'none is made' test ! -e nlctl.db
nlctl -q init >next
nlctl list add Membres
nlctl field add PRENOM text
nlctl -q subscribe -f PRENOM=Léa lea@asso.example
nlctl -q subscribe zoe@asso.example
nlctl -q subscribe -l Membres zoe@asso.example
nlctl -q unsubscribe --email zoe@asso.example

expect 'the default list' 0 nlctl subscribers
out_is <<-'END'
	address                               list            state     since             suppressed
	lea@asso.example                      newsletter      active    2026-11-18 11:06  -
	zoe@asso.example                      newsletter      left      2026-11-18 11:06  -
END
err_is_empty
expect 'another' 0 nlctl subscribers -lMembres --json
out_is <<-'END'
	{"address":"zoe@asso.example","list":"Membres","state":"active","since":"2026-11-18T11:06:40Z","suppressed":null,"paused_until":null,"source":"subscribe","language":null,"fields":{}}
END
expect 'only those who get mail' 0 nlctl subscribers --mailable --json
out_has '"fields":{"PRENOM":"Léa"}'
out_lacks zoe
expect 'how many' 0 nlctl subscribers --all --count
out_is <<-'END'
	3
END
expect 'for programs' 0 nlctl subscribers --json --count
out_is <<-'END'
	{"count":2}
END
expect 'with a condition' 0 nlctl subscribers --where 'PRENOM = "Léa" and subscribed = 2026-11-18'
out_is <<-'END'
	address                               list            state     since             suppressed
	lea@asso.example                      newsletter      active    2026-11-18 11:06  -
END
err_is_empty
expect 'with a condition, how many' 0 nlctl subscribers --all --where 'PRENOM is empty' --count
out_is <<-'END'
	2
END
expect 'a condition and --mailable' 0 nlctl subscribers --where 'PRENOM is empty' --mailable --count
out_is <<-'END'
	0
END
expect 'what is subscribed on all lists' 0 nlctl subscribers --all --where 'subscribed is empty' --count
out_is <<-'END'
	0
END
expect 'a mistake in the condition' 65 nlctl subscribers --where 'PRENON = "Léa"'
out_is_empty
err_is <<-'END'
	nlctl subscribers: --where:1:1: there is no field 'PRENON'; did you mean 'PRENOM'?
END
expect 'no such list' 1 nlctl subscribers -l Membre
err_has "did you mean 'Membres'"
expect 'one list or all' 64 nlctl subscribers --all -l Membres
err_has "options '--list' and '--all' do not go together"

# A reader that goes away, and one that takes nothing.
awk 'BEGIN { print "email"; for (i = 0; i < 20000; i++) print "a" i "@asso.example" }' >many.csv
nlctl -q import many.csv >sums
run sh -c "'$NLCTL' subscribers 2>head.err | head -n 2 | wc -l"
is 'head takes two lines' "$(tr -d ' ' <out)" 2
check 'and the end is quiet' test ! -s head.err
run sh -c "'$NLCTL' subscribers >/dev/full"
is 'a full disk: status 74' "$STATUS" 74
err_has 'cannot write to standard output: No space left on device'
done_testing
