#!/bin/sh
# nlctl field: what is known about contacts, typed.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

expect 'no database' 78 nlctl field add PRENOM text
check 'none is made' test ! -e nlctl.db
nlctl -q init >next
expect 'a text' 0 nlctl field add PRENOM text
out_is_empty
err_is_empty
expect 'a boolean' 0 nlctl field add ADHERENT boolean
expect 'both' 0 nlctl field
out_is <<-'END'
	name                  type
	PRENOM                text
	ADHERENT              boolean
END
expect 'for programs' 0 nlctl field --json
out_is <<-'END'
	{"name":"PRENOM","type":"text"}
	{"name":"ADHERENT","type":"boolean"}
END
expect 'there already' 1 nlctl field add PRENOM text
expect 'no such type' 64 nlctl field add VILLE colour
err_has "there is no type 'colour': take text, number, boolean, date, category or multi"
while read -r word type; do
	expect "no such type: $word" 64 nlctl field add VILLE "$word"
	err_has "there is no type '$word'; did you mean '$type'?"
done <<'END'
string text
INT number
numbr number
bool boolean
yes-no boolean
datetime date
enum category
tags multi
END
expect 'a name that will not do' 65 nlctl field add 'la ville' text
expect 'an argument too many' 64 nlctl field add VILLE text Lille
err_has "'add' takes fewer arguments"

nlctl -q subscribe -f PRENOM=12 -f ADHERENT=oui lea@asso.example
expect 'another name' 0 nlctl field rename PRENOM AGE
out_is_empty
err_is <<-'END'
	field 'PRENOM' is 'AGE' now: 1 values
END
expect 'another type' 0 nlctl field retype AGE number
out_is_empty
err_is <<-'END'
	field 'AGE' is number now: 1 values, 0 emptied
END
expect 'values came along' 0 nlctl show --json lea@asso.example
out_has '"fields":{"AGE":12,"ADHERENT":true}'
nlctl -q set lea@asso.example AGE=13
expect 'a value without meaning there' 65 nlctl field retype AGE date
out_is_empty
err_is <<-'END'
	nlctl field: field 'AGE' stays number: of 1 values 1 are no date (this is no date: write DD/MM/YYYY or YYYY-MM-DD): change them first, or empty them with --empty
END
expect 'nothing changed' 0 nlctl field --json
out_has '{"name":"AGE","type":"number"}'

# --- the plan ---------------------------------------------------------------------

nlctl field add NOTE text
nlctl -q subscribe -f NOTE=2026-05-01 a@asso.example
nlctl -q subscribe -f NOTE=31/02/2026 b@asso.example
nlctl -q subscribe -f NOTE=soon c@asso.example
nlctl -q subscribe -f NOTE=later d@asso.example
nlctl -q subscribe e@asso.example
expect 'the plan of another type' 0 nlctl field retype -n NOTE date
out_is <<-'END'
	field             NOTE
	type              text
	new field         NOTE
	new type          date
	values            4
	unfit             3
	reasons
	  1  there is no such date
	  2  this is no date: write DD/MM/YYYY or YYYY-MM-DD
	issues: none
	conditions: none
END
err_is <<-'END'
	a plan: nothing was changed
END
expect 'for programs' 0 nlctl --json field retype -n NOTE date
out_is <<-'END'
	{"plan":true,"field":"NOTE","type":"text","new_field":"NOTE","new_type":"date","values":4,"unfit":3,"reasons":[{"values":1,"reason":"there is no such date"},{"values":2,"reason":"this is no date: write DD/MM/YYYY or YYYY-MM-DD"}],"issues":[],"conditions":[]}
END
expect 'it is refused then' 65 nlctl field retype NOTE date
err_has 'of 4 values 3 are no date'
expect 'emptying asks' 64 nlctl field retype --empty NOTE date </dev/null
err_has "empty 3 of 4 values of the field 'NOTE'? add --yes"
expect 'nothing changed' 0 nlctl --json show c@asso.example
out_has '"NOTE":"soon"'
expect 'emptied' 0 nlctl field retype --empty --yes NOTE date
err_is <<-'END'
	field 'NOTE' is date now: 1 values, 3 emptied
END
expect 'what fits is converted' 0 nlctl --json show a@asso.example
out_has '"NOTE":"2026-05-01"'
expect 'the others have none' 0 nlctl --json show c@asso.example
out_has '"fields":{}'
expect 'nothing to empty: nobody is asked' 0 nlctl --json field retype --empty NOTE text </dev/null
out_is <<-'END'
	{"plan":false,"field":"NOTE","type":"date","new_field":"NOTE","new_type":"text","values":1,"unfit":0,"reasons":[],"issues":[],"conditions":[]}
END
expect 'the plan of dropping' 0 nlctl --json field drop --plan NOTE
out_is <<-'END'
	{"plan":true,"field":"NOTE","type":"text","new_field":null,"new_type":null,"values":1,"unfit":0,"reasons":[],"issues":[],"conditions":[]}
