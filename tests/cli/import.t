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
err_has "5 of 60 records rejected: mend them in 'refused.csv' and import that"
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
err_has "line 1: no column is called EMAIL, but 'name', 'town': name the column of addresses so, or say which it is with '--map COLUMN=@email'"
printf 'email\nx@asso.example\n"open\n' >open.csv
expect 'a quote that never ends' 65 nlctl import open.csv
expect 'an unknown state' 64 nlctl import --status gone one.csv
expect 'two characters' 64 nlctl import --separator ab one.csv
err_has "option '--separator' is one character"
expect 'no file named' 64 nlctl import
content >after
check 'failures change nothing' cmp before after

# A spreadsheet's empty lines.
printf 'name;email\n;\nA;a@asso.example\n;;;;\n \n"";" "\n' >blank.csv
expect 'lines of separators' 0 nlctl -q --json import --plan blank.csv
err_is_empty
out_has '"records":1'
printf 'name;email\nA;\n' >noone.csv
expect 'a name alone is a person' 1 nlctl -q import --plan noone.csv
out_has 'the address is empty'

# Many values in one cell, again and again.
python -c '
import string
letters = string.ascii_letters + string.digits
cell = ";".join(a + b + c for a in letters for b in letters for c in "abcd") + ";aaa"
print("email,TAGS")
for i in range(30):
    print(f"many{i}@asso.example,{cell}")' >many.csv
nlctl -q -d many.db init >out
nlctl -q -d many.db field add TAGS multi
expect 'thousands of values' 0 timeout 15 "$NLCTL" -q -d many.db import many.csv
is 'each is there once' "$(sqlite3 many.db "SELECT DISTINCT json_array_length(fields, '$.TAGS')
	FROM contact")" 15376

expect 'rejects into a folder that is not there' 74 \
	nlctl import --rejects none/r.csv abonnes.csv
content >after
check 'that changes nothing either' cmp before after
mkfifo pipe
timeout 10 cat pipe >piped &
expect 'rejects into a pipe' 1 nlctl -q import --rejects pipe abonnes.csv
wait $! || :
check 'it stays a pipe' test -p pipe
check 'that the rejects came through' cmp refused.csv piped

expect 'a map that is none' 64 nlctl import --map EMAIL one.csv
err_has "'--map EMAIL' is not COLUMN=TARGET"
expect 'a target that is none' 64 nlctl import --map PRENOM=@name one.csv
err_has "there is no '@name'; take @email, @status"
expect 'a name that is none' 64 nlctl import --map PRENOM=prénom one.csv
err_has 'such as PRENOM'
expect 'a column that is not there' 65 nlctl import --map NOM=NAME one.csv
err_has "there is no column 'NOM' in the file, but 'email', 'PRENOM'"
expect 'two columns of addresses' 65 nlctl import --map PRENOM=@email --map email=@email one.csv
err_has 'two columns are @email'
printf 'email,a,b\n1@asso.example,1,2\n' >twice.csv
expect 'two columns of one field' 65 nlctl import --map a=X --map b=X twice.csv
err_has "columns 'a' and 'b' would both be field X"
expect 'no order of dates' 64 nlctl import --date-format ydm one.csv
err_has "not 'ydm'"

# Bombs: each fails at once, with the line, in little memory (where that can be
# limited: sanitizers need much).
limit='ulimit -v 300000'
# shellcheck disable=SC3045 # dash has it, as have bash and busybox
(ulimit -v 300000 && nlctl version) >/dev/null 2>&1 || limit=:
bomb() {
	name=$1 what=$2
	shift 2
	# shellcheck disable=SC2016
	expect "bomb, $name" 65 sh -c "$limit;"' "$@" | timeout 20 "$0" import -' \
		"$NLCTL" "$@"
	out_is_empty
	err_has "$what"
}
bomb 'ten gigabytes on a line' 'line 1: field 1 has over 65536 bytes' \
	sh -c 'yes | tr -d "\n" | head -c 10000000000'
bomb 'ten gigabytes behind a quote' 'line 2: the quote (") that opens here is not closed' \
	sh -c '(echo email; printf \"; yes) | head -c 10000000000'
bomb 'a quote at the end' 'line 3: the quote (") that opens here is never closed' \
	printf 'email\na@asso.example\n"b\n\n'
bomb 'ten gigabytes of nothing' 'line 1: a NUL byte' head -c 10000000000 /dev/zero
bomb 'a NUL byte' 'line 2: a NUL byte' printf 'email\na@asso.example\0\n'
bomb '10,000 columns' 'line 1: over 200 fields' \
	awk 'BEGIN { printf "email"; for (i = 1; i < 10000; i++) printf ",c%d", i; print "" }'
bomb 'a program' 'line 1: ' cat "$NLCTL"
bomb 'a spreadsheet' "the file is a spreadsheet or a ZIP archive: save it as 'CSV UTF-8'" \
	printf 'PK\003\004aaaaa'
