#!/bin/sh
# The SMTP engine against a server that fails at each stage, in each way: every
# message gets one outcome, the right one, and the next ones still arrive.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

DRIVE=$B/tests/smtp_drive
[ -x "$DRIVE" ] || { echo "Bail out! $DRIVE is missing: make it first"; exit 1; }

# drive SCRIPT [ARGUMENTS]: three messages, timeouts of a second.
drive() {
	printf '%s\n' "$1" >script
	shift
	stop_sink
	rm -f .sink # or its old port would be taken for the new one
	# shellcheck disable=SC2086 # options of the sink are words
	start_sink -s script ${SINK_OPTIONS-}
	run "$DRIVE" -n 3 -m 3 -t 1 "$@" "smtp://127.0.0.1:$SINK_PORT"
}

# What first became of message 2, how the first connection ended, and the sum.
short() {
	awk '{ sub(/ \(.*/, "") }
		/^done 2 / && !done { done = $0 "; " }
		/^closed / && !closed { closed = $0 "; " }
		/^sent / { print done closed $0 }' "$T/out"
}

# cell MODE SCRIPT WANT [ARGUMENTS]
cell() {
	cell_mode=$1 cell_script=$2 cell_want=$3
	shift 3
	drive "$cell_script" -a "$cell_mode" "$@"
	cell_name="$cell_mode, $(printf '%s' "$cell_script" | tr '\012\134' ';/')"
	is "$cell_name" "$(short)" "$cell_want"
	is "$cell_name: no rule of SMTP broken" "$(sink_violations)" 0
}

# each SCRIPT WANT [ARGUMENTS]: the same however far commands go ahead.
each() {
	for mode in one envelope overlap; do
		cell "$mode" "$@"
	done
}

OVER='closed dropped QUIT'

# --- all well --------------------------------------------------------------

each '' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1"
each 'DOT 2: 251 odd' "done 2 replied dot 251 odd; $OVER; sent 3 of 3 over 1"
each 'RCPT 2: 252 2.5.2 perhaps' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1"
each 'DOT 2: dribble 250-slow\n250 but sure' "done 2 replied dot 250 slow but sure; $OVER; sent 3 of 3 over 1"
each 'RCPT 2: delay 300 then 250 late' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1"

# --- refused before there is a message -------------------------------------

each 'GREETING: 554 5.3.2 no' 'closed replied greeting 554 5.3.2 no; sent 0 of 3 over 3'
each 'GREETING: 421 busy' 'closed replied greeting 421 busy; sent 0 of 3 over 3'
each 'GREETING: garbage' 'closed garbled greeting; sent 0 of 3 over 3'
each 'GREETING: huge' 'closed lost greeting; sent 0 of 3 over 3'
each 'EHLO: 550 5.7.1 who are you' 'closed replied EHLO 550 5.7.1 who are you; sent 0 of 3 over 3'
each 'EHLO: fin' 'closed lost EHLO; sent 0 of 3 over 3'
cell one 'GREETING: stall' 'closed timed-out greeting; sent 0 of 3 over 3'
cell one 'EHLO: stall' 'closed timed-out EHLO; sent 0 of 3 over 3'

# --- MAIL ------------------------------------------------------------------

each 'MAIL 2: 451 4.3.0 later' "done 2 replied MAIL 451 4.3.0 later; $OVER; sent 2 of 3 over 1"
each 'MAIL 2: 550 5.1.8 you' "done 2 replied MAIL 550 5.1.8 you; $OVER; sent 2 of 3 over 1"
each 'MAIL 2: 421 4.3.2 bye' 'done 2 replied MAIL 421 4.3.2 bye; closed replied MAIL 421 4.3.2 bye; sent 2 of 3 over 2'
each 'MAIL 2: 354 eh' 'done 2 garbled MAIL 354 eh; closed garbled MAIL 354 eh; sent 2 of 3 over 2'
each 'MAIL 2: rst' 'done 2 untried MAIL; closed lost MAIL; sent 3 of 3 over 2'
each 'MAIL 2: fin' 'done 2 untried MAIL; closed lost MAIL; sent 3 of 3 over 2'
each 'MAIL 2: garbage' 'done 2 untried MAIL; closed garbled MAIL; sent 3 of 3 over 2'
each 'MAIL 2: stall' 'done 2 untried MAIL; closed timed-out MAIL; sent 3 of 3 over 2'

# --- RCPT: the next message goes over the same connection ------------------

