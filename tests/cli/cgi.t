#!/bin/sh
# nlctl cgi: RFC 3875 in, RFC 3875 out.  What the pages do is in tests/e2e/web.t.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# cgi [NAME=VALUE]...: as a web server calls it, with nothing on standard input.
# shellcheck disable=SC2317 # called by expect
cgi() { env "$@" "$NLCTL" cgi </dev/null; }

usage cgi
expect 'no database' 78 cgi REQUEST_METHOD=GET PATH_INFO=/health
err_has 'no database at'
nlctl -q init --base-url https://asso.example/lettre/ >next
expect 'no web server' 64 nlctl cgi
err_has 'there is no REQUEST_METHOD'

expect 'a page' 0 cgi REQUEST_METHOD=GET PATH_INFO=/health
tr -d '\r' <out >plain
mv plain out
out_is <<-'END'
	Status: 200 OK
	Content-Type: text/plain; charset=utf-8
	Cache-Control: no-store
	Content-Length: 3

	ok
END
err_is_empty
expect 'HEAD' 0 cgi REQUEST_METHOD=HEAD PATH_INFO=/health
out_has 'Content-Length: 3'
is 'HEAD: no body' "$(tail -n 1 out | tr -d '\r')" ''
expect 'without PATH_INFO the address counts' 0 \
	cgi REQUEST_METHOD=GET 'REQUEST_URI=/lettre/%68ealth?x'
out_has 'Status: 200 OK'
expect 'with all of it' 0 cgi REQUEST_METHOD=GET PATH_INFO=/lettre/health
out_has 'Status: 200 OK'
expect 'no address at all' 0 cgi REQUEST_METHOD=GET
out_has 'Status: 400 Bad Request'
expect 'nothing there' 0 cgi REQUEST_METHOD=GET PATH_INFO=/nothing HTTP_ACCEPT_LANGUAGE=es
out_has 'Status: 404 Not Found'
out_has 'Content-Language: es'
expect 'a method that nothing has' 0 cgi REQUEST_METHOD=BREW PATH_INFO=/u/x
out_has 'Status: 405 Method Not Allowed'
out_has 'Allow: GET, HEAD, POST, OPTIONS'

for length in 5 -1 x 99999999999999999999; do
	expect "a length of $length for nothing" 0 \
		cgi REQUEST_METHOD=POST PATH_INFO=/u/x CONTENT_LENGTH=$length
	out_has 'Status: 400 Bad Request'
done
# While an import has the database for itself.
export NLCTL
python >answer <<'END'
import os, sqlite3, subprocess
db = sqlite3.connect("nlctl.db", isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("BEGIN EXCLUSIVE")
cgi = subprocess.run([os.environ["NLCTL"], "cgi"], stdin=subprocess.DEVNULL, capture_output=True,
    env=os.environ | {"REQUEST_METHOD": "GET", "PATH_INFO": "/health"})
head = cgi.stdout.decode().split("\r\n")
print(cgi.returncode, head[0], "Retry-After: 30" in head, b"another process holds it" in cgi.stderr)
END
is 'a database that cannot be opened for the moment' "$(cat answer)" \
	'0 Status: 503 Service Unavailable True True'

expect 'a body too large' 0 cgi REQUEST_METHOD=POST PATH_INFO=/u/x CONTENT_LENGTH=65537
out_has 'Status: 413 Content Too Large'
err_is_empty
done_testing
