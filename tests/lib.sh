# shellcheck shell=sh
# lib.sh - what every tests/cli/*.t and tests/e2e/*.t begins with.
#
#	. "${0%/*}/../lib.sh"
#	expect 'a list is made' 0 nlctl list add news
#	out_is <<-END
#	news
#	END
#	err_is_empty
#	done_testing
#
# Sourcing it makes a temp dir of the test's own ($T, removed at the end,
# whatever the end is), moves into it, and sets up an environment in which
# nothing of the person who runs the tests is seen.  `expect` runs a command
# and checks its exit status; the lines after it check what that command wrote.
# Every check is one line of TAP; one that fails shows the command, its status
# and all it wrote.
#
# Given to tests: $T temp dir, $ROOT source tree, $B build directory, $NLCTL
# the program, $STATUS $T/out $T/err of the last command, $SINK_PORT $SINK_DIR.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd) || exit 1

# An absolute path for $1, which is relative to where the test was started.
absolute() {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*) printf '%s/%s\n' "$PWD" "$1" ;;
	esac
}

B=$(absolute "${B:-$ROOT/build}")
NLCTL=$(absolute "${NLCTL:-$B/nlctl}")
T=$(mktemp -d "${TMPDIR:-/tmp}/nlctl-test.XXXXXX") || exit 1

# Nothing from outside: no home, no proxy, no settings, one clock, one language.
HOME=$T/home
XDG_DATA_HOME=$HOME/share
XDG_CONFIG_HOME=$HOME/config
XDG_STATE_HOME=$HOME/state
XDG_CACHE_HOME=$HOME/cache
NLCTL_DB=$T/nlctl.db
TZ=UTC
LC_ALL=C.UTF-8
export B NLCTL HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
export NLCTL_DB TZ LC_ALL
unset LANG LANGUAGE EDITOR VISUAL PAGER NO_COLOR SSLKEYLOGFILE
unset all_proxy ALL_PROXY smtp_proxy http_proxy https_proxy HTTPS_PROXY no_proxy NO_PROXY
mkdir "$HOME" || exit 1
cd "$T" || exit 1

STATUS=
SINK_PID=
SINK_PORT=
SINK_DIR=
tap_run=0
tap_failed=0
tap_command=
tap_finished=

# --- the end ---------------------------------------------------------------

tap_end() {
	status=$?
	trap - EXIT
	stop_sink
	cd /
	if [ -n "${KEEP-}" ]; then
		echo "# kept $T"
	else
		rm -rf "$T"
	fi
	if [ -z "$tap_finished" ] && [ "$status" -eq 0 ]; then
		echo '# ended before done_testing'
		status=1
	fi
	exit "$status"
}
trap tap_end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Print the plan and end, with 1 when a check failed or none was made.
done_testing() {
	tap_finished=yes
	echo "1..$tap_run"
	[ "$tap_run" -gt 0 ] && [ "$tap_failed" -eq 0 ]
	exit
}

# skip_all WHY: nothing in this file can be tested here.
skip_all() {
	tap_finished=yes
	echo "1..0 # skip $1"
	exit 0
}

# skip WHY: one check cannot be made here.
skip() {
	tap_run=$((tap_run + 1))
	echo "ok $tap_run # skip $1"
}

# --- results ---------------------------------------------------------------

pass() {
	tap_run=$((tap_run + 1))
	echo "ok $tap_run - $1"
}

# fail NAME [WHY]: also shows what the last command did.
fail() {
	tap_run=$((tap_run + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_run - $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
	[ -n "$tap_command" ] || return 0
	echo "# ran: $tap_command"
	echo "# status: $STATUS"
	tap_show out
	tap_show err
}

# Show $T/$1 as diagnostics, its first 60 lines, with control bytes made visible.
tap_show() {
	if [ -s "$T/$1" ]; then
		echo "# $1:"
		cat -v <"$T/$1" | sed -n -e '61s/.*/#   .../p' -e '60q' -e 's/^/#   /p'
	else
		echo "# $1: (empty)"
	fi
}

# check NAME COMMAND...: holds when the command ends with 0; its output is shown
# when it does not, and $T/out of the last `run` stays as it was.
check() {
	tap_name=$1
	shift
	if "$@" >"$T/.check" 2>&1; then
		pass "$tap_name"
	else
		fail "$tap_name" "false: $*
$(cat "$T/.check")"
	fi
}

# results WHAT: checks that another program has made, on standard input: lines of
# "ok NAME" and "not ok NAME".
results() {
	tap_command=
	while IFS= read -r tap_line; do
		case $tap_line in
		'ok '*) pass "$1: ${tap_line#ok }" ;;
		*) fail "$1: ${tap_line#not ok }" ;;
		esac
	done
}

# is NAME GOT WANT: two strings are the same.
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:      '$2'
expected: '$3'"
	fi
}

# --- commands --------------------------------------------------------------

