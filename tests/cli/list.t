#!/bin/sh
# nlctl list: lists are made, named, set and dropped.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

expect 'no database to read' 78 nlctl list
check 'none is made by reading' test ! -e nlctl.db
expect 'nor by a mistake' 64 nlctl list ad news
err_has "'ad' is nothing to do: did you mean 'add'?"
check 'there is still none' test ! -e nlctl.db
expect 'nor by dropping' 78 nlctl list drop --yes news

expect 'adding makes the database' 0 nlctl list add Membres Ateliers
out_is_empty
err_is <<-END
	new database '$T/nlctl.db'
END
expect 'three lists' 0 nlctl list
out_is <<-'END'
	name                  active    default   created
	Ateliers              0         no        2026-11-18 11:06
	Membres               0         no        2026-11-18 11:06
	newsletter            0         yes       2026-11-18 11:06
END
expect 'for programs' 0 nlctl --json list
out_has '{"name":"Membres","active":0,"default":false,"created":"2026-11-18T11:06:40Z"}'

expect 'there already, in any case' 1 nlctl list add membres
err_has "there is a list 'Membres' already"
expect 'all or none' 1 nlctl list add New Membres
expect 'none' 0 nlctl list
out_lacks New
expect 'a name that separates lists' 65 nlctl list add 'a;b'
expect 'a name is missing' 64 nlctl list add
err_has "'add' needs more arguments"
err_has 'usage: nlctl list'

expect 'settings of its own' 0 nlctl list set Membres reply-to=b@asso.example
expect 'are set' 0 nlctl config -l Membres reply-to
out_has b@asso.example
expect 'all of them or none' 65 nlctl list set Membres from=c@asso.example confirm=maybe
err_has "'confirm' is yes or no"
expect 'none of them' 1 nlctl config -l Membres from
expect 'not an assignment' 64 nlctl list set Membres reply-to
err_has "'reply-to' is not KEY=VALUE"

expect 'another name' 0 nlctl list rename Membres Adherents
expect 'the old one is gone' 1 nlctl list set Membres reply-to=b@asso.example
expect 'the settings came along' 0 nlctl config -l Adherents reply-to

expect 'dropping asks, and nobody is there' 64 nlctl list drop Ateliers </dev/null
err_has "drop the list 'Ateliers' and its settings? add --yes"
expect 'dropped' 0 nlctl list drop --yes Ateliers
expect 'it is gone' 1 nlctl list drop --yes Ateliers
err_has "there is no list 'Ateliers'"
nlctl -q subscribe -l Adherents lea@asso.example
expect 'not with people on it' 1 nlctl list drop -y Adherents
done_testing
