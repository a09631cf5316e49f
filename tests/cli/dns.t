#!/bin/sh
# nlctl dns: the records, what the DNS says of them, and keys.  Only our own server
# is asked.
# shellcheck disable=SC2317 # functions are called through expect
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

: >zone
python "$ROOT/tests/cli/dns_server.py" "$T/zone" >server 2>server.err &
trap 'kill "$DNS_PID"; tap_end' EXIT
wait_for 5 test -s server
SERVER=127.0.0.1:$(cut -d ' ' -f 1 server)
DNS_PID=$(cut -d ' ' -f 2 server)

dns() { nlctl -o "dns.server=$SERVER" dns "$@"; }

# state PURPOSE [NAME]: what --json says of the first of these.
state() {
	nlctl --json -o "dns.server=$SERVER" dns 2>/dev/null | python -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row["purpose"] == sys.argv[1] and row["name"].startswith("".join(sys.argv[2:])):
        print(row["state"], row["advice"])
        break' "$@"
}

usage dns
expect 'without a database' 78 dns
nlctl -q init >/dev/null
expect 'without a sender' 78 dns
err_has "set 'from'"
expect 'a key without a sender' 78 dns --make-key
err_has "'from'"
nlctl config from 'The Letter <letter@news.example.org>'
nlctl config base-url https://example.org/nl
expect 'no such server' 78 nlctl -o dns.server=nowhere dns
err_has "setting 'dns.server': 'nowhere' is no address of a DNS server"
expect 'an argument' 64 dns example.org

# --- an empty zone ---
expect 'nothing is there' 1 dns
out_is <<'END'
; SPF: who may send with a bounce address of this domain
; in the DNS: missing - add one: the documentation of your relay says what must be in it
; news.example.org. IN TXT "v=spf1 ip4:THE-ADDRESS-OF-YOUR-SERVER ~all"

; DMARC: what to do with mail from this domain that is not signed by it
; in the DNS: missing - add it; 'rua=mailto:ADDRESS' in it brings reports of who sends in your name
_dmarc.news.example.org. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@news.example.org"

; MX: where answers go
; in the DNS: missing - no host takes its mail: add one, or only a host of that very name is tried
; news.example.org. IN MX 10 THE-HOST-THAT-TAKES-ITS-MAIL.

; note: no DKIM key is set: nlctl dns --make-key makes one, unless your relay signs with your domain
; note: the server that mails from here: its address must lead to a name (PTR), the name back to the address, and it must say that name in HELO; whoever runs it sees to that
END
err_is <<'END'
nlctl dns: of 3 records 3 are missing or wrong
END
nlctl config relay.default.url smtps://smtp.relay.example:465
expect 'a relay of somebody else' 1 dns
out_has '; news.example.org. IN TXT "v=spf1 include:WHAT-YOUR-RELAY-SAYS ~all"'
out_has '; note: smtp.relay.example: its address'
nlctl config relay.default.url smtps://me@smtp.example.org
expect 'a relay of our own' 1 dns
out_has '; note: smtp.example.org: its address'
nlctl config bounce.address 'returns+*@example.org'
expect 'bounces to another domain' 1 dns
out_has 'example.org. IN TXT "v=spf1 a:smtp.example.org ~all"'
out_has '; MX: where returned mail goes'
out_lacks 'aligned'
nlctl config bounce.address 'returns@elsewhere.example'
expect 'bounces to a foreign domain' 1 dns
out_has '; note: MAIL FROM is of elsewhere.example and From of news.example.org: they are not aligned'
nlctl config bounce.address 'returns@mail.example.org'
expect 'bounces to a domain beside it' 1 dns
out_has 'they are aligned if one owner has the domain above both'
nlctl config --unset bounce.address

# --- keys ---
expect 'make the keys' 0 dns --make-key
err_has "new key '$T/dkim-news.example.org-nlctl-rsa.pem'"
err_has 'publish the records before the next issue'
out_has 'nlctl-rsa._domainkey.news.example.org. IN TXT ( "v=DKIM1; k=rsa; p='
out_has 'nlctl-ed25519._domainkey.news.example.org. IN TXT "v=DKIM1; k=ed25519; p='
is 'no string is longer than 255' "$(grep -o '"[^"]*"' out | awk 'length($0) > 257')" ''
is 'the files are closed to others' "$(stat -c %a dkim-*.pem | sort -u)" 600
is 'the selectors are set' "$(nlctl config dkim.selector)" nlctl-rsa,nlctl-ed25519
is 'the domain is set' "$(nlctl config dkim.domain)" news.example.org
if command -v openssl >/dev/null; then
	is 'openssl reads the first' \
		"$(openssl pkey -in dkim-news.example.org-nlctl-rsa.pem -noout -text | sed -n '1s/ bit.*//p')" \
		'Private-Key: (2048'
	is 'and has the same public half' \
		"$(openssl pkey -in dkim-news.example.org-nlctl-rsa.pem -pubout -outform DER | base64 -w 0)" \
		"$(nlctl --json -o "dns.server=$SERVER" dns 2>/dev/null | sed -n 's/.*k=rsa; p=\([^"]*\)".*/\1/p')"
