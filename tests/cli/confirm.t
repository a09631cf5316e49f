#!/bin/sh
# nlctl confirm: on the list by one's own wish, once, in time, with the proof kept.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
day=86400
start=1795000000
NLCTL_TEST_NOW=$start
export NLCTL_TEST_NOW

# at SECONDS: so long after the start.
at() { NLCTL_TEST_NOW=$((start + $1)); }

# mail N: the file of the N-th mail.
# shellcheck disable=SC2012 # their names are numbers
mail() { ls "$SINK_DIR"/*.eml | sed -n "$1p"; }

# token N: of the link in the N-th mail.
token() {
	judge part "$(mail "$1")" text/plain |
		sed -n 's,.*<http://127.0.0.1:8080/c/\([0-9a-f-]*\)>.*,\1,p'
}

# state EMAIL: of the default list; nothing when they are not on it.
state() {
	nlctl --json show "$1" | python -c '
import json, sys
for s in json.load(sys.stdin)["subscriptions"]:
    print(s["state"])'
}

# events EMAIL: their kinds, the oldest first.
events() {
	nlctl --json show "$1" | python -c '
import json, sys
print(*[e["kind"] for e in reversed(json.load(sys.stdin)["events"])])'
}

usage confirm
expect 'no database' 78 nlctl confirm 3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11
nlctl -q init --from 'The Letter <letter@example.org>' --base-url http://127.0.0.1:8080 >next
nlctl config confirm yes
relay

# --- asked, confirmed, twice --------------------------------------------------

expect 'Lea is asked' 0 nlctl subscribe --source 'form on asso.example' lea@example.org
err_is <<-'END'
	'lea@example.org' is asked by mail to confirm the list 'newsletter' until 2026-11-25 11:06
END
is 'she is pending' "$(state lea@example.org)" pending
lea=$(token 1)
at 3600
expect 'she confirms' 0 nlctl confirm "$lea"
out_is <<-'END'
	address           lea@example.org
	list              newsletter
	confirmed         2026-11-18 12:06
END
err_is_empty
cp out first
at 7200
expect 'again: the same answer' 0 nlctl confirm "$lea"
check 'to the letter' cmp first out
is 'she is on the list' "$(state lea@example.org)" active
is 'and it happened once' "$(events lea@example.org)" 'pending confirmed'
expect 'for programs' 0 nlctl --json confirm "$lea"
out_is <<-'END'
	{"address":"lea@example.org","list":"newsletter","confirmed":"2026-11-18T12:06:40Z"}
END
expect 'upper case will do' 0 nlctl confirm "$(echo "$lea" | tr '[:lower:]' '[:upper:]')"
expect 'the proof' 0 nlctl --json show lea@example.org
out_matches '"detail":\{"asked":"2026-11-18T11:06:40Z","source":"form on asso.example","wording":"built-in en","sha256":"[0-9a-f]{64}","confirmed":"2026-11-18T12:06:40Z","how":"confirm"\}'
is 'is the consent' "$(python -c '
import json, sqlite3
consent, = sqlite3.connect("nlctl.db").execute("SELECT consent FROM subscription").fetchone()
print(*json.loads(consent))')" 'asked source wording sha256 confirmed how'
expect 'nothing is asked of who is there' 0 nlctl subscribe lea@example.org
err_has "is on the list 'newsletter' already"
is 'and no mail leaves' "$(sink_count)" 1

# --- tokens that do nothing ---------------------------------------------------

expect 'no token' 1 nlctl confirm lea@example.org
out_is_empty
err_has 'unknown token: one has 36 characters'
expect 'a token of nobody' 1 nlctl confirm 3f0c7a52-5b1e-4d0a-9a53-0d7b8f6e2c11
err_has 'this token was never given out'
expect 'a confirmation is no unsubscription' 1 nlctl unsubscribe "$lea"
err_has "'nlctl confirm' takes it"
issue june.html 'Hello.'
nlctl -q send june.html >sent
copy=$(judge token "$(mail 2)")
expect 'nor the other way round' 1 nlctl confirm "$copy"
err_has "'nlctl unsubscribe' takes it"
expect 'the others count' 1 nlctl confirm "$copy" "$lea" nonsense
out_is <first
err_has 'warning: token 1: '
err_has 'warning: token 3: '
err_has '2 of 3 tokens confirm nothing'
expect 'which' 64 nlctl confirm

# --- who left comes back only so ----------------------------------------------

nlctl -q unsubscribe --email lea@example.org >left
expect 'who left since is not taken back by an old link' 1 nlctl confirm "$lea"
err_has 'or the person left since'
is 'still away' "$(state lea@example.org)" left
at $day
expect 'not by --again either' 0 nlctl subscribe --again lea@example.org
is 'she has still left' "$(state lea@example.org)" left
echo lea@example.org >people.csv
run nlctl import people.csv
is 'not by an import' "$(state lea@example.org)" left
expect 'she says so herself' 0 nlctl confirm "$(token 3)"
is 'she is back' "$(state lea@example.org)" active
nlctl -q unsubscribe --email lea@example.org >left
at $((3 * day))
run nlctl subscribe lea@example.org
nlctl -q unsubscribe --email lea@example.org >left
expect 'who asks and leaves again does not come back' 1 nlctl confirm "$(token 4)"
is 'away' "$(state lea@example.org)" left

# --- too late -----------------------------------------------------------------

at 0
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
nlctl config confirm.expires 2
nlctl -q subscribe max@example.org
at $day
nlctl -q subscribe max@example.org # the same token, more time, a second mail
is 'the same token' "$(token 2)" "$(token 1)"
at $((2 * day))
expect 'run leaves who has time alone' 0 nlctl run
is 'pending' "$(state max@example.org)" pending
at $((3 * day))
expect 'a day late' 1 nlctl confirm "$(token 1)"
out_is_empty
err_has "the confirmation of 'max@example.org' comes too late"
expect 'run takes him off' 0 nlctl run
out_is_empty
err_is_empty
is 'he is on no list' "$(state max@example.org)" ''
is 'and it is an event' "$(events max@example.org)" 'pending pending expired'
expect 'later it is still known for what it was' 1 nlctl confirm "$(token 1)"
err_has 'this confirmation comes too late'
expect 'he asks once more' 0 nlctl subscribe max@example.org
check 'by another token' test "$(token 3)" != "$(token 1)"
expect 'and confirms' 0 nlctl confirm "$(token 3)"
run nlctl subscribe --confirm lea@example.org
at $((6 * day))
run nlctl run
is 'who had left has left when they do not confirm' "$(state lea@example.org)" left

# --- once a day, three times a week -------------------------------------------

at 0
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
nlctl config confirm.expires 30
n=0
while [ "$n" -lt 50 ]; do
	n=$((n + 1))
	at $((n * 60))
	run nlctl subscribe zoe@example.org
done
is 'fifty wishes: one mail' "$(sink_count)" 1
is 'one event' "$(events zoe@example.org)" pending
expect 'the operator is told, the status is the same' 0 nlctl --json subscribe zoe@example.org
out_has '"outcome":"pending"'
out_has '"mail":"none"'
err_is <<-'END'
	warning: 'zoe@example.org' was asked by mail before: not once more until 2026-11-19 11:07; the link works until 2026-12-18 11:56
END
nlctl list add Other
expect 'for another list neither' 0 nlctl subscribe -l Other --confirm zoe@example.org
err_has 'was asked by mail before'
is 'one mail still' "$(sink_count)" 1
at $((60 + day - 1))
run nlctl subscribe zoe@example.org
is 'a second before the day is over: none' "$(sink_count)" 1
at $((60 + day))
run nlctl subscribe zoe@example.org
is 'a day later: one' "$(sink_count)" 2
at $((60 + 2 * day))
run nlctl subscribe zoe@example.org
at $((60 + 3 * day))
expect 'the week is full' 0 nlctl subscribe zoe@example.org
err_has 'not once more until 2026-11-25 11:07;'
is 'three in a week' "$(sink_count)" 3
at $((60 + 7 * day))
run nlctl subscribe zoe@example.org
is 'a week after the first: the fourth' "$(sink_count)" 4
is 'all have one link' "$(for n in 1 2 3 4; do token $n; done | sort -u | wc -l)" 1
at $((120 + 7 * day))
expect 'that works' 0 nlctl confirm "$(token 4)"
run nlctl subscribe -l Other --confirm zoe@example.org
is 'who has confirmed may want another list at once' "$(sink_count)" 5
at $((180 + 7 * day))
expect 'once' 0 nlctl subscribe -l Other --confirm zoe@example.org
err_has 'was asked by mail before'
is 'one mail still' "$(sink_count)" 5

# --- what was against the address ---------------------------------------------

# suppress EMAIL REASON: as returned mail and erasures do.
suppress() {
	python - "$1" "$2" <<-'END'
		import hashlib, hmac, sqlite3, sys
		db = sqlite3.connect("nlctl.db")
		key, = db.execute("SELECT value FROM secret WHERE name = 'suppression'").fetchone()
		digest = hmac.new(key, sys.argv[1].encode(), hashlib.sha256).digest()
		contact = db.execute("SELECT id FROM contact WHERE key = ?", sys.argv[1:2]).fetchone()
		db.execute("INSERT INTO suppression (hash, reason, contact, since) VALUES (?, ?, ?, 1)",
		    (digest, sys.argv[2], contact[0] if contact else None))
		db.commit()
	END
}
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
n=0
for why in bounced complained forgotten; do
	n=$((n + 1))
	suppress "$why@example.org" "$why"
	expect "$why: not without a confirmation" 1 nlctl subscribe --no-confirm "$why@example.org"
	expect "$why: asked" 0 nlctl subscribe "$why@example.org"
	expect "$why: confirmed" 0 nlctl confirm "$(token $n)"
	is "$why: lifted, with an event" "$(events "$why@example.org")" 'pending confirmed unblocked'
	expect "$why: gets mail" 0 nlctl subscribers --mailable
	out_has "$why@example.org"
done
suppress zoe@example.org bounced
expect 'who is on the list and bounces' 0 nlctl subscribe zoe@example.org
err_has 'was asked by mail before'
at $((9 * day))
expect 'is asked too' 0 nlctl --json subscribe zoe@example.org
out_has '"outcome":"pending"'
out_has '"mail":"sent"'
is 'stays on it' "$(state zoe@example.org | head -n 1)" active
expect 'and gets mail again' 0 nlctl confirm "$(token 4)"
nlctl -q block block@example.org
expect 'who is blocked is refused' 1 nlctl subscribe block@example.org
err_has "'block@example.org' stays out: blocked"
nlctl -q block @spam.example
expect 'as is a domain' 1 nlctl subscribe x@spam.example
err_has "'x@spam.example' stays out: '@spam.example' is blocked"
suppress y@spam.example bounced
expect 'whatever else there is' 1 nlctl subscribe y@spam.example
err_has "'y@spam.example' stays out: '@spam.example' is blocked"
expect 'nothing came of it' 1 nlctl show x@spam.example
run nlctl subscribe later@example.org
nlctl -q block later@example.org
expect 'who is blocked before they confirm' 1 nlctl confirm "$(token 5)"
err_has "'later@example.org' stays out: blocked"
is 'is still pending' "$(state later@example.org)" pending
is 'no rule of SMTP was broken' "$(sink_violations)" 0
done_testing
