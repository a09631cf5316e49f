# shellcheck shell=sh
# sending.sh - what the tests of the commands that send begin with: people, an
# issue, a relay.  Sourced after lib.sh.

# people [N]: a database with p1@example.org … pN (3), first names Prenom1 … .
# shellcheck disable=SC2120 # some tests give it a number
people() {
	echo 'EMAIL,PRENOM' >people.csv
	n=0
	while [ "$n" -lt "${1:-3}" ]; do
		n=$((n + 1))
		echo "p$n@example.org,Prenom$n" >>people.csv
	done
	if "$NLCTL" -q init --from 'The Letter <letter@example.org>' \
		--base-url http://127.0.0.1:8080 >/dev/null &&
		"$NLCTL" -q import people.csv >/dev/null; then
		return
	fi
	echo 'Bail out! init and import do not work'
	exit 1
}

# people_but_no_issue COMMAND [OPTION]: what a command on one issue says where there is
# none; then there are 40 people.
people_but_no_issue() {
	expect 'no database' 78 nlctl "$1" june
	err_has "$T/nlctl.db"
	people 40
	expect 'no issue' 64 nlctl "$1"
	err_has 'an argument is missing'
	expect 'an unknown issue' 1 nlctl "$@" june
	out_is_empty
	err_has "there is no issue 'june'"
}

# issue FILE [SENTENCE]: three lines of HTML; the sentence stands in line 3.
issue() {
	sentence='Hello {{ contact.PRENOM }}.'
	cat >"$1" <<END
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>News of June</title></head>
<body><p>${2-$sentence}</p>
<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
}

# relay [ARGUMENTS]: start the sink with them, and make it the relay.  With
# `-s -`, its script is standard input.
relay() {
	case "${1-} ${2-}" in
	'-s -')
		cat >script
		shift 2
		set -- -s "$T/script" "$@"
		;;
	esac
	start_sink "$@"
	"$NLCTL" -q config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
}

# fresh SCRIPT-LINES...: a new database with $PEOPLE (3) people, and a sink with
# this script, which gets $CONNECTIONS (1) connections.
fresh() {
	stop_sink
	rm -f "$NLCTL_DB"*
	people "${PEOPLE:-3}"
	printf '%s\n' "$@" >script
	relay -s "$T/script"
	"$NLCTL" -q config relay.default.connections "${CONNECTIONS:-1}"
}

# in_background PATTERN: send june.html, until the log of the sink has it.  Also
# where the tests run under nohup it heeds SIGHUP.
in_background() {
	env --default-signal=HUP "$NLCTL" -q send june.html >sent 2>sent.err &
	sender=$!
	wait_for 5 grep -q "$1" "$SINK_DIR/log"
}

# ends NAME STATUS: what in_background began.
ends() {
	STATUS=0
	wait "$sender" || STATUS=$?
	is "$1: status $2" "$STATUS" "$2"
}

# sums AUDIENCE KEY=NUMBER...: what the issue $ISSUE has; states not named are 0.
sums() {
	want="audience=$1"
	shift
	for state in queued sending sent deferred failed uncertain skipped; do
		number=0
		for pair; do
			[ "${pair%=*}" != "$state" ] || number=${pair#*=}
		done
		want="$want $state=$number"
	done
	got=$("$NLCTL" --json status "$ISSUE" | python -c '
import json, sys
o = json.load(sys.stdin)
print(*["%s=%d" % (k, o[k]) for k in "audience queued sending sent deferred failed uncertain skipped".split()])')
	is "${tap_expect-}: sums" "$got" "$want"
}

# is_state STATE: does the issue $ISSUE say so?
is_state() {
	"$NLCTL" --json status "$ISSUE" | grep -q "\"state\":\"$1\""
}

# field FIELD FILE: a header field of a message, unfolded and decoded.
field() {
	python -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[2], "rb"), policy=email.policy.default)
print(m[sys.argv[1]])' "$@"
}

# html FILE: the HTML part of a message, decoded.
html() {
	python -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m.get_body(("html",)).get_content())' "$1"
}

# at_terminal ANSWER nlctl ARGUMENTS...: run it on a terminal of its own and
# answer its question; all it shows is on standard output.
at_terminal() {
	answer=$1
	shift 2
	python -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown, asked = b"", False
while True:
    try:
        more = os.read(fd, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    if not asked and b"[y/N] " in shown:
        asked = True
        os.write(fd, sys.argv[1].encode() + b"\n")
sys.stdout.write(shown.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$answer" "$NLCTL" "$@"
}

# usage COMMAND: -h ends with 0 and shows what the SYNOPSIS of the page says.
usage() {
	expect "$1 -h" 0 nlctl "$1" -h
	err_is_empty
	sed -n '/^usage:/,/^$/p' out | sed 's/^usage://; s/^ *//; /^$/d' | tr -s ' \n' '  ' >usage
	if command -v mandoc >/dev/null; then
		mandoc -T utf8 -O width=1000 "$ROOT/man/nlctl-$1.1" | sed "$(printf 's/.\b//g')" |
			sed -n '/^SYNOPSIS$/,/^DESCRIPTION$/p' | sed '1d; $d; s/^ *//; /^$/d' |
			tr -s ' \n' '  ' >synopsis
		is "$1 -h: the usage is that of the page" "$(cat usage)" "$(cat synopsis)"
	else
		skip 'mandoc is missing'
	fi
}
