#!/bin/sh
# Killed anywhere, and run again: everybody gets one copy, or is shown as
# uncertain; at most one copy for each connection and kill is.
#
# CRASH_PEOPLE, CRASH_KILLS and CRASH_READERS make it longer: 50, 10 and 1000.

# In memory where that can be had: hundreds of sends wait for the disk otherwise,
# and kill -9 is the same there.
[ -w /dev/shm ] && TMPDIR=${TMPDIR:-/dev/shm}
. "${0%/*}/../lib.sh"

connections=4
people=${CRASH_PEOPLE:-50}
wanted=${CRASH_KILLS:-10}
readers=${CRASH_READERS:-1000}

# The letter, short, but with all that is stored beside it: a picture, an attachment.
cat >"$T/issue.html" <<-'END'
	<html lang="en"><head><title>News</title>
	<meta name="nlctl:attach" content="programme.txt"></head>
	<body><p>Hello {{ contact.EMAIL }} <img src="logo.png" alt="us"></p>
	<a href="{{ unsubscribe }}">leave</a></body></html>
END
cp "$ROOT/tests/data/images/logo-apes.png" "$T/logo.png"
echo programme >"$T/programme.txt"

# database FILE N: N people, and the sink as their relay.  In a folder of its own, where
# its keys are: threads sign ahead of the relay.
database() {
	mkdir "${1%/*}"
	awk -v n="$2" 'BEGIN { print "EMAIL"; while (i < n) print "reader" i++ "@example.org" }' \
		>"$T/people.csv"
	NLCTL_DB=$1 nlctl -q init --from news@example.org --base-url http://127.0.0.1:8080 \
		--smtp "smtp://127.0.0.1:$SINK_PORT" >/dev/null
	NLCTL_DB=$1 nlctl -q config relay.default.connections "$connections"
	NLCTL_DB=$1 nlctl -q config images inline
	NLCTL_DB=$1 nlctl -q -o dns.server=127.0.0.1:1 dns --make-key >/dev/null
	NLCTL_DB=$1 nlctl -q import "$T/people.csv" >/dev/null
}

# A new start from the database FILE, in run.db; the sink's log is read from here.
start_from() {
	rm -f "$T"/run.db*
	cp "$1" "$T/run.db"
	since=$(wc -c <"$SINK_DIR/log")
}

# What the ledger and the sink say of each other after so many kills; prints what
# is wrong, contact by contact.
audit() {
	python - "$T/run.db" "$SINK_DIR/log" "$since" "$1" "$connections" <<-'END'
		import collections, re, sqlite3, sys
		database, log, since, kills, connections = sys.argv[1:]
		with open(log) as f:
		    f.seek(int(since))
		    got = collections.Counter(re.findall(r"accepted .*? to=<(.*?)>", f.read()))
		db = sqlite3.connect(database)
		rows = db.execute("SELECT c.key, d.state FROM delivery d JOIN contact c ON c.id = d.contact").fetchall()
		for key, state in rows:
		    n = got.pop(key, 0)
		    if state == "sent" and n != 1 or state == "uncertain" and n > 1 or state not in ("sent", "uncertain"):
		        print(f"{key} is {state} and got {n}")
		for key, n in got.items():
		    print(f"{key} is not in the ledger and got {n}")
		uncertain = sum(state == "uncertain" for _, state in rows)
		if uncertain > int(kills) * int(connections):
		    print(f"{uncertain} uncertain after {kills} kills")
		sums = db.execute("SELECT audience, queued + sending + sent + deferred + failed + uncertain + skipped, uncertain FROM v_issue").fetchone()
		if sums[0] != sums[1] or sums[0] != len(rows) or sums[2] != uncertain:
		    print(f"the sums do not add up: {sums}, {len(rows)} rows")
	END
}

