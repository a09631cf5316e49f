#!/bin/sh
# Without a web server everything works by mail: readers leave and confirm through a
# real Postfix, whose aliases pipe into nlctl receive.
# shellcheck disable=SC2317 # functions are called through check and wait_for
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/e2e/mta.sh
. "$ROOT/tests/e2e/mta.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

case $B in
*asan*) skip_all 'a sanitized program needs /proc, which Postfix has not in its root' ;;
esac
OWNER=59003 # of the database

# nlctl as the server sees it, with its libraries; it knows the machine as the test does.
program() {
	cp "$NLCTL" "$MTA/usr/bin/nlctl"
	ldd "$NLCTL" | awk '$2 == "=>" && $3 ~ "^/" { print $3 } $1 ~ "^/.*/ld-" { print $1 }' |
		while read -r library; do
			[ -e "$MTA$library" ] || cp -L --parents "$library" "$MTA"
		done
	chroot "$MTA" /usr/bin/nlctl version
}
NLCTL_MACHINE_ID=here
export NLCTL_MACHINE_ID

# aliases FILE OWNER LINE: mail for one address, piped as that user.
aliases() {
	echo "$3" >"$MTA/etc/postfix/$1"
	chroot "$MTA" /usr/sbin/postalias "/etc/postfix/$1"
	chown "$2" "$MTA/etc/postfix/$1" "$MTA/etc/postfix/$1.db"
}

postfix() {
	mta_postfix_folders
	cat >"$MTA/etc/postfix/main.cf" <<-'EOF'
		compatibility_level = 3.6
		myhostname = mail.asso.example
		mydestination = asso.example
		mynetworks = 127.0.0.0/8
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		maillog_file = /var/log/mail.log
		smtpd_peername_lookup = no
		default_transport = error:5.1.2 nothing leaves this machine
		relay_transport = error:5.1.2 nothing leaves this machine
		smtpd_relay_restrictions = permit_mynetworks, reject
		alias_maps = hash:/etc/postfix/own, hash:/etc/postfix/all
		alias_database =
		local_recipient_maps = $alias_maps
		recipient_delimiter = +
		virtual_mailbox_domains = example.org
		virtual_mailbox_base = /var/mail
		virtual_mailbox_maps = regexp:/etc/postfix/people
		virtual_uid_maps = static:59002
		virtual_gid_maps = static:59002
	EOF
	for who in ann bob cleo dora; do
		printf '/^%s@example\\.org$/ %s/\n' "$who" "$who"
	done >"$MTA/etc/postfix/people"
	aliases own "$OWNER" 'retours: "|NLCTL_MACHINE_ID=here nlctl -d /srv/asso/nlctl.db receive"'
	aliases all 0 'others: "|NLCTL_MACHINE_ID=here NLCTL_SPOOL=/srv/kept nlctl -d /srv/asso/nlctl.db receive"'
	cat >"$MTA/etc/postfix/master.cf" <<-EOF
		127.0.0.1:$PORT inet n - n - - smtpd
		pickup unix n - n 60 1 pickup
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		proxymap unix - - n - - proxymap
		error unix - - n - - error
		retry unix - - n - - error
		local unix - n n - - local
		virtual unix - n n - - virtual
		anvil unix - - n - 1 anvil
		postlog unix-dgram n - n - 1 postlogd
	EOF
	mta_start /usr/lib/postfix/sbin/master
	wait_for 10 mta_answers "$PORT"
}

mta_root postfix
mta_user postfix 59000
mta_user postdrop 59001
mta_user vmail 59002
mta_user asso $OWNER
mta_user nobody 65534
PORT=$(free_ports 1)
check 'nlctl runs there' program
check 'Postfix answers' postfix
chmod 711 "$T"
mkdir -p "$MTA/srv/asso"
chown $OWNER:$OWNER "$MTA/srv/asso"
install -d -o $OWNER -g $OWNER -m 3733 "$MTA/srv/kept"
NLCTL_DB=$MTA/srv/asso/nlctl.db

LOG=$MTA/var/log/mail.log
logged() { grep -cE "$1" "$LOG"; }
by_mail() { python "$ROOT/tests/e2e/by_mail.py" "$1" "$PORT" "$2"; }

