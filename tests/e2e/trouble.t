#!/bin/sh
# What happens in the middle of a run: somebody leaves, an issue is paused, the
# database is locked, the relay is full, one reader's copy cannot be made.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
issue june.html

# An end that is asked for: what is past its dot is waited for, the rest stays.
for signal in TERM HUP; do
	fresh 'DOT 1: delay 1000 then 250 2.0.0 ok'
	in_background 'DATA => 354'
	sleep 0.3
	kill -"$signal" "$sender"
	ends "$signal" 75
	tap_expect=$signal
	sums 3 sent=1 queued=2
	check "$signal: it says so" grep -q 'stopped as asked' sent.err
done
fresh 'DOT 1: delay 1000 then 250 2.0.0 ok'
(
	trap '' HUP
	exec "$NLCTL" -q send june.html
) >sent 2>sent.err &
sender=$!
wait_for 5 grep -q 'DATA => 354' "$SINK_DIR/log"
kill -HUP "$sender"
ends 'HUP under nohup' 0
tap_expect='HUP under nohup'
sums 3 sent=3

# The claim: between MAIL and 354 the world may change.  No dot must follow.
fresh 'DATA 2: delay 1500 then 354 go'
in_background 'to=<p1@'
expect 'the second reader leaves while the relay thinks' 0 \
	nlctl -q unsubscribe --email p2@example.org
ends 'somebody left' 0
tap_expect='who left in that moment'
sums 3 sent=2 skipped=1
check 'got nothing' sh -c "! grep -q 'accepted.*to=<p2@' '$SINK_DIR/log'"
check 'the third came over another connection' sh -c \
	"grep 'accepted.*to=<p3@' '$SINK_DIR/log' | grep -qv '^1 '"

fresh 'DATA 2: delay 1500 then 354 go'
in_background 'to=<p1@'
python - "$NLCTL_DB" <<'END'
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=5)
db.execute("INSERT INTO suppression (hash, reason, contact, since) "
           "SELECT ?, 'blocked', id, 0 FROM contact WHERE key = 'p2@example.org'", (os.urandom(32),))
db.commit()
END
ends 'somebody was blocked' 0
tap_expect='who was blocked in that moment'
sums 3 sent=2 skipped=1
check 'got nothing either' sh -c "! grep -q 'accepted.*to=<p2@' '$SINK_DIR/log'"

for word in pause cancel; do
	fresh 'DATA 2: delay 1500 then 354 go'
	in_background 'to=<p1@'
	set -- "$word" june
	[ "$word" = pause ] || set -- "$word" --yes june
	expect "$word while the relay thinks" 0 nlctl -q "$@"
	ends "$word" 0
	is "$word: no dot after it" "$(sink_count)" 1
	tap_expect=$word
	if [ "$word" = pause ]; then
		sums 3 sent=1 queued=2
		expect 'resume' 0 nlctl -q resume june
		sums 3 sent=3
	else
		sums 3 sent=1 skipped=2
	fi
done

# Many who are gone cost a few transactions, not one each.
PEOPLE=50
fresh
stop_sink
run nlctl -q send june.html
python - "$NLCTL_DB" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("INSERT INTO suppression (hash, reason, contact, since) "
           "SELECT randomblob(32), 'blocked', id, 0 FROM contact WHERE key <> 'p7@example.org'")
db.commit()
END
relay
# A traced process cannot look for its own leaks.
if strace -qq -e trace=none true 2>/dev/null; then
	expect '49 of 50 are blocked' 0 env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=fdatasync,fsync -o calls "$NLCTL" -q run
	check 'few waits for the disk' [ "$(grep -c sync calls)" -lt 25 ]
else
	skip 'strace is missing'
	run nlctl -q run
fi
tap_expect='49 of 50 are blocked'
sums 50 sent=1 skipped=49
PEOPLE=3