each 'RCPT 2: 550-5.1.1 no\n550 5.1.1 such' "done 2 replied RCPT 550 5.1.1 no such; $OVER; sent 2 of 3 over 1"
each 'RCPT 2: 450 4.2.0 grey' "done 2 replied RCPT 450 4.2.0 grey; $OVER; sent 2 of 3 over 1"
each 'RCPT 2: 571 5.7.1 odd' "done 2 replied RCPT 571 5.7.1 odd; $OVER; sent 2 of 3 over 1"
each 'RCPT 2: fin' 'done 2 lost RCPT; closed lost RCPT; sent 2 of 3 over 2'
each 'RCPT 2: rst' 'done 2 lost RCPT; closed lost RCPT; sent 2 of 3 over 2'
each 'RCPT 2: huge' 'done 2 garbled RCPT; closed garbled RCPT; sent 2 of 3 over 2'
cell overlap 'RCPT 2: stall' 'done 2 timed-out RCPT; closed timed-out RCPT; sent 2 of 3 over 2'
# Its connection is in doubt when RSET fails; the next message is blameless.
for mode in one envelope overlap; do
	drive 'RCPT 2: 550 5.1.1 no
RSET: 451 no' -a "$mode"
	is "$mode: a failed RSET ends the connection" "$(grep '^closed' out | head -n 1)" \
		'closed replied RSET 451 no'
	is "$mode: nobody pays for it" "$(tail -n 1 out)" 'sent 2 of 3 over 2'
done

# --- DATA ------------------------------------------------------------------

each 'DATA 2: 451 4.7.1 slow' "done 2 replied DATA 451 4.7.1 slow; $OVER; sent 2 of 3 over 1"
each 'DATA 2: 554 5.5.1 no' "done 2 replied DATA 554 5.5.1 no; $OVER; sent 2 of 3 over 1"
# Whoever does not wait for data would read a body as commands.
each 'DATA 2: 350 eh' 'done 2 garbled DATA 350 eh; closed garbled DATA 350 eh; sent 2 of 3 over 2'
each 'DATA 2: 250 eh' 'done 2 garbled DATA 250 eh; closed garbled DATA 250 eh; sent 2 of 3 over 2'
cell one 'DATA 2: stall' 'done 2 timed-out DATA; closed timed-out DATA; sent 2 of 3 over 2'
# A 354 although the only recipient was refused: a lone dot, which counts nothing.
for mode in envelope overlap; do
	cell "$mode" 'RCPT 2: 550 5.1.1 no
DATA 2: 354 go
DOT 2: 250 taken' "done 2 replied RCPT 550 5.1.1 no; $OVER; sent 2 of 3 over 1"
	check "$mode: what the lone dot sent is empty" grep -q 'to= size=0' "$SINK_DIR/log"
done

# --- the body --------------------------------------------------------------

# Before the dot nothing is in doubt.  More than the sockets take at once.
each 'BODY 2: rst 100000' 'done 2 lost body; closed lost body; sent 2 of 3 over 2' -z 20000000
each 'BODY 2: fin 100000' 'done 2 lost body; closed lost body; sent 2 of 3 over 2' -z 20000000
each '' 'done 2 dropped body; closed dropped body; sent 2 of 3 over 2' -x 2

# --- the dot ---------------------------------------------------------------

each 'DOT 2: 451 4.3.0 try' "done 2 replied dot 451 4.3.0 try; $OVER; sent 2 of 3 over 1"
each 'DOT 2: 554 5.6.0 no' "done 2 replied dot 554 5.6.0 no; $OVER; sent 2 of 3 over 1"
each 'DOT 2: 421 4.3.2 down' 'done 2 replied dot 421 4.3.2 down; closed replied dot 421 4.3.2 down; sent 2 of 3 over 2'
each 'DOT 2: drop-after-dot' 'done 2 lost dot past-dot; closed lost dot; sent 2 of 3 over 2'
each 'DOT 2: rst' 'done 2 lost dot past-dot; closed lost dot; sent 2 of 3 over 2'
each 'DOT 2: garbage' 'done 2 garbled dot past-dot; closed garbled dot; sent 2 of 3 over 2'
each 'DOT 2: huge' 'done 2 garbled dot past-dot; closed garbled dot; sent 2 of 3 over 2'
each 'DOT 2: 354 odd' 'done 2 garbled dot past-dot 354 odd; closed garbled dot 354 odd; sent 2 of 3 over 2'
each 'DOT 2: stall-after-accept' 'done 2 timed-out dot past-dot; closed timed-out dot; sent 2 of 3 over 2'

# --- a reply too many --------------------------------------------------------

