#!/bin/sh
# TLS and login: what is not as asked for is refused before any address is said.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

DRIVE=$B/tests/smtp_drive
[ -x "$DRIVE" ] || { echo "Bail out! $DRIVE is missing: make it first"; exit 1; }
command -v openssl >/dev/null || skip_all 'openssl is not installed'

# certificate NAME SUBJECT-ALTERNATIVE-NAME
certificate() {
	openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" &&
		printf 'subjectAltName=%s\n' "$2" >"$1.ext" &&
		openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial \
			-days 2 -extfile "$1.ext" -out "$1.crt"
}
{
	openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 \
		-subj '/CN=Test CA' &&
		certificate here IP:127.0.0.1 &&
		certificate elsewhere DNS:elsewhere.example
} >openssl.log 2>&1 || { echo "Bail out! openssl: $(cat openssl.log)"; exit 1; }

SERVER_PID=
stop_server() {
	[ -n "$SERVER_PID" ] || return 0
	kill "$SERVER_PID" 2>/dev/null
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID=
}
# TLS_SCHEME, TLS_CERT: the server's; server [WORD...]
server() {
	stop_server
	rm -f port
	# Not by the function: its subshell would be killed, and not the server.
	"${PYTHON:-/usr/bin/python3}" "$ROOT/tests/e2e/smtp_tls.py" \
		"$TLS_CERT.crt" "$TLS_CERT.key" "$T/log" "$@" >port 2>server.err &
	SERVER_PID=$!
	wait_for 10 grep -q '^port ' port || {
		echo "Bail out! the server does not start: $(cat server.err)"
		exit 1
	}
	PORT=$(sed -n 's/^port //p' port)
}
trap 'stop_server; tap_end' EXIT

# drive NAME WANT [ARGUMENTS]: WANT is the first event but go.
drive() {
	drive_name=$1 drive_want=$2
	shift 2
	run "$DRIVE" -n 2 -m 1 -s -t 5 -C ca.crt "$@" "$TLS_SCHEME://127.0.0.1:$PORT"
	is "$drive_name" "$(sed -n '/^go/d;p;q' out)" "$drive_want"
}
# outcome: drive without the reason, which OpenSSL and libcurl word as they please.
outcome() {
	drive_name=$1 drive_want=$2
	shift 2
	run "$DRIVE" -n 2 -m 1 -s -t 5 -C ca.crt "$@" "$TLS_SCHEME://127.0.0.1:$PORT"
	is "$drive_name" "$(sed -n '/^go/d;s/ (.*//;p;q' out)" "$drive_want"
}
nothing_said() {
	check "$1: nothing was said about the message" sh -c '! grep -q "MAIL\|RCPT" log'
}
OK='done 1 replied dot 250 2.0.0 ok'

TLS_CERT=here
for TLS_SCHEME in smtp smtps; do
	word=$TLS_SCHEME
	for mode in one envelope overlap; do
		server "$word"
		drive "$TLS_SCHEME, $mode: sent" "$OK" -a "$mode" -z 300000 -u me@example.net -w 'correct horse'
		is "$TLS_SCHEME, $mode: both came whole" "$(grep -c '^accepted 3000' log)" 2
		check "$TLS_SCHEME, $mode: all of it under TLS" sh -c '! grep -q "^clear MAIL" log'
		check "$TLS_SCHEME, $mode: by AUTH PLAIN" grep -qx 'AUTH PLAIN' log
	done
	server "$word" login
	drive "$TLS_SCHEME: AUTH LOGIN" "$OK" -u me@example.net -w 'correct horse'

	server "$word" bad
	drive "$TLS_SCHEME: bad password" 'closed replied AUTH 535 5.7.8 bad credentials' -u me@example.net -w wrong
	nothing_said "$TLS_SCHEME: bad password"
	server "$word" temp
	drive "$TLS_SCHEME: login not now" 'closed replied AUTH 454 4.7.0 try later' -u me@example.net -w 'correct horse'
	server "$word" noauth
	drive "$TLS_SCHEME: no AUTH" 'closed unfit AUTH (the relay does not offer AUTH, so we cannot log in)' -u me@example.net -w 'correct horse'
	nothing_said "$TLS_SCHEME: no AUTH"
	server "$word" cram
	drive "$TLS_SCHEME: only CRAM-MD5" 'closed unfit AUTH (the relay offers neither AUTH PLAIN nor AUTH LOGIN)' -u me@example.net -w 'correct horse'
	nothing_said "$TLS_SCHEME: only CRAM-MD5"

	# Under TLS what was handed over may have gone: past its dot.
	server "$word" drop
	outcome "$TLS_SCHEME: hang-up after the dot" 'done 1 lost dot past-dot' -a one

	# Not the name that was asked for, or not signed by whom we trust.
	run "$DRIVE" -m 1 -s -t 5 "$TLS_SCHEME://127.0.0.1:$PORT"
	is "$TLS_SCHEME: unknown CA" "$(sed -n 's/ (.*//;1p' out)" 'closed unfit TLS'
	is "$TLS_SCHEME: unknown CA: nothing more was said" "$(grep -c MAIL log)" 1
	TLS_CERT=elsewhere
	server "$word"
	outcome "$TLS_SCHEME: wrong host" 'closed unfit TLS'
	check "$TLS_SCHEME: wrong host: it is named" grep -q "no alternative certificate .* '127.0.0.1'" out
	nothing_said "$TLS_SCHEME: wrong host"
	TLS_CERT=here
