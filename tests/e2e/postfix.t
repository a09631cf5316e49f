#!/bin/sh
# 3,000 people through a real Postfix: STARTTLS, AUTH through Dovecot, pipelining.
# shellcheck disable=SC2317 # functions are called through check and wait_for
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/e2e/mta.sh
. "$ROOT/tests/e2e/mta.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# --- the servers -------------------------------------------------------------

# Who may log in: 2.4 says it in other words than 2.3, and wants to be told its version.
dovecot_users() {
	version=$(chroot "$MTA" /usr/sbin/dovecot --version | sed 's/[^0-9.].*//')
	case $version in
	2.[0-3].*)
		cat <<-'EOF'
			passdb {
			  driver = static
			  args = password=correct-horse
			}
			userdb {
			  driver = static
			  args = uid=dovecot gid=dovecot home=/home
			}
		EOF
		;;
	*)
		cat <<-EOF
			dovecot_config_version = $version
			dovecot_storage_version = $version
			passdb static {
			  password = correct-horse
			}
			userdb static {
			  fields {
			    uid = dovecot
			    gid = dovecot
			    home = /home
			  }
			}
		EOF
		;;
	esac
}

dovecot() {
	mkdir -p "$MTA/etc/dovecot" "$MTA/var/run/dovecot"
	dovecot_users >"$MTA/etc/dovecot/dovecot.conf"
	cat >>"$MTA/etc/dovecot/dovecot.conf" <<-'EOF'
		protocols =
		base_dir = /var/run/dovecot
		log_path = /var/log/dovecot.log
		default_internal_user = dovecot
		default_internal_group = dovecot
		default_login_user = dovenull
		ssl = no
		auth_mechanisms = plain login
		auth_failure_delay = 0
		service anvil {
		  unix_listener anvil-auth-penalty {
		    mode = 0
		  }
		}
		service auth {
		  unix_listener /var/spool/postfix/private/auth {
		    mode = 0660
		    user = postfix
		    group = postfix
		  }
		}
	EOF
	mta_start /usr/sbin/dovecot -F -c /etc/dovecot/dovecot.conf
	wait_for 10 test -S "$MTA/var/spool/postfix/private/auth"
}

# Settings that this version does not know yet are left out.
if_known() {
	for line; do
		if chroot "$MTA" /usr/sbin/postconf -d "${line%% *}" 2>/dev/null | grep -q =; then
			echo "$line"
		fi
	done
}

postfix() {
	mta_postfix_folders
	cat >"$MTA/etc/postfix/main.cf" <<-'EOF'
		compatibility_level = 3.6
		myhostname = mail.example.org
		mydestination =
		alias_maps =
		mynetworks = 192.0.2.0/24
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		maillog_file = /var/log/mail.log
		smtpd_peername_lookup = no
		default_transport = error:5.1.2 nothing leaves this machine
		relay_transport = error:5.1.2 nothing leaves this machine

		smtpd_tls_security_level = encrypt
		smtpd_tls_auth_only = yes
		smtpd_tls_loglevel = 1
		tls_random_source = /dev/urandom

		smtpd_sasl_auth_enable = yes
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = private/auth
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_client_auth_rate_limit = 0

		virtual_mailbox_domains = example.org
		virtual_mailbox_base = /var/mail
		virtual_mailbox_maps = regexp:/etc/postfix/people
		virtual_alias_maps = inline:{ full@example.org=somebody@elsewhere.invalid }
		virtual_uid_maps = static:59002
		virtual_gid_maps = static:59002
	EOF
	if_known 'smtpd_forbid_unauth_pipelining = yes' \
		'smtpd_forbid_bare_newline = yes' \
		'smtpd_forbid_bare_newline_exclusions =' >>"$MTA/etc/postfix/main.cf"
	cat >"$MTA/etc/postfix/people" <<-'EOF'
		/^p[0-9]+@example\.org$/ box/
		/^bounces@example\.org$/ bounces/
		/^evil@example\.org$/ evil/
	EOF
	cat >"$MTA/etc/postfix/master.cf" <<-EOF
		127.0.0.1:$GOOD inet n - n - - smtpd -o smtpd_tls_chain_files=/etc/here.pem
		127.0.0.1:$WRONG inet n - n - - smtpd -o smtpd_tls_chain_files=/etc/elsewhere.pem
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		tlsmgr unix - - n 1000? 1 tlsmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		proxymap unix - - n - - proxymap
		error unix - - n - - error
		retry unix - - n - - error
		virtual unix - n n - - virtual
		anvil unix - - n - 1 anvil
		postlog unix-dgram n - n - 1 postlogd
	EOF
	mta_start /usr/lib/postfix/sbin/master
	wait_for 10 mta_answers "$GOOD"
}

