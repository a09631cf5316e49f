#!/bin/sh
# nlctl receive, killed at each of its writes: the MTA gives it the mail again, and the
# person has left, once, and is answered once at most.
[ -w /dev/shm ] && TMPDIR=${TMPDIR:-/dev/shm}
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
command -v strace >/dev/null || skip_all 'strace is not installed'
strace -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'

people 1
relay
issue june.html
nlctl -q send june.html >sent
token=$(judge token "$SINK_DIR"/*.eml)
stop_sink
sqlite3 "$NLCTL_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$NLCTL_DB" base.db
printf 'From: a@b.example\r\nTo: retours+%s@asso.example\r\n\r\n' "$token" >m.eml

rows() { sqlite3 "$NLCTL_DB" "SELECT $1"; }
answers() { rows "count(*) FROM notice WHERE kind = 'answer' AND message IS NOT NULL"; }

# What must hold once the mail was taken, whatever happened before.
holds() {
	[ "$(rows "count(*) FROM subscription WHERE state = 'left'")" = 1 ] &&
		[ "$(rows "count(*) FROM event WHERE kind = 'left'")" = 1 ] &&
		[ "$(rows 'count(*) FROM mail_in')" = 1 ] &&
		[ "$(answers)" -le 1 ] &&
		[ "$(sqlite3 "$NLCTL_DB" 'PRAGMA integrity_check')" = ok ]
}

killed=0
answered=0
broken=
while [ "$killed" -lt 500 ]; do
	rm -f "$NLCTL_DB"*
	cp base.db "$NLCTL_DB"
	env ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e trace=pwrite64,fdatasync,fsync \
		-e inject=pwrite64,fdatasync,fsync:signal=KILL:when=$((killed + 1)) \
		"$NLCTL" receive <m.eml 2>/dev/null && break
	killed=$((killed + 1))
	nlctl receive <m.eml 2>again || broken="$broken $killed(status)"
	holds || broken="$broken $killed"
	answered=$((answered + $(answers)))
done
is "killed at each of $killed writes: nothing is lost or done twice" "$broken" ''
check 'there were some' test "$killed" -gt 5
check 'and most are answered' test "$answered" -gt $((killed / 2))
check 'at last it ends by itself' holds
is 'with an answer' "$(answers)" 1
done_testing
