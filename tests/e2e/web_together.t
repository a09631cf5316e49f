#!/bin/sh
# Many who unsubscribe in one moment: they wait for the disk once, one who fails harms
# no other, and nobody is told what is not stored.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init --from lettre@asso.example --base-url http://127.0.0.1:8080 >next
seq 1 60 | sed 's/.*/p&@asso.example/; 1i email' >people.csv
nlctl -q import people.csv >imported
sqlite3 nlctl.db "INSERT INTO token_alias SELECT 'old-' || id, id FROM contact;
	CREATE TRIGGER fault BEFORE UPDATE ON subscription WHEN old.contact = 7
	BEGIN SELECT RAISE(ABORT, 'this row is bad'); END"

# serve [PREFIX]: in the background; $PORT is where, $SERVER the process.
serve() {
	"$@" "$NLCTL" serve --listen 127.0.0.1:0 >served 2>said &
	SERVER=$!
	wait_for 5 grep -q '^pages at ' said
	PORT=$(sed -n 's/^pages at http:\/\/127.0.0.1://p' said)
}

cat >leave.py <<'END'
"""leave - many who leave in one moment.  leave.py PORT PID NUMBER...

Prints how many were answered with each status.
"""

import collections
import os
import signal
import socket
import sys

port, pid, numbers = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
body = "List-Unsubscribe=One-Click"
callers = [socket.create_connection(("127.0.0.1", port), 20) for _ in numbers]
for c in callers:  # so that the server knows them
    c.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    c.recv(65536)
os.kill(pid, signal.SIGSTOP)  # so that they come together
for c, n in zip(callers, numbers):
    c.sendall(f"POST /u/old-{n} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
              f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode())
os.kill(pid, signal.SIGCONT)
count = collections.Counter(c.recv(65536).split()[1].decode() for c in callers)
print(*(f"{status}:{count[status]}" for status in sorted(count)))
END
# shellcheck disable=SC2317,SC2086 # called by expect; numbers are words
leave() { python leave.py "$PORT" "${TRACED-$SERVER}" $(seq "$1" "$2"); }
left() { sqlite3 nlctl.db "SELECT count(*) FROM v_subscriber WHERE state = 'left'"; }

serve env
expect 'twenty leave' 0 leave 1 20
out_is <<'END'
200:19 500:1
END
is 'all are stored but the one that failed' "$(left)" 19
is 'its trouble is in the log' "$(grep -c 'warning: unsubscribe: ' said)" 1
is 'who left has one event' "$(sqlite3 nlctl.db "SELECT count(*) FROM event WHERE kind = 'left'")" 19
kill "$SERVER"
wait "$SERVER"
is 'it ends in order' $? 0

if strace -qq -e trace=none true 2>/dev/null; then
	# strace is what was started; nlctl is its child, which the list lacks now and then.
	traced() {
		for _ in 1 2 3 4 5 6 7 8 9; do
			grep -oE '[0-9]+' "/proc/$SERVER/task/$SERVER/children" && return
			sleep 0.1
		done
	}

	serve env ASAN_OPTIONS=detect_leaks=0 strace -qq -e trace=fdatasync,fsync,sendmsg -o calls
	TRACED=$(traced)
	expect 'the log of the database is begun' 0 leave 21 21
	expect 'nineteen more' 0 leave 22 40
	kill "$TRACED"
	wait "$SERVER"
	# The first 20 are the one before and those to /health.
	sed -n 's/.*"HTTP.*/answer/p; s/^f.*sync.*/sync/p' calls | uniq -c | sed 's/^ *//' >waited
	is 'they waited for the disk once, and nobody was told before' \
		"$(grep -A 2 '^20 answer' waited | tr '\n' ' ')" '20 answer 1 sync 19 answer '

	serve env ASAN_OPTIONS=detect_leaks=0 strace -qq -e trace=fdatasync -e inject=fdatasync:error=EIO:when=1 -o calls
	TRACED=$(traced)
	expect 'a disk that fails' 0 leave 41 60
	out_is <<-'END'
		503:20
	END
	is 'nothing is stored that was not told' "$(left)" 39
	expect 'which was mended' 0 leave 41 60
	out_is <<-'END'
		200:20
	END
	is 'all is stored' "$(left)" 59
	kill "$TRACED"
	wait "$SERVER"
else
	skip 'strace is missing'
fi
done_testing
