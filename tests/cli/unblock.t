#!/bin/sh
# nlctl unblock: lifts any reason, and only what was asked for.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage unblock
expect 'no database' 78 nlctl unblock a@asso.example
nlctl -q init >next
expect 'whom' 64 nlctl unblock
nlctl -q subscribe a@asso.example b@asso.example c@nord.asso.example d@example.org
nlctl -q block d@example.org @asso.example '@*.asso.example' '@*.example'

# mailable: their addresses, on one line.
mailable() {
	"$NLCTL" subscribers --mailable --json | sed 's/.*"address":"\([^"]*\)".*/\1/' | sort | xargs
}

is 'nobody may be mailed' "$(mailable)" ''
expect 'an address' 0 nlctl unblock D@example.org
out_is_empty
err_is <<-'END'
	'd@example.org' may be mailed again: was blocked
END
is 'an address: it may be mailed' "$(mailable)" 'd@example.org'
expect 'an address: the event' 0 nlctl show --json d@example.org
out_has '"kind":"unblocked","list":null,"issue":null,"source":"unblock","detail":{"reason":"blocked"}'
expect 'again' 0 nlctl unblock d@example.org
err_is <<-'END'
	'd@example.org' was not blocked
END
expect 'for programs, again' 0 nlctl --json unblock d@example.org
out_is <<-'END'
	{"who":"d@example.org","outcome":"there","was":null,"still_blocked_by":null,"contacts":1}
END

expect 'blocked by its domain alone' 1 nlctl unblock a@asso.example
out_is_empty
err_has "'a@asso.example' is blocked by '@asso.example': 'nlctl unblock @asso.example' lifts that"
nlctl -q block a@asso.example
expect 'by itself and by its domain' 0 nlctl unblock a@asso.example
err_has "warning: 'a@asso.example' was blocked, and is still blocked by '@asso.example'"
is 'it is still blocked' "$(mailable)" 'd@example.org'

nlctl -q block b@asso.example
expect 'a domain within another' 0 nlctl --json unblock @asso.example
out_is <<-'END'
	{"who":"@asso.example","outcome":"unblocked","was":"blocked","still_blocked_by":null,"contacts":1}
END
is 'the wider one still holds' "$(mailable)" 'd@example.org'
expect 'the wider one' 0 nlctl unblock '@*.example'
err_is <<-'END'
	'@*.example' may be mailed again, 1 contact
END
is 'who was blocked by name stays so' "$(mailable)" 'a@asso.example d@example.org'
expect 'all below' 0 nlctl unblock '@*.ASSO.example'
is 'all below: free' "$(mailable)" 'a@asso.example c@nord.asso.example d@example.org'
expect 'not blocked' 0 nlctl unblock '@*.asso.example'
err_is <<-'END'
	'@*.asso.example' was not blocked
END

# What is not ours to know by heart: bounced and complained, from an import.
printf 'EMAIL,STATUS\nout@asso.example,bounced\nmad@asso.example,complained\n' >in.csv
nlctl -q import --map STATUS=@status in.csv >/dev/null 2>&1 || nlctl -q import in.csv >/dev/null
expect 'bounced' 0 nlctl unblock out@asso.example
err_has "'out@asso.example' may be mailed again: was bounced"
# A reason of its own goes before the mark of a domain, and outlives it.
nlctl -q block @asso.example
nlctl -q unblock @asso.example
expect 'a domain lifts no other reason' 0 nlctl unblock mad@asso.example
err_has 'was complained'

expect 'one of two' 1 nlctl unblock nonsense d@example.org
err_has '1 of 2 not unblocked'
expect 'a wildcard' 65 nlctl unblock '@*x.example'
done_testing
