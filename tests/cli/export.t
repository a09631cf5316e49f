#!/bin/sh
# nlctl export: everything is in it, and import takes it back as it was.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW
cr=$(printf '\r')

expect 'no database' 78 nlctl export
out_is_empty
nlctl -q init >next
nlctl field add PRENOM text
nlctl field add POINTS number
nlctl field add THEMES multi
nlctl -q list add Membres
nlctl -q subscribe -f PRENOM=Léa -f POINTS=-5 -f 'THEMES=a, b; c' lea@asso.example
nlctl -q subscribe -f PRENOM='=1+1' -l Membres --source stand zoe@asso.example
nlctl -q subscribe zoe@asso.example
nlctl -q unsubscribe --email zoe@asso.example -l newsletter
nlctl -q import --status bounced --source old - <<'END' >sums
email
dead@asso.example
END
# What nothing writes yet, or only the web: a pause, a consent, a pending one.
sqlite3 nlctl.db <<'END'
UPDATE subscription SET paused_until = 1800000000, consent = '{"wording": 2}'
	WHERE contact = 1;
INSERT INTO subscription (contact, list, state, since, source, confirm_token, confirm_expires)
	VALUES (1, 2, 'pending', 1795000000, 'form', x'3f0c7a525b1e4d0a9a530d7b8f6e2c11', 1795600000);
UPDATE contact SET language = 'fr' WHERE id = 1;
INSERT INTO token_alias (alias, contact) VALUES ('old-1', 1), ('=old-2', 1);
END

expect 'CSV' 0 nlctl export
sed "s/$cr\$//" out >lines
is 'each line ends in CR LF' "$(grep -c "$cr\$" out)" 4
tap_is lines <<'END'
nlctl:email,nlctl:language,nlctl:added,nlctl:source,nlctl:suppressed,nlctl:aliases,nlctl:list:newsletter,nlctl:list:Membres,PRENOM:text,POINTS:number,THEMES:multi
dead@asso.example,,2026-11-18T11:06:40Z,old,"{""reason"":""bounced"",""since"":""2026-11-18T11:06:40Z"",""source"":""old""}",,"{""state"":""active"",""since"":""2026-11-18T11:06:40Z"",""source"":""old""}",,,,
lea@asso.example,fr,2026-11-18T11:06:40Z,subscribe,,"[""=old-2"",""old-1""]","{""state"":""active"",""since"":""2026-11-18T11:06:40Z"",""source"":""subscribe"",""paused_until"":""2027-01-15T08:00:00Z"",""consent"":{""wording"":2}}","{""state"":""pending"",""since"":""2026-11-18T11:06:40Z"",""source"":""form"",""confirm_token"":""3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11"",""confirm_expires"":""2026-11-25T09:46:40Z""}",Léa,'-5,"[""a, b"",""c""]"
zoe@asso.example,,2026-11-18T11:06:40Z,stand,,,"{""state"":""left"",""since"":""2026-11-18T11:06:40Z"",""source"":""unsubscribe --email""}","{""state"":""active"",""since"":""2026-11-18T11:06:40Z"",""source"":""stand""}",'=1+1,,
END
err_is_empty
cp out all.csv

expect 'with a condition' 0 nlctl --json export --where 'PRENOM = "Léa" and POINTS < 0'
out_has '"email":"lea@asso.example"'
out_lacks zoe@
err_is_empty
expect 'a condition with a mistake' 65 nlctl export --where 'PRENON = "Léa"'
out_is_empty
err_is <<-'END'
	nlctl export: --where:1:1: there is no field 'PRENON'; did you mean 'PRENOM'?
END
expect 'JSON Lines' 0 nlctl --json export -l Membres
out_is <<'END'
{"nlctl_export":1,"fields":[{"name":"PRENOM","type":"text"},{"name":"POINTS","type":"number"},{"name":"THEMES","type":"multi"}],"lists":["Membres"]}
{"email":"lea@asso.example","language":"fr","added":"2026-11-18T11:06:40Z","source":"subscribe","suppressed":null,"subscriptions":[{"list":"Membres","state":"pending","since":"2026-11-18T11:06:40Z","source":"form","confirm_token":"3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11","confirm_expires":"2026-11-25T09:46:40Z"}],"fields":{"PRENOM":"Léa","POINTS":-5,"THEMES":["a, b","c"]},"aliases":["=old-2","old-1"]}
{"email":"zoe@asso.example","language":"","added":"2026-11-18T11:06:40Z","source":"stand","suppressed":null,"subscriptions":[{"list":"Membres","state":"active","since":"2026-11-18T11:06:40Z","source":"stand"}],"fields":{"PRENOM":"=1+1"},"aliases":[]}
END
err_is_empty
expect 'with what happened' 0 nlctl export --format jsonl --events
out_has '"events":[{"at":"2026-11-18T11:06:40Z","kind":"subscribed","list":"Membres","source":"stand"},{"at":"2026-11-18T11:06:40Z","kind":"subscribed","list":"newsletter","source":"subscribe"},{"at":"2026-11-18T11:06:40Z","kind":"left","list":"newsletter","source":"unsubscribe --email","detail":{"was":{"state":"active","since":1795000000,"source":"subscribe"}}}]}'
cp out events.jsonl
nlctl export --format jsonl >all.jsonl

