#!/bin/sh
# Whatever is stored of one person, the others get their mail: nothing of a
# contact ends a run.
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
people 5
relay
issue june.html
nlctl config header.X-Reader '{{ contact.PRENOM }}'

# stored CONTACT COLUMN PYTHON: as another program would write it.
stored() {
	python - "$NLCTL_DB" "$@" <<'END'
import sqlite3, sys
database, contact, column, value = sys.argv[1:]
db = sqlite3.connect(database)
db.execute("PRAGMA trusted_schema = ON")
db.execute("PRAGMA ignore_check_constraints = ON")
db.execute(f"UPDATE contact SET {column} = CAST(? AS TEXT) WHERE address = ?", (eval(value), contact))
db.commit()
END
}

# A line of a header field has 998 octets at most, blanks counted.
stored p1@example.org fields "'{\"PRENOM\": \"a' + ' ' * 1000 + 'b\"}'"
stored p2@example.org fields "'{\"PRENOM\": \"' + ' ' * 5000 + '\"}'"
expect 'a thousand blanks in a field' 0 \
	nlctl -q send --subject 'For {{ contact.PRENOM }}!' june.html
sums 5 sent=5
check 'a thousand blanks: the messages are well-formed' bytecheck "$SINK_DIR"
file=$(grep -l '<p1@example.org>' "$SINK_DIR"/*.eml)
is 'a thousand blanks: all are in the subject' \
	"$(judge field "$file" Subject | tr -d '\n' | wc -c)" 1007

# An address that never came through nlctl's own door.
relay
ISSUE=july
stored p1@example.org key "'p1@example.org>\\r\\nRCPT TO:<x@example.org'"
stored p2@example.org key "'p2'"
stored p3@example.org key "'pé3@example.org'"
expect 'keys that are no addresses' 1 nlctl -q send --name july june.html
sums 5 sent=2 failed=3
expect 'keys that are no addresses: says why' 0 nlctl status july
out_has unfit
is 'keys that are no addresses: no rule broken' "$(sink_violations)" 0

# Fields and an address that another program damaged.
relay
ISSUE=august
for n in 1 2 3 4 5; do
	stored "p$n@example.org" key "'p$n@example.org'"
	stored "p$n@example.org" fields "'{\"PRENOM\": \"Prenom$n\"}'"
done
stored p1@example.org fields "'{'"
stored p2@example.org fields "'[]'"
stored p3@example.org fields '"{\"PRENOM\": \"a\\u0000b\"}"'
issue june.html 'Hello {{ contact.PRENOM | upper }}, {{ contact.EMAIL | upper }}.'
stored p4@example.org address 'b"p\xff4@example.org"'
expect 'damaged fields' 1 nlctl -q send --name august june.html
sums 5 sent=1 failed=4
expect 'damaged fields: says why' 0 nlctl status august
out_matches '4 +failed +unfit'
expect 'damaged fields: the outbox has the others' 1 nlctl send --outbox box june.html
out_is_empty
err_matches "^nlctl send: 1 messages are in 'box'; 4 cannot be made, the first of them: the copy for contact [0-9]*: the fields of contact [0-9]* are damaged$"
is 'damaged fields: the outbox has the others: one' "$(find box/new -type f | wc -l | tr -d ' ')" 1
is 'damaged fields: a copy of the damaged one itself' 65 \
	"$(nlctl preview --as p1@example.org june.html >out 2>&1; echo $?)"

# A list of what are no texts: those are absent.
nlctl -q field add TAGS multi
relay
ISSUE=september
for n in 1 2 3 4 5; do
	stored "p$n@example.org" fields "'{}'"
done
stored p5@example.org fields "'{\"TAGS\": [1, null, [\"x\"], \"ok\", {}, true]}'"
issue june.html '{% for tag in contact.TAGS %}<{{ tag }}>{% endfor %}'
run nlctl -q send --name september june.html
sums 5 sent=4 failed=1
html "$(grep -l '<p5@\|To: p5@' "$SINK_DIR"/*.eml)" >body
check 'a list of what are no texts: the others are there' grep -q '<p><ok></p>' body

# Whatever a former system called the fields, a letter is to somebody by name.
while read -r name columns; do
	NLCTL_DB=$T/$name.db
	printf '%s\n' "EMAIL,$columns" 'ada@example.org,Ada,Lovelace' >people.csv
	nlctl -q init --from news@example.org --base-url https://news.example.org >next
	nlctl -q import people.csv >next
	issue june.html 'Hello.'
	expect "$name" 0 nlctl preview --as ada@example.org --source june.html
	case $name in
	full) out_has 'To: Lovelace <ada@example.org>' ;;
	*) out_has 'To: Ada Lovelace <ada@example.org>' ;;
	esac
done <<'END'
brevo PRENOM,NOM
mailchimp First Name,Last Name
mailchimp-tags FNAME,LNAME
german Vorname,Familienname
dutch Voornaam,Achternaam
full CITY,Full Name
END
issue june.html 'Hello {{ contact.PRENOM }}.'
NLCTL_DB=$T/mailchimp.db
expect 'did you mean' 65 nlctl preview june.html
err_has 'contact.PRENOM is not a field; did you mean contact.FIRST_NAME?'

done_testing