done

TLS_SCHEME=smtp
server strip
drive 'STARTTLS stripped' 'closed unfit TLS (the relay does not offer STARTTLS)'
nothing_said 'STARTTLS stripped'
server refuse
drive 'STARTTLS refused' 'closed replied TLS 454 4.7.0 not now'
nothing_said 'STARTTLS refused'
server inject
run "$DRIVE" -m 1 -s -t 5 -C ca.crt "smtp://127.0.0.1:$PORT"
check 'a reply injected before TLS ends the connection' grep -q '^closed' out
nothing_said 'injected reply'

# Offers made in clear are forgotten.
server early
drive 'offers in clear: no SMTPUTF8' 'done 1 no-utf8 MAIL' -e 1 -a overlap

# One handshake that takes its time does not hold up the others.
server slow
drive 'a slow handshake' "$OK" -t 9
run "$DRIVE" -m 1 -s -t 1 -C ca.crt "smtp://127.0.0.1:$PORT"
is 'a handshake that never ends' "$(sed -n 's/ (.*//;1p' out)" 'closed timed-out TLS'
stop_server

# --- logins, and answers that are neither yes nor no -------------------------

# login NAME SCRIPT WANT [ARGUMENTS]: against the scripted server.
login() {
	login_name=$1 login_want=$3
	printf '%s\n' "$2" >script
	shift 3
	start_sink -s script --tls here.crt here.key --auth 'me@example.net:correct horse'
	PORT=$SINK_PORT
	drive "$login_name" "$login_want" -u me@example.net "$@"
	is "$login_name: no rule of SMTP broken" "$(sink_violations)" 0
	check "$login_name: no secret in the log of the server" \
		sh -c "! grep -q 'horse\|$(printf 'correct horse' | base64)' '$SINK_DIR/log'"
}
login 'AUTH PLAIN' '' "$OK" -w 'correct horse'
login 'no AUTH PLAIN: LOGIN' 'EHLO: 250-x\n250-STARTTLS\n250 AUTH LOGIN' "$OK" -w 'correct horse'
login 'XOAUTH2' '' "$OK" -o 'correct horse'
check 'by AUTH XOAUTH2' grep -q '^1 AUTH XOAUTH2 => 235' "$SINK_DIR/log"
login 'XOAUTH2: a wrong token' '' \
	'closed unfit AUTH (the relay answered our login with 334)' -o wrong
login 'XOAUTH2 is not offered' 'EHLO: 250-x\n250-STARTTLS\n250 AUTH PLAIN LOGIN' \
	'closed unfit AUTH (the relay does not offer AUTH XOAUTH2)' -o 'correct horse'
login 'an odd yes to AUTH' 'AUTH: 259 odd' \
	'closed unfit AUTH (the relay answered our login with 259)' -w 'correct horse'
login 'an odd yes to STARTTLS' 'STARTTLS: 259 odd' \
	'closed unfit TLS (the relay answered STARTTLS with 259)' -w 'correct horse'

done_testing