else
	skip 'openssl is missing'
fi
cp dkim-news.example.org-nlctl-rsa.pem before.pem
expect 'again' 1 dns --make-key
err_has "'dkim.key' is set already"
nlctl -q config --unset dkim.key
expect 'a file is there' 1 dns --make-key
err_has 'is not overwritten'
check 'it is as it was' cmp before.pem dkim-news.example.org-nlctl-rsa.pem
is 'no key is set' "$(nlctl config dkim.key 2>/dev/null)" ''
nlctl -q config dkim.selector one
expect 'an RSA key alone' 0 dns --make-key
is 'one file' "$(nlctl config dkim.key)" "$T/dkim-news.example.org-one.pem"
expect 'another list' 0 nlctl -q list add other
nlctl -q list set other from=o@other.example
expect 'another key for it' 0 dns --make-key -l other
out_has 'one._domainkey.other.example. IN TXT'
is 'it is set for the list' "$(nlctl config -l other dkim.domain)" other.example
is 'and for no other' "$(nlctl config dkim.domain)" news.example.org
expect 'two lists' 1 dns -l newsletter -l other
out_has 'one._domainkey.other.example.'
out_has 'one._domainkey.news.example.org.'
nlctl -q config dkim.selector nlctl-rsa,nlctl-ed25519
nlctl -q config dkim.key "$T/dkim-news.example.org-nlctl-rsa.pem,$T/dkim-news.example.org-nlctl-ed25519.pem"
nlctl -q list set other dkim.key=/nowhere.pem
expect 'a key that is not there' 78 dns -l other
err_has "list 'other': setting 'dkim.key': cannot read the key file '/nowhere.pem'"
chmod 644 dkim-news.example.org-nlctl-rsa.pem
expect 'a key that others can read' 77 dns
err_has 'chmod 600'
chmod 600 dkim-news.example.org-nlctl-rsa.pem
if [ "$(id -u)" -eq 0 ]; then
	chown 12345 dkim-news.example.org-nlctl-rsa.pem
	expect 'a key of somebody else' 77 dns
	err_has 'belongs to somebody else'
	chown 0 dkim-news.example.org-nlctl-rsa.pem
else
	skip 'chown needs root'
fi

# --- what stands in the DNS ---
# zone: all as it should be, with the lines of a file instead of those that have
# their name and type.
zone() {
	nlctl --json -o "dns.server=$SERVER" dns 2>/dev/null | python -c '
import json, sys
own = [line.rstrip("\n") for line in open(sys.argv[1])]
taken = {tuple(line.split(" ")[:2]) for line in own}
taken |= {(name, "TXT") for name, kind in taken if "_" in name}
for line in own:
    print(line)
for line in sys.stdin:
    row = json.loads(line)
    if row["purpose"] != "note" and (row["name"], row["type"]) not in taken:
        print(row["name"], row["type"], row["value"].replace("WHAT-YOUR-RELAY-SAYS", "x.example"))
' "$1" >zone.new
	mv zone.new zone
}

# says NAME PURPOSE STATE WORDS: with the lines of standard input in the zone.
says() {
	cat >lines
	zone lines
	got=$(state "$2" "${5-}")
	case $got in
	"$3 "*"$4"*) pass "$1" ;;
	*) fail "$1" "got: $got" ;;
	esac
}

