#!/bin/sh
# nlctl retry: what failed, and what nobody can say, again.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage retry

expect 'no database' 78 nlctl retry --failed june
err_has "$T/nlctl.db"
people
expect 'no issue' 64 nlctl retry --failed
err_has 'an argument is missing'
expect 'neither --failed nor --uncertain' 64 nlctl retry june
err_has 'say --failed or --uncertain'
expect 'both' 64 nlctl retry --failed --uncertain june
err_has 'say --failed or --uncertain'
expect 'an unknown issue' 1 nlctl retry --failed june
out_is_empty
err_has "there is no issue 'june'"

# --- what was refused ---------------------------------------------------------

issue june.html
ISSUE=june
relay -s - <<'END'
RCPT <p2@example.org>: 550 5.7.1 mailing lists are not welcome
END
nlctl -q config relay.default.connections 1
expect 'one is refused' 1 nlctl -q send june.html
sums 3 sent=2 failed=1
expect 'nothing is uncertain' 0 nlctl retry --yes --uncertain june
err_is <<'END'
nothing of issue 'june' is uncertain
END
expect 'without a terminal, without --yes' 64 nlctl retry --failed june </dev/null
err_has 'add --yes'
expect 'at a terminal, no' 1 at_terminal n nlctl retry --failed june
out_has "send 'june' to 1 people again? [y/N]"
sums 3 sent=2 failed=1
expect 'refused again' 1 nlctl -q retry --yes --failed june
err_has "1 failed, 0 uncertain"
sums 3 sent=2 failed=1

relay
expect 'taken now' 0 nlctl retry --yes --failed june
out_matches '^state +finished$'
err_is_empty
sums 3 sent=3
is 'taken now: one message' "$(sink_count)" 1
check 'taken now: to who had none' grep -q 'to=<p2@example.org>' "$SINK_DIR/log"
expect 'nothing is left' 0 nlctl --json retry -y --failed june
out_has '"failed":0'
err_has "nothing of issue 'june' is failed"
is 'nothing is left: nobody is mailed twice' "$(sink_count)" 1

# --- what nobody can say ------------------------------------------------------

ISSUE=second
export NLCTL_TEST_NOW=1795467600
relay -s - <<'END'
DOT 2: drop-after-dot
END
expect 'the connection breaks after the dot' 1 nlctl -q send --name second june.html
err_has "issue 'second': 0 failed, 1 uncertain"
sums 3 sent=2 uncertain=1
is 'the connection breaks: it has arrived all the same' "$(sink_count)" 3
lost=$(sed -n 's/^[0-9]* accepted 000002 .*to=<\([^>]*\)>.*/\1/p' "$SINK_DIR/log")
cp "$SINK_DIR/000002.eml" first.eml

expect 'send does not send it again' 0 nlctl -q send --name second june.html
expect 'nor does run' 0 nlctl run
err_is_empty
is 'nor does run: nothing more was mailed' "$(sink_count)" 3
sums 3 sent=2 uncertain=1

NLCTL_TEST_NOW=$((NLCTL_TEST_NOW + 3600))
relay
expect 'at a terminal' 0 at_terminal y nlctl retry --uncertain second
out_has 'again, though they may have it? [y/N]'
sums 3 sent=3
is 'one message' "$(sink_count)" 1
check 'to the same person' grep -q "to=<$lost>" "$SINK_DIR/log"
is 'the same Message-ID' "$(field message-id "$SINK_DIR/000001.eml")" "$(field message-id first.eml)"
is 'the same token' "$(field list-unsubscribe "$SINK_DIR/000001.eml")" \
	"$(field list-unsubscribe first.eml)"
is 'the Date of the first time' "$(field date "$SINK_DIR/000001.eml")" \
	'Mon, 23 Nov 2026 21:00:00 +0000'
check 'the same message, byte for byte' cmp "$SINK_DIR/000001.eml" first.eml
unset NLCTL_TEST_NOW

# --- who left is not asked again ----------------------------------------------

ISSUE=third
relay -s - <<'END'
RCPT <p3@example.org>: 550 5.2.0 not today
END
run nlctl -q send --name third june.html
nlctl -q unsubscribe --email p3@example.org
relay
expect 'who left in between is skipped' 0 nlctl -q retry --yes --failed third
sums 3 sent=2 skipped=1
is 'who left: nothing was mailed' "$(sink_count)" 0

# --- what is paused or cancelled ----------------------------------------------

for word in pause cancel; do
	PEOPLE=3
	fresh 'RCPT 1: 550 5.1.1 no' 'DATA 1: delay 800 then 354 go'
	ISSUE=june
	in_background ' DATA'
	set -- "$word" june
	[ "$word" = pause ] || set -- "$word" --yes june
	nlctl -q "$@" >/dev/null
	wait "$sender"
	relay
	if [ "$word" = pause ]; then
		expect 'of a paused one they wait' 0 nlctl retry --yes --failed june
		out_matches '^state +paused$'
		err_is <<'END'
issue 'june' is paused: nlctl resume 'june' sends them
END
		sums 3 queued=3
		expect 'resume sends them' 0 nlctl -q resume june
		sums 3 sent=3
	else
		expect 'of a cancelled one nothing' 1 nlctl retry --yes --failed june
		out_is_empty
		err_is <<'END'
nlctl retry: issue 'june' is cancelled: nothing of it is sent any more
END
		sums 3 failed=1 skipped=2
		expect 'nor by run' 0 nlctl run
		is 'nothing was mailed' "$(sink_count)" 0
	fi
done

done_testing
