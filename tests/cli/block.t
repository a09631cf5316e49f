#!/bin/sh
# nlctl block: nobody blocked is mailed, subscribed or imported; the list says why.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

usage block
expect 'no database' 78 nlctl block
nlctl -q init >next
nlctl -q subscribe léa@asso.example zoe@asso.example max@nord.asso.example \
	ann@bücher.example tom@example.org

expect 'nobody is blocked' 0 nlctl block
out_is <<-'END'
	who                                   reason      since             contacts  source
END
err_is_empty
expect 'an address' 0 nlctl block Tom@EXAMPLE.org
out_is_empty
err_is <<-'END'
	'tom@example.org' is blocked now
END
expect 'again' 0 nlctl block tom@example.org
err_is <<-'END'
	'tom@example.org' is blocked already
END
expect 'a domain, all below one, an address of nobody' 0 \
	nlctl block @asso.example '@*.asso.example' nobody@example.net
err_is <<-'END'
	'@asso.example' is blocked now, 2 contacts
	'@*.asso.example' is blocked now, 1 contact
	'nobody@example.net' is blocked now
END
expect 'for programs' 0 nlctl --json block '*@bücher.example'
out_is <<-'END'
	{"who":"@xn--bcher-kva.example","outcome":"blocked","contacts":1,"skipped":0}
END
expect 'who is blocked' 0 nlctl block
sed 's/#[0-9a-f]\{16\}/#hash            /' out >shown && mv shown out
out_is <<-'END'
	who                                   reason      since             contacts  source
	tom@example.org                       blocked     2026-11-18 11:06  -         block
	@asso.example                         blocked     2026-11-18 11:06  2         block
	@*.asso.example                       blocked     2026-11-18 11:06  1         block
	#hash                                 blocked     2026-11-18 11:06  -         block
	@xn--bcher-kva.example                blocked     2026-11-18 11:06  1         block
END
expect 'who is blocked, for programs' 0 nlctl block --json
check 'who is blocked, for programs: JSON lines' python -c '
import json
rows = [json.loads(line) for line in open("out")]
assert [r["who"] for r in rows] == ["tom@example.org", "@asso.example",
    "@*.asso.example", None, "@xn--bcher-kva.example"], rows
assert [r["contacts"] for r in rows] == [None, 2, 1, None, 1], rows
assert all(len(r["hash"]) == 64 and r["since"] == "2026-11-18T11:06:40Z" for r in rows)'
expect 'nobody is left' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	0
END
expect 'the person' 0 nlctl show zoe@asso.example
out_matches '^suppressed +blocked$'
expect 'the event' 0 nlctl show --json tom@example.org
out_has '"kind":"blocked","list":null,"issue":null,"source":"block"'

# --- who is blocked does not come in -------------------------------------------

expect 'subscribe: the address' 1 nlctl subscribe tom@example.org
err_has "'tom@example.org' stays out: blocked; 'nlctl unblock' lifts it"
expect 'subscribe: of nobody' 1 nlctl subscribe --again Nobody@example.net
expect 'subscribe: the domain' 1 nlctl subscribe new@Asso.Example
err_has "stays out: '@asso.example' is blocked; 'nlctl unblock @asso.example' lifts it"
expect 'subscribe: below it' 1 nlctl subscribe new@a.b.asso.example
err_has "'@*.asso.example' is blocked"
expect 'subscribe: beside it' 0 nlctl subscribe new@notasso.example
printf 'EMAIL\nother@asso.example\nx@y.asso.example\nnobody@example.net\nfree@example.net\n' >in.csv
expect 'import' 0 nlctl import in.csv
expect 'import: only who may' 0 nlctl subscribers --json
out_has free@example.net
out_lacks other@asso.example
out_lacks x@y.asso.example
out_lacks nobody@example.net

# --- mistakes -------------------------------------------------------------------

expect 'no address' 65 nlctl block 'tom'
err_has "'tom': there is no '@'"
expect 'a domain without its sign' 65 nlctl block spam.example
err_has "'spam.example': there is no '@': a domain is written '@spam.example'"
expect 'no domain' 65 nlctl block '@'
err_has "'@': there is nothing behind the '@'"
expect 'another wildcard' 65 nlctl block 'tom*@*'
expect 'a wildcard in the middle' 65 nlctl block '@a.*.example'
err_has "'*' may only stand for what is before a domain"
expect 'one of two' 1 nlctl block tom ok@example.org
err_has "warning: 'tom': there is no '@'"
err_has "'ok@example.org' is blocked now"
err_has '1 of 2 not blocked'

# --- another address --------------------------------------------------------------

nlctl -q subscribe eva@free.example ida@free.example
nlctl -q block @taken.example
expect 'into a blocked domain' 1 nlctl rename eva@free.example eva@taken.example
err_has "'eva@taken.example' is blocked"
nlctl -q block @free.example
expect 'out of one' 0 nlctl --json rename eva@free.example eva@asso2.example
out_has '"suppressed":null'
expect 'out of one: it may be mailed' 0 nlctl subscribers --mailable --json
out_has eva@asso2.example
out_lacks ida@free.example
expect 'who is blocked by name stays so' 0 nlctl block eva@asso2.example
expect 'at another address too' 0 nlctl --json rename eva@asso2.example eva@asso3.example
out_has '"suppressed":"blocked"'
nlctl -q unblock eva@asso3.example eva@asso2.example
expect 'merged into somebody of a blocked domain' 0 \
	nlctl --json merge -y eva@asso3.example ida@free.example
out_has '"suppressed":"blocked"'
nlctl -q subscribe uma@asso3.example
expect 'merged out of one' 0 nlctl --json merge -y ida@free.example uma@asso3.example
out_has '"suppressed":null'
expect 'merged out of one: it may be mailed' 0 nlctl subscribers --mailable --json
out_has uma@asso3.example

# --- in the middle of a run, and before one ---------------------------------------

unset NLCTL_TEST_NOW
rm -f nlctl.db*
people 12
nlctl -q subscribe a@blocked.example b@blocked.example
issue june.html
relay --delay 100
nlctl -q config relay.default.connections 1
ISSUE=june
"$NLCTL" -q send june.html >/dev/null 2>&1 &
sender=$!
wait_for 10 grep -q 'accepted' "$SINK_DIR/log"
expect 'while it is sent' 0 nlctl block @blocked.example p12@example.org
err_has "'@blocked.example' is blocked now, 2 contacts; 2 waiting copies skipped"
err_has "'p12@example.org' is blocked now; 1 waiting copy skipped"
wait "$sender"
sums 14 sent=11 skipped=3
is 'none of them was mailed' "$(sink_count) $(grep -lE '^To: .*(@blocked.example|p12@)' "$SINK_DIR"/*)" '11 '
expect 'they are suppressed' 0 nlctl show --json a@blocked.example
out_has '"issue":"june","state":"skipped","reason":"suppressed"'

relay
ISSUE=later
expect 'the next one leaves them out' 0 nlctl -q send --name later june.html
sums 11 sent=11
is 'the relay was spoken to as it should be' "$(sink_violations)" 0

# A copy that another try waits for is skipped at once.
relay -s - <<'END'
RCPT <p1@example.org>: 451 4.7.1 later
END
ISSUE=deferred
run nlctl -q send --name deferred june.html
sums 11 sent=10 deferred=1
expect 'a deferred one' 0 nlctl block p1@example.org
sums 11 sent=10 skipped=1
done_testing
