#!/bin/sh
# nlctl show: all about one contact.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

nlctl -q init >next
nlctl field add PRENOM text
nlctl field add ADHERENT boolean
nlctl -q subscribe -f PRENOM=Léa -f ADHERENT=oui 'Exemple@Bücher.example'

expect 'for people' 0 nlctl show exemple@xn--bcher-kva.example
out_is <<-'END'
	address           exemple@bücher.example
	key               exemple@xn--bcher-kva.example
	needs smtputf8    no
	suppressed        -
	language          -
	added             2026-11-18 11:06
	source            subscribe
	fields
	  PRENOM          Léa
	  ADHERENT        yes
	subscriptions
	  newsletter  active  2026-11-18 11:06  subscribe
	deliveries: none
	events
	  2026-11-18 11:06  subscribed  newsletter  -  subscribe  -
END
err_is_empty
expect 'in another zone' 0 env TZ=Europe/Paris "$NLCTL" show exemple@bücher.example
out_matches '^added +2026-11-18 12:06$'
expect 'for programs' 0 nlctl --json show exemple@bücher.example
out_has '"added":"2026-11-18T11:06:40Z"'
out_has '"fields":{"PRENOM":"Léa","ADHERENT":true},"subscriptions":[{"list":"newsletter",'
check 'it is one JSON document' python -c 'import json, sys; json.load(open("out"))'
expect 'nobody' 1 nlctl show max@asso.example
out_is_empty
err_has max@asso.example
expect 'no address' 65 nlctl show max
expect 'whom' 64 nlctl show
expect 'no database' 78 nlctl -d "$T/none.db" show max@asso.example
err_has "no database at '$T/none.db' (given by -d)"
done_testing
