#!/bin/sh
# nlctl forget: nothing of the person is left in the file, and sums and old links
# stay true.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

personal() { python "$ROOT/tests/cli/personal.py" "$@"; }

usage forget
expect 'no database' 78 nlctl forget -y ann@asso.example
nlctl -q init >next
expect 'whom' 64 nlctl forget
expect 'no address' 65 nlctl forget -y ann
err_has "'ann': there is no '@'"
expect 'nobody' 1 nlctl forget -y ann@asso.example
out_is_empty
err_has "nothing is stored on 'ann@asso.example'"

# --- every personal column ------------------------------------------------------

nlctl -q subscribe ann@asso.example bob@asso.example
check 'every personal column of schema.sql has a word of each' \
	personal plant nlctl.db "$ROOT/sql/schema.sql"
is 'they are stored' "$(personal stored nlctl.db ann)" "$(personal words ann)"
sqlite3 nlctl.db "VACUUM INTO 'backup.db'"
echo 'SQLite format 3, not' >notes.db

expect 'nobody is there to answer' 64 nlctl forget ann@asso.example </dev/null
err_has "erase all that is stored on 'ann@asso.example', which cannot be undone? add --yes"
expect 'no' 1 at_terminal n nlctl forget ann@asso.example
out_has 'nothing was changed'
is 'nothing was' "$(personal stored nlctl.db ann)" "$(personal words ann)"

expect 'yes' 0 nlctl forget --yes ANN@asso.example
sed "s,$T/,," out >shown && mv shown out
out_is <<-'END'
	address           ann@asso.example
	forgotten before  no
	erased
	  contacts        1
	  subscriptions   1
	  copies skipped  1
	  relay answers   2
	  clicks          1
	  notices         1
	  events          2
	  returned mails  1
	  import records  1
	  file names      1
	  token aliases   1
	  suppressions    1
	kept
	  a keyed hash of the address      so that no import brings it back
	  the number 1, with nothing else  so that sums and links in old copies stay true
	out of reach
	  backup.db
	  backups and exports elsewhere, logs of the relay
	file rewritten    no
	traces            0
END
err_is_empty
is 'nothing of them is stored' "$(personal stored nlctl.db ann)" ''
is 'nor in any byte of the files' "$(personal in_files ann nlctl.db*)" ''
is 'nor a click that leads to them' \
	"$(sqlite3 nlctl.db 'SELECT count(*) FROM click WHERE delivery = 11')" 0
is 'the other has all' "$(personal stored nlctl.db bob)" "$(personal words bob)"
ISSUE=new
sums 2 queued=1 skipped=1
ISSUE=old
sums 4 sent=2 skipped=2
is 'the file is sound' "$(sqlite3 nlctl.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok

expect 'an old link' 0 nlctl unsubscribe 01020304-0506-0708-090a-0b0c0d0e0f01
out_is <<-'END'
	address           already gone: forgotten since
	left              newsletter
	issue             old
END
err_is_empty
expect 'an old link, for programs' 0 nlctl --json unsubscribe 01020304-0506-0708-090a-0b0c0d0e0f01
out_is <<-'END'
	{"address":null,"left":"newsletter","issue":"old"}
END
expect 'they are nobody' 1 nlctl show ann@asso.example
expect 'subscribe refuses' 1 nlctl subscribe ann@asso.example
err_has "'ann@asso.example' stays out: forgotten; 'nlctl unblock' lifts it when its owner asks"
printf 'EMAIL\nAnn@ASSO.example\nnew@asso.example\n' >in.csv
expect 'import brings nobody back' 0 nlctl import in.csv
expect 'nor any list' 0 nlctl subscribers --json
out_lacks ann@
out_has new@asso.example
expect 'what is known' 0 nlctl block
out_matches '^#[0-9a-f]{16} +forgotten '
expect 'again' 0 nlctl forget --json ann@asso.example
out_matches '^\{"address":"ann@asso.example","forgotten_before":true,"erased":\{"contacts":0,.*"traces":0\}$'
check 'again: it is JSON' python -c 'import json; json.load(open("out"))'
expect 'they ask to come back' 0 nlctl unblock ann@asso.example
err_has "'ann@asso.example' may be mailed again: was forgotten"
expect 'and do' 0 nlctl subscribe ann@asso.example
expect 'as somebody new' 0 nlctl show ann@asso.example
out_has 'deliveries: none'

# Blocked is stronger: that stays.
nlctl -q block bob@asso.example
expect 'somebody blocked' 0 nlctl forget -y bob@asso.example
out_has 'a keyed hash of the address      it was blocked, and stays so'
is 'somebody blocked: in no byte' "$(personal in_files bob nlctl.db*)" ''
expect 'is blocked still' 0 nlctl block
out_matches '^#[0-9a-f]{16} +blocked '
out_lacks bob

