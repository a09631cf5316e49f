#!/bin/sh
# nlctl subscribe: on the list, once, and never against somebody's will.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

expect 'it makes the database' 0 nlctl subscribe Lea@Asso.Example
out_is_empty
err_is <<-END
	'lea@asso.example' is on the list 'newsletter' now
	new database '$T/nlctl.db'
END
expect 'again' 0 nlctl subscribe lea@asso.example
err_is <<-'END'
	'lea@asso.example' is on the list 'newsletter' already
END
nlctl field add PRENOM text
expect 'fields are updated' 0 nlctl subscribe -f PRENOM=Léa lea@asso.example
err_has 'already; fields updated'
expect 'for programs, a line each' 0 \
	nlctl -q --json subscribe --source 'stand, 14 July' lea@asso.example zoe@asso.example
out_is <<-'END'
	{"address":"lea@asso.example","list":"newsletter","outcome":"there","new_contact":false,"fields_changed":false}
	{"address":"zoe@asso.example","list":"newsletter","outcome":"added","new_contact":true,"fields_changed":false}
END
err_is_empty
expect 'the source is kept' 0 nlctl show --json zoe@asso.example
out_has '"source":"stand, 14 July"'
expect 'two people' 0 nlctl subscribers --count
out_is <<-'END'
	2
END

expect 'no address' 65 nlctl subscribe nobody
out_is_empty
err_has "nlctl subscribe: 'nobody': there is no '@'"
expect 'the others count' 1 nlctl subscribe nobody max@asso.example
err_has "warning: 'nobody': there is no '@'"
err_has "'max@asso.example' is on the list 'newsletter' now"
err_has '1 of 2 not subscribed'
expect 'no such list' 1 nlctl subscribe -l newslettre a@asso.example
err_has "there is no list 'newslettre'; did you mean 'newsletter'"
expect 'no such field' 1 nlctl subscribe -f PRENON=x a@asso.example
err_has PRENOM
expect 'no contact came of it' 1 nlctl show a@asso.example
expect 'not an assignment' 64 nlctl subscribe -f PRENOM a@asso.example
err_has "'PRENOM' is not FIELD=VALUE"
expect 'whom' 64 nlctl subscribe
err_has 'an argument is missing'
expect 'an unknown option names the near one' 64 nlctl subscribe --agian a@asso.example
err_has "did you mean '--again'?"
expect 'an option without its value' 64 nlctl subscribe a@asso.example -l
err_has "option '--list' needs a value: LIST"
expect 'a flag with a value' 64 nlctl subscribe --again=yes a@asso.example
err_has "option '--again' takes no value"

nlctl -q unsubscribe --email zoe@asso.example
expect 'who left stays away' 1 nlctl subscribe zoe@asso.example
err_has "'zoe@asso.example' had left the list 'newsletter': at their wish, add --again"
expect 'until they want to' 0 nlctl subscribe --again zoe@asso.example
err_has "'zoe@asso.example' is back on the list 'newsletter'"

nlctl config confirm yes
expect 'nobody is put on a list that asks' 78 nlctl subscribe b@asso.example
err_has "add -o confirm=no"
expect 'with consent at hand' 0 nlctl -o confirm=no subscribe b@asso.example

expect 'control characters do nothing on the terminal' 65 \
	nlctl -o confirm=no subscribe "$(printf 'a\033[2Jb')"
err_has '\x1B[2J'
done_testing
