#!/bin/sh
# nlctl set: fields of a contact, all of them or none.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init >next
nlctl field add PRENOM text
nlctl field add ADHERENT boolean
nlctl -q subscribe lea@asso.example

expect 'set' 0 nlctl set lea@asso.example PRENOM=Léa ADHERENT=oui
out_is_empty
err_is <<-'END'
	'lea@asso.example' changed
END
expect 'the same' 0 nlctl set --json Lea@asso.example prenom=Léa
out_is <<-'END'
	{"address":"lea@asso.example","changed":false,"fields":{"PRENOM":"Léa","ADHERENT":true}}
END
err_has 'is as before'
expect 'taken away' 0 nlctl set -q lea@asso.example PRENOM=
err_is_empty
expect 'it is gone' 0 nlctl show --json lea@asso.example
out_has '"fields":{"ADHERENT":true}'
expect 'one will not do' 65 nlctl set lea@asso.example PRENOM=Zoé ADHERENT=perhaps
err_has ADHERENT
err_lacks perhaps
expect 'so none is set' 0 nlctl show --json lea@asso.example
out_lacks Zoé
expect 'no such field' 1 nlctl set lea@asso.example PRENON=x
err_has PRENOM
expect 'nobody' 1 nlctl set max@asso.example PRENOM=x
expect 'not an assignment' 64 nlctl set lea@asso.example PRENOM
err_has "'PRENOM' is not FIELD=VALUE"
expect 'nothing to set' 64 nlctl set lea@asso.example
err_has 'an argument is missing'
expect 'an address may begin with a hyphen' 1 nlctl set -- -x@asso.example PRENOM=x
expect 'and is an option otherwise' 64 nlctl set -x@asso.example PRENOM=x
err_has "unknown option '-x'"
done_testing
