#!/bin/sh
# nlctl form: the form to subscribe for a page of one's own.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

usage form

expect 'no database' 78 nlctl form
out_is_empty
nlctl -q init --from 'Asso <lettre@asso.example>' >next
expect 'no base-url' 78 nlctl form
out_is_empty
err_has "there is no setting 'base-url'"
nlctl config base-url https://asso.example/lettre/
expect 'not public' 1 nlctl form
out_is_empty
err_has "the list 'newsletter' is not public: nlctl config -l 'newsletter' public yes"
nlctl config public yes
nlctl -q field add PRENOM text
nlctl -q field add NE_LE date
nlctl -q list add 'La lettre & co' 'a/b' ..
nlctl config -l 'La lettre & co' subscribe.fields 'NE_LE, prenom'
nlctl config -l 'La lettre & co' language fr
expect 'no such list' 1 nlctl form -l nothing
err_has "there is no list 'nothing'"
expect 'no such language' 64 nlctl form --language xx
out_is_empty
err_has "nlctl does not speak 'xx'"
for name in a/b ..; do
	expect "the name $name" 1 nlctl form -l "$name"
	out_is_empty
	err_has "the name '$name' cannot stand in an address"
done

expect 'the default list' 0 nlctl form
out_is <<'END'
<form method="post" action="https://asso.example/lettre/s/newsletter">
<label class="field">E-mail address
<input type="email" name="email" value="" maxlength="254" autocomplete="email" required></label>

<input name="subject" value="" autocomplete="off" hidden>
<button>Subscribe</button>
</form>
END
err_is_empty
expect 'a list with fields' 0 nlctl form -l 'la LETTRE & co'
out_is <<'END'
<form method="post" action="https://asso.example/lettre/s/La%20lettre%20%26%20co">
<label class="field">Adresse électronique
<input type="email" name="email" value="" maxlength="254" autocomplete="email" required></label>
<label class="field">Ne le
<input type="date" name="field.NE_LE" value=""></label>
<label class="field">Prénom
<input type="text" name="field.PRENOM" value="" autocomplete="given-name"></label>

<input name="subject" value="" autocomplete="off" hidden>
<button>M’abonner</button>
</form>
END
expect 'in another language' 0 nlctl form -l 'La lettre & co' --language de-AT
out_has '<button>Anmelden</button>'

# What it leads to is there.
action=$(nlctl form -l 'La lettre & co' | sed -n 's/.*action="[^"]*\/s\/\(.*\)">/\1/p')
# shellcheck disable=SC2317 # it is called by expect
page() { env REQUEST_METHOD=GET REQUEST_URI="/lettre/s/$action" "$NLCTL" cgi; }
expect 'the address of it' 0 page
out_has 'Status: 200 OK'
out_has 'La lettre &amp; co'
done_testing
