#!/bin/sh
# nlctl merge: two contacts become one; nobody is put back on a list, mailed twice,
# or lost to their old links.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage merge
expect 'no database' 78 nlctl merge a@asso.example b@asso.example

people 4
nlctl field add VILLE text
nlctl -q list add Membres Ateliers Archives
nlctl -q set p1@example.org VILLE=Lille
nlctl -q set p2@example.org PRENOM=Deux
nlctl -q subscribe -l Membres p1@example.org p2@example.org
nlctl -q subscribe -l Ateliers p1@example.org
nlctl -q subscribe -l Archives p2@example.org
nlctl -q unsubscribe --email p1@example.org -l Membres >/dev/null
first=$(sqlite3 nlctl.db "SELECT id FROM contact WHERE key = 'p1@example.org'")
second=$(sqlite3 nlctl.db "SELECT id FROM contact WHERE key = 'p2@example.org'")
dump() { sqlite3 nlctl.db .dump | grep -v 'INSERT INTO secret'; }

# --- the plan ---------------------------------------------------------------------

dump >before
expect 'the plan' 0 nlctl merge -n p1@example.org P2@example.org
out_is <<-'END'
	contact           p1@example.org
	into              p2@example.org
	filled fields
	  VILLE
	subscriptions
	  Ateliers    active  -       active
	  Membres     left    active  left
	  newsletter  active  active  active
	suppressed        -
	copies moved      0
	second copies     0
	skipped           0
	events moved      5
END
err_is <<-'END'
	a plan: nothing was changed
END
dump >after
check 'changes nothing' cmp before after
expect 'without an answer' 64 nlctl merge p1@example.org p2@example.org </dev/null
err_has 'nlctl merge: make one contact of the two, for good? add --yes: nobody is there to answer'
dump >after
check 'nothing changed' cmp before after
expect 'no' 1 at_terminal n nlctl merge p1@example.org p2@example.org
out_has 'Membres     left    active  left'
out_has 'nlctl merge: nothing was changed'
dump >after
check 'nothing changed' cmp before after

# --- what is refused ----------------------------------------------------------------

expect 'nobody' 1 nlctl merge -y p9@example.org p2@example.org
out_is_empty
err_is <<-'END'
	nlctl merge: no contact has the address 'p9@example.org'
END
expect 'nobody to go into' 1 nlctl merge -y p1@example.org p9@example.org
expect 'one already' 1 nlctl merge -y p1@example.org P1@example.org
err_is <<-'END'
	nlctl merge: 'p1@example.org' and 'P1@example.org' are one contact already
END
expect 'no address' 65 nlctl merge -y p1 p2@example.org
err_has "'p1': there is no '@'"
expect 'into whom' 64 nlctl merge p1@example.org
expect 'both' 64 nlctl merge -n -y p1@example.org p2@example.org
err_has "options '--plan' and '--yes' do not go together"

