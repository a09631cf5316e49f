#!/bin/sh
# nlctl config: settings are typed, and it can be asked who says so.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

expect 'no database to read' 78 nlctl config from
out_is_empty
err_has "no database at '$T/nlctl.db' (from the environment variable NLCTL_DB)"
check 'none is made by reading' test ! -e nlctl.db

expect 'setting a value makes the database' 0 nlctl config from 'Léa <lea@asso.example>'
out_is_empty
err_is <<-END
	new database '$T/nlctl.db'
END
expect 'the value' 0 nlctl config from
out_is <<-'END'
	Léa <lea@asso.example>
END
err_is_empty

expect 'a list of its own' 0 nlctl config -l newsletter from bureau@asso.example
expect 'for all it is as before' 0 nlctl config from
out_has 'lea@asso.example'
expect 'the list wins over config' 0 nlctl config --json -l newsletter --explain from
out_is <<-'END'
	{"key":"from","value":"bureau@asso.example","origin":"list","default":"","levels":"option, issue, list, config","meaning":"who writes: Name <address>"}
END
expect 'an option wins over the list' 0 \
	nlctl -o from=moi@asso.example config -l newsletter --explain from
out_matches '^value +moi@asso.example$'
out_matches '^origin +option$'
expect 'a default' 0 nlctl config --explain relay.default.connections
out_matches '^value +4$'
out_matches '^origin +default$'

expect 'what is set' 0 nlctl config
out_is <<-'END'
	list            key                         value                           origin
	-               from                        Léa <lea@asso.example>          config
	newsletter      from                        bureau@asso.example             list
END
expect 'all there is' 0 nlctl config --all --json
out_has '{"list":null,"key":"uncertain","value":"hold","origin":"default"}'

expect 'out' 0 nlctl config --export
out_is <<-'END'
	from = Léa <lea@asso.example>
	[newsletter]
	from = bureau@asso.example
END
cp out settings
expect 'away' 0 nlctl config --unset from
expect 'it is not set' 1 nlctl config from
out_is_empty
err_has "'from' is not set: nlctl config from VALUE"
expect 'in again' 0 nlctl config --import settings
expect 'as it was' 0 nlctl config from
out_has 'Léa'
printf 'reply-to = a@asso.example\nnonsense\n' >bad
expect 'a bad file' 65 nlctl config --import bad
err_has "bad:2: neither 'KEY = VALUE' nor '[LIST]'"
expect 'nothing of a bad file is taken' 1 nlctl config reply-to
printf 'list = newsletter\n\000reply-to = a@asso.example\n' >binary
expect 'a NUL in it' 65 nlctl config --import binary
err_has 'has a NUL in line 2'
expect 'no file' 66 nlctl config --import none
err_has "cannot open 'none'"

expect 'a wrong type' 65 nlctl config relay.a.connections many
err_has "'relay.a.connections' is a number from 1 to 50"
expect 'a list that is none' 65 nlctl config list nope
err_has "there is no list 'nope'"
expect 'an unknown key names a near one' 1 nlctl config form x@asso.example
err_has "there is no setting 'form'; did you mean 'from'"
expect 'what the program does not obey is no setting' 1 nlctl config relay.a.limit 14/s
err_has "there is no setting 'relay.a.limit'"
expect 'a password is refused' 1 nlctl config relay.a.password hunter2
err_has 'relay.a.password-file'
err_lacks hunter2
expect 'not a setting of lists' 1 nlctl config -l newsletter base-url https://asso.example
out_is_empty
expect 'no such list' 1 nlctl config -l newslettr from x@asso.example
err_has "did you mean 'newsletter'"
expect 'options that do not go together' 64 nlctl config --unset --explain from
err_has "options '--unset' and '--explain' do not go together"
expect 'unset what' 64 nlctl config --unset
err_has "option '--unset' goes with one KEY"
expect 'an override of a wrong type' 64 nlctl -o uncertain=maybe config
err_has "option '-o': 'uncertain' is one of: hold resend"
expect 'an override without a value' 64 nlctl -o uncertain config
err_has "'uncertain' is not KEY=VALUE"
done_testing
