#!/bin/sh
# The text alternatives of documents that others wrote, measured; and the reference
# issue's, which is the text that its author made, without a difference.
. "${0%/*}/../lib.sh"

corpora=${NLCTL_CORPORA:-$ROOT/../shared/corpora}
reference=$corpora/../infolettre
[ -r "$corpora/html/pairs.jsonl" ] || skip_all "no documents of others at $corpora"

expect 'words, links and time are as good as they were' 0 \
	python "$ROOT/tests/e2e/text_corpora.py" "$B/tests/text_of" "$corpora/html"
cat out
"$B/tests/text_of" <"$reference/infolettre.html" >infolettre.txt
check 'the reference issue reads as its author has it' \
	diff "$reference/infolettre.txt" infolettre.txt
done_testing
