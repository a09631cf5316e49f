#!/bin/sh
# nlctl check: what receivers make of the sender and the settings.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people 3
issue june.html

# found NAME CODE [SETTING=VALUE]...: of the codes about the sender exactly this one,
# '' for none, under these settings and a relay.
found() {
	name=$1
	code=$2
	shift 2
	for setting; do
		set -- "$@" -o "$setting"
		shift
	done
	case $code in
	dkim-broken) status=1 ;;
	*) status=0 ;;
	esac
	expect "$name" "$status" nlctl -o relay.default.url=smtp://mail.example.org "$@" check june.html
	is "$name: what is found" "$(sed -n 's/.* \[\([a-z-]*\)\]$/\1/p' out |
		grep -E '^(relay|sender-[^m]|dkim|base-url|setting)')" "$code"
}

expect 'no relay' 0 nlctl check june.html
out_has 'relay: warning: there is nobody to send through: nlctl config relay.default.url smtp://HOST [relay-missing]'
found 'nothing wrong' ''

found 'a mailbox of another' sender-freemail 'from=Us <asso@gmail.com>'
out_has "from: warning: 'asso@gmail.com' is a mailbox of another, and the relay is not his"
found 'in any country' sender-freemail from=asso@yahoo.co.uk
found 'whatever the case' sender-freemail from=asso@GMX.de
found 'through its own relay' '' from=asso@gmail.com relay.default.url=smtp://me@smtp.gmail.com:587
found 'through two relays, one its own' sender-freemail from=asso@gmail.com \
	relay.default.url=smtp://smtp.gmail.com relay.other.url=smtp://mail.example.org
found 'whichever of the two comes first' sender-freemail from=asso@gmail.com \
	relay.default.url=smtp://smtp.gmail.com relay.a.url=smtp://mail.example.org
found 'a domain that begins alike' '' from=asso@yahoomail.example
found 'a domain that ends alike' '' from=asso@notgmail.com

found 'who does not listen' sender-deaf from=No-Reply@example.org
found 'who has others listen' '' from=noreply@example.org reply-to=us@example.org
found 'who listens' '' from=noreply.team@example.org

found 'pages in the clear' base-url-insecure base-url=http://news.example.org
found 'pages that are encrypted' '' base-url=https://news.example.org

found 'settings that do something' '' track=counts track.opens=yes public=yes archive=yes
found 'opens without clicks' setting-idle track.opens=yes
out_has "track.opens: warning: 'yes', but with track none no opened message is counted"
nlctl -q config list-address leave@example.org
nlctl -q config --unset base-url
found 'no pages, and nothing for them' ''
found 'no pages, and tracking' setting-idle track=counts
out_has "track: warning: 'counts', but without base-url no click is counted [setting-idle]"
found 'no pages, and opens' 'setting-idle
setting-idle' track=contacts track.opens=yes
out_has "track.opens: warning: 'yes', but without base-url no opened message is counted"
found 'no pages to subscribe on' setting-idle public=yes
out_has "public: warning: 'yes', but without base-url nobody can subscribe"
found 'no archive' setting-idle archive=yes
out_has "archive: warning: 'yes', but without base-url or archive-url nobody can read it"
found 'an archive elsewhere' '' archive=yes archive-url=https://www.example.org/letter
nlctl -q config base-url http://127.0.0.1:8080

found 'bounces to another domain' sender-unaligned bounce.address=bounces@relay.example
out_has "bounce.address: warning: MAIL FROM is of 'relay.example' and From of 'example.org', and there is no dkim.key"
found 'bounces to one below' '' 'bounce.address=b+*@bounces.example.org'
found 'bounces of a relay' sender-unaligned relay.default.bounce-address=bounces@relay.example

if command -v openssl >/dev/null; then
	(umask 077 && openssl genrsa -out rsa.pem 2048 2>/dev/null)
	found 'a signature' '' dkim.selector=s "dkim.key=$T/rsa.pem" bounce.address=bounces@relay.example
	found 'a signature of another' dkim-other dkim.selector=s "dkim.key=$T/rsa.pem" dkim.domain=relay.example
	out_has "dkim.domain: warning: 'relay.example' signs for 'example.org'"
else
	skip 'openssl is missing'
fi
found 'a key that is not there' dkim-broken dkim.selector=s "dkim.key=$T/none.pem"
out_has 'dkim.key: error: '

n=3
while [ $n -lt 1000 ]; do
	n=$((n + 1))
	echo "q$n@example.org,X"
done >more.csv
{
	echo EMAIL,PRENOM
	head -n 996 more.csv
} >some.csv
nlctl -q import some.csv
found '999 readers, and no signature' ''
{
	echo EMAIL,PRENOM
	tail -n 1 more.csv
} >last.csv
nlctl -q import last.csv
found 'a thousand' dkim-missing
out_has 'dkim.key: warning: nothing is signed for 1000 readers'

done_testing
