#!/bin/sh
# nlctl import: the reference file comes in as it should, and changes nothing the
# second time.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW
cp "$ROOT/tests/data/abonnes.csv" .
TMPDIR=$T/tmp
export TMPDIR
mkdir "$TMPDIR"

# All of a database, in the order of its tables.
content() { sqlite3 nlctl.db .dump; }

expect 'a plan, without a database' 1 nlctl import --plan abonnes.csv
out_matches '^ +48  new contacts, to be mailed$'
err_has 'a plan: nothing was changed'
check 'nothing was made' test ! -e nlctl.db
is 'nothing is left behind' "$(ls "$TMPDIR")" ''

expect 'into a new database' 1 nlctl import --rejects refused.csv abonnes.csv
out_is <<-'END'
	       48  new contacts, to be mailed
	        2  new contacts, kept as do-not-mail
	        0  contacts updated
	        0  contacts as they were
	        1  stay do-not-mail, whatever the file says
	        2  the same address again, nothing new
	        2  the same address again, with something new
	        5  rejected
	       60  records
END
err_has "new database '$T/nlctl.db'"
err_has "column 'ADHERENT': new field ADHERENT (boolean)"
err_has "column 'DATE_ADHESION': new field DATE_ADHESION (date)"
err_has "the default list is 'Infolettre' now"
for rejected in "line 8: rejected 'karim.benali.example.org': there is no '@'" \
	"line 12: rejected 'sophie@legrand@example.org': there is more than one '@'" \
	'line 20: rejected' 'line 25: rejected' 'line 31: rejected'; do
	err_has "$rejected"
done
for warned in 'line 38:' 'line 41:' 'line 47:' 'line 51:' 'line 54:'; do
	err_has "warning: $warned"
done
err_has "line 51: 'bertrand.collet@example.net': ADHERENT: 'peut-être' is neither yes nor no: taken as no"
err_has '5 of 60 records rejected'
is 'five rejected, with their reasons' "$(grep -c '^[0-9][0-9]*;' refused.csv)" 5
is 'nobody else may read them' "$(stat -c %a refused.csv)" 600

expect '48 to be mailed' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	48
END
is '50 contacts' "$(sqlite3 nlctl.db 'SELECT count(*) FROM contact')" 50
is '28 are members' "$(sqlite3 nlctl.db "SELECT count(*) FROM v_subscriber
	WHERE list = 'Infolettre' AND state = 'active' AND suppressed IS NULL
	AND json_extract(fields, '\$.ADHERENT')")" 28
is '20 are not, and it is a real boolean' "$(sqlite3 nlctl.db "SELECT count(*) FROM v_subscriber
	WHERE list = 'Infolettre' AND state = 'active' AND suppressed IS NULL
	AND json_type(fields, '\$.ADHERENT') = 'false'")" 20
is '7 have no first name' "$(sqlite3 nlctl.db "SELECT count(*) FROM v_subscriber
	WHERE list = 'Infolettre' AND state = 'active' AND suppressed IS NULL
	AND json_extract(fields, '\$.PRENOM') IS NULL")" 7

content >before
expect 'a second time' 1 nlctl import abonnes.csv
out_matches '^ +54  contacts as they were$'
content >after
check 'changes nothing' cmp before after
expect 'a plan changes nothing either' 1 nlctl import -n --list Other abonnes.csv
content >after
check 'nothing at all' cmp before after

expect 'for programs' 1 nlctl -q --json import abonnes.csv
check 'the sums add up' python -c '
import json
s = json.load(open("out"))
n = [s[k] for k in ("added", "added_do_not_mail", "updated", "same", "sticky",
    "duplicate_same", "duplicate_updated", "rejected")]
assert sum(n) == s["records"] == 60, n
assert s["warnings"] == 5 and s["rejected"] == 5 and s["separator"] == "semicolon"
assert [c["target"] for c in s["columns"]][:2] == ["@email", "PRENOM"]'

printf 'email,PRENOM\nnew@asso.example,Max\n' >one.csv
expect 'nothing rejected' 0 nlctl import -l Membres --source stand one.csv
expect 'on the list that was named' 0 nlctl show --json new@asso.example
out_has '"subscriptions":[{"list":"Membres","state":"active"'
out_has '"source":"stand"'
sh -c "printf 'email\\nstdin@asso.example\\n' | '$NLCTL' -q import -" >out 2>err
is 'from standard input' "$?" 0
printf 'email\nblocked@asso.example\n' >blocked.csv
expect 'kept as do-not-mail' 0 nlctl import --status blocked blocked.csv
expect 'shown as such' 0 nlctl show --json blocked@asso.example
out_has '"suppressed":"blocked"'
printf 'email|PRENOM\nbar@asso.example|Bar\n' >bar.csv
expect 'another separator' 0 nlctl import --separator '|' bar.csv
printf 'email\tPRENOM\ntab@asso.example\tTab\n' >tab.csv
expect 'a tab' 0 nlctl import --separator '\t' tab.csv

content >before
expect 'no file' 66 nlctl import none.csv
out_is_empty
err_has "cannot open 'none.csv'"
printf 'name,town\na,b\n' >noaddress.csv
expect 'no column of addresses' 65 nlctl import noaddress.csv
out_is_empty
printf 'email\nx@asso.example\n"open\n' >open.csv
expect 'a quote that never ends' 65 nlctl import open.csv
expect 'an unknown state' 64 nlctl import --status gone one.csv
expect 'two characters' 64 nlctl import --separator ab one.csv
err_has "option '--separator' is one character"
expect 'no file named' 64 nlctl import
content >after
check 'failures change nothing' cmp before after

expect 'rejects into a folder that is not there' 74 \
	nlctl import --rejects none/r.csv abonnes.csv
content >after
check 'that changes nothing either' cmp before after

# A disk that is full before the transaction ends.
awk 'BEGIN { print "email"; for (i = 0; i < 20000; i++) print "b" i "@asso.example" }' >many.csv
run sh -c "ulimit -f 600; '$NLCTL' import many.csv"
case $STATUS in
74) pass 'no room: status 74' ;;
*) fail 'no room: status 74' ;;
esac
content >after
check 'nothing of it is there' cmp before after
expect 'a file that is not there' 66 nlctl -d none.db import none.csv
err_lacks 'new database'
check 'makes no database' test ! -e none.db
done_testing
