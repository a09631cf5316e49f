#!/bin/sh
# nlctl rename: another address, and everything stays.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage rename
expect 'no database' 78 nlctl rename a@asso.example b@asso.example

people 3
nlctl -q list add Membres
nlctl -q subscribe -l Membres p1@example.org
number=$(sqlite3 nlctl.db "SELECT id FROM contact WHERE key = 'p1@example.org'")

expect 'another address' 0 nlctl rename P1@example.org 'Léa@Bücher.example'
out_is_empty
err_is <<-'END'
	'p1@example.org' is 'léa@bücher.example' now
END
expect 'all that was known stays' 0 nlctl --json show léa@bücher.example
out_has '"key":"léa@xn--bcher-kva.example","needs_smtputf8":true'
out_has '"PRENOM":"Prenom1"'
out_has '"list":"Membres","state":"active"'
out_has '"kind":"renamed","list":null,"issue":null,"source":"rename","detail":null'
is 'it is the same contact' \
	"$(sqlite3 nlctl.db "SELECT id FROM contact WHERE key LIKE 'l%'")" "$number"
expect 'nobody has the old one' 1 nlctl show p1@example.org
expect 'again: nothing changes' 0 nlctl rename léa@bücher.example léa@xn--bcher-kva.example
err_is <<-'END'
	'léa@bücher.example' is 'léa@xn--bcher-kva.example' now
END
expect 'the same address' 0 nlctl rename léa@bücher.example léa@xn--bcher-kva.example
err_is <<-'END'
	'léa@xn--bcher-kva.example' is as before
END
expect 'for programs' 0 nlctl -q --json rename léa@bücher.example p1@example.org
out_is <<-'END'
	{"before":"léa@xn--bcher-kva.example","address":"p1@example.org","changed":true,"suppressed":null}
END
err_is_empty
expect 'a doubtful one' 0 nlctl rename p1@example.org p1@mailhost
err_has "warning: 'p1@mailhost': the domain 'mailhost' has no dot"
expect 'and back' 0 nlctl -q rename p1@mailhost p1@example.org

# --- what is refused ------------------------------------------------------------

expect 'taken' 1 nlctl rename p1@example.org P2@example.org
out_is_empty
err_is <<-'END'
	nlctl rename: 'p2@example.org' is another contact: 'nlctl merge p1@example.org p2@example.org' makes one of the two
END
expect 'nobody' 1 nlctl rename p9@example.org p8@example.org
err_is <<-'END'
	nlctl rename: no contact has the address 'p9@example.org'
END
expect 'no address' 65 nlctl rename p1@example.org p1
err_is <<-'END'
	nlctl rename: 'p1': there is no '@'
END
expect 'nor the old one' 65 nlctl rename p1 p1@example.org
expect 'to what' 64 nlctl rename p1@example.org
err_has 'an argument is missing'
expect 'too much' 64 nlctl rename p1@example.org p8@example.org p7@example.org

# Blocked and bounced, as an import of such people leaves them.
for state in blocked bounced; do
	echo "$state@example.org" >"$state.csv"
	nlctl -q import --status $state $state.csv >/dev/null
done
sqlite3 nlctl.db "DELETE FROM subscription WHERE contact IN
		(SELECT contact FROM suppression WHERE reason = 'blocked');
	DELETE FROM event WHERE contact IN
		(SELECT contact FROM suppression WHERE reason = 'blocked');
	UPDATE suppression SET contact = NULL WHERE reason = 'blocked';
	DELETE FROM contact WHERE key = 'blocked@example.org'"
expect 'a blocked address' 1 nlctl rename p1@example.org blocked@example.org
err_is <<-'END'
	nlctl rename: 'blocked@example.org' is blocked: 'nlctl unblock blocked@example.org' lifts it
END
sqlite3 nlctl.db "UPDATE suppression SET reason = 'forgotten' WHERE contact IS NULL"
expect 'a forgotten one' 1 nlctl rename p1@example.org blocked@example.org
err_has "is forgotten: 'nlctl unblock"
expect 'nothing changed' 0 nlctl show p1@example.org

# --- who gets no mail gets none ---------------------------------------------------

