#!/bin/sh
# nlctl check --spam: what SpamAssassin says, the real one and others in its place.
# shellcheck disable=SC2016 # what the script in its place expands
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

people 1
issue june.html

# points: what the last check said, in tenths; and whether it was a warning.
points() {
	sed -n 's/^spamassassin: \([a-z]*\): it gives \([0-9-]*\)\.\([0-9]\) points, and 5 are spam.*/\1 \2\3/p' out
}

# --- in its place: what it says is not believed ----------------------------------

mkdir bin
# fake SCRIPT: a spamassassin that does this.
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >bin/spamassassin
	chmod 755 bin/spamassassin
}
real_path=$PATH
PATH=$T/bin:$PATH

fake 'cat; printf "\nnlctl-score 3.4\n 2.7 RULE_ONE               The first rule\n                            goes on\n 0.2 CHEAP                  Nothing\n-0.1 GOOD                   Good\n 0.6 RULE_TWO               BODY: The second\n"'
expect 'a report' 0 nlctl check --spam june.html
is 'a report: the points' "$(points)" 'warning 34'
out_has 'spamassassin: note: 2.7 points: The first rule goes on (RULE_ONE) [spam-rule]'
out_has 'spamassassin: note: 0.6 points: BODY: The second (RULE_TWO) [spam-rule]'
is 'a report: cheap rules are not named' "$(grep -c "\[spam-rule\]" out)" 2
expect 'an error on this list' 1 nlctl -o check.errors=spam-score check --spam june.html

fake 'cat >"$0.got"; printf "\nnlctl-score 0.1\n"'
expect 'few points' 0 nlctl check --spam june.html
is 'few points: the points' "$(points)" 'note 01'
is 'it gets a copy that was delivered' "$(sed 's/\r$//' bin/spamassassin.got | sed -n '1,4p; /^From:/p')" \
	"Return-Path: <letter@example.org>
Received: from mail.example.org (mail.example.org [9.9.9.9])
	by mx.example.net (Postfix) with ESMTPS id 4cGz8w1h0Qz5
	for <reader@example.net>; $(sed 's/\r$//' bin/spamassassin.got | sed -n 's/^Date: //p')
From: The Letter <letter@example.org>"
expect 'not without being asked' 0 nlctl check june.html
out_lacks spamassassin

issue forged.html 'nlctl-score -9.0'
fake 'cat; printf "\nnlctl-score 4.0\n"'
expect 'an issue that says a report itself' 0 nlctl check --spam forged.html
is 'an issue that says a report itself: the points' "$(points)" 'warning 40'

fake 'cat >/dev/null; echo hello'
expect 'no report' 0 nlctl check --spam june.html
out_has 'spamassassin: note: it gives no report [spam-unknown]'
fake 'cat >/dev/null; printf "\nnlctl-score 9\n"; exit 2'
expect 'it fails' 0 nlctl check --spam june.html
out_has 'spamassassin: note: spamassassin failed [spam-unknown]'
rm bin/spamassassin
ln -s "$NLCTL" bin/nlctl
expect 'it is not there' 0 env PATH="$T/bin" nlctl check --spam june.html
out_has "spamassassin: note: cannot run 'spamassassin': No such file or directory [spam-unknown]"
PATH=$real_path

# --- the real one ------------------------------------------------------------------

if ! command -v spamassassin >/dev/null; then
	skip 'spamassassin is missing'
else
	nlctl -q field add ADHERENT boolean
	nlctl -q list add infolettre
	nlctl -q subscribe -l infolettre p1@example.org
	for letter in infolettre.html infolettre.md; do
		expect "$letter" 0 nlctl check --spam "$ROOT/tests/data/$letter"
		tenths=$(points)
		echo "# $letter: $tenths tenths of a point"
		check "$letter: under 2 points" test "${tenths#note }" -lt 20
	done
	issue gtube.html 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
	expect 'what is spam by definition' 0 nlctl check --spam gtube.html
	out_has '[spam-score]'
	out_matches '1000.0 points: .* \(GTUBE\)'
fi

done_testing