# box WHO N: the file of the N-th mail that came to WHO, when it is there.
# shellcheck disable=SC2012 # their names begin with the time
box() {
	wait_for 10 box_has "$1" "$2"
	ls -tr "$MTA/var/mail/$1"/new/* | sed -n "$2p"
}
box_has() { [ "$(mta_count "$MTA/var/mail/$1")" -ge "$2" ]; }

# taken N: the N-th mail has gone through a pipe.
taken() { wait_for 10 taken_are "$1"; }
taken_are() { [ "$(logged 'postfix/local.*status=sent \(delivered to command')" -ge "$1" ]; }

state() {
	nlctl --json show "$1@example.org" | python -c '
import json, sys
for s in json.load(sys.stdin)["subscriptions"]:
    print(s["state"])'
}

# --- with the token in the address ------------------------------------------------

nlctl -q init --from 'The Letter <lettre@asso.example>' --smtp "smtp://127.0.0.1:$PORT" >next
chown $OWNER:$OWNER "$NLCTL_DB"
nlctl config list-address 'retours+*@asso.example'
nlctl config bounce.address bounces@asso.example
nlctl -q subscribe --no-confirm ann@example.org bob@example.org
issue june.html Hello.
expect 'an issue' 0 nlctl send -y june.html
mail=$(box ann 1)
is 'List-Unsubscribe is a mailto' "$(judge field "$mail" List-Unsubscribe | cut -c 1-16)" '<mailto:retours+'
is 'without one-click' "$(judge field "$mail" List-Unsubscribe-Post 2>/dev/null)" ''
by_mail leave "$mail"
check 'Ann leaves by what her mail program offers' taken 1
is 'she has left' "$(state ann)" left
expect 'run answers' 0 nlctl run
is 'in her mailbox' "$(judge field "$(box ann 2)" Subject)" 'You are unsubscribed'

# --- confirmation by an answer ------------------------------------------------------

expect 'Cleo is asked' 0 nlctl subscribe --confirm cleo@example.org
mail=$(box cleo 1)
by_mail vacation "$mail"
check 'while she is away her machine answers' taken 2
is 'that confirms nothing' "$(state cleo)" pending
by_mail answer "$mail"
check 'then she answers' taken 3
is 'she is on the list' "$(state cleo)" active
expect 'run answers' 0 nlctl run
is 'in her mailbox' "$(judge field "$(box cleo 2)" Subject)" 'You are subscribed'

# --- with the token in the subject, by a pipe that may not open the database --------

nlctl config list-address others@asso.example
expect 'Dora is asked' 0 nlctl subscribe --confirm dora@example.org
by_mail link "$(box dora 1)"
check 'she sends what the link opens' taken 4
is 'it is kept' "$(find "$MTA/srv/kept" -name '*.eml' | wc -l)" 1
is 'nothing happened yet' "$(state dora)" pending
expect 'run takes it and answers' 0 env NLCTL_SPOOL="$MTA/srv/kept" "$NLCTL" run
err_has 'kept mail: 1 taken in'
is 'she is on the list' "$(state dora)" active
is 'and knows' "$(judge field "$(box dora 2)" Subject)" 'You are subscribed'

# --- what goes wrong ----------------------------------------------------------------

issue july.html Hello.
nlctl -q send -y july.html >sent
chmod 666 "$NLCTL_DB"
by_mail leave "$(box cleo 3)"
check 'who may keep a mail keeps it' taken 5
by_mail leave "$(box bob 1)"
check 'else Postfix does' wait_for 10 grep -q 'to=<retours+.*status=deferred' "$LOG"
is 'one is kept' "$(find "$MTA/srv/kept" -name '*.eml' | wc -l)" 1
chmod 600 "$NLCTL_DB"
is 'nobody has left yet' "$(state bob) $(state cleo)" 'active active'
expect 'Postfix tries again' 0 chroot "$MTA" /usr/sbin/postqueue -f
check 'now it can' taken 6
expect 'run takes the other' 0 env NLCTL_SPOOL="$MTA/srv/kept" "$NLCTL" run
is 'both have left' "$(state bob) $(state cleo)" 'left left'
is 'nobody got anything back' "$(logged 'status=bounced|sender non-delivery')" 0
is 'each has one answer to it' "$(judge field "$(box bob 3)" Subject), $(judge field "$(box cleo 4)" Subject)" \
	'You are unsubscribed, You are unsubscribed'
done_testing
