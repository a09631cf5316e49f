#!/bin/sh
# A plan is what is done then, line by line, and undo takes all of it back: twenty
# files, each into what the ones before have left.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# Everything that is stored but the imports themselves.
content() { sqlite3 nlctl.db .dump | grep -v '^INSERT INTO import'; }

# The rows that were printed, without the sums; the sums, without what differs.
cat >compare.py <<'END'
import json, sys
def read(name):
    lines = [json.loads(l) for l in open(name)]
    rows, sums = lines[:-1], lines[-1]
    del sums["plan"], sums["import"]
    return rows, sums
rows, sums = read("planned")
assert (rows, sums) == read("applied"), "the plan is not what was done"
count = {}
for r in rows:
    count[r["verdict"]] = count.get(r["verdict"], 0) + 1
    assert r["verdict"] in ("same",) or r["reason"], r
want = {"add": sums["added"] + sums["added_do_not_mail"],
    "update": sums["updated"] + sums["duplicate_updated"],
    "same": sums["same"] + sums["duplicate_same"],
    "sticky": sums["sticky"], "reject": sums["rejected"]}
assert count == {k: v for k, v in want.items() if v}, (count, want)
assert [r["line"] for r in rows] == sorted(r["line"] for r in rows)
assert len(rows) == sums["records"]
print(*sorted(count), file=open("verdicts", "a"))
END

nlctl -q init
printf 'email\nfirst@asso.example\n' | nlctl -q import - >/dev/null
: >verdicts
seed=0
number=1
while [ "$seed" -lt 20 ]; do
	seed=$((seed + 1))
	python "$ROOT/tests/cli/import_generated.py" "$seed" "f$seed.csv"
	set -- "f$seed.csv"
	if head -c 2000 "f$seed.csv" | tr -d '\0' | head -n 1 | grep -q jeton; then
		set -- --map jeton=@alias "$@"
	fi
	content >before
	nlctl export --events >before.export
	nlctl -q --json import --plan "$@" >planned 2>/dev/null
	content >planned.content
	check "file $seed: a plan changes nothing" cmp before planned.content
	nlctl -q -v --json import "$@" >applied 2>/dev/null
	check "file $seed: apply does what the plan said" \
		python compare.py
	if ! cmp -s before planned.content; then
		break
	fi
	content >after
	if cmp -s before after; then
		skip "file $seed: it changed nothing"
		continue
	fi
	number=$((number + 1))
	expect "file $seed: undone" 0 nlctl -q import --undo "$number" --yes
	content >undone
	check "file $seed: all is as it was" diff before undone
	nlctl export --events >undone.export
	check "file $seed: so is an export" cmp before.export undone.export
	# The next file meets what this one brings.
	nlctl -q import "$@" >/dev/null 2>&1
	number=$((number + 1))
done
is 'every verdict was there' "$(tr ' ' '\n' <verdicts | sort -u | tr '\n' ' ')" \
	'add reject same sticky update '

# An export of another database is an import like others.
nlctl export --events >before.export
sed 's/person1@/someone@/' before.export >other.csv
nlctl -q -d other.db init >/dev/null
nlctl -q -d other.db import other.csv >/dev/null
nlctl -q -d other.db import f1.csv >/dev/null 2>&1
nlctl -d other.db export --events --format jsonl >other.jsonl
content >before
expect 'an export comes in' 0 sh -c "'$NLCTL' -q import - <other.jsonl"
number=$((number + 1))
content >after
check 'and changes something' sh -c '! cmp -s before after'
expect 'an export is undone' 0 nlctl -q import --undo "$number" --yes
content >undone
check 'an export is undone: all is as it was' diff before undone
nlctl export --events >undone.export
check 'an export is undone: so is an export' cmp before.export undone.export

# In the reverse order, all of it: nobody touched anything between.
content >after
last=$number
while [ "$number" -gt 1 ]; do
	if nlctl imports --json | grep "\"import\":$number,.*\"undone\":null" >/dev/null; then
		nlctl -q import --undo "$number" -y >out 2>err || break
	fi
	number=$((number - 1))
done
is 'all are undone, in reverse' "$number" 1
is 'there were many' "$((last > 30))" 1
is 'one contact is left' "$(sqlite3 nlctl.db 'SELECT count(*) FROM contact')" 1
is 'and no field' "$(sqlite3 nlctl.db 'SELECT count(*) FROM field')" 0
is 'and one list' "$(sqlite3 nlctl.db 'SELECT name, automatic FROM list')" 'newsletter|1'
is 'and no token' "$(sqlite3 nlctl.db 'SELECT count(*) FROM token_alias')" 0
is 'and nothing of their kept past' \
	"$(sqlite3 nlctl.db 'SELECT count(*) FROM import_change')" 0
done_testing
