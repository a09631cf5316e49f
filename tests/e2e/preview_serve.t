#!/bin/sh
# nlctl preview --serve: the page that shows an issue anew when a file of it changes.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people
issue june.html

# serve ARGUMENTS: in the background; its address is $URL.
serve() {
	rm -f url
	env --default-signal=INT "$NLCTL" preview --serve "$@" >url 2>serve.err &
	SERVER=$!
	if ! wait_for 5 test -s url; then
		echo "Bail out! it does not start: $(cat serve.err)"
		exit 1
	fi
	URL=$(cat url)
}
ends() {
	kill "-$2" "$SERVER"
	STATUS=0
	wait "$SERVER" || STATUS=$?
	is "$1: it ends" "$STATUS" 0
}
get() { curl -sS --noproxy '*' "$@"; }
# state KEY: of what the page asks for.
state() {
	get "${URL}state?0" | python -c '
import json, sys
v = json.load(sys.stdin)[sys.argv[1]]
print(json.dumps(v) if isinstance(v, list) else v)' "$1"
}

serve june.html
is 'a free port of this machine, and a secret' \
	"$(sed -E 's|:[0-9]+/[0-9a-f]{32}/$|:PORT/SECRET/|' url)" 'http://127.0.0.1:PORT/SECRET/'
is 'what to do' "$(cat serve.err)" 'open this address in your web browser; Ctrl-C ends'
is 'the subject' "$(state subject)" 'News of June'
is 'whose copy' "$(state as)" p1@example.org
expect 'the HTML part' 0 get -i "${URL}html"
out_has 'Hello Prenom1.'
out_matches "^Content-Security-Policy: default-src 'none';.* sandbox allow-same-origin"
expect 'the page' 0 get -i "$URL"
out_matches "^Content-Security-Policy: default-src 'none'; script-src 'self';"
out_has 'Cache-Control: no-store'
version=$(state version)
is 'nothing new' "$(get -o none -w '%{http_code}' "${URL}state?$version")" 204

base=$(printf %s "$URL" | cut -d/ -f1-3)
code() { get -o none -w '%{http_code}\n' "$@"; }
is 'without the secret' "$(code "$base/")" 404
is 'without the secret: the HTML' "$(code "$base/html")" 404
is 'with another secret' "$(code "$base/0123456789abcdef0123456789abcdef/html")" 404
is 'no such page' "$(code "${URL}other")" 404
is 'out of the folder' "$(code --path-as-is "${URL}../../etc/passwd")" 404
is 'out of the folder, hidden' "$(code "${URL}%2e%2e/june.html")" 404
for method in POST PUT DELETE OPTIONS; do
	is "$method" "$(code -X "$method" "$URL")" 405
done
for host in evil.example evil.example:80 127.0.0.1.evil.example localhost.evil.example '[::1].evil' ''; do
	case $(code -H "Host:${host:+ }$host" "$URL") in
	400 | 421) pass "not as '$host'" ;;
	*) fail "not as '$host'" ;;
	esac
done
for host in localhost localhost:1 127.0.0.1 '[::1]:8080'; do
	is "as '$host'" "$(code -H "Host: $host" "$URL")" 200
done

issue june.html 'Other words for {{ contact.PRENON }}.'
is 'a mistake' "$(state error)" '1 mistake to mend; below it is as it was before'
check 'a mistake: where' sh -c "$(command -v curl) -sS --noproxy '*' '${URL}state?0' |
	grep -q '\"line\":3,\"column\":.*\"severity\":\"error\",\"text\":\"contact.PRENON is not a field'"
expect 'a mistake: what is shown' 0 get "${URL}html"
out_has 'Hello Prenom1.'
issue june.html 'Other words for {{ contact.PRENOM }}.'
is 'mended' "$(state error)" ''
expect 'mended: what is shown' 0 get "${URL}html"
out_has 'Other words for Prenom1.'
rm june.html
is 'it is gone' "$(state error)" "there is no file 'june.html', and no issue of that name"
issue june.html 'Back again.'
is 'it is back' "$(state error)" ''
before=$(state version)
sleep 0.1
is 'without a change nothing is read anew' "$(state version)" "$before"

# A thousand looks cost no memory.
memory() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$SERVER/status"; }
looks() {
	get "${URL}state?[1000000-100$1]" -o none
}
looks 0200
before=$(memory)
looks 2000
after=$(memory)
case $B in
*asan*) skip 'memory under a sanitizer' ;;
*) check "a thousand looks keep the memory ($before kB, $after kB)" test $((after - before)) -lt 400 ;;
esac
ends 'Ctrl-C' INT
is 'nothing more was said' "$(wc -l <serve.err)" 1

serve --as-empty --listen '[::1]:0' june.html
is 'listens elsewhere' "${URL%:*}" 'http://[::1]'
ends 'SIGTERM' TERM
expect 'no address' 64 nlctl preview --serve --listen 1 june.html
err_has "'1' is no address to listen at: ADDR:PORT"
expect 'no issue' 66 nlctl preview --serve july.html
err_has "there is no file 'july.html'"
expect '--listen alone' 64 nlctl preview --listen 127.0.0.1:0 june.html
err_has '--listen goes with --serve'
expect 'standard input' 64 nlctl preview --serve -
err_has '--serve takes a file that can change'
expect '--serve and --text' 64 nlctl preview --serve --text june.html
issue bad.html '{{ contact.PRENON }}'
serve bad.html
check 'a mistake is no reason to end' test -n "$URL"
ends 'a mistake' TERM
printf -- '---\nsubject: Words\n---\n\nFor {{ contact.PRENOM }} {{ unsubscribe }}\n' >july.txt
serve july.txt
is 'a text' "$(state error) $(state html) $(state text | cut -c 1-11)" ' False For Prenom1'
ends 'a text' TERM
serve --json june.html
check 'for programs' grep -qE '^\{"url":"http://127\.0\.0\.1:[0-9]+/[0-9a-f]{32}/"\}$' url
ends 'for programs' TERM
is 'nothing is recorded' "$(nlctl --json issues)" ''