mta_root postfix dovecot-core
mta_user postfix 59000
mta_user postdrop 59001
mta_user vmail 59002
mta_user dovecot 59003
mta_user dovenull 59004
mta_user nobody 65534
certificate here IP:127.0.0.1
certificate elsewhere DNS:elsewhere.example
ports=$(free_ports 2)
GOOD=${ports% *}
WRONG=${ports#* }
check 'Postfix answers' postfix
check 'Dovecot answers' dovecot

LOG=$MTA/var/log/mail.log
BOX=$MTA/var/mail/box
# The rest of the log, for from now on.
log_from_now() { : >"$LOG"; }
logged() { grep -cE "$1" "$LOG"; }
queued() { find "$MTA/var/spool/postfix/active" "$MTA/var/spool/postfix/deferred" \
	"$MTA/var/spool/postfix/incoming" "$MTA/var/spool/postfix/hold" \
	"$MTA/var/spool/postfix/corrupt" -type f | wc -l; }
queue_is_empty() { [ "$(queued)" -eq 0 ]; }

mta_people
(umask 077 && echo correct-horse >password)
nlctl -q config relay.default.url "smtp://127.0.0.1:$GOOD"
nlctl -q config relay.default.tls required
nlctl -q config relay.default.ca-file "$T/ca.crt"
nlctl -q config relay.default.user me
nlctl -q config relay.default.password-file "$T/password"

# --- what must not go out ----------------------------------------------------

ISSUE=infolettre-hosted
# nothing_is_lost NAME: all wait still, unmarked, and Postfix has heard of nobody.
nothing_is_lost() {
	sums "$PEOPLE" queued="$PEOPLE"
	is "$1: nobody is blamed" "$(blamed)" 0
	is "$1: not a word about a message" "$(logged 'client=|NOQUEUE: reject|after (MAIL|RCPT|DATA)|(mail|rcpt|data)=')" 0
}
blamed() {
	sqlite3 "$NLCTL_DB" "SELECT (SELECT count(*) FROM suppression) +
		(SELECT count(*) FROM event WHERE kind <> 'imported')"
}

expect 'a certificate for another host' 69 \
	nlctl -o "relay.default.url=smtp://127.0.0.1:$WRONG" send -y "$LETTER"
err_has 'failed at TLS'
nothing_is_lost 'a certificate for another host'
expect 'a certificate of an unknown authority' 69 \
	nlctl -o relay.default.ca-file=/etc/ssl/certs/ca-certificates.crt send -y "$LETTER"
err_has 'failed at TLS'
nothing_is_lost 'a certificate of an unknown authority'
echo wrong >password
expect 'a wrong password' 69 nlctl send -y "$LETTER"
err_has 'failed at AUTH: 535'
err_lacks wrong
nothing_is_lost 'a wrong password'
echo correct-horse >password

# --- the main job ------------------------------------------------------------

log_from_now
expect "the same again, as it should be: $PEOPLE" 0 nlctl send -y "$LETTER"
out_matches "^sent +$PEOPLE$"
mta_delivered "$BOX" "$PEOPLE"
check 'the queue is empty' wait_for 10 queue_is_empty
mta_judge "$BOX"
is 'Postfix warns of nothing' "$(logged '(warning|error|fatal|panic|reject):')" 0
is 'each was sent by who has logged in' \
	"$(logged 'client=.*, sasl_method=PLAIN, sasl_username=me$')" "$PEOPLE"
is '10 connections' "$(logged ' disconnect from .* quit=1 ')" 10

# --- signed by us --------------------------------------------------------------

dkim() { python "$ROOT/tests/e2e/dkim_judge.py" "$@"; }
if python -c 'import dkim, nacl' 2>/dev/null; then
	rm -r "$BOX"
	nlctl -q -o dns.server=127.0.0.1:1 dns --make-key >/dev/null
	nlctl --json -o dns.server=127.0.0.1:1 dns 2>/dev/null | dkim keys >records
	expect '99 signed copies' 0 nlctl send -y --name signed --where 'EMAIL like "p00%"' "$LETTER"
	mta_delivered "$BOX" 99
	expect 'both signatures of each hold behind Postfix' 0 dkim verify records "$BOX/new"
	out_is <<-'END'
		99 ed25519-sha256=99 rsa-sha256=99
	END
	nlctl -q config --unset dkim.key
else
	skip 'python3-dkim or python3-nacl is missing'
fi

# --- people who are not there, and those of a hostile file ---------------------

# Only a database written to by others can hold line ends in a field: the two
# bodies of the smuggling of 2023, and what is like them.
rm -r "$BOX"
awk 'BEGIN {
	print "EMAIL,PRENOM"
	for (i = 1; i <= 20; i++) printf "p%04d@example.org,\n", i
	for (i = 1; i <= 3; i++) printf "nobody%d@example.org,Nobody\n", i
	for (i = 9001; i <= 9007; i++) printf "p%d@example.org,Smuggler\n", i
	print "full@example.org,Full"
}' >few.csv
nlctl -q list add few
expect 'a few more' 0 nlctl -q import -l few few.csv
python - "$NLCTL_DB" <<-'EOF'
	import json, sqlite3, sys
	ends = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r\n", "\r.\r", "\r\n.\r", "\r.\r\n"]
	evil = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<evil@example.org>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n"
	with sqlite3.connect(sys.argv[1]) as db:
	    for n, end in enumerate(ends, 9001):
	        fields = json.dumps({"PRENOM": "a" + end + evil})
	        db.execute("UPDATE contact SET fields = ? WHERE address = ?", (fields, f"p{n}@example.org"))