# No dot goes out before the disk has its claim, whether one connection waits for it
# or a thread does, while ten go on.  The first flush of each thread is let through:
# the head of the log, the first claims.
if strace -qq -e trace=none true 2>/dev/null; then
	for connections in 1 10; do
		PEOPLE=50
		fresh
		stop_sink
		run nlctl -q send june.html
		relay
		expect "a disk that refuses, $connections" 74 env ASAN_OPTIONS=detect_leaks=0 \
			strace -f -qq -e trace=fdatasync,pwrite64 -e inject=fdatasync:error=EIO:when=2+ \
			-o calls "$NLCTL" -q -o "relay.default.connections=$connections" run
		err_has 'cannot flush database'
		# Or the next flush, of any process, would be told that all is well.
		check 'the log is written again' \
			grep -q 'pwrite64(.*"7\\177\\6.*, [0-9]\{4,\}, 0' calls
		check 'few have left' [ "$(sink_count)" -le 20 ]
		is 'who got it is known' "$(sqlite3 "$NLCTL_DB" \
			"SELECT count(*) FROM delivery WHERE state = 'sent'")" "$(sink_count)"
		is 'nothing is in doubt' "$(sqlite3 "$NLCTL_DB" \
			"SELECT count(*) FROM delivery WHERE state NOT IN ('queued', 'sent')")" 0
		run nlctl -q run
		tap_expect="a disk that refused, $connections"
		sums 50 sent=50
	done
	PEOPLE=3
else
	skip 'strace is missing'
fi

# One reader's copy cannot be made: the others get theirs.
fresh
python - "$NLCTL_DB" <<'END'
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE contact SET fields = ? WHERE key = 'p2@example.org'", (json.dumps({"PRENOM": "x" * 70000}),))
db.commit()
END
printf '<title>%s</title><a href="{{ unsubscribe }}">x</a>' '{{ contact.PRENOM }}' >june.html
expect 'a subject of 70,000 characters' 1 nlctl -q send june.html
sums 3 sent=2 failed=1
expect 'says why' 0 nlctl status june
out_has unfit
issue june.html

# Locked for longer than a transaction waits: what arrived is recorded afterwards.
PEOPLE=30
CONNECTIONS=4
fresh 'DOT: delay 60 then 250 2.0.0 ok'
in_background 'accepted'
python - "$NLCTL_DB" <<'END'
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)
db.execute("BEGIN IMMEDIATE")
time.sleep(7)
db.execute("COMMIT")
END
ends 'a lock of 7 seconds' 0
tap_expect='after the lock'
sums 30 sent=30
is 'each got one' "$(sink_count)" 30

# Refused for our own fault after the body: known, so queued again.
PEOPLE=8
CONNECTIONS=1
fresh 'DOT 2: 550 5.1.8 bad sender'
expect 'our own fault at the dot' 69 nlctl -q send june.html
out_matches '^sending +0$'
out_matches '^uncertain +0$'
out_matches '^failed +0$'
check 'the run stopped' [ "$(sink_count)" -lt 4 ]
expect 'mended' 0 nlctl -q send june.html
sums 8 sent=8
is 'nobody twice' "$(sink_count)" 8

# A relay with room for fewer connections than we would like.
PEOPLE=40
CONNECTIONS=4
fresh 'GREETING 3+: 421 4.7.0 too many connections' 'DOT: delay 20 then 250 2.0.0 ok'
expect 'two connections are enough' 0 nlctl -q send june.html
sums 40 sent=40

# "Enough on this connection" at MAIL is said to us, not of the reader.
CONNECTIONS=1
fresh 'MAIL %10: 452 4.5.3 too many messages sent'
expect 'ten messages a connection' 0 nlctl -q send june.html
sums 40 sent=40
fresh 'MAIL: 451 4.7.1 later'
expect 'no connection comes to anything' 75 nlctl -q send june.html
err_has 'failed at MAIL: 451 later'
sums 40 queued=40

