#!/bin/sh
# nlctl preview --screenshot: an issue as two pictures, drawn by Chromium.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people
issue june.html
mkdir none
expect 'no Chromium' 78 env PATH="$T/none" "$NLCTL" preview --screenshot june.png june.html
err_has "no Chromium is installed, which draws screenshots: neither 'chromium' nor 'google-chrome' is in PATH"

mkdir fake work
printf '#!/bin/sh\nexit 3\n' >fake/chromium
chmod +x fake/chromium
expect 'one that fails' 71 env PATH="$T/fake:$PATH" TMPDIR="$T/work" \
	"$NLCTL" preview --screenshot june.png june.html
err_has "'chromium' ended with status 3"
printf '#!/bin/sh\necho "<html>"\n' >fake/chromium
expect 'one that says nothing' 71 env PATH="$T/fake:$PATH" TMPDIR="$T/work" \
	"$NLCTL" preview --screenshot june.png june.html
err_has "'chromium' does not say how high the page is"
is 'nothing is left behind' "$(ls work)" ''
expect '--screenshot and --open' 64 nlctl preview --screenshot june.png --open june.html

export PYTHONPATH="$ROOT/tests/e2e"
if ! python -c 'import browser, sys; sys.exit(browser.path() is None)'; then
	skip 'no Chromium is installed'
	done_testing
fi

# Green at 600, red at 375; what a script or the network would make of it is blue.
cat >june.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>"News" &amp; more</title>
<style>p { margin: 0 } body { margin: 0; background: #00ff00 } div { height: 1500px }
@media (max-width: 400px) { body { background: #ff0000 } div { height: 2000px } }</style></head>
<body><div><p>{{ contact.PRENOM }} "said" &lt;this&gt; &amp; that</p></div>
<a href="{{ unsubscribe }}" style="display:block;height:100px">Leave</a>
<script>document.body.style.background = "#0000ff"</script></body></html>
END
expect 'drawn' 0 env TMPDIR="$T/work" "$NLCTL" preview --screenshot june.png june.html
out_is <<'END'
file
june-600.png
june-375.png
END
is 'nothing of the browser is left behind' "$(ls work)" ''
cat >pixels.py <<'END'
"""The size of a PNG, and the colour of its last pixel."""
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
pixels, at = b"", 8
while at < len(data):
    n, name = struct.unpack(">I4s", data[at:at + 8])
    if name == b"IDAT":
        pixels += data[at + 8:at + 8 + n]
    at += 12 + n
size = {2: 3, 6: 4}[kind]
lines = zlib.decompress(pixels)
# Undo the filters of the lines: each byte from its left, its upper neighbour, or both.
before = bytearray(width * size)
for y in range(height):
    line = bytearray(lines[y * (width * size + 1):(y + 1) * (width * size + 1)])
    how, line = line[0], line[1:]
    for i in range(len(line)):
        a = line[i - size] if i >= size else 0
        b, c = before[i], before[i - size] if i >= size else 0
        p = a + b - c
        paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[how]) & 255
    before = line
print(width, height, "#" + bytes(before[-size:][:3]).hex())
END
is '600 px' "$(python pixels.py june-600.png)" '600 1600 #00ff00'
is '375 px' "$(python pixels.py june-375.png)" '375 2100 #ff0000'
expect 'for programs, by another name' 0 nlctl --json preview --screenshot other june.html
out_has '{"file":"other-600.png"}'
printf -- '---\nsubject: News\n---\n\nText {{ unsubscribe }}\n' >july.txt
expect 'text alone' 66 nlctl preview --screenshot july.png july.txt
err_has "'july.txt' is a text: it has no HTML part"
done_testing
