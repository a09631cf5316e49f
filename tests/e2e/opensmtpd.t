#!/bin/sh
# 3,000 people through a real OpenSMTPD, which offers no pipelining.  In clear:
# the one of Debian 12 (6.8.0p2) fails in every TLS handshake with OpenSSL 3.  As
# its packagers mean it, it takes 100 messages of a connection and then answers
# MAIL with 452: a word about the connection and not about any reader.  One that was
# still being opened when the last copy had gone is cut: it says "reset" of that.
# shellcheck disable=SC2317 # functions are called through check and wait_for
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/e2e/mta.sh
. "$ROOT/tests/e2e/mta.sh"

SPOOL=$MTA/var/spool/smtpd
BOX=$MTA/var/mail/box

opensmtpd() {
	mkdir -p "$SPOOL/corrupt" "$SPOOL/incoming" "$SPOOL/offline" "$SPOOL/purge" \
		"$SPOOL/queue" "$SPOOL/temporary" "$MTA/var/lib/opensmtpd/empty" "$MTA/var/run" \
		"$MTA/var/mail"
	chmod 711 "$SPOOL"
	chmod 700 "$SPOOL"/*
	chmod 770 "$SPOOL/offline"
	chown 59001 "$SPOOL"/*
	chown 0:59001 "$SPOOL/offline"
	chown 59002:59002 "$MTA/var/mail"
	cat >"$MTA/etc/smtpd.conf" <<-EOF
		table people { "@example.org" = "vmail" }
		listen on 127.0.0.1 port $PORT
		action "box" maildir "/var/mail/box" virtual <people>
		match from any for domain "example.org" action "box"
	EOF
	mta_start /usr/sbin/smtpd -d -f /etc/smtpd.conf
	wait_for 10 mta_answers "$PORT"
}

queue_is_empty() { [ "$(find "$SPOOL/queue" "$SPOOL/incoming" "$SPOOL/corrupt" -type f | wc -l)" -eq 0 ]; }

mta_root opensmtpd
mta_user opensmtpd 59000
mta_user opensmtpq 59001
mta_user vmail 59002
PORT=$(free_ports 1)
check 'OpenSMTPD answers' opensmtpd
mta_people
nlctl -q config relay.default.url "smtp://127.0.0.1:$PORT"

: >mta.log
expect "to $PEOPLE" 0 nlctl send -y "$LETTER"
out_matches "^sent +$PEOPLE$"
mta_delivered "$BOX" "$PEOPLE"
check 'the queue is empty' wait_for 10 queue_is_empty
mta_judge "$BOX"
warnings() {
	awk '/ smtp message / { used[$1] }
		/result="452 4\.5\.3 .* Too many messages sent"$/ { next }
		/disconnected reason="io-error: Connection reset by peer"$/ && !($1 in used) { next }
		/warn|error|fatal|fail|reject/' mta.log
}
is 'OpenSMTPD warns of nothing' "$(warnings)" ''
is 'it took each once' "$(grep -c ' smtp message ' mta.log)" "$PEOPLE"
done_testing
