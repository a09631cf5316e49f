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
python -c '
import sys, urllib.request
url = f"http://127.0.0.1:{sys.argv[1]}/u/old-7"
print(urllib.request.urlopen(url, timeout=5).read().decode())' "$PORT" >page
check 'the page knows it' grep -q 'z….*@asso\.example' page

kill "$SERVER"
wait "$SERVER"
is 'a signal ends it in order' $? 0
"$NLCTL" -q serve --listen 127.0.0.1:0 2>said &
SERVER=$!
sleep 0.3
is 'with -q it is silent' "$(cat said)" ''
kill "$SERVER"
wait "$SERVER"

# A database that another program locks: 503, and the page works again afterwards.
serve --listen 127.0.0.1:0
python - "$PORT" >answers <<'END'
import sqlite3, sys, urllib.error, urllib.request
db = sqlite3.connect("nlctl.db", isolation_level=None)
url = f"http://127.0.0.1:{sys.argv[1]}/u/old-7"
def status(data):
    try:
        return urllib.request.urlopen(url, data, timeout=30).status
    except urllib.error.HTTPError as e:
        return e.code, e.headers["Retry-After"]
db.execute("BEGIN IMMEDIATE")
print(status(None), status(b"do=leave"))
db.execute("ROLLBACK")
print(status(b"do=leave"))
END
is 'reading never waits; writing tells when it cannot' "$(tr '\n' ' ' <answers)" \
	"200 (503, '30') 200 "
check 'the reason is in the log' grep -q 'warning: trouble: .*another process holds it' said
kill "$SERVER"
wait "$SERVER"
done_testing