# --- copies of the ledger -----------------------------------------------------------
# Six issues; what the first, the second has; what the one person then has.
#	1 sent, sent      the tokens of both find the person
#	2 sent, queued    not mailed again
#	3 queued, sent    not mailed again
#	4 queued, queued  once
#	5 sent, failed    the one that arrived is theirs
#	6 sent, none      moves
python - "$first" "$second" <<-'END'
	import sqlite3, sys
	first, second = map(int, sys.argv[1:])
	db = sqlite3.connect("nlctl.db")
	states = [("sent", "sent"), ("sent", "queued"), ("queued", "sent"),
	    ("queued", "queued"), ("sent", "failed"), ("sent", None)]
	for issue, pair in enumerate(states, 1):
	    db.execute("INSERT INTO issue (id, name, file, hash, subject, state, created)"
	        " VALUES (?, ?, 'i.html', x'', 's', 'sending', 1)", (issue, "i%d" % issue))
	    db.execute("INSERT INTO issue_list (issue, list) SELECT ?, id FROM list WHERE name = 'newsletter'",
	        (issue,))
	    db.execute("INSERT INTO link (issue, number, name, url, tracked)"
	        " VALUES (?, 1, 'kit', 'https://asso.example/', 1)", (issue,))
	    for who, (contact, state) in enumerate(zip((first, second), pair), 1):
	        if state is None:
	            continue
	        number = 10 * issue + who
	        db.execute("INSERT INTO delivery (id, issue, contact, token, state, reason, reply)"
	            " VALUES (?, ?, ?, ?, ?, ?, 'p@example.org said')", (number, issue, contact,
	            bytes([issue, who, 0, 0, 0, 0, 0x40, 0, 0x80] + [0] * 7), state,
	            "refused" if state == "failed" else None))
	        db.execute("INSERT INTO click (issue, link, delivery, at, human)"
	            " VALUES (?, 1, ?, 1, 1)", (issue, number))
	        db.execute("INSERT INTO mail_in (seen, at, verdict, delivery) VALUES (?, 1, 'x', ?)",
	            (str(number), number))
	        db.execute("UPDATE issue SET audience = audience + 1, %s = %s + 1 WHERE id = ?"
	            % (state, state), (issue,))
	db.execute("INSERT INTO notice (kind, contact, token, created) VALUES ('answer', ?, ?, 1)",
	    (first, bytes(16)))
	db.execute("INSERT INTO token_alias VALUES ('old', ?)", (first,))
	db.execute("INSERT INTO import (id, at, file, summary) VALUES (9, 1, 'f', '{}')")
	db.execute("INSERT INTO import_change (import, contact) VALUES (9, ?)", (first,))
	db.execute("UPDATE delivery SET state = 'sending' WHERE id = 31")
	db.commit()
END
expect 'a copy is leaving' 75 nlctl merge -y p1@example.org p2@example.org
err_is <<-'END'
	nlctl merge: a copy for one of the two is leaving: run the same command again
END
sqlite3 nlctl.db "UPDATE delivery SET state = 'queued' WHERE id = 31"

expect 'the plan' 0 nlctl --json merge -n p1@example.org p2@example.org
mv out plan
err_has 'a plan: nothing was changed'
expect 'merged' 0 nlctl --json merge -y p1@example.org p2@example.org
out_is <<-'END'
	{"plan":false,"contact":"p1@example.org","into":"p2@example.org","filled_fields":[{"name":"VILLE"}],"subscriptions":[{"list":"Ateliers","contact":"active","into":null,"result":"active"},{"list":"Membres","contact":"left","into":"active","result":"left"},{"list":"newsletter","contact":"active","into":"active","result":"active"}],"suppressed":null,"copies_moved":3,"second_copies":5,"skipped":3,"events_moved":5}
END
err_is <<-'END'
	'p1@example.org' is part of 'p2@example.org' now
END
sed 's/"plan":true/"plan":false/' plan >wanted
check 'the plan was true' cmp wanted out

is 'copies of the person' "$(sqlite3 nlctl.db "SELECT group_concat(id || ' ' || state, ', ') FROM
	(SELECT id, state FROM delivery WHERE contact = $second ORDER BY id)")" \
	'12 sent, 21 sent, 32 sent, 42 queued, 51 sent, 61 sent'
is 'second copies' "$(sqlite3 nlctl.db "SELECT group_concat(id || ' ' || state || ' ' ||
		coalesce(reason, '-') || ' ' || coalesce(reply, '-'), ', ') FROM
	(SELECT * FROM delivery WHERE contact = $first ORDER BY id)")" \
	'11 sent - -, 22 skipped merged -, 31 skipped merged -, 41 skipped merged -, 52 failed refused -'
is 'the sums are those of the rows' "$(sqlite3 nlctl.db "SELECT count(*) FROM issue i WHERE
	audience <> queued + sent + failed + skipped OR audience <> (SELECT count(*) FROM delivery d
		WHERE d.issue = i.id) OR queued <> (SELECT count(*) FROM delivery d
		WHERE d.issue = i.id AND d.state = 'queued')")" 0
is 'clicks and returned mail are of the copies that are theirs' "$(sqlite3 nlctl.db "
	SELECT count(*) FROM (SELECT delivery FROM click UNION ALL SELECT delivery FROM mail_in) x
	JOIN delivery d ON d.id = x.delivery AND d.contact <> $second")" 0
is 'nothing is lost' "$(sqlite3 nlctl.db 'SELECT count(*) FROM click, (SELECT count(*) FROM mail_in)')" 11

