#!/bin/sh
# DKIM as receivers see it: python3-dkim and opendkim judge what nlctl sends.
# shellcheck disable=SC2317 # functions are called through wait_for
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/e2e/mta.sh
. "$ROOT/tests/e2e/mta.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

dkim() { python "$ROOT/tests/e2e/dkim_judge.py" "$@"; }
python -c 'import dkim, nacl' 2>/dev/null || skip_all 'python3-dkim or python3-nacl is missing'

# keys: what stands in the DNS; nobody is asked.
keys() { nlctl --json -o dns.server=127.0.0.1:1 dns 2>/dev/null | dkim keys >records; }

people 300
nlctl -q field add ADHERENT boolean
nlctl -q set p1@example.org ADHERENT=yes
nlctl -q config reply-to answers@example.org

# --- without a key ---
relay
expect 'without a key' 0 nlctl -q send --name unsigned "$LETTER"
is 'nothing is signed' "$(grep -l '^DKIM-Signature:' "$SINK_DIR"/*.eml | wc -l)" 0

# --- both keys ---
nlctl -q -o dns.server=127.0.0.1:1 dns --make-key >/dev/null
keys
is 'two keys' "$(wc -l <records)" 2
relay
expect 'signed by threads' 0 nlctl -q send --name both "$LETTER"
check 'every message passes the byte checker' bytecheck "$SINK_DIR"
expect 'all hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
300 ed25519-sha256=300 rsa-sha256=300
END
MESSAGE=$SINK_DIR/000001.eml
is 'List-Unsubscribe-Post is covered, and may not be added' \
	"$(sed '/^Date:/q' "$MESSAGE" | grep -o 'List-Unsubscribe-Post' | wc -l)" 4
cp "$MESSAGE" message
expect 'each change breaks both' 0 dkim break records message
out_is_empty

# --- opendkim ---
# Where it is installed, else what tests/e2e/servers has fetched, in its own root.
opendkim_is_there() {
	OPENDKIM_ROOT=
	if command -v opendkim >/dev/null; then
		opendkim() { command opendkim "$@"; }
		return
	fi
	if [ ! -d "$ROOT/build/servers/opendkim" ] || ! chroot / true 2>/dev/null; then
		return 1
	fi
	mta_root opendkim
	OPENDKIM_ROOT=$MTA
	opendkim() { chroot "$MTA" /usr/sbin/opendkim "$@"; }
}
# opendkim_says MESSAGE: "pass pass", one a signature.
opendkim_says() {
	cp "$1" "$OPENDKIM_ROOT$HERE/message"
	opendkim -x "$HERE/conf" -t "$HERE/message" -vv 2>/dev/null |
		sed -n 's/^[^-]*dkim=\([a-z]*\).*/\1/p' | paste -s -d ' '
}
if opendkim_is_there; then
	HERE=$T/opendkim
	mkdir -p "$OPENDKIM_ROOT$HERE"
	cp records "$OPENDKIM_ROOT$HERE/keys"
	printf 'Mode v\nSyslog no\nAlwaysAddARHeader yes\nTestPublicKeys %s/keys\n' "$HERE" \
		>"$OPENDKIM_ROOT$HERE/conf"
	is 'opendkim: both hold' "$(opendkim_says message)" 'pass pass'
	sed '1,/^From:/s/^From:/From: evil@example.com\r\n&/' message >second-from
	sed '1,/^Subject:/s/^Subject:/Subject: Evil\r\n&/' message >second-subject
	grep -v '^List-Unsubscribe-Post:' message >no-post
	for changed in second-from second-subject no-post; do
		check "$changed: the message is another" test "$(wc -l <$changed)" -ne "$(wc -l <message)"
		is "opendkim: $changed breaks both" "$(opendkim_says $changed)" 'fail fail'
	done
else
	skip 'opendkim is missing: make deps-dev fetches it'
fi