# --- in a browser ----------------------------------------------------------------

export PYTHONPATH="$ROOT/tests/e2e"
if ! python -c 'import browser, sys; sys.exit(browser.path() is None)'; then
	skip 'no Chromium is installed'
	done_testing
fi

# picture WIDTH: a.png, grey, so many pixels wide.
picture() {
	python -c '
import struct, sys, zlib
width = int(sys.argv[1])
chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
open("a.png", "wb").write(b"\x89PNG\r\n\x1a\n" +
    chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)) +
    chunk(b"IDAT", zlib.compress(b"\0" + b"\x80" * width)) + chunk(b"IEND", b""))' "$1"
}

# What would run, ask, or lead away must not.
picture 1
cat >june.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>News of June</title>
<style>p { color: #004400 } @media (max-width: 400px) { p { color: #440000 } }</style>
<script>document.title = "run"; fetch("state")</script></head>
<body onload="document.body.innerHTML = 'run'"><p id="hello">Hello {{ contact.PRENOM }}.</p>
<img src="a.png" id="picture" onload="parent.document.title = 'run'" alt="A">
<form action="http://127.0.0.1:1/"><input name="a"></form>
<iframe src="http://127.0.0.1:1/frame"></iframe>
<p><a href="https://www.example.org/away" id="away">Away</a></p>
<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
cat >look.py <<'END'
import browser, sys, pathlib

url = sys.argv[1]
frame = "document.querySelectorAll('iframe')[%d].contentDocument"
with browser.start() as b:
    b.size(1100)
    b.go(url)
    b.until(f"{frame % 0}.getElementById('hello') && document.title == 'News of June'")
    print("hello:", b.js(f"{frame % 0}.getElementById('hello').textContent"))
    b.until(f"{frame % 1}.getElementById('hello')")
    for i in (0, 1):
        print("colour:", b.js(f"getComputedStyle({frame % i}.getElementById('hello')).color"))
        print("width:", b.js(f"{frame % i}.defaultView.innerWidth"))
        print("all of it:", b.js(f"{frame % i}.defaultView.innerHeight >= "
                                 f"{frame % i}.documentElement.scrollHeight"))
    wide = frame % 0 + ".getElementById('picture')?.naturalWidth"
    b.until(wide)
    print("picture:", b.js(wide))
    print("nothing ran:", b.js("document.title"), b.js(f"{frame % 0}.title"))
    print("links:", b.js(f"{frame % 0}.getElementById('away').target"))
    # Shown anew, the place on the page kept, by itself.
    file = pathlib.Path("june.html")
    text = file.read_text()
    file.write_text(text.replace("Hello", "Goodbye").replace("of June", "of July"))
    b.until("document.title == 'News of July'")
    b.until(f"{frame % 0}.getElementById('hello')?.textContent.startsWith('Goodbye')")
    pathlib.Path("a.png").write_bytes(pathlib.Path("b.png").read_bytes())
    b.until(f"{wide} == 2")
    print("anew:", b.js("document.getElementById('subject').textContent"))
    file.write_text(text.replace("PRENOM", "PRENON"))
    b.until("!document.getElementById('error').hidden")
    print("error:", b.js("document.querySelector('#findings :first-child').textContent"))
    file.write_text(text)
    b.until("document.getElementById('error').hidden")
    b.js("document.querySelector('[data-part=text]').click()")
    print("text:", b.js("document.getElementById('text').textContent.split('\\n')[0]"))
    print("shown:", b.js("document.getElementById('html').hidden"))
    other = [a for a in b.asked() if not a.startswith(url)]
    print("asked of others:", other)
    b.size(1100, dark=True)
    b.picture("page.png")
END
picture 2
mv a.png b.png
picture 1
serve june.html
expect 'in a browser' 0 python look.py "$URL"
out_is <<'END'
hello: Hello Prenom1.
colour: rgb(0, 68, 0)
width: 600
all of it: True
colour: rgb(68, 0, 0)
width: 375
all of it: True
picture: 1
nothing ran: News of June News of June
links: _blank
anew: News of July
error: june.html:5:71 error: contact.PRENON is not a field; did you mean contact.PRENOM?
text: Hello Prenom1.
shown: True
asked of others: []
END
ends 'in a browser' TERM

# Values from elsewhere.
mkdir -p folder elsewhere
issue folder/july.html 'The word is {{ params.word }}.'
echo '{"word": "one"}' >elsewhere/values.json
serve --params elsewhere/values.json folder/july.html
expect 'params' 0 get "${URL}html"
out_has 'The word is one.'
echo '{"word": "another"}' >elsewhere/values.json
is 'other params' "$(state error)" ''
expect 'other params: what is shown' 0 get "${URL}html"
out_has 'The word is another.'
ends 'with params' INT
done_testing
