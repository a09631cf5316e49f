#!/bin/sh
# The mail that asks to confirm: in seven languages, by web or mail, with a template
# of one's own, and exactly one of it whenever the program is killed.
[ -w /dev/shm ] && TMPDIR=${TMPDIR:-/dev/shm}
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck disable=SC1112 # real typography
sender='L’APES <lettre@asso.example>' list='Les amis de l’eau'
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

# database: a new one whose relay is the sink.
database() {
	rm -f "$NLCTL_DB"*
	nlctl -q init --from "$sender" --list "$list" \
		--smtp "smtp://127.0.0.1:$SINK_PORT" --base-url http://127.0.0.1:8080 >next
}

# mail N: the file of the N-th mail; field and parts of it are read by judge.
# shellcheck disable=SC2012 # their names are numbers
mail() { ls "$SINK_DIR"/*.eml | sed -n "$1p"; }
subject() { judge field "$(mail "$1")" Subject | blanks; }
body() { judge part "$(mail "$1")" "$2" | tr -d '\r' | blanks; }

# Make blanks that break no line visible: ~, and _ for a narrow one.
blanks() { sed "s/$(printf '\302\240')/~/g; s/$(printf '\342\200\257')/_/g"; }

UUID='[0-9a-f]\{8\}-[0-9a-f]\{4\}-4[0-9a-f]\{3\}-[0-9a-f]\{4\}-[0-9a-f]\{12\}'

# --- seven languages ----------------------------------------------------------

start_sink
database
nlctl field add PRENOM text
nlctl -q subscribe --no-confirm known@asso.example
sqlite() { python -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for row in db.execute(sys.argv[2]): print(*row, sep="|")' "$NLCTL_DB" "$1"; }
n=0
while IFS='|' read -r language want day; do
	n=$((n + 1))
	run nlctl -o language="$language" subscribe --confirm -f PRENOM=Buy-now "$language@asso.example"
	is "$language: the subject" "$(subject $n)" "$want"
	body $n text/plain >text
	body $n text/html >html
	check "$language: the day in words" grep -q "$day" text
	check "$language: the language is said" grep -q "<html lang=\"$language\">" html
	is "$language: one link in each part" \
		"$(cat text html | grep -o "http://127.0.0.1:8080/c/$UUID" | sort | uniq -c | sed 's/ *\([0-9]*\) .*/\1/')" 2
	check "$language: nothing of who typed the address" sh -c '! grep -q Buy-now text html'
	check "$language: no tag is left, no tracking" sh -c '! grep -q "{{\|\[\[\|<img" text html'
done <<-'END'
	de|Bitte bestätigen Sie Ihre Anmeldung zu „Les amis de l’eau“|18. November 2026 um 11:06 Uhr (UTC)
	en|Please confirm your subscription to “Les amis de l’eau”|18 November 2026 at 11:06 (UTC)
	es|Confirme su suscripción a «Les amis de l’eau»|18 de noviembre de 2026, 11:06 (UTC)
	fr|Confirmez votre inscription à «_Les amis de l’eau_»|18 novembre 2026 à 11~h~06 (UTC)
	it|Conferma l’iscrizione a «Les amis de l’eau»|18 novembre 2026, ore 11:06 (UTC)
	nl|Bevestig je aanmelding voor ‘Les amis de l’eau’|18 november 2026 om 11:06 uur (UTC)
	pt|Confirme a sua inscrição em “Les amis de l’eau”|18 de novembro de 2026, 11:06 (UTC)
END
is 'seven mails' "$(sink_count)" 7
check 'they pass the byte checker' bytecheck "$SINK_DIR"
check 'and have no defect' judge defects "$SINK_DIR"/*.eml
is 'to the address alone, by our own name' \
	"$(judge field "$(mail 1)" To) from $(judge field "$(mail 1)" From)" \
	"de@asso.example from $sender"
is 'no mail of the list' "$(grep -ciE '^(List-|Precedence|Feedback-ID)' "$(mail 1)")" 0
is 'by a machine' "$(judge field "$(mail 1)" Auto-Submitted)" auto-generated

# The language of the person goes before that of the list.
sqlite "UPDATE contact SET language = 'fr-BE' WHERE key = 'known@asso.example'"
nlctl list add Other
run nlctl -o language=nl subscribe --confirm -l Other known@asso.example
is 'their own language' "$(subject 8)" 'Confirmez votre inscription à «_Other_»'
sqlite "SELECT json_extract(confirm_asked, '\$.wording') FROM subscription
	WHERE contact = (SELECT id FROM contact WHERE key = 'known@asso.example')
	AND confirm_asked IS NOT NULL" >wording
is 'and the consent will say so' "$(cat wording)" 'built-in fr'

run nlctl subscribe --confirm 'andré@asso.example'
is 'an address that no field may hold stands in none' "$(judge field "$(mail 9)" To)" \
	'undisclosed-recipients:;'

# --- without a web server: by mail --------------------------------------------

nlctl config --unset base-url
nlctl config list-address retours@asso.example
run nlctl subscribe --confirm m1@asso.example
body 10 text/plain >text
check 'the link opens a mail' \
	grep -q "<mailto:retours@asso.example?subject=confirm%20$UUID>" text
check 'and the text says to answer or to send it' grep -q 'answer this message, or send' text
check 'an answer has the token in a name' \
	test "$(judge field "$(mail 10)" Reply-To | sed "s/$UUID/TOKEN/")" = \
	'confirm TOKEN <retours@asso.example>'
nlctl config list-address 'retours+*@asso.example'
run nlctl subscribe --confirm m2@asso.example
body 11 text/plain >text
check 'with the token in its address' \
	grep -q "<mailto:retours+$UUID@asso.example?subject=confirm>" text
check 'and an answer too' \
	test "$(judge field "$(mail 11)" Reply-To | sed "s/$UUID/TOKEN/")" = \
	'retours+TOKEN@asso.example'
check 'they too pass the byte checker' bytecheck "$SINK_DIR"
nlctl config base-url http://127.0.0.1:8080

# --- a template of one's own --------------------------------------------------

cat >own.html <<-'END'
	<html lang="fr"><head><title>{{ list.name }} : c’est bien vous ?</title></head>
	<body><p>{{ contact.EMAIL }}, le {{ confirm.asked }}, jusqu’au {{ confirm.until }}.</p>
	<p><a href="{{ doubleoptin }}">Oui</a> {{ sender.email }}</p></body></html>
END
nlctl config confirm.template "$T/own.html"
run nlctl subscribe --confirm own@asso.example
is 'its subject' "$(subject 12)" "$list : c’est bien vous ?"
body 12 text/plain >text
check 'its names' grep -q "own@asso.example, le 18 novembre 2026 à 11~h~06 (UTC), jusqu’au" text
is 'the proof names it' "$(sqlite "SELECT json_extract(confirm_asked, '\$.wording'),
	json_extract(confirm_asked, '\$.sha256') FROM subscription
	ORDER BY contact DESC LIMIT 1")" \
	"$T/own.html|$(sha256sum <own.html | cut -d ' ' -f 1)"
echo '<title>x</title><a href="{{ doubleoptin }}">y</a>' >issue.html
expect 'an issue has no such link' 65 nlctl send issue.html
err_has 'doubleoptin has no value here'

# --- while another process sends ----------------------------------------------

start_sink --delay 100
database
for i in 1 2 3 4 5 6; do
	nlctl -q subscribe --no-confirm "r$i@asso.example"
done
echo '<title>x</title><a href="{{ unsubscribe }}">y</a>' >issue.html
nlctl config relay.default.connections 1
"$NLCTL" -q send issue.html >/dev/null 2>&1 &
pid=$!
wait_for 10 grep -q ' accepted ' "$SINK_DIR/log"
expect 'it is left to the one who sends' 0 nlctl --json subscribe --confirm busy@asso.example
out_has '"mail":"queued"'
err_has 'is sending and takes them along'
err_has "'busy@asso.example' will be asked by mail"
wait "$pid"
run nlctl run # had the sender been just about to end
is 'who takes it along' "$(grep -c 'accepted.*<busy@asso.example>' "$SINK_DIR/log")" 1

# --- killed at every step -----------------------------------------------------

start_sink
step=0
wrong=
doubt=
killed=137
while [ "$killed" -eq 137 ] && [ "$step" -lt 100 ]; do
	step=$((step + 1))
	database
	killed=0
	NLCTL_TEST_DIE_AT=$step nlctl -q subscribe --confirm "s$step@asso.example" \
		>/dev/null 2>&1 || killed=$?
	# A cron job, and a person who tries again.
	nlctl -q run >/dev/null 2>&1
	nlctl -q subscribe --confirm "s$step@asso.example" >/dev/null 2>&1
	nlctl -q run >/dev/null 2>&1
	got=$(grep -c "accepted.*<s$step@asso.example>" "$SINK_DIR/log")
	case $got$(sqlite 'SELECT state FROM notice') in
	1sent) ;;
	1uncertain | 0uncertain) doubt=${doubt:-$step} ;;
	*) wrong="$wrong
step $step: $got mails, $(sqlite 'SELECT state FROM notice')" ;;
	esac
	[ "$(sqlite 'SELECT state FROM subscription')" = pending ] ||
		wrong="$wrong, not pending"
done
is 'the last one was not killed' "$killed" 0
check 'the others were' test "$step" -gt 6
is 'one mail each, or said to be uncertain' "$wrong" ''
check 'which is not before the relay is spoken to' test "$doubt" -gt 5
echo "# killed at $((step - 1)) steps, uncertain from step $doubt on"
is 'no rule of SMTP was broken' "$(sink_violations)" 0
done_testing