# --- stopped while copies are ahead ---
some_are_sent() { [ "$(sink_count)" -ge 20 ]; }
relay --delay 20
"$NLCTL" -q send --name stopped "$LETTER" >/dev/null 2>&1 &
sender=$!
check 'some are sent' wait_for 30 some_are_sent
kill "$sender" 2>/dev/null
STATUS=0
wait "$sender" || STATUS=$?
is 'it is stopped' "$STATUS" 75
check 'not all are sent' test "$(sink_count)" -lt 300
expect 'it goes on' 0 nlctl -q send --name stopped "$LETTER"
is 'each reader has one' "$(sed -n 's/.* accepted .*to=<\([^>]*\)>.*/\1/p' "$SINK_DIR/log" | sort -u | wc -l) $(sink_count)" '300 300'
expect 'all hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
300 ed25519-sha256=300 rsa-sha256=300
END

# --- one key ---
RSA=$(nlctl config dkim.key)
ED25519=${RSA#*,}
RSA=${RSA%,*}
nlctl -q config dkim.key "$ED25519"
nlctl -q config dkim.selector nlctl-ed25519
relay
expect 'Ed25519 alone' 0 nlctl -q send --name ed25519 "$LETTER"
expect 'all hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
300 ed25519-sha256=300
END
nlctl -q config dkim.key "$RSA"
nlctl -q config dkim.selector nlctl-rsa
relay
expect 'RSA alone' 0 nlctl -q send --name rsa "$LETTER"
expect 'all hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
300 rsa-sha256=300
END

# --- not only issues ---
relay
expect 'a test copy' 0 nlctl -q send --test me@example.org --name test "$LETTER"
expect 'a confirmation' 0 nlctl -q subscribe --confirm new@example.org
is 'both arrived' "$(sink_count)" 2
expect 'they hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
2 rsa-sha256=2
END
expect '--outbox' 0 nlctl -q send --outbox one --seed 1 --name box "$LETTER"
expect 'it holds' 0 dkim verify records one/new
out_is <<'END'
300 rsa-sha256=300
END
expect '--outbox again' 0 nlctl -q send --outbox two --seed 1 --name box "$LETTER"
check 'it is the same, signatures too' diff -r one two
nlctl preview --source "$LETTER" >preview.eml
expect 'preview --source holds' 0 dkim verify records preview.eml
out_is <<'END'
1 rsa-sha256=1
END

# --- a copy that is sent again ---
relay -s - -d "$T/sink" <<'END'
DATA 1: 451 4.7.1 later
END
expect 'deferred' 75 nlctl -q send --name later --where 'EMAIL = "p1@example.org"' "$LETTER"
sqlite3 "$NLCTL_DB" "UPDATE delivery SET due = 0 WHERE state = 'deferred'"
expect 'sent again' 0 nlctl -q run
is 'it arrived' "$(sink_count)" 1
expect 'it holds' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
1 rsa-sha256=1
END

# --- keys that are no good ---
chmod 640 "$RSA"
expect 'a key that others can read' 65 nlctl -q send --name refused "$LETTER"
err_has "setting 'dkim.key': the key file '$RSA' can be read by others: chmod 600"
expect 'nothing is queued' 1 nlctl status refused
expect 'the text can be seen' 0 nlctl preview --text "$LETTER"
expect 'the message cannot' 77 nlctl preview --source "$LETTER"
expect 'nor is anybody asked to confirm' 77 nlctl -q subscribe --confirm late@example.org
expect 'and nobody is added' 1 nlctl show late@example.org
chmod 600 "$RSA"
nlctl -q config dkim.selector a,b
expect 'a selector too many' 65 nlctl -q send --name refused "$LETTER"
err_has "'dkim.key' has 1 file and 'dkim.selector' 2 names"
nlctl -q config dkim.selector nlctl-rsa
head -c 300 "$RSA" >broken.pem
chmod 600 broken.pem
nlctl -q config dkim.key "$T/broken.pem"
expect 'half a key' 65 nlctl -q send --name refused "$LETTER"
err_has 'the private key in it is damaged'
# systemd's folder is open to its group, by a list of its own.
mkdir credentials
cp "$RSA" credentials/dkim
chmod 440 credentials/dkim
nlctl -q config dkim.key dkim
expect 'a bare name is looked for here' 65 nlctl -q send --name refused "$LETTER"
CREDENTIALS_DIRECTORY=$T/credentials
export CREDENTIALS_DIRECTORY
relay
expect 'or among the credentials' 0 nlctl -q send --name credentials "$LETTER"
expect 'they hold' 0 dkim verify records "$SINK_DIR"
out_is <<'END'
300 rsa-sha256=300
END
done_testing
