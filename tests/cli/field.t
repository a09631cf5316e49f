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
expect 'no such type' 64 nlctl field add VILLE string
err_has string
expect 'a name that will not do' 65 nlctl field add 'la ville' text
expect 'an argument too many' 64 nlctl field add VILLE text Lille
err_has "'add' takes fewer arguments"

nlctl -q subscribe -f PRENOM=12 -f ADHERENT=oui lea@asso.example
expect 'another name' 0 nlctl field rename PRENOM AGE
expect 'another type' 0 nlctl field retype AGE number
expect 'values came along' 0 nlctl show --json lea@asso.example
out_has '"fields":{"AGE":12,"ADHERENT":true}'
nlctl -q set lea@asso.example AGE=13
expect 'a value without meaning there' 65 nlctl field retype AGE date
expect 'nothing changed' 0 nlctl field --json
out_has '{"name":"AGE","type":"number"}'
expect 'dropping asks' 64 nlctl field drop AGE </dev/null
err_has "drop the field 'AGE' and its value in every contact? add --yes"
expect 'dropped' 0 nlctl field drop --yes AGE
expect 'values are gone' 0 nlctl show --json lea@asso.example
out_has '"fields":{"ADHERENT":true}'
expect 'no such field' 1 nlctl field drop --yes ADHERANT
err_has 'ADHERENT'
done_testing
