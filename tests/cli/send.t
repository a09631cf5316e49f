#!/bin/sh
# nlctl send: the normal way, its options, and everything that stops it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage send

# --- nothing can be sent yet: each cause with its own status ------------------

issue june.html
expect 'no database' 78 nlctl send june.html
out_is_empty
err_has "$T/nlctl.db"
err_has 'NLCTL_DB'
check 'no database: none was made' test ! -e nlctl.db

people
# shellcheck disable=SC2034 # read by sums
ISSUE=june
expect 'no relay' 78 nlctl send june.html
out_is_empty
err_has "nlctl send: no relay is configured: set 'relay.default.url', for example nlctl config relay.default.url smtp://localhost:25"
expect 'no relay: nothing is queued' 0 nlctl --json issues
out_is_empty

nlctl config --unset base-url
expect 'nobody could leave' 78 nlctl send june.html
out_is_empty
err_has "'base-url'"
err_has "'list-address'"
nlctl config base-url http://127.0.0.1:8080

expect 'no such file' 66 nlctl send july.html
out_is_empty
err_is <<'END'
nlctl send: there is no file 'july.html', and no issue of that name
END

expect 'no such list' 1 nlctl send -l Nowhere june.html
out_is_empty
err_has "'Nowhere'"

relay
nlctl -q list add Empty
expect 'nobody is on the list' 65 nlctl send -l Empty june.html
out_is_empty
err_has "list 'Empty': nobody would get this issue"
expect 'nobody is on the list: nothing is queued' 0 nlctl --json issues
out_is_empty

# --- mistakes in the issue ----------------------------------------------------

issue bad.html 'Hello {{ contact.PRENON }}.'
expect 'an unknown field' 65 nlctl send bad.html
out_is_empty
err_is <<'END'
bad.html:3:19: contact.PRENON is not a field; did you mean contact.PRENOM?
nlctl send: 'bad.html' has 1 mistake: nothing was sent
END
expect 'an unknown field, --json' 65 nlctl --json send bad.html
out_is_empty
err_has 'bad.html:3:19: contact.PRENON is not a field'

issue bad.html '{% if contact.PRENOM %}Hello.'
expect 'a block without end' 65 nlctl send bad.html
err_has "bad.html:3:10: '{% if %}' is never closed: '{% endif %}' is missing"

issue bad.html 'Hello {{ contact.PRENOM'
expect 'a tag without end' 65 nlctl send bad.html
err_matches '^bad.html:3:1[0-9]: '

issue bad.html 'Hello *|FNAME|*.'
expect 'a tag of Mailchimp' 65 nlctl send bad.html
err_matches '^bad.html:3:16: .*Mailchimp.*\{\{ contact.PRENOM \}\}'

echo '<p>Hello</p>' >bad.html
expect 'no title' 65 nlctl send bad.html
err_has 'no subject: write it between <title> and </title>'

printf '<html>\n<title>For {{ contact.prenom }}\n of {{ contact.NOPE }}</title>\n<p>x</p>' >bad.html
expect 'a mistake in the title is said once, at its place' 65 nlctl send bad.html
err_is <<'END'
bad.html:2:15: warning: contact.prenom: the field is written contact.PRENOM
bad.html:3:8: contact.NOPE is not a field
nlctl send: 'bad.html' has 1 mistake: nothing was sent
END
printf '<html>\n <title>{%% if contact.PRENOM %%}x</title>\n<p>{%% endif %%}</p>' >bad.html
expect 'a block that begins in the title and ends behind it' 65 nlctl send bad.html
err_is <<'END'
bad.html:2:2: '{% if %}' is never closed: '{% endif %}' is missing
nlctl send: 'bad.html' has 1 mistake: nothing was sent
END

