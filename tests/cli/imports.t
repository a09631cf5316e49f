#!/bin/sh
# nlctl imports and nlctl import --undo: what there was, and the way back.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

content() { sqlite3 nlctl.db .dump | grep -v '^INSERT INTO import'; }

expect 'without a database' 78 nlctl imports
out_is_empty
err_has 'no database'
nlctl -q init >out
expect 'none yet' 0 nlctl --json imports
out_is_empty
content >empty

printf 'email,name,lists,status\nlea@asso.example,Léa,Infolettre,\ntom@asso.example,Tom,Presse,bounced\n' >one.csv
printf 'email,name,lists\nlea@asso.example,LEA,Membres\nnina@asso.example,Nina,\nno one,,\n' >two.csv
expect 'the first' 0 nlctl import one.csv
err_has "'nlctl import --undo 1' takes it back"
content >first
expect 'the second' 1 nlctl --json import two.csv
out_has '"import":2,'
expect 'the same again changes nothing' 1 nlctl --json import two.csv
out_has '"import":null,'
err_lacks 'takes it back'
expect 'which there were' 0 nlctl imports
out_is <<-'END'
	import  at                 undone             records   added     updated   same      sticky    rejected  file
	1       2026-11-18 11:06   -                  2         2         0         0         0         0         one.csv
	2       2026-11-18 11:06   -                  3         1         1         0         0         1         two.csv
END
err_is_empty
expect 'for programs' 0 nlctl --json imports
out_is <<-'END'
	{"import":1,"at":"2026-11-18T11:06:40Z","undone":null,"records":2,"added":1,"added_do_not_mail":1,"updated":0,"same":0,"sticky":0,"duplicate_same":0,"duplicate_updated":0,"rejected":0,"file":"one.csv"}
	{"import":2,"at":"2026-11-18T11:06:40Z","undone":null,"records":3,"added":1,"added_do_not_mail":0,"updated":1,"same":0,"sticky":0,"duplicate_same":0,"duplicate_updated":0,"rejected":1,"file":"two.csv"}
END
expect 'no argument' 64 nlctl imports 2
out_is_empty
err_has 'usage: nlctl imports'

content >second
sqlite3 nlctl.db .dump >whole
expect 'no terminal, no --yes' 64 nlctl import --undo 2 </dev/null
out_is_empty
err_has "take back import 2, of 'two.csv': the contacts that it added are removed, the others become what they were? add --yes"
expect 'a plan of it' 0 nlctl import --undo 2 --plan
out_is <<-'END'
	        1  contacts removed
	        1  contacts as they were before
	        0  kept
END
err_has 'a plan: nothing was changed'
sqlite3 nlctl.db .dump >planned
check 'a plan changes nothing' cmp whole planned

expect 'undone' 0 nlctl --json import --undo 2 --yes
out_is <<-'END'
	{"plan":false,"import":2,"removed":1,"restored":1,"kept":0}
END
content >back
check 'all is as before' diff first back
expect 'it is told' 0 nlctl --json imports
out_has '"import":2,"at":"2026-11-18T11:06:40Z","undone":"2026-11-18T11:06:40Z"'
expect 'only once' 1 nlctl import --undo 2 -y
out_is_empty
err_has 'import 2 was undone already, on 2026-11-18 11:06'
expect 'none of that number' 1 nlctl import --undo 7 -y
err_has "there is no import 7: 'nlctl imports' lists them"
expect 'no number' 64 nlctl import --undo two -y
err_has "'two' is no number of an import"
expect 'with a file' 64 nlctl import --undo 1 one.csv
err_has 'not both'
expect 'with another option' 64 nlctl import --undo 1 --list x
err_has "options '--undo' and '--list' do not go together"
expect 'yes without undo' 64 nlctl import --yes one.csv
err_has "option '--yes' goes with '--undo'"
content >still
check 'errors change nothing' cmp back still

expect 'the other one' 0 nlctl -q import --undo 1 -y
content | grep -v "^INSERT INTO secret" >back
grep -v "^INSERT INTO secret" empty >want
check 'lists, fields, the default list: as in the beginning' diff want back

# What changed since stays, whole, and is told.
nlctl -q import one.csv >out
printf 'email,name\nlea@asso.example,L.\ntom@asso.example,T.\numa@asso.example,U\nvic@asso.example,V\nwes@asso.example,W\n' >three.csv
nlctl -q import -l Autres three.csv >out
nlctl -q set lea@asso.example NAME=Lea
NLCTL_TEST_NOW=1795000500 nlctl -q unsubscribe --email vic@asso.example --all >out
nlctl -q list add Encore
nlctl config --list Autres from 'A <a@asso.example>' 2>/dev/null ||
	sqlite3 nlctl.db "INSERT INTO setting SELECT id, 'from', 'A <a@asso.example>' FROM list WHERE name = 'Autres'"
nlctl show --json lea@asso.example >lea
nlctl show --json vic@asso.example >vic
expect 'what changed since' 1 nlctl import --undo 4 -y
out_is <<-'END'
	kept     name                              reason
	contact  lea@asso.example                  changed since
	contact  vic@asso.example                  changed since
	list     Autres                            it has settings

	        2  contacts removed
	        1  contacts as they were before
	        3  kept
