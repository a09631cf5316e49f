#!/bin/sh
# The main job: the reference issue to the people of abonnes.csv, over real SMTP.
. "${0%/*}/../lib.sh"

data=$ROOT/tests/data
base=http://127.0.0.1:8080

start_sink
expect 'init' 0 nlctl init --from "L’APES <infolettre@example.org>" \
	--smtp "smtp://127.0.0.1:$SINK_PORT" --base-url "$base"
expect 'import: the rejected rows make it status 1' 1 nlctl import "$data/abonnes.csv"

expect 'send' 0 nlctl send "$data/infolettre-hosted.html"
out_matches '^audience +48$'
out_matches '^sent +48$'
out_matches '^state +finished$'
is '48 messages were accepted' "$(sink_count)" 48
is 'no rule of SMTP was broken' "$(sink_violations)" 0
check 'every message passes the byte checker' bytecheck "$SINK_DIR"
check 'GMime reads each as Python does' gmime "$SINK_DIR"/*.eml
is 'Feedback-ID names no reader' "$(grep -h '^Feedback-ID:' "$SINK_DIR"/*.eml | sort | uniq -c | wc -l)" 1
run python "$ROOT/tests/e2e/main_job.py" "$NLCTL_DB" "$data/infolettre-hosted.html" \
	"$SINK_DIR" "$base"
# shellcheck disable=SC2034 # lib.sh names the checks below after it
tap_expect="each message is its reader's own"
out_is_empty
err_is <<-END
	48 messages
END

# RFC 6531: only the envelope carries a local part that is not ASCII.
eai=$(sed -n 's/^[0-9]* accepted \([0-9]*\) .*to=<andr[^>]*@example.net>.*/\1/p' "$SINK_DIR/log")
is 'the EAI reader is not named in To' "$(judge field "$SINK_DIR/$eai.eml" To)" \
	'undisclosed-recipients:;'
is 'SMTPUTF8 was asked for once' \
	"$(grep -c 'MAIL.*SMTPUTF8' "$SINK_DIR/log")" 1
idn=$(sed -n 's/^[0-9]* accepted \([0-9]*\) .*to=<exemple@xn--bcher-kva.example>.*/\1/p' "$SINK_DIR/log")
check 'an IDN domain is an A-label in To' \
	grep -q 'exemple@xn--bcher-kva.example' "$SINK_DIR/$idn.eml"
nasty=$(grep -l 'chloe.meunier' "$SINK_DIR"/*.eml)
is 'quotes and a comma in a name survive' "$(judge field "$nasty" To)" \
	'"Chloé Meunier, dite \"Mémé\"" <chloe.meunier@example.net>'

expect 'again: nothing more is sent' 0 nlctl send "$data/infolettre-hosted.html"
is 'still 48' "$(sink_count)" 48

# Nobody who left is mailed again.
letter=$(grep -l 'camille.durand@example.org' "$SINK_DIR"/*.eml)
token=$(judge token "$letter")
expect 'unsubscribe' 0 nlctl unsubscribe "$token"
cp "$T/out" "$T/first"
out_has camille.durand@example.org
expect 'again: the same answer' 0 nlctl unsubscribe "$token"
check 'to the letter' cmp "$T/first" "$T/out"
expect 'a wrong token' 1 nlctl unsubscribe 00000000-0000-4000-8000-000000000000
expect 'the issue is recorded' 0 nlctl --json show camille.durand@example.org
out_matches '"kind":"left"[^}]*"issue":"infolettre-hosted"'
expect 'the next issue' 0 nlctl send --name next "$data/infolettre-hosted.html"
out_matches '^audience +47$'
out_matches '^sent +47$'
is 'nothing more went to who left' "$(grep -c 'accepted.*<camille.durand@' "$SINK_DIR/log")" 1

# A relay without SMTPUTF8, as cron would send: that one fails, and is not held against
# the contact.
start_sink --no-smtputf8
expect 'send where SMTPUTF8 is not offered' 1 \
	env LC_ALL=C LANG=C "$NLCTL" -o "relay.default.url=smtp://127.0.0.1:$SINK_PORT" \
	send --name third "$data/infolettre-hosted.html"
out_matches '^sent +46$'
out_matches '^failed +1$'
is 'an IDN domain is an A-label in the envelope' \
	"$(grep -c 'accepted .*to=<exemple@xn--bcher-kva.example>' "$SINK_DIR/log")" 1
is 'in whatever locale' "$(sink_violations)" 0
expect 'and says why' 0 nlctl status third
out_has no-smtputf8

done_testing