END
err_has 'a plan: nothing was changed'
expect 'it is there still' 0 nlctl --json show a@asso.example
out_has '"NOTE":"2026-05-01"'

for word in 'add X text' 'rename AGE X' 'drop NOTE'; do
	# shellcheck disable=SC2086 # three words
	expect "--empty with $word" 64 nlctl field $word --empty
	err_has "option '--empty' goes with 'retype'"
done
expect '--plan with add' 64 nlctl field add X text --plan
err_has "option '--plan' goes with 'retype' and 'drop'"
expect 'both' 64 nlctl field drop --plan --yes NOTE
expect 'no such type' 64 nlctl field retype NOTE string
expect 'no such field' 1 nlctl field retype NOET date
err_has "there is no field 'NOET'; did you mean 'NOTE'"
expect 'a name that is taken' 1 nlctl field rename NOTE AGE
err_has "there is a field 'AGE' already"
expect 'a name that will not do' 65 nlctl field rename NOTE 'a note'

# --- issues that use the field ------------------------------------------------------

nlctl -q config from lettre@asso.example
nlctl -q config base-url http://127.0.0.1:8080
for issue in june july; do
	cat >$issue.html <<-'END'
		<!doctype html>
		<html lang="en"><head><meta charset="utf-8"><title>News</title></head>
		<body><p>Hello {% if contact.ADHERENT %}{{ contact.NOTE }}{% endif %}</p>
		<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
	END
done
sed -i 's/{{ contact.NOTE }}/you/' july.html
nlctl -q config relay.default.url smtp://127.0.0.1:1
nlctl -q send --at 'tomorrow 08:00' june.html >sent 2>&1
nlctl -q send --at 'tomorrow 08:00' july.html >>sent 2>&1
expect 'a scheduled issue uses it' 0 nlctl --json field retype -n NOTE text
out_has '"issues":[{"name":"june","state":"scheduled"}]'
err_has "warning: issue 'june' (scheduled) uses the field 'NOTE'"
err_lacks july
expect 'and is named before dropping' 64 nlctl field drop NOTE </dev/null
err_has "warning: issue 'june' (scheduled) uses the field 'NOTE'"
expect 'none uses this one' 0 nlctl field rename AGE AGES
err_lacks june
nlctl -q cancel --yes june >sent 2>&1
expect 'a cancelled one does not' 0 nlctl -q field retype -n NOTE text
err_is_empty

# Conditions: those of issues that wait, and saved ones.
nlctl audience save old 'AGES > 60 and ADHERENT'
nlctl audience save young 'not @old and contact.ages < 30'
nlctl audience save texts 'ADHERENT and EMAIL like "%AGES%"'
cp july.html august.html
nlctl -q send --at 'tomorrow 08:00' --where 'AGES is empty' august.html >sent 2>&1
expect 'conditions that use it' 0 nlctl --json field retype -n AGES text
out_has '"issues":[{"name":"august","state":"scheduled"}],"conditions":[{"name":"old"},{"name":"young"}]'
err_has "warning: the condition '@young' uses the field 'AGES'"
err_lacks '@texts'
nlctl -q cancel --yes august >sent 2>&1
for name in young old texts; do
	nlctl audience drop --yes $name
done

# A number keeps no zero in front and no plus: postcodes and telephones are no numbers.
nlctl field add CODE text
nlctl -q subscribe -f CODE=01000 a@asso.example
nlctl -q subscribe -f CODE=59000 b@asso.example
nlctl -q subscribe -f CODE=+33612345678 c@asso.example
nlctl -q subscribe -f CODE=0 d@asso.example
nlctl -q subscribe -f CODE=0.5 e@asso.example
expect 'a postcode is no number' 65 nlctl field retype CODE number
err_has 'of 5 values 2 are no number (a number would lose the 0 or + that this begins with)'
expect 'nothing changed' 0 nlctl --json show a@asso.example
out_has '"CODE":"01000"'
expect 'emptied when asked for' 0 nlctl field retype --empty --yes CODE number
err_has "field 'CODE' is number now: 3 values, 2 emptied"
expect 'the others are numbers' 0 nlctl --json show e@asso.example
out_has '"CODE":0.5'
nlctl -q field drop --yes CODE

expect 'dropping asks' 64 nlctl field drop AGES </dev/null
out_is_empty
err_has "drop the field 'AGES' with all its values (1)? add --yes"
expect 'dropped' 0 nlctl field drop --yes AGES
err_is <<-'END'
	field 'AGES' is gone: 1 values
END
expect 'values are gone' 0 nlctl show --json lea@asso.example
out_has '"fields":{"ADHERENT":true}'
expect 'no such field' 1 nlctl field drop --yes ADHERANT
err_has 'ADHERENT'
done_testing
