#!/bin/sh
# How the public pages look: what a list says for itself.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init >next --from 'La Lettre <lettre@asso.example>' --base-url https://asso.example/lettre
nlctl -q list add Membres
nlctl -q list set Membres from='Les Membres <membres@asso.example>' language=fr
nlctl -q config relay.default.url smtp://127.0.0.1:1 # nobody is there
nlctl -q subscribe -l Membres --confirm zoe@asso.example 2>/dev/null
token=$(sqlite3 nlctl.db 'SELECT lower(hex(confirm_token)) FROM subscription' |
	sed 's/\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')

# fetch PATH [LANGUAGE]: a page, as a browser gets it.
# shellcheck disable=SC2317 # expect calls it
fetch() {
	env REQUEST_METHOD=GET PATH_INFO="$1" HTTP_ACCEPT_LANGUAGE="${2-}" "$NLCTL" cgi
}

expect 'a page of a list' 0 fetch "/c/$token"
out_has '<p class="from">Les Membres</p>'
out_has '<html lang="fr">'
expect 'who asks for a language gets it' 0 fetch "/c/$token" de
out_has '<html lang="de">'
expect 'a page of none' 0 fetch /
out_has '<p class="from">La Lettre</p>'
out_has '<html lang="en">'
done_testing
