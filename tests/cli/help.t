#!/bin/sh
# nlctl help, -h, and nlctl alone.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# A man of our own: has one page, and says what it was asked for.
mkdir bin
cat >bin/man <<-'END'
	#!/bin/sh
	if [ "$1" = -w ]; then
		[ "$2" = nlctl-list ] || [ "$2" = nlctl-settings ]
	else
		echo "the page $1"
	fi
END
chmod +x bin/man
PATH=$T/bin:$PATH

expect 'the commands' 0 nlctl help
out_matches '^  import +Take in contacts from a CSV file$'
err_is_empty
expect 'a page' 0 nlctl help list
out_is <<-'END'
	the page nlctl-list
END
expect 'a page of no command' 0 nlctl help settings
out_has 'the page nlctl-settings'
expect 'no page: the usage' 0 nlctl help set
out_has 'usage: nlctl set EMAIL FIELD=VALUE ...'
err_is_empty
expect 'no man at all' 0 env PATH=/nonexistent "$NLCTL" help list
out_has 'usage: nlctl list'
expect 'no command' 64 nlctl help impotr
out_is_empty
err_has "unknown command 'impotr': did you mean 'import'?"
expect 'an option is no page' 64 nlctl help -- -w
expect 'a path is no page' 64 nlctl help ../list

expect 'of a command' 0 nlctl subscribe --help
out_has 'usage: nlctl subscribe [-l LIST]'
out_matches '^  -l, --list LIST +this list, not the default one$'
expect 'of all' 0 nlctl -h
out_has '[COMMAND [ARGUMENT ...]]'
out_matches '^  -d, --database FILE '

expect 'a command that is none' 64 nlctl subscirbe
out_is_empty
err_is <<-'END'
	nlctl: unknown command 'subscirbe': did you mean 'subscribe'?
END
expect 'a global option that is none' 64 nlctl --jsn list
err_has "did you mean '--json'?"

# What to do next, in each state.
next() {
	expect "next: $1" 0 nlctl --json
	out_has "\"next\":\"$1"
	err_is_empty
}
next 'nlctl init'
check 'asking makes no database' test ! -e nlctl.db
nlctl -q init >next
next 'nlctl config from'
nlctl config from lea@asso.example
next 'nlctl config relay.default.url'
nlctl config relay.default.url smtp://localhost
next 'nlctl config base-url'
nlctl config base-url http://127.0.0.1:8080
next 'nlctl import'
nlctl -q list add other
nlctl -q subscribe -l other lea@asso.example
next 'nlctl import'
nlctl -q subscribe lea@asso.example
next 'nlctl send --test'
expect 'for people' 0 nlctl
out_has "ready to send to 'newsletter'"

# An issue that waits for somebody.
issue june.html 'Hello.'
expect 'nobody listens' 75 nlctl -q -o relay.default.url=smtp://127.0.0.1:1 send -y june.html
next "nlctl send 'june'"
nlctl -q pause june
next "nlctl resume 'june'"
expect 'for people' 0 nlctl
out_has "issue 'june': paused"
nlctl -q cancel --yes june
next 'nlctl send --test'
done_testing
