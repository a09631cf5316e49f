#!/bin/sh
# nlctl unfreeze: a copied database on another machine sends nothing before.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/cli/sending.sh"

usage unfreeze
people
issue june.html
relay
export NLCTL_MACHINE_ID=first NLCTL_TEST_NOW=2000000000
expect 'scheduled on the first machine' 0 nlctl -q send --at +1h june.html
expect 'it is at home there' 0 nlctl -q run
NLCTL_TEST_NOW=2000003600
cp "$NLCTL_DB" copy.db
NLCTL_DB=$T/copy.db
NLCTL_MACHINE_ID=second
expect 'run on the second machine' 78 nlctl run
err_has 'comes from another machine'
err_has 'nlctl unfreeze'
expect 'send there' 78 nlctl send june
is 'nothing was sent' "$(sink_count)" 0
expect 'nobody is there to answer' 64 nlctl unfreeze </dev/null
err_has '--yes'
expect 'unfreeze' 0 nlctl unfreeze --yes
err_has 'this machine sends from now on'
expect 'now it runs' 0 nlctl run
is 'everybody got one' "$(sink_count)" 3
NLCTL_MACHINE_ID=first
expect 'back on the first machine' 78 nlctl run
done_testing
