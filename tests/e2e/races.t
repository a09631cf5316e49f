#!/bin/sh
# Two processes at one issue, at the worst moment: it is replaced, cancelled or
# retried while copies of it are on their way.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
issue june.html

# Replaced while the relay has not greeted yet: only the new words leave.
fresh 'GREETING 1: delay 1500 then 220 hello'
in_background GREETING
issue june.html 'Corrected for {{ contact.PRENOM }}.'
expect 'replaced before the first copy left' 0 nlctl -q send -y --replace june.html
ends 'the sender that began with the old words' 0
tap_expect='replaced'
sums 3 sent=3
is 'nobody got the old words' "$(for f in "$SINK_DIR"/*.eml; do
	html "$f"
done | grep -c 'Corrected for Prenom[123]')" 3
issue june.html

# Cancelled while the relay has the whole copy: its "later" means never.
fresh 'DOT 1: delay 1200 then 451 4.3.0 later'
in_background ' DATA'
sleep 0.3
expect 'cancelled at the dot' 0 nlctl -q cancel --yes june
out_matches '^sending +1$'
ends 'cancelled at the dot' 0
sums 3 skipped=3
fresh 'DOT 1: delay 1200 then 550 5.1.8 bad sender'
in_background ' DATA'
sleep 0.3
nlctl -q cancel --yes june >/dev/null
ends 'cancelled, and the relay refuses us' 69
tap_expect='cancelled, and the relay refuses us'
sums 3 skipped=3

# Who looks on sees how it goes, and stays until the last copy.
fresh 'DOT: delay 400 then 250 2.0.0 ok'
in_background 'to=<p1@'
expect 'looking on' 0 python -c '
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$NLCTL" status --watch june
out_has 'sending (0 deferred, 0 failed): '
out_has ' of 3 ('
out_matches '^sent +3'
ends 'the one that is looked at' 0

# Who follows another sender ends as that one does, also for what went wrong
# before.
fresh 'RCPT 1: 550 5.1.1 no such user' 'DATA 1: delay 1500 then 354 go'
in_background ' DATA'
expect 'following' 1 nlctl send june.html
err_has "process $sender is sending; issue 'june' is queued"
err_has "issue 'june': 1 failed, 0 uncertain; nlctl status 'june' says why"
sums 3 sent=2 failed=1
ends 'the one that is followed' 1
expect 'once more: what earlier ones left is not said again' 0 nlctl -q send june.html

# What a killed sender left in doubt is told by the issue that it belongs to.
fresh 'DOT 2: stall-after-accept'
in_background 'accepted 000002'
kill -9 "$sender"
wait "$sender" 2>/dev/null
cp june.html july.html
relay
expect 'another issue' 0 nlctl -q send july.html
err_is <<'END'
warning: a sender that was killed left 1 uncertain elsewhere: nlctl status says where
END
expect 'the issue itself' 0 nlctl -q send june.html
err_is_empty
sums 3 sent=2 uncertain=1

# With uncertain = resend the next sender sends those again, and ends.
ISSUE=june
fresh 'DOT 2: stall-after-accept'
nlctl config uncertain resend
in_background 'accepted 000002'
kill -9 "$sender"
wait "$sender" 2>/dev/null
relay
expect 'what is in doubt is sent again' 0 timeout 20 "$NLCTL" run
err_is <<'END'
2 sent
END
sums 3 sent=3

# Two who make an issue of the same name at once, both after they looked: the
# write lock is held until they wait for it.
at_once() {
	python - "$NLCTL_DB" <<'END' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)
db.execute("BEGIN IMMEDIATE")
open("locked", "w").close()
time.sleep(1.2)
db.execute("COMMIT")
END
	wait_for 5 test -e locked
	rm -f locked
	"$NLCTL" -q send "$1" >first 2>first.err &
	first=$!
	"$NLCTL" -q send "$2" >second 2>second.err &
	second=$!
	wait "$first"
	first=$?
	wait "$second"
	second=$?
}
fresh
nlctl -q send july.html >/dev/null
tap_expect='two at once'
at_once june.html june.html
is 'two at once: both end well' "$first $second" '0 0'
is 'two at once: quietly' "$(cat first.err second.err)" ''
sums 3 sent=3
is 'two at once: nobody is mailed twice' "$(sink_count)" 6

ISSUE=may
mkdir -p other
cp june.html may.html
issue other/may.html 'Other words.'
tap_expect='two at once with other content'
at_once may.html other/may.html
is 'other content: one ends well' "$((first + second))" 1
check 'other content: the other is told' grep -q "issue 'may' was sent with other content\|--replace" \
	first.err second.err
check 'other content: without SQL' sh -c '! grep UNIQUE first.err second.err'
sums 3 sent=3

# Who finds a sender at work leaves a message to it, be it at its end.
fresh
nlctl -q list set newsletter confirm=yes
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	joining=
	for who in ann bob cem dan; do
		nlctl -q subscribe "$who$i@asso.example" &
		joining="$joining $!"
	done
	# shellcheck disable=SC2086 # one word each
	wait $joining
done
is 'no message is left by all of them' \
	"$(sqlite3 nlctl.db 'SELECT state, count(*) FROM notice GROUP BY state')" 'sent|60'

done_testing
