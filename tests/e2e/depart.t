#!/bin/sh
# A departure of several transactions: killed at each of its steps, gone on with by
# run and by send, beside people who come and go; and what cancel, retry and replace
# do to so many copies.

[ -w /dev/shm ] && TMPDIR=${TMPDIR:-/dev/shm}
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

ISSUE=june
readers=4500
issue june.html
awk -v n="$readers" 'BEGIN { print "EMAIL,PRENOM"; while (i++ < n) print "p" i "@example.org,P" i }' >people.csv
nlctl -q init --from news@example.org --base-url http://127.0.0.1:8080 \
	--smtp smtp://127.0.0.1:1 >/dev/null
nlctl -q import people.csv >/dev/null
cp nlctl.db all.db

start() {
	rm -f nlctl.db*
	cp all.db nlctl.db
}

# The state, the audience, and how many people have a copy: "departing 2000 2000".
copies() {
	python - nlctl.db <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
state, audience, sums = db.execute("SELECT state, audience, queued + sending + sent + deferred"
    " + failed + uncertain + skipped FROM v_issue").fetchone() or ("none", 0, 0)
rows, people = db.execute("SELECT count(*), count(DISTINCT contact) FROM delivery").fetchone()
print(state, audience, rows)
if sums != audience or rows != people or rows != audience:
    print(f"sums {sums}, audience {audience}, {rows} copies for {people} people")
END
}

# killed STEP COMMAND...: die at this step.
killed() {
	step=$1
	shift
	STATUS=0
	NLCTL_TEST_DIE_AT=$step "$NLCTL" -q "$@" >/dev/null 2>&1 || STATUS=$?
	[ "$STATUS" -eq 137 ]
}

# Until departing has reached the second transaction.
# shellcheck disable=SC2317 # check calls it
half_way() {
	step=1
	while [ "$step" -lt 40 ]; do
		start
		killed "$step" send june.html
		[ "$(copies)" != 'departing 2000 2000' ] || return 0
		step=$((step + 1))
	done
	return 1
}

# --- killed at each step ------------------------------------------------------

seen=
wrong=
step=0
while [ "$step" -lt 60 ]; do
	step=$((step + 1))
	start
	killed "$step" send june.html || break
	seen="$seen
$(copies)"
	if [ $((step % 2)) = 0 ]; then
		run nlctl -q send june.html
	else
		run nlctl -q run
		[ "$(copies)" != 'none 0 0' ] || run nlctl -q send june.html
	fi
	got=$(copies)
	[ "$STATUS $got" = "75 sending $readers $readers" ] ||
		wrong="$wrong; step $step: status $STATUS, $got"
done
is 'killed at each step: all are queued, each once' "$wrong" ''
is 'what a kill leaves' "$(echo "$seen" | sort -u | tr '\n' ';')" \
	";departing 0 0;departing 2000 2000;departing 4000 4000;none 0 0;sending $readers $readers;"

# --- half-way -----------------------------------------------------------------

check 'half-way' half_way
cp nlctl.db half.db
start_half() {
	rm -f nlctl.db*
	cp half.db nlctl.db
}
expect 'status' 0 nlctl status
out_matches '^state +departing$'
out_matches '^audience +2000$'
err_has "it is departing: nlctl send 'june'"
expect 'it cannot be paused' 1 nlctl pause june
err_has "issue 'june' is departing"

# address N: of the N-th contact.
address() {
	python -c '
import sqlite3, sys
print(*sqlite3.connect("nlctl.db").execute("SELECT key FROM contact WHERE id = ?", sys.argv[1:]).fetchone())' "$1"
}
expect 'one leaves who has a copy' 0 nlctl -q unsubscribe --email "$(address 7)"
expect 'one leaves who has none yet' 0 nlctl -q unsubscribe --email "$(address 4100)"
expect 'one comes' 0 nlctl -q subscribe late@example.org
expect 'gone on with' 75 nlctl -q send june.html
sums "$readers" queued=$((readers - 1)) skipped=1

start_half
expect 'cancelled half-way' 0 nlctl -q cancel --yes june
sums 2000 skipped=2000
expect 'run leaves it alone' 0 nlctl run
err_is_empty
sums 2000 skipped=2000

start_half
issue june.html 'Other words.'
expect 'replaced half-way' 75 nlctl -q send --replace june.html
is 'replaced half-way: all have the new one' "$(copies)" "sending $readers $readers"
issue june.html

# Two go on at once, from the same place.
start_half
"$NLCTL" -q send june.html >/dev/null 2>&1 &
first=$!
"$NLCTL" -q send june.html >/dev/null 2>&1 &
second=$!
wait "$first" "$second"
is 'two at once: each person once' "$(copies)" "sending $readers $readers"

# --- cancel, replace and retry, cut short -------------------------------------

# part_of COMMAND...: kill it when it has done a part; it has not done all.
# shellcheck disable=SC2317 # check calls it
part_of() {
	python - nlctl.db "$@" <<'END'
import os, signal, sqlite3, subprocess, sys, time
db = sqlite3.connect(sys.argv[1], timeout=5)
before = db.execute("SELECT queued FROM issue").fetchone()[0]
p = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(20000):
    if db.execute("SELECT queued FROM issue").fetchone()[0] != before or p.poll() is not None:
        break
    time.sleep(0.0005)
p.kill()
killed = p.wait() == -signal.SIGKILL
queued, = db.execute("SELECT queued FROM issue").fetchone()
sys.exit(0 if killed and 0 < queued < 4500 else 1)
END
}

start
run nlctl -q send june.html
cp nlctl.db queued.db
check 'cancel, killed in the middle' part_of "$NLCTL" -q cancel --yes june
check 'cancel, killed: it is cancelled' is_state cancelled
got=$(copies)
is 'cancel, killed: the sums add up' "$got" "cancelled $readers $readers"
expect 'run does the rest' 0 nlctl run
err_is_empty
sums "$readers" skipped="$readers"

rm -f nlctl.db*
cp queued.db nlctl.db
issue june.html 'Other words.'
check 'replace, killed in the middle' part_of "$NLCTL" -q send --replace june.html
check 'replace, killed: it is held' is_state held
expect 'replace, once more' 75 nlctl -q send --replace june.html
is 'replace, once more: all have the new one' "$(copies)" "sending $readers $readers"
expect 'replace, once more: the new words' 0 nlctl preview --as-empty --text june
out_has 'Other words.'
issue june.html

rm -f nlctl.db*
cp queued.db nlctl.db
python - nlctl.db <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE delivery SET state = 'failed', reason = 'refused'")
db.execute("UPDATE issue SET state = 'finished', finished = 1")
db.commit()
END
check 'retry, killed in the middle' part_of "$NLCTL" -q retry --yes --failed june
check 'retry, killed: what is queued will be sent' is_state sending
expect 'retry, once more' 75 nlctl -q retry --yes --failed june
sums "$readers" queued="$readers"

done_testing
