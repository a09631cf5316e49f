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
expect 'a domain without a dot is taken, and doubted' 0 nlctl subscribe tom@mailhost
err_is <<-'END'
	warning: 'tom@mailhost': the domain 'mailhost' has no dot: is its end missing
	'tom@mailhost' is on the list 'newsletter' now
END
expect 'a blank is no part of an address' 65 nlctl subscribe 'tim@asso.example '
err_has 'there is a blank in the address'
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

# --- double opt-in: nothing is half done --------------------------------------

nlctl config confirm yes
expect 'no sender' 78 nlctl subscribe b@asso.example
out_is_empty
err_has "no sender: set 'from'"
nlctl config from 'The Letter <letter@asso.example>'
expect 'no way to answer' 78 nlctl subscribe b@asso.example
err_has "set 'base-url' (where web pages take the tokens) or 'list-address'"
nlctl config base-url http://127.0.0.1:8080
expect 'no relay' 78 nlctl subscribe b@asso.example
err_has relay
nlctl config relay.default.url smtp://127.0.0.1:1
nlctl -q freeze
expect 'a frozen database' 78 nlctl subscribe b@asso.example
err_has frozen
nlctl -q unfreeze --yes
expect 'nobody came of it' 1 nlctl show b@asso.example
expect 'with consent at hand' 0 nlctl subscribe --no-confirm b@asso.example
err_is <<-'END'
	'b@asso.example' is on the list 'newsletter' now
END
expect 'who is there is not asked' 0 nlctl --json subscribe b@asso.example
out_has '"outcome":"there"'
expect 'both' 64 nlctl subscribe --confirm --no-confirm b@asso.example
err_has "options '--confirm' and '--no-confirm' do not go together"

# The template's mistakes are faults of the setting, and come before anybody is asked.
nlctl config confirm.template "$T/none.html"
expect 'no such template' 78 nlctl subscribe c@asso.example
err_has "setting 'confirm.template': cannot open '$T/none.html': No such file"
nlctl config confirm.template "$T/confirm.html"
echo '<title>Yes?</title><p>{{ contact.PRENOM }}</p>' >confirm.html
expect 'no field but the address' 78 nlctl subscribe c@asso.example
err_has "setting 'confirm.template': $T/confirm.html:1:26: contact.PRENOM is not a field"
echo '<title>Yes?</title><p>{{ contact.EMAIL }}</p>' >confirm.html
expect 'nothing to confirm by' 78 nlctl subscribe c@asso.example
err_has "there is no {{ doubleoptin }} in '$T/confirm.html'"
expect 'nobody came of it' 1 nlctl show c@asso.example
nlctl config --unset confirm.template

# The relay is away: the person is asked later, and once.
expect 'the relay is away' 75 nlctl --json subscribe c@asso.example nobody
out_is <<-'END'
	{"address":"c@asso.example","list":"newsletter","outcome":"pending","new_contact":true,"fields_changed":false,"confirm_until":"2026-11-25T11:06:40Z","mail":"queued"}
END
err_has "'c@asso.example' will be asked by mail to confirm the list 'newsletter' until 2026-11-25 11:06"
err_has "warning: 'nobody': there is no '@'"
err_has "relay 'default' (smtp://127.0.0.1:1) failed at connect"
expect 'who is pending gets nothing' 0 nlctl subscribers --mailable
out_lacks c@asso.example
expect 'show says until when' 0 nlctl show c@asso.example
out_has 'newsletter  pending (to confirm until 2026-11-25 11:06)  2026-11-18 11:06  subscribe'
expect 'and tells programs' 0 nlctl --json show c@asso.example
out_has '"state":"pending","since":"2026-11-18T11:06:40Z","source":"subscribe","confirm_until":"2026-11-25T11:06:40Z"'
expect 'status tells of the mail' 0 nlctl status
err_is <<-'END'
	single messages that wait: 1; 'nlctl run' sends them
END
expect 'and so does nlctl alone' 0 nlctl
out_has 'single messages that wait: 1'
out_has 'next:  nlctl run'
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
expect 'once more: the mail that waits leaves, and no other' 0 nlctl subscribe c@asso.example
err_is <<-'END'
	warning: 'c@asso.example' was asked by mail before: not once more until 2026-11-19 11:06; the link works until 2026-11-25 11:06
END
is 'one mail' "$(sink_count)" 1
expect 'none waits' 0 nlctl status
err_has 'nothing needs you'
expect 'run has nothing left' 0 nlctl run
is 'still one mail' "$(sink_count)" 1

# Refused by the relay.
echo 'RCPT <d@asso.example>: 550 5.1.1 no such user' >script
start_sink -s "$T/script"
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
expect 'the relay refuses one' 1 nlctl subscribe d@asso.example e@asso.example
err_has "warning: the mail to 'd@asso.example' was refused: no such user"
err_has "'e@asso.example' is asked by mail to confirm"
err_has '1 of 2 mails were not sent'

expect 'control characters do nothing on the terminal' 65 \
	nlctl subscribe --no-confirm "$(printf 'a\033[2Jb')"
err_has '\x1B[2J'
done_testing
