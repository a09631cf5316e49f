#!/bin/sh
# Values of an issue and a text part of its own: from the command line, from beside the
# issue, and from the database when the files are long gone.
# shellcheck disable=SC2119 # start_sink needs no words
. "${0%/*}/../lib.sh"

expect 'init' 0 nlctl init --from "News <news@example.org>"
expect 'a mailbox to leave by' 0 nlctl config list-address leave@example.org
expect 'a reader' 0 nlctl subscribe zoe@example.org
mkdir issue
cat >issue/june.html <<'END'
<!doctype html><html lang="fr"><head><title>{{ params.title }}</title>
<meta name="nlctl:params" content="june.json"></head>
<body>{% for c in params.concerts %}<p>{{ c.day|date:"Monday 2 January" }}, {{ c.place }}</p>{% endfor %}
<a href="{{ unsubscribe }}">Se désinscrire</a></body></html>
END
cat >issue/june.json <<'END'
{"title": "Juin", "concerts": [{"day": "2026-06-01", "place": "Lille & Lens"}]}
END
cat >other.json <<'END'
{"title": "Autre", "concerts": []}
END

expect 'the file that the issue names' 0 nlctl preview issue/june.html
out_has 'lundi 1er juin, Lille & Lens'
expect 'and in HTML' 0 nlctl preview --html issue/june.html
out_has '<p>lundi 1er juin, Lille &amp; Lens</p>'
expect 'the option goes first' 0 nlctl preview --params other.json --source issue/june.html
out_has 'Subject: Autre'
out_lacks 'Lens'
expect 'check takes it too' 0 nlctl check --params other.json issue/june.html
expect 'a file that is not there' 66 nlctl preview --params none.json issue/june.html
err_has "none.json"

echo '{"title": "Juin", "concert": []}' >near.json
expect 'a name that is near' 65 nlctl preview --params near.json issue/june.html
err_has "june.html:3:19: params.concerts is not known: 'params' has no 'concerts'; did you mean concert?"
printf '{"title": "Juin",\n "concerts": [}' >broken.json
expect 'what is no JSON' 65 nlctl send --params broken.json --outbox letters issue/june.html
err_has 'broken.json:2:'
err_has 'this is not JSON'
mv issue/june.json june.json
expect 'the file of the issue is missing' 65 nlctl preview issue/june.html
err_has "june.html:2:1: nlctl:params 'june.json': there is no such file beside the issue"
sed 's/june.json/..\/june.json/' issue/june.html >issue/outside.html
expect 'outside of its folder' 65 nlctl preview issue/outside.html
err_has "nlctl:params '../june.json': it is no file in the issue's folder, or below it"
mv june.json issue/june.json

# A text part of one's own.
printf 'Le %s\n{{ unsubscribe }}\n' '{{ params.concerts.0.day|date:"02/01/2006" }}' >issue/june.txt
expect 'the text part of its own' 0 nlctl preview issue/june.html
out_has '01/06/2026'
out_lacks 'lundi'
printf 'Le\n {{ params.titel }}\n' >issue/june.txt
expect 'a mistake in it has its place' 65 nlctl preview issue/june.html
err_has "issue/june.txt:2:5: params.titel is not known: 'params' has no 'titel'; did you mean title?"
printf 'Rien\n' >issue/june.txt
expect 'no link to leave by in it' 0 nlctl check issue/june.html
out_has 'june.txt: warning: the HTML has a link to leave by, this text has none'
printf 'Le %s\n{{ unsubscribe }}\n' '{{ params.concerts.0.day|date:"02/01/2006" }}' >issue/june.txt

# What is queued is composed of what was stored.
expect 'queued' 0 nlctl -o relay.default.url=smtp://127.0.0.1:9 send --at '2030-01-01 09:00' issue/june.html
expect 'again: the same' 0 nlctl -o relay.default.url=smtp://127.0.0.1:9 send --at '2030-01-01 09:00' issue/june.html
expect 'with other values it is another' 1 nlctl -o relay.default.url=smtp://127.0.0.1:9 \
	send --params other.json --at '2030-01-01 09:00' issue/june.html
err_has "with other content"
rm -r issue
expect 'the files are gone' 0 nlctl preview --source june
out_has 'Subject: Juin'
out_has '01/06/2026'
out_has 'lundi 1er juin'
start_sink
nlctl -q config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
expect 'it departs at once' 0 nlctl -q send --at +1s june
sleep 2
expect 'run sends it' 0 nlctl run
is 'one copy' "$(sink_count)" 1
check 'with its values' grep -q 'Subject: Juin' "$SINK_DIR"/*
check 'and its own text' grep -q '^01/06/2026' "$SINK_DIR"/*
done_testing