# Each format makes the same database out of nothing, and changes nothing after that.
for file in all.csv all.jsonl; do
	rm -f new.db*
	expect "$file into a new database" 0 nlctl -d new.db import "$file"
	out_matches '^ +2  new contacts, to be mailed$'
	out_matches '^ +1  new contacts, kept as do-not-mail$'
	nlctl -d new.db export --format "${file#all.}" >again
	check "$file: an export of it has the same bytes" cmp "$file" again
	sqlite3 new.db .dump >before
	expect "$file once more" 0 nlctl -d new.db import "$file"
	out_matches '^ +3  contacts as they were$'
	sqlite3 new.db .dump >after
	check "$file: changes nothing" cmp before after
	expect "$file where it came from" 0 nlctl import "$file"
	out_matches '^ +3  contacts as they were$'
done
is 'the token is the same sixteen bytes' "$(sqlite3 new.db \
	'SELECT hex(confirm_token) FROM subscription WHERE confirm_token IS NOT NULL')" \
	3F0C7A525B1E4D0A9A530D7B8F6E2C11
rm -f new.db*
expect 'a plan' 0 nlctl -d new.db import --plan all.csv
out_matches '^ +2  new contacts, to be mailed$'
check 'makes nothing' test ! -e new.db
expect 'from standard input' 0 sh -c "'$NLCTL' -q -d new.db import - <all.jsonl"
nlctl -q -d other.db init >next
nlctl -d new.db export --json >again
check 'is the same' cmp all.jsonl again

# What happened comes too, once, and that it was imported.
rm -f new.db*
expect 'with what happened' 0 nlctl -q -d new.db import events.jsonl
nlctl -d new.db export --json --events >again
imported='{"at":"2026-11-18T11:06:40Z","kind":"imported","source":"import events.jsonl"}'
is 'three were imported' "$(grep -cF ",$imported]" again)" 3
sed "s/,$imported]/]/" again >before
check 'the rest is the same' cmp events.jsonl before
expect 'what happened, once more' 0 nlctl -d new.db import events.jsonl
out_matches '^ +3  contacts as they were$'
expect 'what happened, where it was' 0 nlctl import events.jsonl
out_matches '^ +3  contacts as they were$'
nlctl -d new.db export --json --events >before
check 'changes nothing' cmp again before

