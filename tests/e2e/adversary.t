#!/bin/sh
# A hundred thousand letters made of what breaks letters: each keeps the rules, and
# decodes to what went in.  A sample is shown to the other judges too.
. "${0%/*}/../lib.sh"

case $B in
*asan*) : "${LETTERS:=10000}" ;;
*) : "${LETTERS:=100000}" ;;
esac
mkdir sample
expect 'all of them' 0 "$B/tests/adversary" "$LETTERS" 1 sample 200
out_is <<-END
	$LETTERS letters passed, $(((LETTERS + 9) / 10)) were refused
END
expect 'the byte checker, Python and GMime agree' 0 python "$ROOT/tests/e2e/adversary.py" sample
out_is_empty

done_testing
