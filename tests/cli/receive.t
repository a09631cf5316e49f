#!/bin/sh
# nlctl receive: who leaves by mail, who confirms by mail, and what does neither.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

# letter TO SUBJECT [FIELD...]: a mail as a person writes it, on standard output.
letter() {
	printf 'Return-Path: <me@home.example>\r\nFrom: Me <me@home.example>\r\n'
	printf 'To: %s\r\nSubject: %s\r\nMessage-ID: <%s@home.example>\r\n' "$1" "$2" "$(count)"
	shift 2
	[ $# -eq 0 ] || printf '%s\r\n' "$@"
	printf '\r\nHello.\r\n'
}
count() {
	echo x >>counted
	grep -c x counted
}

# receive NAME VERDICT: standard input is taken, and it was that.
receive() {
	expect "$1" 0 nlctl --json receive
	out_matches "\"verdict\":\"$2\""
	err_is_empty
}

# mail N: the file of the N-th mail; token N: of the mailto: in it.
# shellcheck disable=SC2012 # their names are numbers
mail() { ls "$SINK_DIR"/*.eml | sed -n "$1p"; }
token() { judge part "$(mail "$1")" text/plain | grep -oE '[0-9a-f]{8}-[0-9a-f-]{27}' | head -n 1; }
state() {
	nlctl --json show "$1" | python -c '
import json, sys
for s in json.load(sys.stdin)["subscriptions"]:
    print(s["state"])'
}
rows() { sqlite3 "$NLCTL_DB" "SELECT $1"; }

usage receive

# --- leaving ------------------------------------------------------------------

people 4
nlctl config --unset base-url
nlctl config list-address 'retours+*@asso.example'
relay
issue june.html
nlctl -q send june.html >sent
# of EMAIL: the token of their copy.
of() { judge token "$(grep -l "^To:.*$1" "$SINK_DIR"/*.eml | head -n 1)"; }
one=$(of p1@example.org)
two=$(of p2@example.org)
three=$(of p3@example.org)

letter "retours+$one@asso.example" unsubscribe >first.eml
receive 'by the address' unsubscribed <first.eml
out_has '"address":"p1@example.org","lists":"newsletter"'
is 'they left' "$(state p1@example.org)" left
is 'the event says how' "$(rows "source FROM event WHERE kind = 'left'")" mail
is 'no mail leaves yet' "$(sink_count)" 4
expect 'run answers' 0 nlctl run
err_has '1 sent'
is 'to the person' "$(judge field "$(mail 5)" To)" p1@example.org
is 'from the list' "$(judge field "$(mail 5)" From)" 'The Letter <letter@example.org>'
is 'by a machine' "$(judge field "$(mail 5)" Auto-Submitted)" auto-generated
judge part "$(mail 5)" text/plain | tr -d '\r' >text
check 'it says what happened' grep -q 'p1@example.org no longer receives “newsletter”' text
check 'and nothing stands where a link might' awk '/./ { n = 0; next } ++n > 1 { exit 1 }' text
check 'it passes the byte checker' bytecheck "$SINK_DIR"
check 'and has no defect' judge defects "$(mail 5)"

receive 'the same mail again' unsubscribed <first.eml
letter "retours+$one@asso.example" unsubscribe >m.eml
receive 'another one' unsubscribed <m.eml
is 'is not answered again' "$(rows "count(*) FROM notice WHERE kind = 'answer'")" 1
is 'one event' "$(rows "count(*) FROM event WHERE kind = 'left'")" 1
is 'kept without what they wrote' "$(rows 'count(*), count(message) FROM mail_in')" '2|0'

nlctl -q subscribe --again p1@example.org
receive 'an old mail once more, when they are back' unsubscribed <first.eml
{
	echo 'From me@home.example  Thu Nov 26 10:00:00 2026'
	cat first.eml
} >later.eml
receive 'and as an MTA tries again' unsubscribed <later.eml
is 'does not take them off again' "$(state p1@example.org)" active
letter retours@asso.example "unsubscribe $two" >m.eml
receive 'by the subject' unsubscribed <m.eml
is 'they too' "$(state p2@example.org)" left
letter retours@asso.example "unsubscribe $three" 'Auto-Submitted: auto-generated' >m.eml
receive 'by a mail program' unsubscribed <m.eml
is 'they too' "$(state p3@example.org)" left
is 'a program is not answered' "$(rows "count(*) FROM notice WHERE kind = 'answer'")" 2

# --- what does nothing ----------------------------------------------------------

four=$(of p4@example.org)
letter "retours+$four@asso.example" Undelivered 'Return-Path: <>' >m.eml
receive 'returned mail' returned <m.eml
letter "retours+$four@asso.example" Report 'Content-Type: multipart/report; boundary=x' >m.eml
receive 'a report' returned <m.eml
letter "retours+00000000-$(echo "$four" | cut -d- -f2-)@asso.example" unsubscribe >m.eml
receive 'a token of nobody' unknown <m.eml
letter retours@asso.example 'please take me off' >m.eml
receive 'no token' unknown <m.eml
receive 'no mail at all' unknown </dev/null
head -c 3000000 /dev/urandom >m.eml
receive '3 MB of anything' unknown <m.eml
is 'nobody left' "$(state p4@example.org)" active
is 'they are kept' "$(rows 'count(message), max(length(message)) FROM mail_in')" '6|65536'
NLCTL_TEST_NOW=$((NLCTL_TEST_NOW + 31 * 86400))
expect 'not for ever' 0 nlctl -q run
is 'but for 30 days' "$(rows 'count(message), count(*) FROM mail_in')" '0|4'
NLCTL_TEST_NOW=1795000000

# A flood fills no disk.
sqlite3 "$NLCTL_DB" "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
	INSERT INTO mail_in (seen, at, verdict, message) SELECT 'flood ' || i, 1795000000, 'unknown', x'00' FROM n"
letter retours@asso.example 'one more' >m.eml
receive 'one more' unknown <m.eml
is 'is not kept' "$(rows 'count(message) FROM mail_in')" 1000
letter "retours+$four@asso.example" unsubscribe >m.eml
receive 'but does what it asks for' unsubscribed <m.eml
is 'they left' "$(state p4@example.org)" left
sqlite3 "$NLCTL_DB" "DELETE FROM mail_in WHERE seen LIKE 'flood%'"

# --- confirming -----------------------------------------------------------------

nlctl -q subscribe --confirm lea@example.org 2>/dev/null
lea=$(token "$(sink_count)")
letter "retours+$lea@asso.example" 'Out of office' 'Auto-Submitted: auto-replied' >m.eml
receive 'no machine confirms' automatic <m.eml
letter "retours+$lea@asso.example" 'Out of office' 'Return-Path: <>' >m.eml
receive 'nor a null sender' returned <m.eml
is 'still pending' "$(state lea@example.org)" pending
letter "retours+$lea@asso.example" confirm >m.eml
receive 'a person does' confirmed <m.eml
out_has '"address":"lea@example.org","lists":"newsletter"'
is 'on the list' "$(state lea@example.org)" active
is 'the consent says how' \
	"$(rows "json_extract(consent, '\$.how') FROM subscription WHERE consent IS NOT NULL")" mail
letter retours@asso.example "confirm $lea" >m.eml
receive 'once more' confirmed <m.eml
nlctl -q run
n=$(sink_count)
is 'answered once' "$(rows "count(*) FROM notice WHERE kind = 'answer' AND address = 'lea@example.org'")" 1
judge part "$(mail "$n")" text/plain | tr -d '\r' >text
check 'it says what happened' grep -q 'lea@example.org will receive “newsletter”' text

nlctl -q subscribe --confirm -o language=fr max@example.org 2>/dev/null
max=$(token "$(sink_count)")
nlctl -q block max@example.org >blocked
letter "retours+$max@asso.example" confirm >m.eml
receive 'a blocked address' refused <m.eml
is 'stays out' "$(state max@example.org)" pending
NLCTL_TEST_NOW=$((NLCTL_TEST_NOW + 8 * 86400))
nlctl -q unblock max@example.org >blocked
letter "retours+$max@asso.example" confirm >m.eml
receive 'too late' unknown <m.eml
is 'stays out' "$(state max@example.org)" pending
NLCTL_TEST_NOW=1795000000

# --- a real answer, as a mail program writes it ----------------------------------

# answer MAIL: one that quotes it all.
answer() {
	python -c '
import email, email.policy, sys
from email.message import EmailMessage
was = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
m = EmailMessage()
m["From"] = was["To"]
m["To"] = was["Reply-To"]
m["Subject"] = "Re: " + was["Subject"]
m["In-Reply-To"] = m["References"] = was["Message-ID"]
m["Message-ID"] = "<answer-to-" + was["Message-ID"][1:]
m.set_content("Yes!\n\n> " + was.get_body(("plain",)).get_content().replace("\n", "\n> "))
sys.stdout.buffer.write(m.as_bytes())' "$1"
}
for address in retours@asso.example 'retours+*@asso.example'; do
	nlctl config list-address "$address"
	for language in en fr; do
		who=$language-${#address}@example.org
		nlctl -q -o language=$language subscribe --confirm "$who" 2>/dev/null
		answer "$(mail "$(sink_count)")" >m.eml
		receive "an answer in $language to $address" confirmed <m.eml
		is "$who: on the list" "$(state "$who")" active
	done
done
nlctl config base-url http://127.0.0.1:8080
nlctl -q subscribe --confirm web@example.org 2>/dev/null
is 'with web pages an answer goes to people' "$(judge field "$(mail "$(sink_count)")" Reply-To 2>&1)" ''
nlctl config --unset base-url
cat >own.html <<-'END'
	<!doctype html><html lang="en"><head><title>Please confirm</title></head>
	<body><p><a href="{{ doubleoptin }}">Confirm</a></p></body></html>
END
nlctl -q -o confirm.template="$T/own.html" subscribe --confirm own@example.org 2>/dev/null
is 'and in words of ours' "$(judge field "$(mail "$(sink_count)")" Reply-To 2>&1)" ''

# --- what goes wrong ------------------------------------------------------------

nlctl -q subscribe zoe@example.org
issue july.html
nlctl -q send july.html >sent
zoe=$(of zoe@example.org)
nlctl -q config --unset relay.default.url
letter "retours+$zoe@asso.example" unsubscribe >zoe.eml
expect 'without a relay' 0 nlctl -v receive <zoe.eml
err_has 'unsubscribed: newsletter'
err_has "no answer: no relay: set 'relay.default.url'"
is 'they left all the same' "$(state zoe@example.org)" left
nlctl -q config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
expect 'silent' 0 nlctl receive <first.eml
out_is_empty
err_is_empty

expect 'no database: later' 75 nlctl -d /nowhere/at.db receive <first.eml
err_has 'no database at'
expect 'a typo: later' 75 nlctl receive --quite <first.eml
expect 'an argument: later' 75 nlctl receive first.eml
chmod 666 "$NLCTL_DB"
expect 'open to others: later' 75 nlctl receive <first.eml
chmod 600 "$NLCTL_DB"
expect 'no input: later' 75 nlctl receive </

# --- kept, and taken by run -------------------------------------------------------

nlctl -q subscribe spooled@example.org
issue august.html
nlctl -q send august.html >sent
spooled=$(of spooled@example.org)
letter "retours+$spooled@asso.example" unsubscribe >m.eml
mkdir -m 3733 spool
NLCTL_SPOOL=$T/spool
export NLCTL_SPOOL
files() { find spool -type f -name "$1" | wc -l; }

chmod 666 "$NLCTL_DB"
expect 'a database that may not be opened' 0 nlctl receive <m.eml
out_is_empty
err_is_empty
chmod 600 "$NLCTL_DB"
is 'one is kept' "$(files '*')" 1
check 'as it came' cmp m.eml spool/*.eml
is 'for the owner of the folder' "$(stat -c %a spool/*.eml)" 640
is 'nothing happened yet' "$(state spooled@example.org)" active
expect 'no folder: later' 75 env NLCTL_SPOOL=/nowhere "$NLCTL" -d /nowhere/at.db receive <m.eml
err_has "cannot open the folder of kept mail '/nowhere': No such file or directory: no database at"
if [ "$(id -u)" -eq 0 ]; then
	chmod 711 "$T"
	# shellcheck disable=SC2016 # for that shell
	expect 'somebody who may not even look' 0 setpriv --reuid 65534 --regid 65534 --clear-groups \
		sh -c 'exec "$1" -d "$2" receive' sh "$NLCTL" "$NLCTL_DB" <m.eml
	is 'two are kept' "$(files '*.eml')" 2
	is 'with the group of the folder' "$(stat -c %g spool/*.eml | sort -u)" "$(stat -c %g spool)"
else
	skip 'another user needs root'
	cp m.eml spool/second.eml
fi

# What others may have put there.
mkfifo spool/pipe.eml
ln -s "$NLCTL_DB" spool/link.eml
mkdir spool/folder.eml
: >spool/empty.eml
head -c 2000000 /dev/zero >spool/large.eml
echo none >spool/.hidden.eml
echo none >spool/other
expect 'run takes them' 1 nlctl run
err_has 'kept mail: 4 taken in'
err_has "kept mail: 3 cannot be read, and are *.refused in '$T/spool' now"
err_has '1 sent'
is 'they left' "$(state spooled@example.org)" left
is 'what was read is gone' "$(files '*.eml')" 1
is 'the others are set aside' "$(find spool -name '*.refused' | wc -l)" 3
expect 'and told of once' 0 nlctl run
err_is_empty
cp m.eml spool/again.eml
nlctl freeze 2>/dev/null
run nlctl run
is 'a frozen database leaves it to the other' "$(files again.eml)" 1
nlctl unfreeze -y 2>/dev/null
expect 'what was done before' 0 nlctl run
is 'is not answered again' "$(rows "count(*) FROM notice WHERE kind = 'answer' AND address = 'spooled@example.org'")" 1

# One that fails keeps no other back.
nlctl -q subscribe good@example.org bad@example.org
issue september.html
nlctl -q send september.html >sent
for n in 1 2 3 4 5; do
	letter "retours+$(of bad@example.org)@asso.example" "unsubscribe $n" >"spool/bad$n.eml"
	letter "retours+$(of good@example.org)@asso.example" "unsubscribe $n" >"spool/good$n.eml"
done
sqlite3 "$NLCTL_DB" "CREATE TRIGGER fault BEFORE UPDATE ON subscription
	WHEN old.contact = (SELECT id FROM contact WHERE address = 'bad@example.org')
	BEGIN SELECT RAISE(ABORT, 'this row is bad'); END"
expect 'some cannot be acted on' 74 nlctl run
err_has 'kept mail: 5 taken in'
is 'they stay' "$(files 'bad*.eml') $(files 'good*.eml')" '5 0'
sqlite3 "$NLCTL_DB" 'DROP TRIGGER fault'
expect 'until they can' 0 nlctl run
is 'they are gone' "$(files 'bad*.eml')" 0
expect 'the folder is gone' 78 env NLCTL_SPOOL=/nowhere "$NLCTL" run
err_has "cannot look into the folder of kept mail '/nowhere'"
done_testing