# As a spreadsheet saves it: a mark, semicolons, quotes around everything.
python - <<'END'
import csv
rows = list(csv.reader(open("all.csv", encoding="utf-8", newline="")))
with open("saved.csv", "w", encoding="utf-8-sig", newline="") as f:
    csv.writer(f, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
END
rm -f new.db*
expect 'saved by a spreadsheet' 0 nlctl -q -d new.db import saved.csv
nlctl -d new.db export >again
check 'is the same still' cmp all.csv again

# Nobody at all, but fields and lists.
nlctl -q -d none.db init >next
nlctl -q -d none.db list add "=1, 'x'"
nlctl -q -d none.db field add A category
for format in csv jsonl; do
	rm -f new.db*
	nlctl -d none.db export --format "$format" >first
	expect "nobody, as $format" 0 nlctl -q -d new.db import first
	out_matches '^ +0  records$'
	nlctl -d new.db export --format "$format" >second
	check 'comes back too' cmp first second
done

# The reference file.
nlctl -q -d one.db import "$ROOT/tests/data/abonnes.csv" >sums 2>said
for format in csv jsonl; do
	rm -f two.db*
	nlctl -d one.db export --format "$format" >first
	expect "the reference file as $format" 0 nlctl -q -d two.db import first
	nlctl -d two.db export --format "$format" >second
	check "comes back byte for byte" cmp first second
	is 'with its fields' "$(nlctl -d two.db field --json)" "$(nlctl -d one.db field --json)"
	is 'with those who get mail' "$(nlctl -d two.db subscribers --mailable --count)" 48
done

# Where people are already: who left stays away, nobody is kept from mail less.
nlctl -q -d old.db init >next
nlctl -q -d old.db subscribe -f x=y never@asso.example >out 2>&1
nlctl -q -d old.db list add Membres
nlctl -q -d old.db subscribe -l Membres zoe@asso.example
nlctl -q -d old.db unsubscribe -l Membres --email zoe@asso.example
nlctl -q -d old.db subscribe dead@asso.example
printf 'email\nlea@asso.example\n' | nlctl -q -d old.db import --status complained - >sums
expect 'into a database with people' 0 nlctl -d old.db import all.csv
out_matches '^ +2  stay do-not-mail, whatever the file says$'
out_matches '^ +1  contacts updated$'
is 'who left stays away, a list more is left' "$(nlctl -d old.db subscribers --all --json |
	python -c '
import json, sys
rows = [json.loads(l) for l in sys.stdin]
print(*sorted((r["list"], r["state"]) for r in rows if r["address"] == "zoe@asso.example"))')" \
	"('Membres', 'left') ('newsletter', 'left')"
expect 'a bounce is known now' 0 nlctl -d old.db show --json dead@asso.example
out_has '"suppressed":"bounced"'
expect 'a complaint stays' 0 nlctl -d old.db show --json lea@asso.example
out_has '"suppressed":"complained"'
out_has 'Léa'

# Who left every list is put on no other, not even as one who waits.
nlctl -q -d left.db init >next
nlctl -q -d left.db list add Other
nlctl -q -d left.db subscribe -l Other lea@asso.example
nlctl -q -d left.db unsubscribe -l Other --email lea@asso.example
expect 'who left all' 0 nlctl -q -d left.db import all.csv
out_matches '^ +1  stay do-not-mail, whatever the file says$'
expect 'is on none' 0 nlctl -d left.db show --json lea@asso.example
out_has '"subscriptions":[{"list":"Other","state":"left",'
out_lacks '"list":"newsletter"'
out_lacks '"list":"Membres","state"'

# Lines that are not ours.  bad NAME SED WHY: change all.jsonl, import it.
sqlite3 old.db .dump >before
bad() {
	sed "$2" all.jsonl >bad.jsonl
	expect "$1" 65 nlctl -q -d old.db import bad.jsonl
	out_is_empty
	err_has "nlctl import: 'bad.jsonl': $3"
}
bad 'no address' '2s/dead@/dead/' "line 2: there is no '@'"
bad 'no date' '3s/"since":"[^"]*"/"since":"soon"/' \
	"line 3: 'since' is no date such as 2026-11-23T20:15:00Z"
bad 'no state' '2s/"state":"active"/"state":"on"/' \
	"line 2: 'state' is neither pending nor active nor left"
bad 'no list' '2s/"list":"newsletter"/"list":"other"/' \
	"line 2: 'list' is none of the lists that the export begins with"
bad 'an unknown field' '3s/"PRENOM"/"NOM"/' \
	"line 3: field 'NOM' is none of those that the export begins with"
bad 'a wrong type' '3s/:-5/:true/' "line 3: field 'POINTS': this is no number"
bad 'an unknown member' '2s/"email"/"mail":"","email"/' \
	"line 2: 'person' has a member 'mail' that this nlctl does not know"
bad 'an unknown part' '2s/"reason"/"why":1,"reason"/' \
	"line 2: 'suppressed' has a member 'why' that this nlctl does not know"
bad 'no JSON' '4s/^{/[/' 'line 4: this is not JSON'
bad 'cut off' '4s/}$//' 'line 4: this is not JSON'
bad 'a NUL' '3s/Léa/L\\u0000a/' 'line 3: this is not JSON'
bad 'a newer one' '1s/:1,/:2,/' \
	'line 1: this export has version 2, this nlctl knows up to 1'
bad 'a type that is none' '1s/multi/many/' "line 1: field 'THEMES': there is no type 'many'"
bad 'a field twice' '1s/POINTS/PRENOM/' "line 1: field 'PRENOM' is there twice"
bad 'a name that is none' '1s/POINTS/a b/' "line 1: 'a b' is no name for a field"
bad 'a list twice' '1s/Membres/NEWSLETTER/' "line 1: list 'NEWSLETTER' is there twice"
bad 'no fields' '1s/"fields"/"field"/' \
	'line 1: an export begins with its version, fields and lists'
bad 'a token that is none' '3s/3f0c7a52/zzzzzzzz/' "line 3: 'confirm_token' is no token"

# The same in CSV: bad_csv NAME SED WHY.
bad_csv() {
	sed "$2" all.csv >bad.csv
	expect "$1" 65 nlctl -q -d old.db import bad.csv
	out_is_empty
	err_has "nlctl import: 'bad.csv': $3"
}
bad_csv 'a heading of the future' '1s/nlctl:aliases/nlctl:moods/' \
	"line 1: 'nlctl:moods' is no heading that this nlctl knows"
bad_csv 'a heading without a type' '1s/PRENOM:text/PRENOM/' \
	"line 1: 'PRENOM' is no heading that this nlctl knows"
bad_csv 'a column twice' '1s/nlctl:source/nlctl:added/' "line 1: two columns are 'nlctl:added'"
bad_csv 'a cell that is not JSON' '2s/{""reason/reason/' \
	"line 2: the cell 'suppressed' is not JSON"
bad_csv 'a list that is no object' '4s/{""state"":""left""[^}]*}/[1]/' \
	"line 4: the cell 'newsletter' is no JSON object"
bad_csv 'more cells than headings' '3s/^/x,/' 'line 3: 12 cells, and 11 headings'
bad_csv 'a NUL byte' '3s/Léa/L\x00a/' 'line 3: a NUL byte'
bad_csv 'another encoding' '3s/Léa/L\xE9a/' 'line 3: this is not UTF-8 text'
nlctl -d old.db field drop -y POINTS
nlctl -d old.db field add POINTS text
sqlite3 old.db .dump >before
expect 'another type here' 65 nlctl -q -d old.db import all.csv
err_has "field 'POINTS' is number in the export and text here"
expect 'a list of its own' 64 nlctl -q -d old.db import -l Membres all.csv
err_has "option '--list' does not go with an export of nlctl"
expect 'a state of its own' 64 nlctl -q -d old.db import --status active all.csv
err_has "option '--status' does not go with an export of nlctl"
expect 'a source of its own' 64 nlctl -q -d old.db import --source x all.csv
err_has "option '--source' does not go with an export of nlctl"
sqlite3 old.db .dump >after
check 'nothing of all that was changed' cmp before after

# Control characters never get in, by whatever file.
sed '3s/Léa/L\\u001b\\r\\na/' all.jsonl >controls.jsonl
rm -f new.db*
expect 'control characters' 0 nlctl -d new.db import controls.jsonl
err_has "warning: line 3: 'lea@asso.example': PRENOM: control characters became blanks"
nlctl -d new.db show --json lea@asso.example >out
out_has '"PRENOM":"L   a"'

# Who is known by a hash only.
sqlite3 nlctl.db "INSERT INTO suppression (hash, reason, since) VALUES (x'00', 'forgotten', 1)"
expect 'nameless ones are said' 0 nlctl export
err_is <<'END'
left out: addresses that may not be mailed and of which only a hash is kept (1)
END
sed "s/$cr\$//" out >lines
check 'and are not in it' cmp out all.csv
nlctl -q block @spam.example '@*.spam.example' >out
expect 'so are blocked domains' 0 nlctl export
err_has "left out: blocked domains, which 'nlctl block' lists (2)"
err_has 'only a hash is kept (1)'
nlctl -q unblock @spam.example '@*.spam.example' >out

# A spreadsheet may write another file of it.
cut -d , -f 2- all.csv >cut.csv
python -c '
text = open("all.csv", encoding="utf-8", newline="").read()
open("wide.csv", "w", encoding="utf-16", newline="").write(text)'
for file in cut.csv wide.csv; do
	rm -f new.db*
	expect "$file is not guessed at" 65 nlctl -d new.db import "$file"
	err_has "but this is no export as nlctl writes it: 'nlctl:email' is its first column, and UTF-8 its encoding"
	check "$file: nothing was made" test ! -e new.db
done

expect 'no such format' 64 nlctl export --format xml
err_has "there is no format 'xml': take csv or jsonl"
expect 'JSON is not CSV' 64 nlctl --json export --format csv
err_has "options '--json' and '--format csv' do not go together"
expect 'no such list' 1 nlctl export -l Membre
out_is_empty
err_has "did you mean 'Membres'"
expect 'no arguments' 64 nlctl export people.csv
awk 'BEGIN { print "email"; for (i = 0; i < 20000; i++) print "a" i "@asso.example" }' >many.csv
nlctl -q import many.csv >sums
run sh -c "'$NLCTL' export 2>head.err | head -n 2 | wc -l"
is 'head takes two lines' "$(tr -d ' ' <out)" 2
check 'and the end is quiet' test ! -s head.err
run sh -c "'$NLCTL' -q export >/dev/full"
is 'a full disk: status 74' "$STATUS" 74
err_has 'cannot write to standard output: No space left on device'
done_testing