# Which of those that came together was whose nobody can tell: it blames nobody,
# and what was sent is neither refused nor sure.
LATE='late 550 5.1.1 no such user'
for mode in one envelope; do
	for stage in MAIL RCPT DATA; do
		drive "$stage 2: $LATE" -a "$mode" -v
		is "$mode: one too many at $stage" "$(grep '^verdict 2' out)" 'verdict 2 deferred network'
		is "$mode: one too many at $stage: the others" "$(tail -n 1 out)" 'sent 2 of 3 over 2'
	done
	drive "DOT 2: $LATE" -a "$mode" -v
	is "$mode: one too many at the dot" "$(grep '^verdict 2' out)" 'verdict 2 uncertain network'
	is "$mode: which was taken" "$(grep -c 'accepted .*<r2@' "$SINK_DIR/log")" 1
	drive 'DOT 2: late 250 2.0.0 ok' -a "$mode" -v
	is "$mode: two times yes" "$(grep '^verdict 2' out)" 'verdict 2 uncertain network'
done
# A relay that goes away may say so at any time.
for mode in one envelope overlap; do
	drive 'DOT 2: last 250 2.0.0 ok\n421 4.3.2 bye' -a "$mode" -v
	is "$mode: a yes and a 421 in one go" "$(grep '^verdict 2' out)" 'verdict 2 sent '
done

# --- a reply, and behind it the end ------------------------------------------

# The reply counts.  The relay, which reads on, is not written to for nothing.
each 'MAIL 2: last 250 ok' 'done 2 lost RCPT; closed lost RCPT; sent 2 of 3 over 2'
each 'RCPT 2: last 250 ok' 'done 2 lost DATA; closed lost DATA; sent 2 of 3 over 2'
each 'DATA 2: last 354 go' 'done 2 lost body; closed lost body; sent 2 of 3 over 2' -d 200
each 'DOT 2: last 250 2.0.0 ok' \
	'done 2 replied dot 250 2.0.0 ok; closed lost MAIL; sent 3 of 3 over 2'

# --- what the server can do -------------------------------------------------

SINK_OPTIONS=--no-smtputf8
each '' "done 2 no-utf8 MAIL; $OVER; sent 2 of 3 over 1" -e 2
SINK_OPTIONS=
each '' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1" -e 2
check 'SMTPUTF8 is said for the one that needs it' \
	test "$(grep -c 'MAIL FROM:.* SMTPUTF8' "$SINK_DIR/log")" = 1
SINK_OPTIONS=--no-pipelining
each '' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1"
SINK_OPTIONS=
drive 'EHLO: 250-x\n250-DSN\n250 HELP'
check 'DSN parameters where DSN is offered, ENVID as xtext' \
	grep -q 'MAIL FROM:<news@example.net> RET=HDRS ENVID=e+2B2 ' "$SINK_DIR/log"
check 'and what to report' \
	grep -q 'RCPT TO:<r2@example.org> NOTIFY=FAILURE,DELAY ' "$SINK_DIR/log"
check 'no SIZE where it is not offered' sh -c "! grep -q SIZE= '$SINK_DIR/log'"

# --- many ------------------------------------------------------------------

for mode in one envelope overlap; do
	drive 'RCPT %7: 550 5.1.1 no
DOT %11: 451 4.3.0 later
MAIL %97: fin' -a "$mode" -n 2000 -c 10 -m 200 -q
	is "$mode: every message of 2,000 decided" "$STATUS" 0
	is "$mode: those sent are those accepted" \
		"$(sed -n 's/^sent \([0-9]*\) .*/\1/p' out)" "$(sink_count)"
	is "$mode: no rule of SMTP broken" "$(sink_violations)" 0
	is "$mode: none accepted twice" \
		"$(sed -n 's/.* accepted .* to=\(<[^ ]*>\) .*/\1/p' "$SINK_DIR/log" | sort | uniq -d | wc -l)" 0
	check "$mode: no busy loop" sh -c \
		"awk '/^turns/ { exit !(\$2 < 20000) }' err"
done

# --- proxies and keys of the environment -----------------------------------

export all_proxy=http://127.0.0.1:1 smtp_proxy=http://127.0.0.1:1 SSLKEYLOGFILE="$T/keys"
cell one '' "done 2 replied dot 250 2.0.0 ok; $OVER; sent 3 of 3 over 1"
check 'no TLS keys are written' test ! -e keys
unset all_proxy smtp_proxy SSLKEYLOGFILE

drive ''
stop_sink
expect 'nobody listens' 1 "$DRIVE" "smtp://127.0.0.1:$SINK_PORT"
out_matches '^closed lost connect \(failed to connect'
expect 'no protocol of ours' 1 "$DRIVE" 'https://127.0.0.1:1'
out_matches '^closed unfit connect \(protocol "https" (not supported|disabled)'
expect 'no URL' 1 "$DRIVE" 'relay example'
out_matches '^closed unfit connect \(.*no smtp:// or smtps:// address'
expect 'an address that is no name' 1 "$DRIVE" 'smtp://no-such-host.invalid'
out_matches '^closed lost connect \(could'

done_testing