# Nor at the end of the queue: a few connections, not thousands.
sessions() { grep -c ' EHLO' "$SINK_DIR/log"; }
for end in '451 4.7.1 hourly quota exceeded' '421 4.7.0 too many' fin; do
	PEOPLE=6
	fresh "MAIL 6+: $end"
	expect "the last one meets '$end'" 75 timeout 20 "$NLCTL" -q send june.html
	err_has 'failed at MAIL: '
	err_has 'run the same command again later'
	tap_expect=$end
	sums 6 sent=5 queued=1
	check "$end: few connections" [ "$(sessions)" -le 5 ]
	PEOPLE=1
	CONNECTIONS=4
	fresh "MAIL: $end"
	expect "a test copy meets '$end'" 75 timeout 20 "$NLCTL" -q send --test me@example.org june.html
	check "$end: few connections for a test copy" [ "$(sessions)" -le 12 ]
	CONNECTIONS=1
done

# Claims that we lost say nothing of the relay.
PEOPLE=8
fresh 'DATA: delay 700 then 354 go'
in_background ' DATA'
for n in 1 2 3 4 5 6 7; do
	"$NLCTL" -q unsubscribe --email "p$n@example.org" >/dev/null
done
ends 'seven leave in that moment' 0
tap_expect='seven leave in that moment'
sums 8 sent=1 skipped=7

# So many refusals alike are the relay's doing.
PEOPLE=40
fresh 'RCPT: 550 5.1.1 no such user here (to=<p1@example.org>)'
expect 'the breaker' 69 nlctl -q send june.html
err_has 'refused too many readers alike at RCPT: 550 no such user here (<…>)'
err_lacks 'p1@'
check 'it stopped early' [ "$(grep -c 'RCPT' "$SINK_DIR/log")" -lt 15 ]
expect 'the breaker: not one more' 1 nlctl -q send june.html
err_has 'is paused'
expect 'the breaker: nor by cron' 0 nlctl run
check 'still as few' [ "$(grep -c 'RCPT' "$SINK_DIR/log")" -lt 15 ]

# Nor is it the readers' doing when the words of the issue are refused.
for stage in dot DATA; do
	PEOPLE=80
	fresh "$(echo "$stage" | tr '[:lower:]' '[:upper:]'): 554 5.7.1 message looks like spam"
	expect "refused at $stage" 69 nlctl -q send june.html
	err_has "alike at $stage: 554 message looks like spam; issue 'june' is paused"
	err_has "nlctl retry --failed 'june'"
	expect "$stage: few are marked" 0 nlctl --json status june
	out_matches '"failed":1[0-2],'
	relay
	expect "$stage: mended" 0 nlctl -q retry --yes --failed june
	expect "$stage: gone on with" 0 nlctl -q resume june
	sums 80 sent=80
done

# A fault that all copies have is found before the first.
PEOPLE=5
fresh
printf '<title>%09000d</title><a href="{{ unsubscribe }}">x</a>' 1 >june.html
expect 'a subject of 9,000 characters' 65 nlctl -q send june.html
err_is <<'END'
nlctl send: no copy of 'june.html' can be made: the subject: the result is longer than 8192 bytes
END
expect 'nothing is queued' 0 nlctl --json issues
out_is_empty

# One that nearly all have stops the run.
PEOPLE=40
fresh
printf '<title>%s</title><a href="{{ unsubscribe }}">x</a>' '{{ contact.PRENOM }}' >june.html
python - "$NLCTL_DB" <<'END'
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE contact SET fields = ? WHERE id > 2", (json.dumps({"PRENOM": "x" * 70000}),))
db.commit()
END
expect 'subjects of 70,000 characters' 65 nlctl -q send june.html
err_has "too many copies cannot be made: the subject: the result is longer than 8192 bytes; issue 'june' is paused"
sums 40 queued=28 sent=2 failed=10
issue june.html

# What the command line says of a known issue is not ignored.
PEOPLE=3
fresh
expect 'sent' 0 nlctl -q send june.html
expect 'another list' 0 nlctl -q list add other
expect 'to other lists' 1 nlctl -q send -l other june.html
err_has 'another --name'
expect 'a field that nlctl writes' 1 nlctl config header.Precedence list
err_has "'Precedence'"
expect 'a test copy' 0 nlctl -q send --test me@example.org june.html
token=$(judge token "$SINK_DIR/000004.eml")
expect 'its token' 1 nlctl unsubscribe "$token"
err_has 'test copy'

done_testing
