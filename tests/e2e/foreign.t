#!/bin/sh
# Templates that others wrote, for other programs.
. "${0%/*}/../lib.sh"

corpora=${NLCTL_CORPORA:-$ROOT/../shared/corpora}
[ -r "$corpora/html/templates" ] || skip_all "no templates of others at $corpora"

expect 'init' 0 nlctl init --from "News <news@example.org>"
expect 'a mailbox to leave by' 0 nlctl config list-address leave@example.org
expect 'a reader' 0 nlctl subscribe zoe@example.org
expect 'tags are refused; without them all goes through as it was written' 0 \
	python "$ROOT/tests/e2e/foreign.py" "$NLCTL" "$corpora/html"
grep '^#' out
done_testing