# whole FILE: is what the sink has of some of the readers what was to be sent, with the
# signatures of the database FILE?  Prints what is wrong.
whole() {
	rm -rf "$T/some"
	mkdir "$T/some"
	find "$SINK_DIR" -name '*.eml' | sort | awk 'NR % 500 == 1' | xargs cp -t "$T/some"
	NLCTL_DB=$1 nlctl --json -o dns.server=127.0.0.1:1 dns 2>/dev/null |
		python "$ROOT/tests/e2e/dkim_judge.py" keys >"$T/records"
	some=$(find "$T/some" -type f | wc -l)
	bytecheck "$T/some"
	[ "$(python "$ROOT/tests/e2e/dkim_judge.py" verify "$T/records" "$T/some")" = \
		"$some ed25519-sha256=$some rsa-sha256=$some" ] || echo 'a signature does not hold'
	for message in "$T"/some/*; do
		judge parts "$message" | tr -d ' \n'
		judge part "$message" image/png | cmp - "$T/logo.png"
	done | sed 's/multipart\/mixedmultipart\/alternativetext\/plainmultipart\/relatedtext\/htmlimage\/pngtext\/plain//g'
}

# Does it add up for a person who asks at this moment?  Prints what does not, and
# leaves the number of uncertain copies in the file uncertain.
adds_up() {
	NLCTL_DB=$T/run.db nlctl --json status issue 2>/dev/null | awk -F: -v RS='[,{}]' -v file="$T/uncertain" '
		$1 ~ /^"(queued|sending|sent|deferred|failed|uncertain|skipped)"$/ { sum += $2 }
		$1 == "\"audience\"" { audience = $2 }
		$1 == "\"uncertain\"" { print $2 > file }
		END { if (sum != audience) print "status: " sum " of " audience }'
}

# 1. Every step.
start_sink
database "$T/few/nlctl.db" "$people"
step=0
wrong=
uncertain=0
echo 0 >"$T/uncertain"
while [ "$step" -lt 5000 ]; do
	step=$((step + 1))
	start_from "$T/few/nlctl.db"
	status=0
	NLCTL_TEST_DIE_AT=$step NLCTL_DB=$T/run.db nlctl -q send "$T/issue.html" \
		>/dev/null 2>&1 || status=$?
	[ "$status" -eq 137 ] || break
	wrong=$wrong$(adds_up)
	NLCTL_DB=$T/run.db nlctl -q send "$T/issue.html" >/dev/null 2>"$T/err" || :
	got=$(audit 1)$(adds_up)
	[ -z "$got" ] || wrong="$wrong
step $step: $got"
	uncertain=$((uncertain + $(cat "$T/uncertain")))
done
is 'the last run was not killed' "$status" 0
check 'there were steps to be killed at' [ "$step" -gt $((people * 5)) ]
check 'some kills left a copy uncertain' [ "$uncertain" -gt 0 ]
is "$people people, killed at each of $((step - 1)) steps: nobody lost, nobody twice" \
	"$wrong" ''
is 'what arrived is whole, and signed' "$(whole "$T/few/nlctl.db")" ''

# 2. Random moments, spread over as many sends as that takes.
start_sink --delay 2
database "$T/many/nlctl.db" "$readers"
kills=0
round=0
left=0
while [ "$kills" -lt "$wanted" ] && [ "$round" -lt $((wanted * 3)) ]; do
	round=$((round + 1))
	start_from "$T/many/nlctl.db"
	here=0
	wrong=
	while [ "$kills" -lt "$wanted" ]; do
		# Not the function: its shell would be killed, not the program.
		NLCTL_DB=$T/run.db "$NLCTL" -q send "$T/issue.html" >/dev/null 2>&1 &
		pid=$!
		sleep "0.$(awk -v seed="$kills$round$$" 'BEGIN { srand(seed); print int(10 + rand() * 40) }')"
		kill -9 "$pid" 2>/dev/null || break
		wait "$pid" 2>/dev/null
		kills=$((kills + 1))
		here=$((here + 1))
		wrong=$wrong$(adds_up)
	done
	wait "$pid" 2>/dev/null
	run env NLCTL_DB="$T/run.db" "$NLCTL" -q send "$T/issue.html"
	wrong=$wrong$(adds_up)
	left=$((left + $(cat "$T/uncertain")))
	is "killed $here times at random, then to the end: nobody lost, nobody silently twice" \
		"$wrong$(audit "$here")" ''
done
is 'what arrived is whole, and signed' "$(whole "$T/many/nlctl.db")" ''
echo "# $left uncertain after $kills kills at random"
is "there were $wanted kills" "$kills" "$wanted"
is 'no rule of SMTP was broken' "$(sink_violations)" 0

done_testing
