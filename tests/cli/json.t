#!/bin/sh
# --json with every command: one JSON document, or one a line, and nothing else on
# standard output, also where people are told nothing.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# Does $T/out hold JSON documents, a line each, at least one?
# shellcheck disable=SC2317 # run by check
is_json() {
	python -c 'import json, sys
documents = [json.loads(line) for line in open("out", encoding="utf-8")]
sys.exit(not documents)'
}

# says STATUS ARGUMENTS...: one command that answers a program.
covered=' '
says() {
	want=$1
	shift
	covered="$covered$1 "
	expect "$*" "$want" nlctl -q --json "$@" </dev/null
	check "$*: JSON" is_json
}

says 0 init --from lettre@asso.example --base-url http://127.0.0.1:8080
issue june.html 'Hello {{ contact.PRENOM | default:"you" }}.'
printf 'email\ntom@asso.example\n' >people.csv

says 0 config reply-to lea@asso.example
out_has '"key":"reply-to","value":"lea@asso.example"'
says 0 config reply-to
says 0 config --unset reply-to
out_has '"key":"reply-to","value":"","origin":"default"'
says 0 config
says 0 list add Membres Ateliers
out_is <<-'END'
	{"name":"Membres","outcome":"added"}
	{"name":"Ateliers","outcome":"added"}
END
says 0 list set Membres reply-to=lea@asso.example
out_is <<-'END'
	{"name":"Membres","outcome":"set"}
END
says 0 list rename Membres Members
out_is <<-'END'
	{"name":"Members","outcome":"renamed"}
END
says 0 list drop -y Members
out_is <<-'END'
	{"name":"Members","outcome":"dropped"}
END
says 0 list
says 0 field add PRENOM text
out_is <<-'END'
	{"name":"PRENOM","type":"text"}
END
says 0 field retype PRENOM category
says 0 field rename PRENOM NAME
says 0 field drop -y NAME
nlctl field add PRENOM text
says 0 field
says 0 import -n people.csv
says 0 import people.csv
says 0 subscribe lea@asso.example zoe@asso.example
says 0 subscribers
says 0 subscribers --count
says 0 audience
says 0 audience --count
says 0 audience --where 'PRENOM is empty' --explain lea@asso.example
says 0 audience save named 'PRENOM is not empty'
out_is <<-'END'
	{"name":"named","outcome":"saved"}
END
says 0 audience save named 'not PRENOM is empty'
out_is <<-'END'
	{"name":"named","outcome":"replaced"}
END
says 0 audience saved
says 0 audience drop -y named
out_is <<-'END'
	{"name":"named","outcome":"dropped"}
END
says 0 show lea@asso.example
says 0 set lea@asso.example PRENOM=Léa
says 0 rename lea@asso.example lea.martin@asso.example
says 0 merge -n zoe@asso.example lea.martin@asso.example
says 0 merge -y zoe@asso.example lea.martin@asso.example
says 0 unsubscribe --email tom@asso.example

says 0 check june.html
out_has '"issue":"june","findings":['
says 0 preview --as lea.martin@asso.example june.html
out_has '"part":"text","as":"lea.martin@asso.example","content":"Hello Léa.'
says 0 preview --html june.html
out_has '"part":"html","as":"lea.martin@asso.example","content":"<!doctype html>'
says 0 preview --source june.html
says 0 run
out_is <<-'END'
	{"sent":0,"deferred":0,"failed":0,"uncertain":0,"skipped":0,"recovered":0,"held":0}
END
says 0 send --outbox copies june.html
out_is <<-'END'
	{"folder":"copies","messages":1}
END
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
says 0 send --test me@asso.example june.html
says 0 send --at 'tomorrow 08:00' june.html
says 0 issues
says 0 cancel -y june
nlctl config relay.default.url smtp://127.0.0.1:1
says 75 send --name second june.html
says 0 status
says 0 status second
says 0 pause second
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
says 0 resume second
says 0 retry -y --failed second
says 0 freeze
out_is <<-'END'
	{"frozen":true}
END
says 0 unfreeze -y
out_is <<-'END'
	{"frozen":false}
END
says 0 help
out_has '{"name":"init","summary":"Make the database and its first settings"}'
says 0 version

commands=$(sed -n 's/^	&cmd_\([a-z]*\),$/\1/p' "$ROOT/src/cli/commands.c")
for c in $commands; do
	case $covered in
	*" $c "*) pass "$c is tried here" ;;
	*) skip "$c: not tried here" ;;
	esac
done
done_testing