# --- what earlier changes left ------------------------------------------------------

# A program that does not overwrite what it frees leaves copies in unused places.
rm -f nlctl.db* ./*.db
nlctl -q init >next
python -c '
import random
random.seed(7)
print("EMAIL,PRENOM,NOTE")
for i in range(3000):
    print("p%05d@asso.example,Prenom%05d,%s" % (i, i, "n" * random.randrange(200)))' >many.csv
nlctl -q import many.csv >/dev/null
python -c '
import random, sqlite3
random.seed(8)
db = sqlite3.connect("nlctl.db")
db.execute("PRAGMA secure_delete = OFF")
for i in random.sample(range(1, 3001), 3000):
    db.execute("UPDATE contact SET fields = json_set(fields, ?, ?) WHERE id = ?",
        ("$.NOTE", "m" * random.randrange(900), i))
    db.commit()'
set --
for i in 00000 00500 01000 01500 01999 02500 02999; do
	run nlctl --json forget -y p$i@asso.example
	set -- "$@" "$STATUS"
	cat nlctl.db* | grep -qF -e "p$i@asso" -e "Prenom$i" && set -- "$@" "p$i is there"
	grep -o '"file_rewritten":true' out >>rewritten
done
is 'copies: nothing is left' "$*" '0 0 0 0 0 0 0'
check 'copies: the file was rewritten, once' test "$(cat rewritten)" = '"file_rewritten":true'

# --- with a relay ----------------------------------------------------------------

rm -f nlctl.db*
people 6
issue june.html
relay -s - <<'END'
RCPT <p1@example.org>: 550 5.1.1 <p1@example.org> unknown here, says the relay
RCPT <p2@example.org>: 451 4.7.1 <p2@example.org> later, says the relay
END
nlctl -q config relay.default.connections 1
ISSUE=june
run nlctl -q send june.html
sums 6 sent=4 deferred=1 failed=1
expect 'the relay named them' 0 nlctl show p1@example.org
out_has '<p1@example.org> unknown here'
expect 'who failed' 0 nlctl -q forget -y p1@example.org
expect 'who is deferred' 0 nlctl -q forget -y p2@example.org
sums 6 sent=4 failed=1 skipped=1
check 'what the relay said is nowhere' \
	sh -c '! cat nlctl.db* | grep -qF -e p1@example -e p2@example -e Prenom1 -e Prenom2 -e "says the relay"'
expect 'an issue with nothing left is finished' 0 nlctl run
check 'finished' is_state finished

# While a copy is on its way: the answer that comes later is not kept.
relay -s - <<'END'
DOT 1: delay 1500 then 550 5.7.1 <p3@example.org> no, says the relay
END
"$NLCTL" -q send --name second june.html >/dev/null 2>&1 &
sender=$!
ISSUE=second
# shellcheck disable=SC2317 # wait_for calls it
on_its_way() { sqlite3 nlctl.db "SELECT 1 FROM delivery WHERE state = 'sending'" | grep -q 1; }
wait_for 10 on_its_way
on=$(sqlite3 nlctl.db "SELECT c.address FROM delivery d JOIN contact c ON c.id = d.contact
	WHERE d.state = 'sending'")
expect 'on its way' 0 nlctl -q forget -y "$on"
wait "$sender"
sums 4 sent=3 failed=1
sqlite3 nlctl.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
check 'the late answer is nowhere' sh -c '! cat nlctl.db* | grep -qF -e "says the relay"'

# --- in the way -----------------------------------------------------------------------

mkfifo hold
sqlite3 nlctl.db >/dev/null 2>&1 <hold &
reader=$!
exec 9>hold
echo 'BEGIN; SELECT count(*) FROM contact;' >&9
sleep 0.5
expect 'somebody reads an older state' 75 nlctl forget -y p5@example.org
out_has 'contacts        1'
err_has 'cannot empty the log of changes'
err_has 'run the same command again'
exec 9>&-
wait "$reader"
expect 'the same command again' 0 nlctl forget p5@example.org
out_matches '^forgotten before +yes$'
check 'and it is gone' sh -c '! cat nlctl.db* | grep -qF p5@example'

nlctl -q config reply-to p6@example.org
expect 'an address that is ours too' 0 nlctl forget -y p6@example.org
out_has 'the address, in 1 place'
out_matches '^traces +1$'

# That they were imported is an event of theirs, though it is no row but of the last.
echo 'EMAIL
imported@asso.example
last@asso.example' >imported.csv
expect 'imported' 0 nlctl -q import imported.csv
expect 'who was imported' 0 nlctl --json forget -y imported@asso.example
out_has '"events":1'

done_testing
