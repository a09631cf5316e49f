#!/bin/sh
# nlctl init: a database with its first settings, or nothing.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

expect 'a database is made' 0 nlctl init --from 'Léa <lea@asso.example>' \
	--smtp smtp://localhost --list Infolettre --base-url https://asso.example/l
out_has 'nlctl send --test you@example.org issue.html'
err_is <<-END
	new database '$T/nlctl.db'
END
is 'its mode is 0600' "$(stat -c %a nlctl.db)" 600
expect 'its list has that name' 0 nlctl list --json
out_has '"name":"Infolettre","active":0,"default":true'
expect 'its settings are there' 0 nlctl config --export
out_is <<-'END'
	base-url = https://asso.example/l
	from = Léa <lea@asso.example>
	list = Infolettre
	relay.default.url = smtp://localhost
END

expect 'again: says so' 0 nlctl init --json
err_has "database '$T/nlctl.db' is there already"
out_matches '^\{"database":".*nlctl.db","created":false,"version":[0-9]+\}$'

expect 'another list stands beside one that was chosen' 0 nlctl -q init --list Membres
err_is_empty
expect 'two lists' 0 nlctl list --json
out_has '"name":"Membres"'
out_has '"name":"Infolettre"'

expect 'a bad sender' 65 nlctl init --from nobody
out_is_empty
err_has "--from: 'from'"
expect 'a relay that is none' 65 nlctl init --smtp outbox:/tmp/x
err_has "--smtp: 'relay.default.url' is a URL that begins with one of: smtp smtps"
expect 'a relay without a host' 65 nlctl init --smtp smtp:localhost
err_has 'there is no host in the URL'
expect 'a password in the URL' 1 nlctl init --smtp smtp://me:secret@localhost
err_lacks secret
expect 'an unknown option names the near one' 64 nlctl init --smpt x
err_has "unknown option '--smpt': did you mean '--smtp'?"
err_has 'usage: nlctl init [--from ADDRESS]'
expect 'an argument too many' 64 nlctl init here
out_is_empty
err_has "too many arguments: 'here'"

# All of it, or nothing: also no file for a cron job to run happily on.
expect 'a relay that is none' 65 nlctl -d none.db init --from lea@asso.example --smtp ftp://x
err_has "--smtp"
err_lacks 'new database'
check 'no database is left' test ! -e none.db
expect 'of one that is there' 65 nlctl init --from bad@asso.example --smtp ftp://x
expect 'nothing is taken' 0 nlctl config
out_lacks 'bad@asso.example'

# Where it goes, and what is in the way.
unset NLCTL_DB
expect 'without NLCTL_DB it is below XDG_DATA_HOME' 0 nlctl init
err_has "new database '$XDG_DATA_HOME/nlctl/nlctl.db'"
is 'nobody else sees the folder' "$(stat -c %a "$XDG_DATA_HOME/nlctl")" 700
expect 'a folder that is not there' 74 nlctl -d "$T/none/x.db" init
err_has "cannot create the database '$T/none/x.db'"
if [ "$(id -u)" -ne 0 ]; then
	mkdir locked && chmod 500 locked
	expect 'a folder without permission' 77 nlctl -d "$T/locked/x.db" init
	err_has "cannot create the database '$T/locked/x.db': Permission denied"
else
	skip 'a folder without permission: root may write everywhere'
fi
run sh -c "umask 000; ulimit -f 8; '$NLCTL' -d '$T/full.db' init"
case $STATUS in
74) pass 'no room for a database: status 74' ;;
*) fail 'no room for a database: status 74' ;;
esac
check 'no half database is left' test ! -e full.db
done_testing
