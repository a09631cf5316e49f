#!/bin/sh
# Databases that cannot be used: each says why, and nothing is changed.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init >next
nlctl -q subscribe lea@asso.example

cp nlctl.db newer.db
sqlite3 newer.db 'PRAGMA user_version = 999'
expect 'newer than this nlctl' 78 nlctl -d newer.db list
out_is_empty
err_has "database 'newer.db' has version 999"

printf 'this is a text, long enough to be looked at as a database: %0200d\n' 0 >text.db
chmod 600 text.db
expect 'no database at all' 78 nlctl -d text.db list
err_has text.db
sqlite3 other.db 'CREATE TABLE t (a)'
chmod 600 other.db
expect 'of another program' 78 nlctl -d other.db init
err_has "'other.db' is not an nlctl database"
mkdir folder
expect 'a folder' 78 nlctl -d folder list
err_has "database 'folder' (given by -d) is not a file"
expect 'an empty name' 64 nlctl -d '' list

cp nlctl.db open.db
chmod 644 open.db
expect 'that others may read' 77 nlctl -d open.db list
err_has "others may read or change the database 'open.db': chmod 600 it"
chmod 660 open.db
expect 'that the group may write' 77 nlctl -d open.db list
chmod 640 open.db
expect 'that the group may read is for its owner to say' 0 nlctl -d open.db list

# No room, at every step of the making: nothing stays behind, or all is there.
mkdir small
for size in 1 2 8 24 32 64 100 150 200 250 300 350 400 2000; do
	run sh -c "umask 000; ulimit -f $size; '$NLCTL' -d small/x.db init"
	case "$STATUS $(find small -type f | tr '\n' ' ')" in
	'74 ')
		pass "no room ($size): status 74, nothing is left"
		;;
	'0 small/x.db ')
		expect "enough room ($size): it is whole" 0 nlctl -d small/x.db list
		out_has newsletter
		rm small/*
		;;
	*)
		fail "no room ($size): all or nothing" "left: $(ls small)"
		;;
	esac
done
is 'the least was too little, the most was enough' "$(find small -type f) $STATUS" ' 0'

expect 'no home' 78 env -u NLCTL_DB -u XDG_DATA_HOME -u HOME "$NLCTL" list
err_has 'HOME is not set'
expect 'a home without a database' 78 env -u NLCTL_DB -u XDG_DATA_HOME "$NLCTL" list
err_has "no database at '$HOME/.local/share/nlctl/nlctl.db' (the default, below your home)"

# Another process is writing: readers go on, writers wait 5 seconds and say so.
mkfifo go
python - >locked <<-'END' &
	import sqlite3
	db = sqlite3.connect("nlctl.db", isolation_level=None)
	db.execute("BEGIN IMMEDIATE")
	print("locked", flush=True)
	open("go").read()
	db.execute("ROLLBACK")
END
locker=$!
wait_for 5 grep -q locked locked
expect 'reading beside a writer' 0 nlctl subscribers --count
expect 'writing beside a writer' 75 nlctl subscribe zoe@asso.example
err_has 'another process holds it; run the same command again'
: >go
wait $locker
expect 'afterwards' 0 nlctl subscribe zoe@asso.example

# As root on somebody's file: we become them.
if [ "$(id -u)" -eq 0 ] && id nobody >/dev/null 2>&1; then
	chmod 755 "$T"
	mkdir theirs
	cp nlctl.db theirs/theirs.db
	chown -R nobody theirs
	expect 'root becomes the owner' 0 nlctl -v -d theirs/theirs.db subscribe root@asso.example
	err_has "working as nobody, who owns 'theirs/theirs.db'"
	is 'no file of root is left there' "$(find theirs ! -user nobody)" ''
else
	skip 'root becomes the owner: only root can'
fi
# Fields that another program damaged: whose they are is said, or they are shown as they
# are; nothing is handed on as JSON that is none.
NLCTL_DB=$T/damaged.db
nlctl -q init >steps
printf 'email,name\nann@asso.example,Ann\nbob@asso.example,Bob\n' >two.csv
nlctl -q import two.csv >sums
sqlite3 damaged.db "UPDATE contact SET fields = '{\"NAME\":' WHERE id = 2"
for format in csv jsonl; do
	expect "damaged fields: export, $format" 74 nlctl export --format "$format"
	err_is <<-'END'
		nlctl export: 'bob@asso.example': a contact's fields are no JSON object
	END
done
printf 'email,name\nbob@asso.example,Bobby\n' >one.csv
expect 'damaged fields: import' 74 nlctl import one.csv
err_has "'one.csv': 'bob@asso.example': a contact's fields are no JSON object"
expect 'damaged fields: another type' 74 nlctl field retype NAME category
err_has "contact number 2: a contact's fields are no JSON object"
for command in 'dossier bob@asso.example' '--json subscribers' '--json audience'; do
	# shellcheck disable=SC2086 # words
	expect "damaged fields: $command" 0 nlctl $command
	out_has '"fields":"{\"NAME\":"'
done
done_testing
