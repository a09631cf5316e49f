#!/bin/sh
# nlctl check --online: what is behind the links and pictures of an issue.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people 1
nlctl -q config dns.server 127.0.0.1:1
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -days 2 \
		-keyout key.pem -out cert.pem 2>/dev/null
fi
# shellcheck disable=SC2046 # two words, or none
"${PYTHON:-/usr/bin/python3}" -B "$ROOT/tests/cli/check_online.py" "$T/asked" $([ ! -f cert.pem ] || echo cert.pem key.pem) \
	>ports 2>site.err </dev/null &
site=$!
trap 'kill $site; tap_end' EXIT
wait_for 5 grep -q '[0-9]' ports
read -r port tls <ports

# page URL...: an issue with a link to each, a line each from line 3 on.
page() {
	{
		printf '<html lang="en"><head><title>News</title></head>\n<body>\n'
		for url; do
			case $url in
			*.png*) printf '<p><img src="%s" alt="x"></p>\n' "$url" ;;
			*) printf '<p><a href="%s">words</a></p>\n' "$url" ;;
			esac
		done
		printf '<a href="{{ unsubscribe }}">Leave</a></body></html>\n'
	} >page.html
	: >asked
}

# found TEXT...: of the codes that --online has exactly these, as "LINE code".
found() {
	is "$tap_expect: what is found" "$(sed -n 's/^page.html:\([0-9]*\):.* \[\([a-z-]*\)\]$/\1 \2/p' out |
		grep -E ' (link-(dead|unreach|private|cert|down|else|unch)|image-(dead|type|heavy))' |
		tr '\n' ',' | sed 's/,$//')" "$1"
}

SITE=http://127.0.0.1:$port
page "$SITE/" "$SITE/none" "$SITE/" "$SITE/forbidden" "$SITE/loop" "$SITE/elsewhere" "$SITE/moved" \
	"$SITE/no-head" "$SITE/file" "http://no.such.host.invalid/" "http://127.0.0.1:1/"

expect 'this machine is refused' 1 nlctl check --online page.html
out_has "page.html:3:4: warning: '$SITE/': it leads to 127.0.0.1, which is not an address of the internet [link-private]"
is 'nobody was asked' "$(cat asked)" ''

expect 'this machine is allowed' 1 nlctl check --online --allow-private page.html
found '4 link-dead,6 link-unreachable,7 link-unreachable,8 link-elsewhere,11 link-unreachable,12 link-dead,13 link-unreachable'
out_has "page.html:4:4: error: '$SITE/none' is not there: the server answers 404 [link-dead]"
out_has "page.html:6:4: warning: '$SITE/forbidden': the server answers 403; some answer programs so, and people otherwise"
out_has "page.html:7:4: warning: '$SITE/loop': it redirects more than 5 times"
out_has "page.html:8:4: note: '$SITE/elsewhere' leads on to 'http://localhost:$port/'"
out_has "page.html:11:4: warning: '$SITE/file': protocol \"file\""
out_has "page.html:12:4: error: 'http://no.such.host.invalid/': could not resolve host: no.such.host.invalid"
is 'each once, by HEAD, by GET where that fails' "$(LC_ALL=C sort asked | uniq -c | sed 's/^ *//')" \
	'1 GET /forbidden
1 GET /no-head
1 GET /none
3 HEAD /
1 HEAD /elsewhere
1 HEAD /file
1 HEAD /forbidden
6 HEAD /loop
1 HEAD /moved
1 HEAD /no-head
1 HEAD /none'
expect '--allow-private alone' 64 nlctl check --allow-private page.html
err_has '--allow-private goes with --online'
expect 'without --online' 0 nlctl check page.html
found ''

page "$SITE/picture.png" "$SITE/heavy.png" "$SITE/page.png" "$SITE/none.png"
expect 'pictures' 1 nlctl check --online --allow-private page.html
found '4 image-heavy,5 image-type,6 image-dead'
out_has "'$SITE/heavy.png' has 900 KB"
out_has "'$SITE/page.png' is 'text/html'"

page "$SITE/?a={{ contact.PRENOM }}" "$SITE/{% if contact.PRENOM %}x{% endif %}"
expect 'merge tags' 0 nlctl check --online --allow-private page.html
found '3 link-unchecked'
out_has '2 addresses with merge tags'
is 'nobody was asked for those' "$(cat asked)" ''

n=0
set --
while [ $n -lt 203 ]; do
	set -- "$@" "$SITE/?$n"
	n=$((n + 1))
done
page "$@"
expect 'a great many' 0 nlctl check --online --allow-private page.html
found '203 link-unchecked'
out_has '3 more addresses: 200 are looked at and no more'
is '200 were asked for' "$(sort -u asked | wc -l)" 200

if [ -n "$tls" ]; then
	page "https://127.0.0.1:$tls/"
	expect 'a certificate that nobody knows' 0 nlctl check --online --allow-private page.html
	found '3 link-certificate'
else
	skip 'openssl is missing'
fi

done_testing