expect 'a bounced contact' 0 nlctl rename bounced@example.org anew@example.org
err_is <<-'END'
	'bounced@example.org' is 'anew@example.org' now
	warning: 'anew@example.org' still gets no mail: bounced; 'nlctl unblock anew@example.org' lifts it, at their wish
END
expect 'is suppressed as before' 0 nlctl show --json anew@example.org
out_has '"suppressed":"bounced"'
expect 'the old address stays out' 1 nlctl subscribe bounced@example.org
err_has 'stays out: bounced'
expect 'and the new one' 1 nlctl subscribe anew@example.org
err_has 'stays out: bounced'
expect 'to an address that bounced' 0 nlctl rename p3@example.org bounced@example.org
err_has "warning: 'bounced@example.org' still gets no mail: bounced"
expect 'makes it theirs' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	2
END

# --- who left does not come back as somebody new ------------------------------------

nlctl -q subscribe gone@example.org >left
nlctl -q unsubscribe --email gone@example.org >left
expect 'who left' 0 nlctl -q rename gone@example.org later@example.org
echo gone@example.org >gone.csv
expect 'an import of the old address' 0 nlctl -q --json import --plan gone.csv
out_has '"verdict":"sticky","address":"gone@example.org","reason":"forgotten"'
expect 'in another spelling it is theirs still' 0 nlctl -q rename later@example.org LATER@example.org
expect 'they can come back' 0 nlctl -q subscribe --again later@example.org
nlctl -q unsubscribe --email later@example.org >left
expect 'it comes back by its owner' 0 nlctl -q unblock gone@example.org

# --- who was asked at the old address cannot confirm for the new one ---------------

nlctl -q config relay.default.url smtp://127.0.0.1:1
nlctl -q subscribe --confirm tipo@example.org 2>asked
# its_token: the one by which the last to be asked may confirm.
its_token() {
	sqlite3 nlctl.db 'SELECT lower(hex(confirm_token)) FROM subscription
		WHERE confirm_expires IS NOT NULL ORDER BY confirm_expires DESC LIMIT 1' |
		sed 's/^\(........\)\(....\)\(....\)\(....\)/\1-\2-\3-\4-/'
}
token=$(its_token)
nlctl -q rename tipo@example.org TIPO@example.org
nlctl -q rename tipo@example.org typo@example.org
expect 'the link to the old address' 1 nlctl confirm "$token"
is 'she is not on the list' "$(sqlite3 nlctl.db "SELECT state FROM v_subscriber
	WHERE key = 'typo@example.org'")" pending
nlctl -q subscribe --confirm typo@example.org 2>asked
again=$(its_token)
check 'she is asked anew' test "$again" != "$token"
expect 'and confirms' 0 nlctl confirm "$again"
nlctl -q unsubscribe --email typo@example.org >left

# --- copies that wait -------------------------------------------------------------

issue june.html
ISSUE=june
relay -s - <<-'END'
	DATA 1: delay 3000 then 354 go ahead
END
nlctl -q config relay.default.connections 1
"$NLCTL" send june.html >sent 2>sent.err &
sender=$!
check 'the first copy is offered' wait_for 10 grep -q 'DATA' "$SINK_DIR/log"
expect 'while it is offered' 0 nlctl rename p1@example.org q1@example.org
expect 'and the one that waits' 0 nlctl rename p2@example.org q2@example.org
wait "$sender"
is 'the sender ends well' $? 0
sums 2 sent=2
sed -n 's/^To: //p' "$SINK_DIR"/*.eml | sort >to
is 'they go to the new addresses' "$(grep -c '<q[12]@example.org>\|^q[12]@example.org' to)" 2
is 'nothing to the old ones' "$(grep -c 'p[123]@' to)" 0
is 'the relay saw no rule broken' "$(sink_violations)" 0

# The link of a copy that was sent to the old address finds the person.
nlctl -q rename q1@example.org r1@example.org
token=$(sqlite3 nlctl.db "SELECT lower(hex(token)) FROM delivery d
	JOIN contact c ON c.id = d.contact WHERE c.key = 'r1@example.org'" |
	sed 's/^\(........\)\(....\)\(....\)\(....\)/\1-\2-\3-\4-/')
expect 'old links work' 0 nlctl unsubscribe "$token"
out_has r1@example.org
done_testing