END
err_has '3 could not be undone'
nlctl show --json lea@asso.example >now
check 'one that was there stays' cmp lea now
nlctl show --json vic@asso.example >now
check 'a new one stays' cmp vic now
expect 'the others went' 1 nlctl show uma@asso.example
expect 'this one is as it was' 0 nlctl show --json tom@asso.example
out_has '"NAME":"Tom"'
out_lacks 'Autres'
expect 'for programs' 1 nlctl --json import --undo 3 --yes
out_has '{"kept":"contact","name":"lea@asso.example","reason":"changed since"}'
out_has '{"kept":"list","name":"Infolettre","reason":"in use"}'
out_has '{"kept":"field","name":"NAME","reason":"in use"}'
expect 'its fields are whole' 0 nlctl show --json lea@asso.example
out_has '"NAME":"Lea"'

# Somebody who was mailed since is in the ledger: they stay.
nlctl -q import -l Neu --source x three.csv >out
sqlite3 nlctl.db "INSERT INTO issue (name, file, hash, subject, state, created)
	VALUES ('june', 'june.html', x'00', 'June', 'finished', 1);
	INSERT INTO delivery (issue, contact, token, state)
	SELECT 1, id, randomblob(16), 'sent' FROM contact WHERE address LIKE 'wes@%'"
expect 'mailed since' 1 nlctl import --undo 5 -y
out_matches '^contact  wes@asso.example +mailed since$'
out_lacks 'uma@'

# Who became part of another since is told with the other's address.
printf 'email,NOTE\nyan@asso.example,a\nzoe@asso.example,a\n' | nlctl -q import - >out
printf 'email,NOTE\nyan@asso.example,b\nnew@asso.example,b\n' | nlctl -q import - >out
nlctl -q merge -y yan@asso.example zoe@asso.example >out
nlctl -q merge -y new@asso.example zoe@asso.example >out
expect 'merged since' 1 nlctl --json import --undo 7 -y
out_is <<-'END'
	{"kept":"contact","name":"zoe@asso.example","reason":"another that was changed is part of it since"}
	{"kept":"contact","name":"zoe@asso.example","reason":"another that was added is part of it since"}
	{"plan":false,"import":7,"removed":0,"restored":0,"kept":2}
END
nlctl -q forget -y zoe@asso.example >out
expect 'and forgotten' 1 nlctl import --undo 6 -y
out_matches '^contact  \(forgotten\) +forgotten since$'

# That people were imported is a row only where it must be one; it is seen all the same.
imported() {
	sqlite3 nlctl.db "SELECT event, contact, source FROM v_event
		WHERE kind = 'imported' ORDER BY event" | tr '\n' ' '
}
rm -f nlctl.db*
nlctl -q init >out
cat >four.csv <<-'END'
	email,source,status
	ann@asso.example,web,
	ben@asso.example,,bounced
	cid@asso.example,,
	dan@asso.example,,
END
nlctl -q import four.csv >out
is 'one row for four' \
	"$(sqlite3 nlctl.db "SELECT count(*) FROM event WHERE kind = 'imported'")" 1
is 'all four are seen' "$(imported)" \
	'1|1|web 2|2|import four.csv 3|3|import four.csv 4|4|import four.csv '
expect 'before what came of it' 0 nlctl show --json ben@asso.example
out_matches '"bounced".*"imported"'
expect 'in a dossier too' 0 nlctl dossier ann@asso.example
out_has '"kind":"imported"'
nlctl -q merge -y ann@asso.example cid@asso.example >out
is 'merged: with its source' "$(imported)" \
	'1|3|web 2|2|import four.csv 3|3|import four.csv 4|4|import four.csv '
nlctl -q forget -y ben@asso.example >out
is 'forgotten: without' "$(imported)" '1|3|web 2|2| 3|3|import four.csv 4|4|import four.csv '
expect 'undone' 1 nlctl import --undo 1 -y
is 'undone: of those who stay' "$(imported)" '1|3|web 2|2| 3|3|import four.csv '
# Only a token was given since, which is no event; and an export with somebody twice.
rm -f nlctl.db*
nlctl -q init >out
printf 'email,token\nann@asso.example,\nben@asso.example,\n' >five.csv
printf 'email,token\nann@asso.example,old-1\n' >six.csv
nlctl -q import --map token=@alias five.csv >out
nlctl -q import --map token=@alias six.csv >out
expect 'a token since' 1 nlctl import --undo 1 -y
out_matches '^contact  ann@asso.example +changed since$'
out_has '1  contacts removed'
nlctl export --format jsonl >own.jsonl
sed -n '2s/"language":""/"language":"fr"/p' own.jsonl >again
cat again >>own.jsonl
rm -f nlctl.db*
nlctl -q init >out
nlctl -q import own.jsonl >out
out_has '1  contacts updated'
expect 'somebody twice' 0 nlctl import --undo 1 -y
out_has '1  contacts removed'
is 'somebody twice: nobody is left' "$(sqlite3 nlctl.db 'SELECT count(*) FROM contact')" 0
done_testing