# U+009B alone begins a command to the terminal, as ESC [ does; U+202E turns text round.
evil=$(printf 'bad\033[2J.html')
printf '<title>News</title>{%% \302\2332J %%}{{#if \342\200\256 }}{%% \033[2J %%}' >"$evil"
expect 'control characters in a file and its name' 65 nlctl send "$evil"
err_lacks "$(printf '\033')"
err_lacks "$(printf '\302\233')"
err_lacks "$(printf '\342\200\256')"
err_is <<'END'
bad\x1B[2J.html:1:23: '\x9B' is not a tag
bad\x1B[2J.html:1:29: '{{#if \u202E }}' is a tag of Handlebars; write {% if contact.X %} or {% for x in contact.X %}
bad\x1B[2J.html:1:42: '\x1B' is not a tag
nlctl send: 'bad\x1B[2J.html' has 3 mistakes: nothing was sent
END

printf '<title>News</title>\n<p>caf\351</p>\n' >bad.html
expect 'not UTF-8' 65 nlctl send bad.html
err_has 'bad.html:2:7: the byte 0xE9 is not UTF-8: save the file as UTF-8'
is 'mistakes: nothing was mailed' "$(sink_count)" 0

# --- options that do not go together ------------------------------------------

expect 'no issue named' 64 nlctl send
err_has 'an argument is missing'
err_has 'usage: nlctl send'
expect 'two issues' 64 nlctl send june.html june.html
err_has 'too many arguments'
expect 'a mistyped option' 64 nlctl send --subjcet x june.html
err_has "did you mean '--subject'"
expect '--as alone' 64 nlctl send --as p1@example.org june.html
err_has '--as goes with --test'
expect '--seed alone' 64 nlctl send --seed 1 june.html
err_has '--seed goes with --outbox'
expect '--test and --outbox' 64 nlctl send --test a@example.org --outbox out june.html
err_has 'not both'
expect '--seed is no number' 64 nlctl send --outbox out --seed x june.html
err_has "--seed 'x' is not a number"
expect 'standard input without a name' 64 nlctl send - <june.html
err_has 'add --name'

# --- a test copy --------------------------------------------------------------

expect '--test' 0 nlctl send --test me@example.com --as p2@example.org june.html
out_matches '^test +me@example.com$'
out_matches '^state +sent$'
err_is_empty
is '--test: one message' "$(sink_count)" 1
is '--test: the subject is marked' "$(field subject "$SINK_DIR/000001.eml")" '[TEST] News of June'
html "$SINK_DIR/000001.eml" >body
check '--test: merged as that contact' grep -q 'Hello Prenom2[.]' body
check '--test: to that address' grep -q 'to=<me@example.com>' "$SINK_DIR/log"
expect '--test: not counted' 0 nlctl --json issues
out_is_empty

expect '--test, --json, two of them' 0 \
	nlctl --json send --test me@example.com --test you@example.com june.html
out_is <<'END'
{"test":"me@example.com","state":"sent"}
{"test":"you@example.com","state":"sent"}
END
expect '--test to what is no address' 65 nlctl send --test nobody june.html
out_is_empty
err_has "'nobody'"
expect '--as somebody unknown' 1 nlctl send --test me@example.com --as who@example.org june.html
out_is_empty
err_has 'who@example.org'

relay -s - <<'END'
RCPT <me@example.com>: 550 5.1.1 no such user
END
expect '--test is refused' 1 nlctl send --test me@example.com june.html
out_matches '^state +failed$'
out_has 'no such user'
err_has '1 of 1 test copies were not sent'

expect 'an empty name' 64 nlctl send --name '' june.html
err_has '--name is empty'
expect 'a name that is a path' 64 nlctl send --name a/b june.html
err_has "--name 'a/b' has a '/'"

# --- an outbox ----------------------------------------------------------------

expect '--outbox' 0 nlctl send --outbox out1 --seed 7 june.html
out_is_empty
err_has "3 messages in 'out1'; nothing was sent or recorded"
expect '--outbox again' 0 nlctl -q send --outbox out2 --seed 7 june.html
err_is_empty
find out1 -type f | wc -l | tr -d ' ' >count
is '--outbox: three files' "$(cat count)" 3
check '--outbox: --seed gives the same bytes' diff -r out1 out2
nlctl -q send --outbox out3 june.html
check '--outbox: without it they differ' sh -c '! diff -r out1 out3'
for out in out4 out5; do
	NLCTL_TEST_SEED=7 NLCTL_SEED=7 "$NLCTL" -q send --outbox "$out" june.html
done
check '--outbox: no variable makes tokens predictable' sh -c '! diff -r out4 out5'
check '--outbox: the messages are well-formed' bytecheck out1/new/*
expect '--outbox: into one that has these already' 1 nlctl -q send --outbox out1 --seed 7 june.html
err_has 'is there already: take an empty folder'
nlctl -q send --outbox out1 june.html
is '--outbox: others stand beside them' "$(find out1/new -type f | wc -l)" 6
is '--outbox: each has a Message-ID of its own' \
	"$(cat out1/new/* | grep -a '^Message-ID' | sort -u | wc -l)" 6
expect '--outbox: nothing is recorded' 0 nlctl --json issues
out_is_empty

# --- a test while another process is sending ------------------------------------

relay --delay 200
"$NLCTL" -q send --name busy june.html >/dev/null 2>&1 &
sender=$!
wait_for 5 grep -q 'MAIL FROM' "$SINK_DIR/log"
expect '--test beside a sender' 0 nlctl send --test me@example.com june.html
out_matches '^state +sent$'
wait "$sender"
is '--test beside a sender: all are there' "$(sink_count)" 4

# --- the relay is away, then back ---------------------------------------------

relay
port=$SINK_PORT
stop_sink
expect 'the relay is away' 75 nlctl send june.html
out_matches '^queued +3$'
err_has "relay 'default' (smtp://127.0.0.1:$port) failed at"
err_has 'nobody was missed: run the same command again later'
sums 3 queued=3

start_sink -p "$port"
expect 'the relay is back' 0 nlctl send june.html
err_is_empty
out_is <<'END'
issue             june
subject           News of June
state             finished
audience          3
queued            0
sending           0
sent              3
deferred          0
failed            0
uncertain         0
skipped           0
END
is 'the relay is back: three messages' "$(sink_count)" 3
is 'the relay is back: no rule broken' "$(sink_violations)" 0
check 'the messages are well-formed' bytecheck "$SINK_DIR"/*.eml
is 'each has the name of its reader' "$(for f in "$SINK_DIR"/*.eml; do
	html "$f"
done | grep -o 'Hello Prenom[0-9]' | sort | tr '\n' ';')" \
	'Hello Prenom1;Hello Prenom2;Hello Prenom3;'
cat "$SINK_DIR"/*.eml >all
is 'each can be left with one click' \
	"$(grep -c '^List-Unsubscribe-Post: List-Unsubscribe=One-Click' all)" 3

expect 'once more' 0 nlctl --json send june.html
out_is <<'END'
{"issue":"june","subject":"News of June","state":"finished","audience":3,"queued":0,"sending":0,"sent":3,"deferred":0,"failed":0,"uncertain":0,"skipped":0}
END
err_is <<-END
	issue 'june' was sent already
END
is 'once more: nobody is mailed twice' "$(sink_count)" 3
expect 'by its name' 0 nlctl -q send june
is 'by its name: nobody is mailed twice' "$(sink_count)" 3

issue june.html 'Other words.'
expect 'other content under the same name' 1 nlctl send june.html
out_is_empty
err_is <<'END'
nlctl send: issue 'june' was sent with other content or to other people: send this one under another --name
END
is 'other content: nothing was mailed' "$(sink_count)" 3

# --- name, subject, lists, standard input -------------------------------------

expect '--name and --subject' 0 nlctl --json send --name second \
	--subject 'For {{ contact.PRENOM }}' june.html
out_has '"issue":"second"'
ISSUE=second
sums 3 sent=3
is '--subject is merged' "$(for f in "$SINK_DIR"/00000[456].eml; do
	field subject "$f"
done | sort | tr '\n' ';')" 'For Prenom1;For Prenom2;For Prenom3;'
expect '--subject with a mistake' 65 nlctl send --name third --subject '{{ contact.X }}' june.html
err_has 'contact.X is not a field'

nlctl -q list add Other
nlctl -q subscribe -l Other p2@example.org p9@example.org
expect 'two lists' 0 nlctl -q send --name lists -l newsletter -l Other june.html
ISSUE=lists
sums 4 sent=4
expect 'standard input' 0 nlctl -q send --name stdin -l Other - <june.html
ISSUE=stdin
sums 2 sent=2

# --- to some of them ----------------------------------------------------------

expect '--where' 0 nlctl -q send --name some --where 'PRENOM like "prenom%" and PRENOM != "Prenom1"' \
	june.html
ISSUE=some
sums 2 sent=2
out_lacks p1@
expect '--where: status shows it' 0 nlctl --json status some
out_has '"where":"PRENOM like \"prenom%\" and PRENOM != \"Prenom1\"","audience":2'
expect '--where is kept' 0 nlctl -q send --name some june.html
expect '--where: another one' 1 nlctl send --name some --where 'PRENOM is empty' june.html
err_is <<'END'
nlctl send: issue 'some' was sent with other content or to other people: send this one under another --name
END
expect 'who has not had that one' 0 nlctl -q send --name rest --where 'not received("some")' june.html
ISSUE=rest
sums 1 sent=1
expect '--exclude' 0 nlctl -q send --name without --exclude Other june.html
ISSUE=without
sums 2 sent=2
expect '--exclude is kept' 0 nlctl -q send --name without june.html
expect '--exclude: another one' 1 nlctl send --name without --exclude '' june.html
err_has 'to other people'
nlctl -q list add Nobody
expect '--exclude an empty list' 0 nlctl -q send --name without-nobody -l Other --exclude Nobody june.html
expect 'a list that an issue excludes stays' 1 nlctl list drop -y Nobody
err_has 'an issue names it'
is 'some of them: the messages' "$(grep -c ' accepted ' "$SINK_DIR/log")" 19

expect '--where with a mistake' 65 nlctl send --name bad --where 'PRENON = "x"' june.html
out_is_empty
err_is <<'END'
nlctl send: --where:1:1: there is no field 'PRENON'; did you mean 'PRENOM'?
END
expect '--where that nobody meets' 65 nlctl send --name bad --where 'PRENOM = "x"' june.html
out_is_empty
err_has "nlctl send: list 'newsletter': nobody would get this issue: nobody is left of its lists; nlctl audience --explain EMAIL, with the same conditions, says why"
expect '--exclude what does not exist' 1 nlctl send --name bad --exclude Othr june.html
err_has "did you mean 'Other'"
expect '--where with --test' 64 nlctl send --test a@example.org --where true june.html
err_has '--test goes to that address alone'
expect 'nothing of that is queued' 1 nlctl status bad
expect '--where with --outbox' 0 nlctl send --outbox out3 --where 'PRENOM = "Prenom2"' june.html
err_has "1 messages in 'out3'"

# Before the first copy has left, another condition is a replacement.
expect '--where with --at' 0 nlctl -q send --name later --at +2h --where 'PRENOM = "Prenom2"' june.html
expect 'another condition needs --replace' 1 nlctl send --name later --at +2h \
	--where 'PRENOM != "Prenom2"' june.html
err_has "issue 'later' is scheduled with other content or for other people"
err_has 'add --replace'
expect 'another condition with --replace' 0 nlctl -q send --name later --at +2h --replace \
	--where 'PRENOM != "Prenom2"' --exclude Other june.html
expect 'it is the new one' 0 nlctl --json status later
out_has '"where":"PRENOM != \"Prenom2\""'
expect 'and none at all' 0 nlctl -q send --name later --at +2h --replace --where '' june.html
expect 'none is there' 0 nlctl --json status later
out_lacks '"where"'
nlctl -q cancel -y later >sums

# --- what relays say ----------------------------------------------------------

relay -s - <<'END'
RCPT <p1@example.org>: 451 4.7.1 slow down
RCPT <p2@example.org>: 550 5.1.1 no such user
END
ISSUE=replies
expect 'refused and deferred' 1 nlctl send --name replies june.html
err_has "issue 'replies': 1 failed, 0 uncertain; nlctl status 'replies' says why"
sums 3 sent=1 deferred=1 failed=1
expect 'only deferred ones are left' 75 nlctl send --name replies june.html
err_has "1 wait for a later try"
is 'deferred: not tried before its time' "$(sink_count)" 1

relay -s - <<'END'
MAIL: 550 5.7.1 we do not know you
END
ISSUE=sender
expect 'the sender is refused' 69 nlctl send --name sender june.html
err_has 'we do not know you'
err_has 'nlctl config'
sums 3 queued=3

# --- a password goes out in plain text to this machine alone ---------------------

for host in relay.example.org 127.nope.example localhost.example; do
	expect "a password for $host without TLS" 78 nlctl -o "relay.default.url=smtp://$host" \
		-o relay.default.user=me -o relay.default.tls=none send --name secret june.html
	err_has "relay 'default' would send its password unencrypted: unset 'relay.default.tls'"
done

# --- two at once --------------------------------------------------------------

relay --delay 100
nlctl -q config relay.default.connections 1
ISSUE=twice
"$NLCTL" -q send --name twice june.html >first 2>&1 &
first=$!
wait_for 10 is_state sending
expect 'a second terminal' 0 nlctl send --name twice june.html
err_matches "^process $first is sending; issue 'twice' is queued$"
wait "$first"
is 'a second terminal: the first ended well' $? 0
sums 3 sent=3
is 'a second terminal: nobody is mailed twice' "$(sink_count)" 3

# --- at a terminal ------------------------------------------------------------

relay
ISSUE=asked
expect 'at a terminal, no' 1 at_terminal n nlctl send --name asked june.html
out_has 'subject  News of June'
out_has 'The Letter <letter@example.org>'
out_has 'readers  3'
out_has 'send it? [y/N]'
out_has 'nothing was changed'
expect 'at a terminal, the conditions' 1 at_terminal n nlctl send --name asked --where 'PRENOM is empty or true' \
	--exclude Other june.html
out_has 'where    PRENOM is empty or true'
out_has 'exclude  Other'
out_has 'readers  2'
is 'at a terminal, no: nothing was mailed' "$(sink_count)" 0
expect 'at a terminal, yes' 0 at_terminal y nlctl send --name asked june.html
is 'at a terminal, yes: mailed' "$(sink_count)" 3
sums 3 sent=3

# --- what check says -----------------------------------------------------------

fresh
nlctl -q set p2@example.org PRENOM=
issue hole.html
ISSUE=hole
nlctl -q config -l newsletter check.errors field-empty
expect 'a warning that is an error on this list' 65 nlctl send hole.html
err_has 'hole.html:3:19: contact.PRENOM is empty for 1 of 3 readers;'
err_has "nlctl send: 'hole.html' has 1 mistake: nothing was sent; by 'check.errors' alone: --force sends it all the same"
err_lacks 'warning'
expect 'nothing is queued' 1 nlctl status hole
expect '--force' 0 nlctl send --force hole.html
err_matches '^[0-9]+ warnings?: nlctl check shows (it|them)$'
sums 3 sent=3
expect 'sent already: nothing is looked at' 0 nlctl send hole.html
err_lacks 'nlctl check'
sed 's/<p>/<p><a href="http:\/\/{{ mirror }}">x<\/a>/' hole.html >true.html
expect 'a true error' 65 nlctl send --force true.html
err_has 'true.html:3:10: '
err_lacks '--force'
expect '--force with --test' 64 nlctl send --force --test me@example.org hole.html
expect 'a test copy is not kept from leaving' 0 nlctl send --test me@example.org hole.html
nlctl -q config -l newsletter --unset check.errors
expect 'warnings do not stop it' 0 nlctl send --name again hole.html
err_matches '^[0-9]+ warnings?: nlctl check shows (it|them)$'
expect 'with -q they are not counted' 0 nlctl -q send --name quiet hole.html
err_lacks 'warning'

done_testing