# The program, by its name, so that tests read as a person types.
nlctl() {
	"$NLCTL" "$@"
}

# run COMMAND...: sets STATUS, fills $T/out and $T/err, checks nothing.
run() {
	tap_command=$*
	STATUS=0
	"$@" >"$T/out" 2>"$T/err" || STATUS=$?
}

# expect NAME STATUS COMMAND...: run it (standard input passes through) and check
# its exit status.  The out_ and err_ checks that follow carry the same name.
expect() {
	tap_expect=$1
	tap_want=$2
	shift 2
	run "$@"
	if [ "$STATUS" = "$tap_want" ]; then
		pass "$tap_expect: status $tap_want"
	else
		fail "$tap_expect: status $tap_want" "got status $STATUS"
	fi
}

# Compare $T/$1 with standard input, byte for byte.
tap_is() {
	cat >"$T/.want"
	if cmp -s "$T/.want" "$T/$1"; then
		pass "${tap_expect-}: $1 is as expected"
	else
		fail "${tap_expect-}: $1 is as expected" \
			"$(diff -u "$T/.want" "$T/$1" | sed -e '1s/.*/--- expected/' -e "2s/.*/+++ $1/")"
	fi
}

tap_has() {
	if grep -qF -e "$2" "$T/$1"; then
		pass "${tap_expect-}: $1 has '$2'"
	else
		fail "${tap_expect-}: $1 has '$2'"
	fi
}

tap_lacks() {
	if grep -qF -e "$2" "$T/$1"; then
		fail "${tap_expect-}: $1 lacks '$2'"
	else
		pass "${tap_expect-}: $1 lacks '$2'"
	fi
}

tap_matches() {
	if grep -qE -e "$2" "$T/$1"; then
		pass "${tap_expect-}: $1 matches /$2/"
	else
		fail "${tap_expect-}: $1 matches /$2/"
	fi
}

tap_is_empty() {
	if [ -s "$T/$1" ]; then
		fail "${tap_expect-}: $1 is empty"
	else
		pass "${tap_expect-}: $1 is empty"
	fi
}

# What the last command wrote: all of it (standard input), a line with this
# text, without it, a line that matches this extended expression, nothing.
out_is() { tap_is out; }
err_is() { tap_is err; }
out_has() { tap_has out "$1"; }
err_has() { tap_has err "$1"; }
out_lacks() { tap_lacks out "$1"; }
err_lacks() { tap_lacks err "$1"; }
out_matches() { tap_matches out "$1"; }
err_matches() { tap_matches err "$1"; }
out_is_empty() { tap_is_empty out; }
err_is_empty() { tap_is_empty err; }

# --- tools -----------------------------------------------------------------

# Debian's Python, which needs no network and no packages here.
python() {
	if [ -x /usr/bin/python3 ]; then
		/usr/bin/python3 "$@"
	else
		python3 "$@"
	fi
}

bytecheck() { python "$ROOT/tests/bytecheck.py" "$@"; }
judge() { python "$ROOT/tests/judge.py" "$@"; }
gmime() { python "$ROOT/tests/judge_gmime.py" "$@"; }

# wait_for SECONDS COMMAND...: until it holds; 1 when it never did.
wait_for() {
	tap_tries=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		tap_tries=$((tap_tries - 1))
		[ "$tap_tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# start_sink [ARGUMENTS]: our SMTP server in the background.  It keeps what it
# accepts in $SINK_DIR (emptied before), listens on $SINK_PORT, logs in
# $SINK_DIR/log.
start_sink() {
	stop_sink
	[ -x "$B/tests/sink" ] || {
		echo "Bail out! $B/tests/sink is missing: make it first"
		exit 1
	}
	SINK_DIR=$T/sink
	rm -rf "$SINK_DIR" "$T/.sink"
	mkdir "$SINK_DIR"
	"$B/tests/sink" -d "$SINK_DIR" "$@" >"$T/.sink" 2>"$T/.sink.err" &
	SINK_PID=$!
	if ! wait_for 5 grep -q '^port ' "$T/.sink"; then
		echo "Bail out! the sink does not start: $(cat "$T/.sink.err")"
		exit 1
	fi
	# shellcheck disable=SC2034 # read by the tests
	SINK_PORT=$(sed -n 's/^port //p' "$T/.sink")
}

# Stop it and wait for its end; its totals are in $T/sink.totals.
stop_sink() {
	[ -n "$SINK_PID" ] || return 0
	kill "$SINK_PID" 2>/dev/null
	wait "$SINK_PID" 2>/dev/null
	SINK_PID=
	sed 1d "$T/.sink" >"$T/sink.totals"
}

# How many messages the sink accepted, and how many rules its client broke.
sink_count() { grep -c '^[0-9]* accepted ' "$SINK_DIR/log"; }
sink_violations() { grep -c '^[0-9]* VIOLATION: ' "$SINK_DIR/log"; }
