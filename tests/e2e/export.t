#!/bin/sh
# People with every nasty character come back from an export as they were, in both
# formats, and a reader that is not ours finds the same in them.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

for seed in 1 2 3; do
	rm -f ./*.db*
	python "$ROOT/tests/e2e/export.py" make $seed 300 >made.jsonl
	expect "seed $seed: made-up people" 0 nlctl -q -d a.db import made.jsonl
	out_matches '^ +300  records$'
	err_is_empty
	for format in jsonl csv; do
		nlctl -d a.db export --events --format $format >events.$format
		nlctl -d a.db export --format $format >a.$format
	done
	run python "$ROOT/tests/e2e/export.py" judge made.jsonl events.jsonl events.csv
	is "seed $seed: another reader finds what was made" "$STATUS $(head -n 5 out)" '0 '
	for format in jsonl csv; do
		rm -f b.db*
		expect "seed $seed: $format comes back" 0 nlctl -q -d b.db import a.$format
		err_is_empty
		nlctl -d b.db export --format $format >b.$format
		check "seed $seed: $format has the same bytes" cmp a.$format b.$format
		expect "seed $seed: $format once more" 0 nlctl -q -d b.db import a.$format
		out_matches '^ +300  contacts as they were$'
		nlctl -d b.db export --format $format >b.$format
		check "seed $seed: $format has them still" cmp a.$format b.$format
		expect "seed $seed: $format with events" 0 nlctl -q -d b.db import events.$format
		nlctl -d b.db export --events --format $format >b.$format
		expect "seed $seed: and once more" 0 nlctl -q -d b.db import events.$format
		out_matches '^ +300  contacts as they were$'
		nlctl -d b.db export --events --format $format >again.$format
		check "seed $seed: each event is there once" cmp b.$format again.$format
	done
done

# The shuffled file makes the same database: its order means nothing.
head -n 1 made.jsonl >shuffled.jsonl
sed 1d made.jsonl | sort >>shuffled.jsonl
rm -f b.db*
nlctl -q -d b.db import shuffled.jsonl >sums
nlctl -d b.db export --format csv >b.csv
check 'in another order' cmp a.csv b.csv
done_testing
