#!/bin/sh
# Another program writes for seconds: who only reads is answered as ever, who followed a
# link is led on and counted later, who posts waits, but not for ever.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people 4
nlctl -q list set newsletter public=yes archive=yes
cat >june.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>June</title>
<meta name="nlctl:track" content="counts"></head>
<body><p><a href="https://asso.example/one">One</a> <img src="dot.png" alt="">
<a href="{{ mirror }}">Look</a> <a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
python -c 'import base64; open("dot.png", "wb").write(base64.b64decode(
"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="))'
relay
expect 'june is sent' 0 nlctl -q send june.html
sqlite3 nlctl.db 'UPDATE delivery SET changed = changed - 1000'

"$NLCTL" serve --listen 127.0.0.1:0 >served 2>said &
SERVER=$!
wait_for 5 grep -q '^pages at ' said
PORT=$(sed -n 's/^pages at http:\/\/127.0.0.1://p' said)
python "$ROOT/tests/e2e/web_locked.py" nlctl.db "$PORT" "$SERVER" "$SINK_DIR" >checks 2>&1
is 'all was tried' $? 0
results locked <checks
wait "$SERVER"
is 'it ends in order' $? 0
is 'the clicks that it had kept are stored' "$(sqlite3 nlctl.db 'SELECT count(*) FROM click')" 4
is 'only who was told so has left' \
	"$(sqlite3 nlctl.db "SELECT group_concat(contact) FROM subscription WHERE state = 'left'")" 1,2
is 'what could not be done is in the log' "$(grep -c 'another process holds it' said)" 2

# Under CGI, too.
export NLCTL
python - "$(cat click)" >answers <<'END'
import os, sqlite3, subprocess, sys, time
db = sqlite3.connect("nlctl.db", isolation_level=None)
db.execute("BEGIN IMMEDIATE")
began = time.monotonic()
cgi = subprocess.Popen([os.environ["NLCTL"], "cgi"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
    env=os.environ | {"REQUEST_METHOD": "GET", "PATH_INFO": sys.argv[1], "HTTP_ACCEPT_LANGUAGE": "fr"})
head = cgi.stdout.readline().decode().strip()
print(head, time.monotonic() - began < 4)
time.sleep(0.2)
db.execute("ROLLBACK")
print(cgi.wait(), db.execute("SELECT count(*) FROM click").fetchone())
END
is 'cgi: led on, counted later' "$(tr '\n' ' ' <answers)" 'Status: 302 Found True 0 (5,) '
done_testing
