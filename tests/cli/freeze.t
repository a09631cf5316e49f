#!/bin/sh
# nlctl freeze: nothing is sent any more.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

usage freeze
people
issue june.html
relay
expect 'freeze' 0 nlctl freeze
out_is_empty
err_has 'nothing is sent until nlctl unfreeze'
expect 'send' 78 nlctl send june.html
err_has 'frozen'
expect 'run' 78 nlctl run
err_has 'nlctl unfreeze'
expect 'a test copy' 78 nlctl send --test me@example.org june.html
is 'nothing arrived' "$(sink_count)" 0
expect 'the rest still works' 0 nlctl subscribe new@example.org
expect 'unfreeze' 0 nlctl -q unfreeze --yes
expect 'now it goes' 0 nlctl -q send june.html
is 'all arrived' "$(sink_count)" 4
expect 'an argument too many' 64 nlctl freeze june
done_testing
