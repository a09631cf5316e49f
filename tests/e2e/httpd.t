#!/bin/sh
# io/httpd: a request as a value, a response as one, and bounds on all that comes.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# serve ARGUMENTS: the server that says what it was asked; its address is $AT.
serve() {
	rm -f address
	"$B/tests/httpd_drive" "$@" >address 2>serve.err &
	SERVER=$!
	if ! wait_for 5 test -s address; then
		echo "Bail out! it does not start: $(cat serve.err)"
		exit 1
	fi
	AT=$(cat address)
}
# Told to stop, it ends with 0 and has nothing to say.
served() {
	kill "$SERVER"
	STATUS=0
	wait "$SERVER" || STATUS=$?
	is "$1: it ends" "$STATUS $(cat serve.err)" '0 '
}

cat >ask.py <<'END'
"""ask - what a browser would not send.  ask.py WHAT ADDRESS"""
import http.client, socket, sys, time

what, at = sys.argv[1:3]
host, port = at.rsplit(":", 1)


def connect(seconds=10):
    s = socket.create_connection((host, int(port)), seconds)
    return s


def raw(data):
    """The first line of the answer to these bytes, and how the connection ends."""
    with connect() as s:
        s.sendall(data)
        return s.makefile("rb").readline().decode().strip()


def get(target, **headers):
    c = http.client.HTTPConnection(host, int(port), timeout=10)
    c.putrequest("GET", target, skip_host="Host" in headers)
    for name, value in headers.items():
        c.putheader(name, value)
    c.endheaders()
    answer = c.getresponse()
    return answer.status, answer.read()


def post(body, chunked=False):
    c = http.client.HTTPConnection(host, int(port), timeout=10)
    try:
        c.request("POST", "/p", iter([body]) if chunked else body, encode_chunked=chunked,
                  headers={"Transfer-Encoding": "chunked"} if chunked else {})
        answer = c.getresponse()
        return answer.status, len(answer.read())
    except (ConnectionError, http.client.BadStatusLine):
        return "hung up"