zone /dev/null
expect 'all is there' 0 dns
out_lacks missing
out_has '; in the DNS: ok'
says 'no SPF' spf missing 'add one' <<'END'
news.example.org TXT google-site-verification=x
END
says 'two SPF records' spf differs 'put the terms of all into one' <<'END'
news.example.org TXT v=spf1 a ~all
news.example.org TXT v=spf1 mx ~all
END
says 'SPF for everybody' spf differs 'lets everybody' <<'END'
news.example.org TXT v=spf1 a +all
END
says 'SPF without an end' spf differs 'refuses nobody' <<'END'
news.example.org TXT v=spf1 include:x.example
END
says 'SPF that goes on elsewhere' spf ok 'cannot be told from here' <<'END'
news.example.org TXT v=spf1 redirect=_spf.example.org
END
says 'a word that begins as SPF does' spf missing '' <<'END'
news.example.org TXT v=spf10 all
END
says 'no DKIM key' dkim missing 'before the next issue' <<'END'
nlctl-rsa._domainkey.news.example.org MX 1 x.example
END
says 'another key' dkim differs 'another key' <<'END'
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; p=MIGfMA0G
END
says 'a revoked key' dkim differs 'revoked' <<'END'
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; p=
END
says 'two keys in one place' dkim differs '2 records' <<'END'
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; p=a
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; p=b
END
says 'no key at all' dkim differs 'no DKIM key' <<'END'
nlctl-rsa._domainkey.news.example.org TXT v=spf1 -all
END
rsa=$(nlctl --json -o "dns.server=$SERVER" dns 2>/dev/null | sed -n 's/.*k=rsa; p=\([^"]*\)","exact.*/\1/p')
says 'a key in other words' dkim ok '' <<END
nlctl-rsa._domainkey.news.example.org TXT p = $(echo "$rsa" | cut -c 1-40) $(echo "$rsa" | cut -c 41-) ;
END
says 'a key on trial' dkim ok "'t=y'" <<END
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; t=y; p=$rsa
END
says 'a key of another kind' dkim differs "'k='" <<END
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; k=ed25519; p=$rsa
END
says 'a key for SHA-1' dkim differs "'h='" <<END
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; h=sha1; p=$rsa
END
says 'a key that is not for mail' dkim differs "'s='" <<END
nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; s=tlsrpt; p=$rsa
END
says 'a policy of none' dmarc ok 'is a start' <<'END'
_dmarc.news.example.org TXT v=DMARC1; p=none
END
says 'a policy' dmarc ok '' <<'END'
_dmarc.news.example.org TXT v=DMARC1;p=REJECT
END
says 'a policy that is none' dmarc differs "its 'p='" <<'END'
_dmarc.news.example.org TXT v=DMARC1; p=whatever
END
says 'two policies' dmarc differs 'receivers take none' <<'END'
_dmarc.news.example.org TXT v=DMARC1; p=none
_dmarc.news.example.org TXT v=DMARC1; p=reject
END
says 'the policy of a domain above' dmarc ok 'of a domain above holds' <<'END'
_dmarc.news.example.org MX 1 x.example
_dmarc.example.org TXT v=DMARC1; p=reject
END
nlctl -q config dkim.domain example.org
says 'strict alignment' dmarc differs "'adkim=s'" <<'END'
_dmarc.news.example.org TXT v=DMARC1; p=reject; adkim=s
END
nlctl -q config dkim.domain foreign.example
zone /dev/null
expect 'a foreign domain signs' 0 dns
out_has 'the DKIM signature is of foreign.example and From of news.example.org: they are not aligned'
nlctl -q config dkim.domain news.example.org
says 'takes no mail' mx differs 'takes no mail at all' <<'END'
news.example.org MX 0 .
END
says 'a server that fails' dmarc unknown 'no DNS server has an answer' <<'END'
_dmarc.news.example.org FAIL
END
expect 'one could not be asked' 75 dns
err_has 'the DNS could not be asked'
printf 'news.example.org TXT v=spf1 a ~all\nnews.example.org TXT v=spf1 \033[31m"\\\n' >lines
zone lines
expect 'it is shown without harm' 1 dns
out_has '; it says: v=spf1 ?[31m"'

# --- nlctl check --online ---
nlctl -q subscribe p1@example.org
issue june.html
# checked NAME [CODES]: what check says of the DNS.
checked() {
	run nlctl -o "dns.server=$SERVER" check --online june.html
	is "$1" "$(sed -n 's/.* \[\(d[a-z]*-[a-z]*\)\]$/\1/p' out | sort | tr '\n' ' ')" "$2"
}
zone /dev/null
checked 'check: all is there' ''
echo 'nlctl-rsa._domainkey.news.example.org TXT v=DKIM1; p=' >lines
zone lines
checked 'check: a key that is not there' 'dkim-unpublished '
tap_expect='check: the record is named'
out_has "nlctl-rsa._domainkey.news.example.org: warning: differs (DKIM: the public half of the key that signs): the key is revoked there: its 'p=' is empty"
sed -i '/^_dmarc/d' zone
checked 'check: no policy either' 'dkim-unpublished dns-record '
echo '_dmarc.news.example.org FAIL' >>zone
checked 'check: no answer' 'dkim-unpublished dns-silent '

printf 'news.example.org SILENT\n_dmarc.news.example.org SILENT\n' >zone
expect 'no answer' 1 dns
out_has '; in the DNS: unknown - no answer in time'
kill "$DNS_PID"
wait
expect 'offline' 75 dns
out_has 'nlctl-ed25519._domainkey.news.example.org. IN TXT "v=DKIM1; k=ed25519; p='
err_has 'no DNS server has an answer'
trap tap_end EXIT
done_testing
