#!/bin/sh
# nlctl serve: it listens, says where, answers, and ends when it is told to.
# What the pages do is in tests/e2e/web.t.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage serve
expect 'no database' 78 nlctl serve
err_has 'no database at'
nlctl -q init >next
expect 'no address' 64 nlctl serve --listen nowhere
err_has nowhere
expect 'an argument' 64 nlctl serve here

# serve ARGUMENTS: in the background; $PORT is where, $SERVER the process.
serve() {
	: >said # or the one before this would seem to listen
	"$NLCTL" serve "$@" >served 2>said &
	SERVER=$!
	wait_for 5 grep -q '^pages at ' said
	PORT=$(sed -n 's/^pages at http:\/\/127.0.0.1://p' said)
}

# get PORT: what /health says.
# shellcheck disable=SC2317 # called by expect
get() {
	python -c '
import sys, urllib.request
print(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/health", timeout=5).read().decode(), end="")' "$1"
}

serve --listen 127.0.0.1:0
expect 'it answers' 0 get "$PORT"
out_is <<-'END'
	ok
END
check 'and says so' grep -qE '^GET health 200 3 bytes, [0-9]+ ms$' said
is 'a log is no data' "$(cat served)" ''
expect 'where another one listens' 71 nlctl serve --listen "127.0.0.1:$PORT"
err_has "127.0.0.1:$PORT"

# Beside it the database is used as ever, and a page sees it at once.
expect 'another command works' 0 nlctl -q subscribe zoe@asso.example
sqlite3 nlctl.db "INSERT INTO token_alias SELECT 'old-7', id FROM contact"
# get_page: as somebody sees it who has said no language.
get_page() {
	python -c '
import sys, urllib.request
url = f"http://127.0.0.1:{sys.argv[1]}/u/old-7"
print(urllib.request.urlopen(url, timeout=5).read().decode())' "$PORT" >page
}
get_page
check 'the page knows it' grep -q 'z….*@asso\.example' page
check 'in English' grep -q '<html lang="en">' page
for language in fr de; do
	nlctl -q config language "$language"
	get_page
	check "a setting that was changed: $language" grep -q "<html lang=\"$language\">" page
done
nlctl -q list set newsletter color=#123456
get_page
check 'one of the list' grep -q -- '--accent: #123456' page

kill "$SERVER"
wait "$SERVER"
is 'a signal ends it in order' $? 0
"$NLCTL" -q serve --listen 127.0.0.1:0 2>said &
SERVER=$!
sleep 0.3
is 'with -q it is silent' "$(cat said)" ''
kill "$SERVER"
wait "$SERVER"

# A socket that somebody else has opened, as systemd does.
# shellcheck disable=SC2317 # called by expect
# handed PID FDS FILE: with FILE as the first one that is handed over.
handed() {
	LISTEN_PID=$1 LISTEN_FDS=$2 "$NLCTL" serve --listen systemd 3<"$3"
}
expect 'systemd did not start it' 64 nlctl serve --listen systemd
err_has 'no socket was handed over'
expect 'a socket for another process' 64 handed 1 1 /dev/null
err_has 'no socket was handed over'
# shellcheck disable=SC2016 # for that shell
own='LISTEN_PID=$$ exec "$NLCTL" serve --listen systemd'
expect 'two of them' 64 env LISTEN_FDS=2 sh -c "$own"
err_has '2 sockets were handed over'
expect 'what does not listen' 64 env LISTEN_FDS=1 sh -c "$own 3</dev/null"
err_has 'does not listen'
export NLCTL
python - "$own" >answers <<'END'
import http.client, os, re, socket, subprocess, sys
s = socket.create_server(("127.0.0.1", 0))
s.setblocking(True)
served = subprocess.Popen(["sh", "-c", sys.argv[1] + " 3<&0"], stdin=s, stderr=subprocess.PIPE,
    env={**os.environ, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "pages"})
port = s.getsockname()[1]
print(served.stderr.readline().decode().strip() == f"pages at http://127.0.0.1:{port}")
s.close()
for _ in range(2):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    c.request("GET", "/health")
    print(c.getresponse().read().decode().strip())
served.terminate()
print(served.wait())
END
is 'one that was handed over' "$(tr '\n' ' ' <answers)" 'True ok ok 0 '

# Started as root it is the owner of the database, and nothing is left of root.
if [ "$(id -u)" -eq 0 ]; then
	chmod 711 "$T"
	mkdir theirs
	cp nlctl.db theirs
	chown -R 65534:65534 theirs
	NLCTL_DB=$T/theirs/nlctl.db serve --listen 127.0.0.1:0
	expect 'root on the file of somebody else' 0 get "$PORT"
	is 'it is that user' "$(sed -n 's/^\([UG]id\):/\1/p' "/proc/$SERVER/status" | tr '\n\t' '  ')" \
		'Uid 65534 65534 65534 65534 Gid 65534 65534 65534 65534 '
	is 'without rights' "$(sed -n 's/^Cap\(Prm\|Eff\):\t//p' "/proc/$SERVER/status" | sort -u)" \
		0000000000000000
	is 'in no group of root' "$(sed -n 's/^Groups:[ \t]*//p' "/proc/$SERVER/status" | tr -d ' ')" 65534
	kill "$SERVER"
	wait "$SERVER"
else
	skip 'only root can become somebody else'
fi

# A database that another program locks: 503, and the page works again afterwards.
serve --listen 127.0.0.1:0
python - "$PORT" >answers <<'END'
import sqlite3, sys, urllib.error, urllib.request
db = sqlite3.connect("nlctl.db", isolation_level=None)
url = f"http://127.0.0.1:{sys.argv[1]}/u/old-7"
def status(data):
    request = urllib.request.Request(url, data, {"Accept-Language": "fr"})
    try:
        return urllib.request.urlopen(request, timeout=30).status
    except urllib.error.HTTPError as e:
        return e.code, e.headers["Retry-After"], e.headers["Content-Language"]
db.execute("BEGIN IMMEDIATE")
print(status(None), status(b"do=leave"))
db.execute("ROLLBACK")
print(status(b"do=leave"))
END
is 'reading never waits; writing tells when it cannot' "$(tr '\n' ' ' <answers)" \
	"200 (503, '30', 'fr') 200 "
check 'the reason is in the log' grep -q 'warning: trouble: .*another process holds it' said
kill "$SERVER"
wait "$SERVER"
done_testing