if what == "large":
    print(*get("/" + "a" * 7000)[:1], *get("/" + "a" * 9000)[:1])
    print(*get("/", Cookie="c" * 7000)[:1], *get("/", Cookie="c" * 9000)[:1])
    print(*get("/", **{f"X-{i}": "x" * 20 for i in range(300)})[:1])
    print(raw(b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"))
    print(post(b"b" * 65536)[0], post(b"b" * 65537)[0])
    print(post(b"c" * 65536, True)[0], post(b"c" * 200000, True)[0])
    s = connect()
    s.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n")
    print(s.recv(12))
elif what == "broken":
    for target in ("http://other/a", "*", "a", "/%0", "/%zz", "/a%00b"):
        print(target, raw(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()))
    print("no host", raw(b"GET / HTTP/1.1\r\n\r\n"))
    print("two lengths", raw(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                             b"Content-Length: 2\r\n\r\nab"))
    print("a length and pieces", raw(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                                     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
elif what == "methods":
    for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "BREW"):
        c = http.client.HTTPConnection(host, int(port), timeout=10)
        c.request(method, "/m")
        answer = c.getresponse()
        print(method, answer.status, answer.getheader("Content-Length"), len(answer.read()))
elif what == "kept":
    c = http.client.HTTPConnection(host, int(port), timeout=10)
    c.connect()
    first = c.sock
    for i in range(1000):
        c.request("POST", f"/{i}", b"x" * i)
        answer = c.getresponse()
        text = answer.read().decode()
        assert f"path /{i}\n" in text and f"body {i} " in text, text
    print("the same connection", c.sock is first)
elif what == "slow":
    # A byte each 0.2 s is no silence, but no request either; nor is a body so.
    for start in (b"", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"):
        s, began = connect(), time.monotonic()
        s.sendall(start)
        try:
            while time.monotonic() - began < 10:
                s.sendall(b"A")
                time.sleep(0.2)
        except OSError:
            pass
        print("gone after", "1 to 4 s" if 1 <= time.monotonic() - began <= 4 else
              f"{time.monotonic() - began:.1f} s")
    # One who is silent between two requests, and one who takes nothing.
    s, began = connect(), time.monotonic()
    s.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    while s.recv(65536):
        pass
    print("silent: gone after", "1 to 4 s" if 1 <= time.monotonic() - began <= 4 else "?")
elif what == "many":
    # As many as fit say nothing; who comes then is answered when those are gone.
    silent = [connect() for _ in range(64)]
    began = time.monotonic()
    print(get("/late")[0], "after", "1 to 5 s" if 1 <= time.monotonic() - began <= 5 else "?")
elif what == "together":
    # The server is held while they come, so that all of them are of one turn.
    import os, signal
    pid = int(sys.argv[3])
    for round in range(3):
        callers = [connect() for _ in range(20)]
        for c in callers:  # known to the server
            c.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            c.recv(65536)
        os.kill(pid, signal.SIGSTOP)
        for i, c in enumerate(callers):
            c.sendall(b"POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nbody%d"
                      % (i, i % 10))
        callers[3].close()  # who does not wait for the answer
        os.kill(pid, signal.SIGCONT)
        del callers[3]
        answers = [c.recv(65536).decode() for c in callers]
        for c, a in zip(callers, answers):
            c.sendall(b"GET /after HTTP/1.1\r\nHost: a\r\n\r\n")
        after = ["path /after" in c.recv(65536).decode() for c in callers]
        ids = [i for i in range(20) if i != 3]
        print(sorted({a.split("Together: ")[1].split("\r")[0] for a in answers})[-1],
              all(f"path /{i}\n" in a and f"body 5 body{i % 10}" in a for i, a in zip(ids, answers)),
              all(after))
elif what == "big":
    print(get("/big")[0], len(get("/big")[1]))
END
# shellcheck disable=SC2317 # run by expect
ask() { python ask.py "$1" "$AT" "$SERVER"; }

serve 127.0.0.1:0
is 'a free port of this machine' "${AT%:*}" 127.0.0.1
expect 'curl' 0 curl -sS --noproxy '*' -d 'a=1&b=%20' "http://$AT/a%20b?x=%41"
echo >>out
out_is <<END
method POST
path /a b
query x=%41
peer 127.0.0.1
host $AT
body 9 a=1&b=%20
END
expect 'curl, as it is' 0 curl -sS --path-as-is --noproxy '*' "http://$AT/a/../b%2Fc"
out_has 'path /a/../b/c'
expect 'large' 0 ask large
out_is <<'END'
200 431
200 431
431
HTTP/1.1 414 URI Too Long
200 413
200 413
b'HTTP/1.1 413'
END
expect 'broken' 0 ask broken
out_is <<'END'
http://other/a HTTP/1.1 400 Bad Request
* HTTP/1.1 400 Bad Request
a HTTP/1.1 400 Bad Request
/%0 HTTP/1.1 400 Bad Request
/%zz HTTP/1.1 400 Bad Request
/a%00b HTTP/1.1 400 Bad Request
no host HTTP/1.1 400 Bad Request
two lengths HTTP/1.1 400 Bad Request
a length and pieces HTTP/1.1 400 Bad Request
END
expect 'methods' 0 ask methods
out_is <<'END'
GET 200 69 69
HEAD 200 70 0
POST 200 70 70
OPTIONS 405 73 73
PUT 405 69 69
BREW 405 70 70
END
expect 'one connection' 0 ask kept
out_has 'the same connection True'
expect 'together' 0 ask together
out_is <<'END'
20 True True
20 True True
20 True True
END
expect 'a large answer' 0 ask big
out_has '200 1048576'
expect 'a header field with a line end' 0 curl -sSi --noproxy '*' "http://$AT/split"
out_has 'HTTP/1.1 500'
out_lacks 'X-Other'
expect 'the address is taken' 1 "$B/tests/httpd_drive" "$AT"
err_has "cannot listen at '$AT': Address already in use"
served 'all this'

serve -s 1 127.0.0.1:0
expect 'slow' 0 ask slow
out_is <<'END'
gone after 1 to 4 s
gone after 1 to 4 s
silent: gone after 1 to 4 s
END
expect 'many who are silent' 0 ask many
out_has '200 after 1 to 5 s'
served 'slow ones'

# Ten thousand who are silent keep nobody from being answered.
limit=$(python -c 'import resource as r; print(r.getrlimit(r.RLIMIT_NOFILE)[1])')
if [ "$limit" -eq -1 ] || [ "$limit" -ge 10200 ]; then
	serve -c 10100 127.0.0.1:0
	expect 'ten thousand' 0 python -c '
import resource, socket, sys, time, urllib.request
resource.setrlimit(resource.RLIMIT_NOFILE, (10200,) + resource.getrlimit(resource.RLIMIT_NOFILE)[1:])
host, port = sys.argv[1].rsplit(":", 1)
silent = []
for _ in range(10000):
    s = socket.create_connection((host, int(port)), 10)
    s.sendall(b"GET /slow HTTP/1.1\r\nHost: a")
    silent.append(s)
began = time.monotonic()
for _ in range(100):
    urllib.request.urlopen(f"http://{sys.argv[1]}/").read()
ms = (time.monotonic() - began) * 10
print("fast" if ms < 20 else "slow", file=sys.stdout)
print(f"# beside 10,000 silent connections a request takes {ms:.2f} ms", file=sys.stderr)
' "$AT"
	out_has fast
	grep '^#' err
	sed -n 's/^VmHWM:[^0-9]*/# memory of the server, kB: /p' "/proc/$SERVER/status"
	served 'ten thousand'
else
	skip "only $limit open files are allowed"
fi

serve unix:door
expect 'a socket of this machine' 0 curl -sS --unix-socket door http://list.example/x
out_has 'path /x'
out_has 'host list.example'
out_matches '^peer $'
kill -9 "$SERVER"
wait "$SERVER" 2>/dev/null
serve unix:door
expect 'one that was left behind is replaced' 0 curl -sS --unix-socket door http://list.example/y
expect 'one in use is not' 1 "$B/tests/httpd_drive" unix:door
err_has "cannot listen at 'unix:door': Address already in use"
served 'a socket'
serve '[::1]:0'
expect 'IPv6' 0 curl -sS --noproxy '*' "http://$AT/"
out_has 'peer ::1'
served IPv6

for wrong in '' 8080 127.0.0.1 127.0.0.1:x 127.0.0.1:65536 :80 unix: nowhere.invalid:80; do
	expect "no address: '$wrong'" 1 "$B/tests/httpd_drive" "$wrong"
	err_has "$wrong"
done
done_testing