bomb 'noise' 'line 1: ' printf 'a\001b,c\ne,f\n'
bomb 'two encodings' 'line 3: this is not UTF-8, but line 2 is UTF-8' \
	printf 'email,n\na@asso.example,\303\251\nb@asso.example,\351\n'
bomb '300 keys' "column 'attributes' holds more than 200 keys: leave it out with '--map attributes=@ignore'" \
	awk 'BEGIN { print "uuid,email,name,attributes"; printf "1,a@asso.example,A,\"{"
		for (i = 0; i < 300; i++) printf "%s\"\"k%d\"\":1", i ? "," : "", i; print "}\"" }'
bomb 'nothing' 'there is nothing in the file' true
(
	echo uuid,email,name,attributes
	awk 'BEGIN { printf "1,deep@asso.example,D,\"{\"\"a\"\":"; for (i = 0; i < 20000; i++) printf "["
		for (i = 0; i < 20000; i++) printf "]"; print "}\"" }'
) >deep.csv
expect 'JSON that is too deep' 0 nlctl import -n deep.csv
err_has "warning: line 2: 'deep@asso.example': attributes: left out: this is no JSON object"
content >after
check 'no bomb changes anything' cmp before after
is 'and nothing is left behind' "$(ls "$TMPDIR")" ''

# A disk that is full before the transaction ends.
awk 'BEGIN { print "email"; for (i = 0; i < 20000; i++) print "b" i "@asso.example" }' >many.csv
run sh -c "ulimit -f 600; '$NLCTL' import many.csv"
case $STATUS in
74) pass 'no room: status 74' ;;
*) fail 'no room: status 74' ;;
esac
content >after
check 'nothing of it is there' cmp before after
nlctl -q --json import -n many.csv | sed -n 's/^{"line":\([0-9]*\),"verdict":"add",.*/\1/p' >lines
awk 'BEGIN { for (i = 2; i <= 20001; i++) print i }' >want
check 'a plan of many lines is in their order' cmp want lines
expect 'a file that is not there' 66 nlctl -d none.db import none.csv
err_lacks 'new database'
check 'makes no database' test ! -e none.db
rm -f nlctl.db*

# Encodings, all of the same text.
printf 'Prénom;Email\r\nZoë – €;zoe@asso.example\r\n' >utf8.csv
python - <<-'END'
	text = open("utf8.csv", newline="").read()
	open("bom.csv", "w", encoding="utf-8-sig", newline="").write(text)
	open("utf16.csv", "w", encoding="utf-16", newline="").write(text)
	open("be.csv", "wb").write(b"\xfe\xff" + text.encode("utf-16-be"))
	open("cp1252.csv", "wb").write(text.encode("cp1252"))
END
for encoding in utf8 bom utf16 be cp1252; do
	expect "$encoding" 0 nlctl import "$encoding.csv"
	case $encoding in
	utf16 | be) err_has 'the file is UTF-16 text' ;;
	cp1252) err_has 'the file is Windows-1252 text' ;;
	*) err_lacks 'the file is' ;;
	esac
	is "$encoding: the same" "$(sqlite3 nlctl.db "SELECT fields ->> 'PRENOM' FROM contact")" 'Zoë – €'
	rm -f nlctl.db*
done
corpora=${NLCTL_CORPORA:-$ROOT/../shared/corpora}
if [ -r "$corpora/csv/contacts" ]; then
	expect 'a file of mailmerge' 0 nlctl -q import "$corpora/csv/contacts/mailmerge-database_with_BOM.csv"
	is 'its byte order mark is in no name' "$(sqlite3 nlctl.db 'SELECT name FROM field')" NAME
	rm -f nlctl.db*
else
	skip "no files of others at $corpora"
fi

# Dates that can be read in two ways.
printf 'email,a,b,c,joined\n1@asso.example,03/04/2025,03/04/2025,03/25/2025,04/05/2025\n2@asso.example,05/06/2025,25/06/2025,05/06/2025,05/06/2025\n' >dates.csv
days() { sqlite3 nlctl.db "SELECT fields FROM contact WHERE id = 1"; }
expect 'nobody says how' 0 nlctl import dates.csv
err_has "column 'a': dates such as 03/04/2026 are read as the 3rd of April; '--date-format mdy' reads them the other way round"
err_has "column 'c': dates such as 03/04/2026 are read as the 4th of March; '--date-format dmy' reads them the other way round"
err_lacks "column 'b': 03"
is 'each as it seems' "$(days)" \
	'{"A":"2025-04-03","B":"2025-04-03","C":"2025-03-25","JOINED":"2025-05-04"}'
rm -f nlctl.db*
expect 'said, for all' 0 nlctl import --date-format MM/DD/YYYY --map joined=@since dates.csv
err_lacks '2026 is read as'
is 'as it was said' "$(days)" '{"A":"2025-03-04","B":"2025-03-04","C":"2025-03-25"}'
is 'the date added too' "$(sqlite3 nlctl.db "SELECT date(added, 'unixepoch') FROM contact WHERE id = 1")" \
	2025-04-05