EOF
ISSUE=few
issue few.html
log_from_now
expect 'to a few' 1 nlctl send -y -l few --subject 'For {{ contact.PRENOM }}' few.html
check 'the queue is empty' wait_for 10 queue_is_empty
sums 31 sent=28 failed=3
is 'three are not known' "$(logged 'NOQUEUE: reject: RCPT .* 550 5.1.1 <nobody[123]@')" 3
is 'the others have theirs' "$(mta_count "$BOX")" 27
is 'one each' "$(cat "$BOX"/new/* | grep '^Delivered-To:' | sort -u | wc -l)" 27
is 'Postfix took one message from each smuggler' "$(logged 'virtual.* to=<p900[1-7]@.*status=sent')" 7
is 'and none from evil' "$(logged 'from=<evil@')$(mta_count "$MTA/var/mail/evil")" 00

# The one that Postfix took and could not deliver: what it sends back shows what
# it was told (RFC 3461): ENVID, RET=HDRS.
is 'one comes back' "$(mta_count "$MTA/var/mail/bounces")" 1
cat "$MTA"/var/mail/bounces/new/* >bounce.eml
envid=$(sed -n 's/^Original-Envelope-Id: //p' bounce.eml)
check 'with the ENVID of this very copy' grep -q "^Message-ID: <d${envid%%.*}\." bounce.eml
is 'and the header only' "$(grep -c '^Content-Type: text/rfc822-headers' bounce.eml)" 1
done_testing