# Every column that refers to contacts is known here: a new one needs a rule.
is 'what refers to a contact' "$(sqlite3 nlctl.db "SELECT group_concat(m.name || '.' || f.\"from\", ' ')
	FROM (SELECT * FROM sqlite_schema WHERE type = 'table' ORDER BY name) m,
	pragma_foreign_key_list(m.name) f WHERE f.\"table\" = 'contact'")" \
	'contact.merged delivery.contact event.contact import_change.contact notice.contact subscription.contact suppression.contact token_alias.contact'
for column in event notice subscription suppression token_alias; do
	is "nothing is left in $column" \
		"$(sqlite3 nlctl.db "SELECT count(*) FROM $column WHERE contact = $first")" 0
done
is 'what an import knew is empty' "$(sqlite3 nlctl.db "SELECT before IS NULL FROM import_change
	WHERE contact = $first")" 1
check 'the notice and the old token are theirs' test "$(sqlite3 nlctl.db "SELECT
	(SELECT contact FROM notice) || ' ' || (SELECT contact FROM token_alias)")" = "$second $second"
is 'no broken reference' "$(sqlite3 nlctl.db 'PRAGMA foreign_key_check; PRAGMA integrity_check')" ok

expect 'one person' 0 nlctl --json show p2@example.org
out_has '"fields":{"PRENOM":"Deux","VILLE":"Lille"}'
out_has '{"list":"Archives","state":"active"'
out_has '{"list":"Ateliers","state":"active"'
out_has '{"list":"Membres","state":"left"'
out_has '"kind":"merged","list":null,"issue":null,"source":"merge","detail":null'
expect 'and no other' 1 nlctl show p1@example.org
is 'the old address is nowhere' "$(sqlite3 nlctl.db .dump | grep -c p1@example.org)" 0

# --- old links, and another merge -----------------------------------------------------

expect 'a link of a second copy' 0 nlctl unsubscribe 01010000-0000-4000-8000-000000000000
out_is <<-'END'
	address           p2@example.org
	left              newsletter
	issue             i1
END
expect 'they have left' 0 nlctl --json show p2@example.org
out_has '{"list":"newsletter","state":"left"'
out_has '"issue":"i4","state":"skipped","reason":"unsubscribed"'
expect 'merged again' 0 nlctl -q merge -y p2@example.org p3@example.org
out_has 'newsletter  left    active  left'
expect 'the oldest link' 0 nlctl unsubscribe 01010000-0000-4000-8000-000000000000
out_has p3@example.org
expect 'and the other' 0 nlctl unsubscribe 01020000-0000-4000-8000-000000000000
out_has p3@example.org
expect 'only the fourth is on the list' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	1
END

# --- who gets no mail gets none ---------------------------------------------------------

echo 'cross@example.org' >cross.csv
nlctl -q import --status complained cross.csv >/dev/null
expect 'the stronger reason holds' 0 nlctl merge -y cross@example.org p4@example.org
out_has 'suppressed        complained'
expect 'nobody is left' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	0
END
expect 'the old address stays out' 1 nlctl subscribe cross@example.org
err_has 'stays out: complained'

nlctl -q subscribe left@example.org stays@example.org >left
nlctl -q unsubscribe --email left@example.org >left
nlctl -q merge -y left@example.org stays@example.org >left
echo left@example.org >left.csv
expect 'nor does who left come back by it' 0 nlctl -q --json import --plan left.csv
out_has '"verdict":"sticky","address":"left@example.org","reason":"forgotten"'

# --- a real issue: the second copy is not sent ---------------------------------------------

people_again() { echo "$1@example.org" >"$1.csv" && nlctl -q import "$1.csv" >/dev/null; }
people_again m1 && people_again m2
issue june.html
ISSUE=june
nlctl -q config relay.default.url smtp://127.0.0.1:1
run nlctl -q send june.html
sums 2 queued=2
expect 'while both wait' 0 nlctl -q merge -y m1@example.org m2@example.org
sums 2 queued=1 skipped=1
relay
expect 'the run' 0 nlctl run
sums 2 sent=1 skipped=1
is 'one copy left' "$(sink_count)" 1
check 'to the one that stays' grep -q '^To:.*m2@example.org' "$SINK_DIR"/*.eml
check 'it is finished' is_state finished
done_testing