rm -f nlctl.db*

# What a column is, as a person says.
printf 'mail 2,email,Who,State,codes,tok\na@asso.example,b@asso.example,Ann,left,"x;y",T1\n' >map.csv
expect 'mapped' 0 nlctl --json import --map 'mail 2=@email' --map EMAIL=@ignore --map who=NAME \
	--map state=VILLE --map tok=@alias map.csv
out_has '{"heading":"mail 2","target":"@email"'
out_has '{"heading":"Who","target":"NAME","type":"text","new":true'
is 'as it was said' "$(sqlite3 nlctl.db 'SELECT address, fields FROM contact')" \
	'a@asso.example|{"NAME":"Ann","VILLE":"left","CODES":"x;y"}'
expect 'the token works' 0 nlctl unsubscribe T1
out_has 'a@asso.example'

# The plan, line by line; -v says the same of what is done.
printf 'email,NAME\na@asso.example,Bob\nnew@asso.example,N\nnew@asso.example,N\nnew@asso.example,M\nno one,\n' >lines.csv
expect 'a plan' 1 nlctl import -n lines.csv
sed -n 1,7p out >plan
err_lacks 'rejected '"'no one'"
expect 'what is done' 1 nlctl -v import lines.csv
sed -n 1,7p out >applied
check 'is the plan' cmp plan applied
printf '%s\n' 'line    verdict  address                           reason' \
	"2       sticky   a@asso.example                    left 'newsletter'" \
	"3       add      new@asso.example                  on 'newsletter'" \
	'4       same     new@asso.example                  the same address again, nothing new' \
	'5       update   new@asso.example                  the same address again, with something new' \
	'6       reject   no one                            there is a blank in the address' '' >want
check 'each line has its verdict' diff want plan
expect 'for programs' 1 nlctl -q --json import -n lines.csv
out_has '{"line":2,"verdict":"sticky","address":"a@asso.example","reason":"left '"'newsletter'"'"}'
out_has '{"line":3,"verdict":"same","address":"new@asso.example","reason":""}'
is 'then the sums' "$(sed -n '6s/^{"plan":true,"import":null,"added":0.*/yes/p' out)" yes
expect 'without it, how to see them' 1 nlctl import lines.csv
err_has "'nlctl import --plan' shows who stays do-not-mail, and why"
err_has "1 of 5 records rejected: '--rejects FILE' writes them to a file, to be mended"

# What is refused once more, of a file of rejects: its own two columns stay two.
printf 'email,NAME\none,N\ntwo,M\n' >bad.csv
expect 'two are refused' 1 nlctl import --rejects refused2.csv bad.csv
sed -i 's/,one,/,one@asso.example,/' refused2.csv
expect 'one is mended' 1 nlctl import --rejects refused2.csv refused2.csv
err_has "1 of 2 records rejected: mend them in 'refused2.csv' and import that"
printf "NLCTL_LINE,NLCTL_REASON,email,NAME\r\n3,there is no '@',two,M\r\n" >want
check 'the other is as it was' diff want refused2.csv
expect 'a plan writes none' 1 nlctl import -n --rejects none.csv refused2.csv
err_has '1 of 1 records rejected'
err_lacks 'mend them'
check 'no file' test ! -e none.csv

# A column that is called a state: what its words make of it.
states() { # states HEADING WORD...
	printf 'EMAIL,%s\n' "$1"
	shift
	for word; do
		n=$((n + 1))
		printf '%s@asso.example,%s\n' "s$n" "$word"
	done
}
n=0
states STATUT Blacklisté Blocklistée >states.csv
expect 'French words for the list of providers' 0 nlctl import states.csv
err_has "column 'STATUT': status"
out_matches '^ +2  new contacts, kept as do-not-mail$'
states STATUT Soft Soft Désabonné >states.csv
expect 'one who left among unknown words' 0 nlctl import states.csv
err_has "column 'STATUT': status"
expect 'keeps all three from mail' 0 \
	nlctl subscribers --mailable --count --where 'EMAIL like "s%@asso.example"'
out_is <<-'END'
	0
END
states STATUT retraité étudiant actif >states.csv
expect 'words of something else' 0 nlctl import states.csv
err_has "column 'STATUT': new field STATUT (text)"
err_has "warning: column 'STATUT' is a field, its words are no states: it keeps nobody from mail; with '--map STATUT=@status' it does"
expect 'and it does' 0 nlctl import -n --map STATUT=@status states.csv
err_has "column 'STATUT': status"
states State Ohio Texas >states.csv
expect 'places' 0 nlctl import states.csv
err_lacks 'warning:'
states State Ohio Texas unsubscribed >states.csv
expect 'a place in doubt' 0 nlctl import states.csv
err_has "warning: column 'State' is a field"
done_testing
