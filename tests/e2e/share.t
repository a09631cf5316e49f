#!/bin/sh
# What lies in share/doc to be copied: it is installed, tried and sound.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# --- installed ----------------------------------------------------------------

expect 'make install' 0 make -s -C "$ROOT" install B="$B" PREFIX=/usr DESTDIR="$T/root"
for file in "$ROOT"/src/share/web/* "$ROOT"/src/share/systemd/*; do
	name=${file#"$ROOT"/src/share/}
	check "$name is installed" cmp "$file" "root/usr/share/doc/nlctl/$name"
done
expect 'make uninstall' 0 make -s -C "$ROOT" uninstall B="$B" PREFIX=/usr DESTDIR="$T/root"
is 'nothing of it is left' "$(find root -type f)" ''

# --- tried --------------------------------------------------------------------

# web.t asks through them.
for file in "$ROOT"/src/share/web/*; do
	check "web/${file##*/} is a door of the tests" \
		grep -qF "\"${file##*/}\"" "$ROOT/tests/e2e/doors.py"
done

# --- sound --------------------------------------------------------------------

if command -v systemd-analyze >/dev/null; then
	cp "$ROOT"/src/share/systemd/* .
	# It looks whether the program is there.
	sed "s#/usr/bin/nlctl#$NLCTL#" nlctl-serve.service >changed
	check 'the program is named once' test "$(diff nlctl-serve.service changed | grep -c '^>')" = 1
	mv changed nlctl-serve.service
	expect 'systemd reads them' 0 systemd-analyze verify --man=no \
		"$T/nlctl-serve.service" "$T/nlctl-serve.socket"
	out_is_empty
	err_is_empty
	# 10 is a service that may do everything.
	expect 'it may do little' 0 systemd-analyze security --offline=yes --threshold=15 \
		--no-pager "$T/nlctl-serve.service"
	out_has 'OK'
	sed -n 's/^SystemCallFilter=//p' nlctl-serve.service >filter
else
	skip 'systemd-analyze is not there'
fi

# --- and enough ---------------------------------------------------------------

# A file for each connection.
files=$(sed -n 's/^LimitNOFILE=//p' "$ROOT/src/share/systemd/nlctl-serve.service")
connections=$(sed -n 's/^#define CONNECTIONS \([0-9]*\).*/\1/p' "$ROOT/src/cli/serve.c")
check 'as many files as connections' test "$files" -gt "$connections"

# shellcheck disable=SC2317 # called by check
# asked: what visitors do, at the socket.
asked() {
	curl -sSf --unix-socket pages http://localhost/health >/dev/null &&
		curl -sSf --unix-socket pages -d do=leave http://localhost/u/x >/dev/null
}

if [ -s filter ] && command -v strace >/dev/null && command -v curl >/dev/null; then
	nlctl -q init --from letter@asso.example --base-url https://asso.example >next
	relay
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace "$NLCTL" serve --listen "unix:$T/pages" 2>said &
	TRACER=$!
	wait_for 10 grep -q '^pages at' said
	check 'it answers' asked
	kill "$(cat "/proc/$TRACER/task/$TRACER/children")"
	wait "$TRACER"
	# Pages send mail: as this does.
	check 'a mail is sent' env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o mailed "$NLCTL" -q subscribe --confirm zoe@asso.example
	is 'it is there' "$(sink_count)" 1
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' trace mailed | sort -u >calls
	check 'it was watched' grep -qx epoll_ctl calls
	python - filter calls <<'END' >denied
import os, subprocess, sys
def calls(group):
    shown = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", group],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    words = [line.strip() for line in shown.splitlines() if line.startswith("    ")]
    return set().union(*(calls(w) if w[0] == "@" else {w} for w in words if w[0] != "#"))
allowed = set()
for line in open(sys.argv[1]):
    for group in line.strip().lstrip("~").split():
        allowed = allowed - calls(group) if line[0] == "~" else allowed | calls(group)
used = set(open(sys.argv[2]).read().split())
if os.getuid() == 0:
    used.discard("fchown")  # SQLite, for root alone
print(*sorted(used - allowed))
END
	is 'systemd lets it do all that it does' "$(cat denied)" ''
else
	skip 'systemd-analyze, strace or curl are not there'
fi
done_testing
