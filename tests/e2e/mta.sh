# shellcheck shell=sh
# mta.sh - what the tests with real mail servers have in common: a root directory
# for the server, certificates, people, a port.  Sourced after lib.sh.
#
# A server runs in a chroot of its own ($MTA, made from what tests/e2e/servers has
# fetched), so it has the users, the paths and the configuration that its
# packagers meant, and nothing of this machine is read, changed or started.
# `start` starts it; it ends with the test.

MTA=$T/root
MTA_PIDS=
LETTER=$ROOT/tests/data/infolettre-hosted.html
# shellcheck disable=SC2034 # read by the tests
PEOPLE=3000

# mta_root PACKAGE...: fill $MTA, or skip the test.
mta_root() {
	[ "$(id -u)" -eq 0 ] || skip_all 'chroot needs root'
	for package; do
		[ -d "$ROOT/build/servers/$package" ] ||
			skip_all "$package is not there: make deps-dev fetches it"
	done
	command -v openssl >/dev/null || skip_all 'openssl is not installed'
	mkdir -m 755 "$MTA" "$MTA/home"
	for package; do
		cp -a "$ROOT/build/servers/$package/." "$MTA"
	done
	chroot "$MTA" /bin/sh -c : 2>/dev/null || skip_all 'chroot is not allowed here'
	# Files, for device nodes would need a right more; nobody reads what is not there.
	: >"$MTA/dev/null"
	chmod 666 "$MTA/dev/null"
	head -c 4096 /dev/urandom >"$MTA/dev/urandom"
	echo '127.0.0.1 localhost' >"$MTA/etc/hosts"
	echo 'hosts: files' >"$MTA/etc/nsswitch.conf"
	echo 'root:x:0:' >"$MTA/etc/group"
	echo 'root:x:0:0::/:/bin/sh' >"$MTA/etc/passwd"
	trap 'mta_stop; tap_end' EXIT
}

# mta_user NAME ID: a user, and a group of its own; IDs that this machine hardly has.
mta_user() {
	echo "$1:x:$2:$2::/home:/bin/false" >>"$MTA/etc/passwd"
	echo "$1:x:$2:" >>"$MTA/etc/group"
}

# What Postfix finds when its packages are set up: postfix is 59000, postdrop 59001, and
# mailboxes are 59002's.
mta_postfix_folders() {
	mkdir -p "$MTA/var/spool/postfix" "$MTA/var/lib/postfix" "$MTA/var/log" "$MTA/var/mail" "$MTA/etc/postfix"
	(
		cd "$MTA/var/spool/postfix" || exit
		mkdir -p active bounce corrupt defer deferred flush hold incoming maildrop \
			private public saved trace pid
		chown 59000:0 active bounce corrupt defer deferred flush hold incoming private saved trace
		chown 59000:59001 maildrop public
		chmod 700 active bounce corrupt defer deferred flush hold incoming private saved trace
		chmod 730 maildrop
		chmod 710 public
		chown 59000 "$MTA/var/lib/postfix"
		chown 59002:59002 "$MTA/var/mail"
	)
}

# mta_start PROGRAM ARGUMENTS...: in the background, as leader of a session.  Should
# the test be killed before it can stop the server, the shell between them does.
mta_start() {
	# shellcheck disable=SC2016 # for the shell between
	setpriv --pdeathsig TERM sh -c 'setsid "$@" & trap "kill $!" TERM; wait; wait' \
		sh chroot "$MTA" "$@" >>"$T/mta.log" 2>&1 </dev/null &
	MTA_PIDS="$! $MTA_PIDS"
}

# Ask them to end, the last one first, and wait until they have.
mta_stop() {
	for pid in $MTA_PIDS; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	MTA_PIDS=
}

# mta_answers PORT: does it greet?
mta_answers() {
	python -c '
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)
s.settimeout(1)
sys.exit(not s.recv(4).startswith(b"220"))' "$1"
}

# N ports that nobody listens on.
free_ports() {
	python -c '
import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in held])' "$1"
}

# certificate NAME SUBJECT-ALTERNATIVE-NAME: $MTA/etc/NAME.pem, key and
# certificate, signed by ca.crt, which is made before the first.
certificate() {
	{
		[ -f ca.crt ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt \
			-days 2 -subj '/CN=Test CA'
		openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
		echo "subjectAltName=$2" >"$1.ext"
		openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial \
			-days 2 -extfile "$1.ext" -out "$1.crt"
	} >openssl.log 2>&1 || {
		echo "Bail out! openssl: $(cat openssl.log)"
		exit 1
	}
	cat "$1.key" "$1.crt" >"$MTA/etc/$1.pem"
	chmod 600 "$MTA/etc/$1.pem"
}

# mta_people: a database with p0001@example.org … p3000, a member every third, and
# a relay that lacks its URL.
mta_people() {
	awk -v n="$PEOPLE" 'BEGIN {
		print "EMAIL,PRENOM,ADHERENT"
		for (i = 1; i <= n; i++)
			printf "p%04d@example.org,Prénom %d,%s\n", i, i, i % 3 ? "" : "oui"
	}' >people.csv
	expect 'init' 0 nlctl -q init --from 'L’APES <infolettre@example.org>' \
		--base-url http://127.0.0.1:8080
	expect "$PEOPLE contacts" 0 nlctl -q import people.csv
	nlctl -q config bounce.address bounces@example.org
	nlctl -q config relay.default.connections 10
}

# mta_delivered MAILDIR NUMBER: wait until so many messages are there.
mta_delivered() {
	wait_for 30 mta_holds "$1" "$2" || fail "$2 messages are delivered" "$(mta_count "$1") are"
}
mta_holds() { [ "$(mta_count "$1")" -ge "$2" ]; }
mta_count() { find "$1/new" -type f 2>/dev/null | wc -l; }

# mta_judge MAILDIR: is it the letter, once for each of $PEOPLE?
mta_judge() {
	is "$PEOPLE messages are delivered" "$(mta_count "$1")" "$PEOPLE"
	run python "$ROOT/tests/e2e/mailbox.py" "$NLCTL_DB" "$LETTER" "$1" http://127.0.0.1:8080
	# shellcheck disable=SC2034 # lib.sh names the checks below after it
	tap_expect='each reader has one of their own, with every byte as it was sent'
	out_is_empty
	err_is <<-END
		$PEOPLE messages, $PEOPLE × reader, $PEOPLE × Message-ID, $PEOPLE × token, 2 × body
	END
}
